"""Reference values for packages/pushforward/src/measure: run with Python, commit the JSON file."""
import base64
import io
import json
from pathlib import Path

import numpy
import scipy
import sklearn
from scipy.special import logsumexp
from scipy.stats import multivariate_normal, qmc
from sklearn.neighbors import KernelDensity

HERE = Path(__file__).resolve().parents[2] / "packages/pushforward/src/measure"
SEED = 20261123
random = numpy.random.default_rng(SEED)


def write(name, cases):
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
    body = {"madeBy": "tools/oracles/measure.py", "seed": SEED, "versions": versions, **cases}
    (HERE / name).write_text(json.dumps(body, indent=1, allow_nan=False) + "\n")


def spd(d):
    a = random.standard_normal((d, d))
    return a @ a.T + 0.2 * numpy.eye(d)


def laws():
    gaussians = []
    for d in (1, 2, 4):
        mean, covariance, x = random.standard_normal(d), spd(d), 2 * random.standard_normal((5, d))
        gaussians.append({"mean": list(mean), "covariance": covariance.tolist(), "x": x.tolist(),
                          "logDensity": numpy.atleast_1d(multivariate_normal(mean, covariance).logpdf(x)).tolist()})
    d, k = 2, 3
    means, covariances, weights = 3 * random.standard_normal((k, d)), [spd(d) for _ in range(k)], random.dirichlet(numpy.ones(k))
    x = numpy.concatenate([3 * random.standard_normal((6, d)), [[200.0, -150.0]]])
    joint = numpy.stack([numpy.log(w) + multivariate_normal(m, c).logpdf(x) for w, m, c in zip(weights, means, covariances)], 1)
    total = logsumexp(joint, axis=1)
    mixture = {"means": means.tolist(), "covariances": [c.tolist() for c in covariances], "weights": list(weights), "x": x.tolist(),
               "logDensity": list(total), "responsibilities": numpy.exp(joint - total[:, None]).tolist()}
    sample, at, w = random.standard_normal((9, 3)), random.standard_normal((4, 3)), random.dirichlet(numpy.ones(9))
    kernel = KernelDensity(bandwidth=0.7, rtol=1e-12).fit(sample, sample_weight=w)
    density = {"x": sample.tolist(), "weights": list(w), "bandwidth": 0.7, "at": at.tolist(), "logDensity": list(kernel.score_samples(at))}
    moments = {"x": (sample + 1e3).tolist(), "weights": list(w), "mean": list(numpy.average(sample + 1e3, axis=0, weights=w)),
               "covariance": numpy.cov(sample + 1e3, rowvar=False, aweights=w, ddof=0).tolist(),
               "unbiased": numpy.cov(sample + 1e3, rowvar=False, aweights=w).tolist(),
               "uniform": numpy.cov(sample, rowvar=False).tolist(), "centred": sample.tolist()}
    halton = qmc.Halton(5, scramble=False).random(40)
    values, edges = numpy.round(random.standard_normal(200), 1), [-1.5, -0.5, 0.0, 0.3, 1.5]
    histogram = {"values": list(values), "edges": edges, "counts": numpy.histogram(values, edges)[0].tolist()}
    write("measure.oracle.json", {"gaussians": gaussians, "mixture": mixture, "kernelDensity": density, "moments": moments,
                                  "halton": halton.tolist(), "histogram": histogram})


def npy():
    arrays = {
        "float32": numpy.array([[1.5, -2, 3], [4, 5, 1e-30]], dtype="<f4"),
        "float64, one dimension": numpy.array([0.1, -numpy.pi, 1e300]),
        "int32, three dimensions": numpy.arange(24, dtype="<i4").reshape(2, 3, 4) - 12,
        "int64": numpy.array([[2**53 - 1, -7], [0, 1]], dtype="<i8"),
        "uint8": numpy.arange(6, dtype="u1").reshape(3, 2),
        "a single number": numpy.array(2.5),
        "no numbers": numpy.zeros((0, 3)),
    }
    cases = []
    for name, array in arrays.items():
        for order in "CF":
            if order == "F" and array.ndim < 2:
                continue
            for version in ((1, 0), (2, 0), (3, 0)):
                stream = io.BytesIO()
                numpy.lib.format.write_array(stream, numpy.asarray(array, order=order), version=version)
                stored = base64.b64encode(stream.getvalue()).decode()
                values = [float(v) for v in array.ravel()]
                cases.append({"name": f"{name}, order {order}, version {version[0]}", "bytes": stored, "type": array.dtype.str,
                              "shape": list(array.shape), "values": values})
    refused = []
    for name, array in {"big-endian": numpy.array([1.0], dtype=">f8"), "half": numpy.array([1], dtype="f2"),
                        "complex": numpy.array([1j]), "text": numpy.array(["a"]), "fields": numpy.zeros(1, dtype=[("a", "f4")])}.items():
        stream = io.BytesIO()
        numpy.save(stream, array)
        refused.append({"name": name, "bytes": base64.b64encode(stream.getvalue()).decode()})
    write("readers-npy.oracle.json", {"cases": cases, "refused": refused})


laws()
npy()
