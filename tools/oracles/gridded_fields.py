"""Files of velocity fields for packages/pushforward/src/field/readers.test.ts: run with Python, commit the JSON file."""
import base64
import json
import tempfile
from pathlib import Path

import h5py
import netCDF4
import numpy
import scipy
from scipy.io import netcdf_file

HERE = Path(__file__).resolve().parents[2] / "packages/pushforward/src/field"
NT, NY, NX = 2, 3, 4
x, y, t = 0.5 * numpy.arange(NX) - 1, 10 + 0.25 * numpy.arange(NY), 3600.0 * numpy.arange(NT)
k, j, i = numpy.meshgrid(numpy.arange(NT), numpy.arange(NY), numpy.arange(NX), indexing="ij")
u, v = 0.5 * k + j - 0.25 * i, 1.0 * i * j - k  # exact in float32
land = (j == 1) & (i == 2)


def nan_to_none(values):
    return [None if numpy.isnan(value) else float(value) for value in numpy.ravel(values)]


def classic(path, version):
    with netcdf_file(path, "w", version=version) as f:
        f.createDimension("time", None)
        f.createDimension("y", NY)
        f.createDimension("x", NX)
        for name, values, kind, axes in (("time", t, "d", ("time",)), ("y", y, "d", ("y",)), ("x", x, "f", ("x",)),
                                         ("u", u, "f", ("time", "y", "x")), ("v", v, "d", ("time", "y", "x"))):
            f.createVariable(name, kind, axes)[:] = values
        f.variables["u"].units = "m/s"


def packed(path):
    """Short integers with an odd number in a record, as the only record variables, a layer and latitudes that descend."""
    with netcdf_file(path, "w") as f:
        f.createDimension("time", None)
        for name, values in (("latitude", y[::-1]), ("longitude", x[:3])):
            f.createDimension(name, len(values))
            f.createVariable(name, "f", (name,))[:] = values
        f.createDimension("depth", 1)
        for name, values in (("uo", u), ("vo", v)):
            var = f.createVariable(name, "h", ("time", "depth", "latitude", "longitude"))
            stored = numpy.where(land, -32767, numpy.round(values / 0.25) - 4)[:, None, ::-1, :3]
            var[:] = stored.astype("h")
            var.scale_factor, var.add_offset = 0.25, 1.0
            var._FillValue = numpy.int16(-32767)


def transposed(path):
    with netcdf_file(path, "w") as f:
        for name, values in (("nt", t), ("nx", x), ("ny", y)):
            f.createDimension(name, len(values))
        for name, values, axes in (("time", t, ("nt",)), ("x", x, ("nx",)), ("y", y, ("ny",)),
                                   ("u", u.transpose(0, 2, 1), ("nt", "nx", "ny")), ("v", v.transpose(0, 2, 1), ("nt", "nx", "ny"))):
            f.createVariable(name, "d", axes)[:] = values


def netcdf4(path):
    with netCDF4.Dataset(path, "w") as f:
        for name, values in (("time", t), ("depth", [0.5, 10]), ("latitude", y), ("longitude", x)):
            f.createDimension(name, len(values))
            f.createVariable(name, "f8", (name,))[:] = values
        f["time"].units = "seconds since 2026-01-01"
        for name, values in (("uo", u), ("vo", v)):
            var = f.createVariable(name, "i2", ("time", "depth", "latitude", "longitude"), zlib=True, fill_value=-32767)
            var.scale_factor = 0.25
            var[:] = numpy.ma.masked_array(numpy.stack([values, values + 1], 1), numpy.stack([land, land], 1))


def bare(path):
    """Dimensions called x, y and time, in an order of their own, that have no coordinates."""
    with netCDF4.Dataset(path, "w") as f:
        for name, length in (("time", NT), ("x", NX), ("y", NY)):
            f.createDimension(name, length)
        for name, values in (("u", u), ("v", v)):
            f.createVariable(name, "f8", ("time", "x", "y"))[:] = values.transpose(0, 2, 1)


def hdf5(path):
    with h5py.File(path, "w") as f:
        f.create_dataset("flow/vx", data=u.astype("f4"), compression="gzip")
        f.create_dataset("flow/vy", data=v, chunks=(1, NY, NX))
        f.create_dataset("flow/concentration", data=(10 * k + j + i).astype("i8"))
        f.create_dataset("note", data="made by h5py")
        f["x"], f["y"], f["t"] = numpy.broadcast_to(x, (NY, NX)), numpy.broadcast_to(y[:, None], (NY, NX)), t


def stored(write, *args):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(str(path), *args)
        return base64.b64encode(path.read_bytes()).decode()


full = {"x": list(x), "y": list(y), "t": list(t), "u": nan_to_none(u), "v": nan_to_none(v)}
holes = {**full, "u": nan_to_none(numpy.where(land, numpy.nan, u)), "v": nan_to_none(numpy.where(land, numpy.nan, v))}
cut = {**full, "x": list(x[:3]), "t": [0, 1], "u": nan_to_none(numpy.where(land, numpy.nan, u)[:, :, :3]),
       "v": nan_to_none(numpy.where(land, numpy.nan, v)[:, :, :3])}
counted = {"x": list(range(NX)), "y": list(range(NY)), "t": list(range(NT))}
files = {
    "NetCDF-3 classic": {"file": "flow.nc", "bytes": stored(classic, 1), "expected": full},
    "NetCDF-3 64-bit offset": {"file": "flow.nc", "bytes": stored(classic, 2), "expected": full},
    "NetCDF-3 packed": {"file": "ocean.nc", "bytes": stored(packed), "expected": cut},
    "NetCDF-3 with axes [t][x][y]": {"file": "flow.nc", "bytes": stored(transposed), "expected": full},
    "NetCDF-4": {"file": "ocean.nc", "bytes": stored(netcdf4), "expected": holes},
    "NetCDF-4 without coordinates": {"file": "flow.nc", "bytes": stored(bare), "expected": {**full, **counted}},
    "HDF5": {"file": "flow.h5", "bytes": stored(hdf5), "expected": {**full, "c": nan_to_none(10 * k + j + i)}},
}
versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "h5py": h5py.__version__, "netCDF4": netCDF4.__version__}
body = {"madeBy": "tools/oracles/gridded_fields.py", "versions": versions, "files": files}
(HERE / "readers.oracle.json").write_text(json.dumps(body, allow_nan=False) + "\n")
