"""Reference values for exact transport, packages/pushforward/src/transport/emd.oracle.json.

Inputs are lattices frac((i + 1) sqrt(prime) + shift), so the tests make them again without a random generator. Values are
POT's emd2 on the dense cost matrix, run to optimality and confirmed by its potentials; the values named HiGHS are
linear programmes solved by SciPy.
"""
import json
import warnings
from pathlib import Path

import numpy
import ot
import scipy
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.spatial.distance import cdist

OUT = Path(__file__).resolve().parents[2] / "packages/pushforward/src/transport/emd.oracle.json"
PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
warnings.simplefilter("error")


def lattice(n, primes, shift):
    value = numpy.arange(1, n + 1)[:, None] * numpy.sqrt(numpy.array(primes, float)) + shift
    return value - numpy.floor(value)


def cloud(kind, n, d, shift):
    """uniform: a lattice in the unit cube; bell: sums of three lattices, centred."""
    if kind == "uniform":
        return lattice(n, PRIMES[:d], shift)
    return sum(lattice(n, PRIMES[r * d : (r + 1) * d], shift) for r in range(3)) - 1.5


def weights(n, shift):
    w = 0.1 + lattice(n, [53], shift)[:, 0]
    return w / w.sum()


def cost_matrix(x, y, cost):
    if isinstance(cost, dict):
        return cdist(x, y) ** cost["p"]
    if cost == "cosine":
        return cdist(x, y, "cosine")
    if cost == "sphere":
        u, v = (z / numpy.linalg.norm(z, axis=1, keepdims=True) for z in (x, y))
        minus, plus = cdist(u, v), cdist(u, -v)
        return (2 * numpy.arctan2(minus, plus)) ** 2
    return cdist(x, y, cost)


def solve(case):
    x = cloud(case["kind"], case["n"], case["d"], 0.0)
    y = case["scale"] * cloud(case["kind"], case["m"], case["d"], 0.3) + numpy.array(case["offset"])
    a = weights(case["n"], 0.0) if case["weighted"] else numpy.full(case["n"], 1 / case["n"])
    b = weights(case["m"], 0.5) if case["weighted"] else numpy.full(case["m"], 1 / case["m"])
    matrix = cost_matrix(x, y, case["cost"])
    value, log = ot.emd2(a, b, matrix, numItermax=10**9, log=True)
    assert log["warning"] is None
    slack = matrix - log["u"][:, None] - log["v"][None, :]
    assert slack.min() > -1e-9 * matrix.max(), slack.min()
    return float(value), (a, b, matrix)


def highs(a, b, matrix):
    n, m = matrix.shape
    k = numpy.arange(n * m)
    rows = coo_array((numpy.ones(n * m), (k // m, k)), shape=(n, n * m))
    columns = coo_array((numpy.ones(n * m), (k % m, k)), shape=(m, n * m))
    equal = scipy.sparse.vstack([rows, columns])
    return linprog(matrix.ravel(), A_eq=equal, b_eq=numpy.concatenate([a, b]), method="highs").fun


def main():
    cases = []
    for cost in ["sqeuclidean", "euclidean"]:
        for d in range(1, 6):
            offset = [0.4 - 0.3 * k for k in range(d)]
            cases.append(dict(kind="uniform", n=20 + d, m=20 + d, d=d, scale=0.5, offset=offset, weighted=False, cost=cost))
            cases.append(dict(kind="uniform", n=60, m=41, d=d, scale=0.5, offset=offset, weighted=True, cost=cost))
            cases.append(dict(kind="bell", n=500, m=500, d=d, scale=0.4, offset=[2.0] * d, weighted=False, cost=cost))
            cases.append(dict(kind="uniform", n=1000, m=700, d=d, scale=1, offset=[0.0] * d, weighted=True, cost=cost))
    for cost in ["cityblock", "chebyshev", "cosine", "sphere", {"p": 3}, {"p": 1.3}, {"p": 0.5}]:
        for d in [2, 3]:
            shape = dict(kind="bell", n=300, m=220, d=d, scale=0.6, offset=[0.5] * d)
            cases.append(dict(**shape, weighted=True, cost=cost))
            cases.append(dict(**{**shape, "m": 300}, weighted=False, cost=cost))
    for d in [6, 8, 15]:
        shape = dict(kind="uniform", n=300, m=400, d=d, scale=0.8, offset=[0.1] * d)
        cases.append(dict(**shape, weighted=True, cost="sqeuclidean"))
    for case in cases:
        case["value"], problem = solve(case)
        if case["n"] <= 60:
            case["highs"] = float(highs(*problem))
            assert abs(case["highs"] / case["value"] - 1) < 1e-12, case
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "POT": ot.__version__}
    body = {"madeBy": "tools/oracles/emd.py", "seed": None, "versions": versions, "cases": cases}
    OUT.write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
