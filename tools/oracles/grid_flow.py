"""Reference values for packages/pushforward/src/field/grid-flow.ts: SciPy's interpolating cubic splines, not-a-knot
(RectBivariateSpline) and periodic (make_interp_spline along each axis), with derivatives.

Run: python tools/oracles/grid_flow.py > packages/pushforward/src/field/grid-flow.oracle.json
"""
import json
import sys

import numpy as np
import scipy
from scipy.interpolate import RectBivariateSpline, make_interp_spline

SEED = 20261125
random = np.random.default_rng(SEED)


def bounded(y, x, f):
    spline = RectBivariateSpline(y, x, f, kx=3, ky=3, s=0)
    return lambda py, px, dy, dx: float(spline(py, px, dx=dy, dy=dx)[0, 0])


def periodic(y, x, f):
    def closed(t):
        return np.append(t, 2 * t[-1] - t[-2])

    def value(py, px, dy, dx):
        rows = make_interp_spline(closed(x), np.hstack([f, f[:, :1]]).T, k=3, bc_type="periodic")
        line = rows(px, nu=dx)
        column = make_interp_spline(closed(y), np.append(line, line[0]), k=3, bc_type="periodic")
        return float(column(py, nu=dy))

    return value


cases = []
for name, make in (("bounded", bounded), ("periodic", periodic)):
    for nx, ny in ((4, 5), (9, 7), (16, 12)):
        x = 1.5 + 0.25 * np.arange(nx)
        y = -2 + 0.5 * np.arange(ny)
        u, v = random.normal(size=(2, ny, nx))
        width = np.array([x[-1] - x[0], y[-1] - y[0]])
        places = [x[0], y[0]] + random.uniform(size=(6, 2)) * width
        values = []
        for px, py in places:
            row = []
            for f in (u, v):
                at = make(y, x, f)
                row.append([at(py, px, *order) for order in ((0, 0), (0, 1), (1, 0), (0, 2), (2, 0))])
            values.append(row)
        cases.append({"name": name, "x": x.tolist(), "y": y.tolist(), "u": u.ravel().tolist(), "v": v.ravel().tolist(),
                      "places": places.tolist(), "values": values})

json.dump({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "python": sys.version.split()[0]},
    "seed": SEED, "orders": "f, f_x, f_y, f_xx, f_yy", "cases": cases,
}, sys.stdout)
print()
