"""Reference values for transport on the line and the circle, packages/pushforward/src/transport/emd1d.oracle.json.

Inputs are frac((i + 1) sqrt(2) + shift), as the tests make them again. On the line p = 1 is SciPy's wasserstein_distance and
the others are POT's wasserstein_1d; on the circle POT's emd2 on the matrix of arc lengths to the power p.
"""
import json
from pathlib import Path

import numpy
import ot
import scipy
from scipy.stats import wasserstein_distance

OUT = Path(__file__).resolve().parents[2] / "packages/pushforward/src/transport/emd1d.oracle.json"


def fraction(n, root, shift):
    value = numpy.arange(1, n + 1) * numpy.sqrt(root) + shift
    return value - numpy.floor(value)


def weights(n, shift, uneven):
    w = 0.1 + fraction(n, 53.0, shift) if uneven else numpy.ones(n)
    return w / w.sum()


def main():
    line, circle = [], []
    for n, m, uneven in [(7, 5, True), (40, 40, False), (60, 36, False), (300, 170, True)]:
        x, y = fraction(n, 2.0, 0.0), 0.7 * fraction(m, 3.0, 0.3) ** 2
        a, b = weights(n, 0.0, uneven), weights(m, 0.5, uneven)
        for p in [1, 1.5, 2, 3]:
            value = wasserstein_distance(x, y, a, b) if p == 1 else ot.wasserstein_1d(x, y, a, b, p)
            line.append(dict(n=n, m=m, weighted=uneven, p=p, value=float(value)))
            gap = numpy.abs(x[:, None] - y[None, :])
            arc = numpy.minimum(gap, 1 - gap) ** p
            value = ot.emd2(a, b, arc, numItermax=10**9)
            circle.append(dict(n=n, m=m, weighted=uneven, p=p, value=float(value)))
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "POT": ot.__version__}
    body = {"madeBy": "tools/oracles/emd1d.py", "seed": None, "versions": versions, "line": line, "circle": circle}
    OUT.write_text(json.dumps(body, indent=1) + "\n")


main()
