"""Reference values for entropic transport, packages/pushforward/src/transport/sinkhorn.oracle.json.

Inputs are lattices frac((i + 1) sqrt(prime) + shift), so the tests make them again without a random generator. Values are
plain log-domain iterations on the dense cost matrix in NumPy, run to rounding (self terms: averaged updates); balanced
plans are confirmed by POT's sinkhorn_log, unbalanced ones by POT's sinkhorn_unbalanced. Gradients are central differences
of dual values.
"""
import json
import warnings
from pathlib import Path

import numpy
import ot
import scipy
from scipy.spatial.distance import cdist
from scipy.special import logsumexp

OUT = Path(__file__).resolve().parents[2] / "packages/pushforward/src/transport/sinkhorn.oracle.json"
PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
warnings.simplefilter("error")


def lattice(n, d, shift):
    value = numpy.arange(1, n + 1)[:, None] * numpy.sqrt(numpy.array(PRIMES[:d], float)) + shift
    return value - numpy.floor(value)


def clouds(case):
    return lattice(case["n"], case["d"], 0.0), 0.5 * lattice(case["m"], case["d"], 0.3) + numpy.array(case["offset"])


def weights(case):
    """Uniform, or (i mod 5 + 1) / sum and (j + 1) / sum."""
    n, m = case["n"], case["m"]
    if not case["weighted"]:
        return numpy.full(n, 1 / n), numpy.full(m, 1 / m)
    a, b = numpy.arange(n) % 5 + 1.0, numpy.arange(m) + 1.0
    return a / a.sum(), b / b.sum()


def cost_matrix(x, y, cost):
    if isinstance(cost, dict):
        return cdist(x, y) ** cost["p"]
    if cost in ("cosine", "sphere"):
        u, v = (z / numpy.linalg.norm(z, axis=1, keepdims=True) for z in (x, y))
        minus, plus = cdist(u, v), cdist(u, -v)
        angle = 2 * numpy.arctan2(minus, plus)
        return angle**2 if cost == "sphere" else 2 * numpy.sin(angle / 2) ** 2
    return cdist(x, y, cost)


def sinkhorn(matrix, a, b, epsilon, rho=numpy.inf):
    """f, g with P = a b exp((f + g - C) / epsilon)."""
    scaled, log_a, log_b = matrix / epsilon, numpy.log(a), numpy.log(b)
    damping = 1.0 if rho == numpy.inf else rho / (rho + epsilon)
    g = numpy.zeros(len(b))
    for _ in range(200_000):
        f = -damping * logsumexp(g[None, :] - scaled + log_b[None, :], axis=1)
        new = -damping * logsumexp(f[:, None] - scaled + log_a[:, None], axis=0)
        change = numpy.abs(new - g).max()
        g = new
        if change < 1e-15:
            break
    assert change < 1e-13, change
    return f * epsilon, g * epsilon


def self_term(matrix, a, epsilon):
    f = numpy.zeros(len(a))
    for _ in range(100_000):
        new = -epsilon * logsumexp((f[None, :] - matrix) / epsilon + numpy.log(a)[None, :], axis=1)
        change = numpy.abs(new - f).max()
        f = 0.5 * (f + new)
        if change < 1e-15:
            break
    assert change < 1e-13, change
    return 2 * a @ f


def dual_value(x, y, a, b, cost, epsilon):
    f, g = sinkhorn(cost_matrix(x, y, cost), a, b, epsilon)
    return a @ f + b @ g


def divergence(x, y, a, b, cost, epsilon):
    terms = [dual_value(x, y, a, b, cost, epsilon)]
    terms += [self_term(cost_matrix(z, z, cost), w, epsilon) for z, w in ((x, a), (y, b))]
    return terms[0] - 0.5 * terms[1] - 0.5 * terms[2], terms


def difference(function, x, i, k, step=1e-5):
    values = []
    for sign in (1, -1):
        moved = x.copy()
        moved[i, k] += sign * step
        values.append(function(moved))
    return (values[0] - values[1]) / (2 * step)


def balanced(case):
    x, y = clouds(case)
    a, b = weights(case)
    cost, epsilon = case["cost"], case["epsilon"]
    matrix = cost_matrix(x, y, cost)
    f, g = sinkhorn(matrix, a, b, epsilon)
    plan = a[:, None] * b[None, :] * numpy.exp((f[:, None] + g[None, :] - matrix) / epsilon)
    peer = ot.sinkhorn(a, b, matrix, epsilon, method="sinkhorn_log", numItermax=100_000, stopThr=1e-13)
    assert numpy.abs(plan - peer).max() < 1e-11
    value, terms = divergence(x, y, a, b, cost, epsilon)
    gradient = [difference(lambda z: dual_value(z, y, a, b, cost, epsilon), x, 0, k) for k in range(case["d"])]
    slope = [difference(lambda z: divergence(z, y, a, b, cost, epsilon)[0], x, 0, k) for k in range(case["d"])]
    return dict(
        case,
        dual=float(a @ f + b @ g),
        value=float((plan * matrix).sum()),
        barycentre=list(plan[0] @ y / plan[0].sum()),
        gradient=gradient,
        divergence=float(value),
        selfX=float(terms[1]),
        selfY=float(terms[2]),
        divergenceGradient=slope,
    )


def unbalanced(case):
    x, y = clouds(case)
    a, b = weights(case)
    epsilon, rho = case["epsilon"], case["rho"]
    matrix = cost_matrix(x, y, case["cost"])
    f, g = sinkhorn(matrix, a, b, epsilon, rho)
    plan = a[:, None] * b[None, :] * numpy.exp((f[:, None] + g[None, :] - matrix) / epsilon)
    peer = ot.unbalanced.sinkhorn_unbalanced(
        a, b, matrix, epsilon, rho, reg_type="kl", numItermax=100_000, stopThr=1e-14
    )
    assert numpy.abs(plan - peer).max() < 1e-9, numpy.abs(plan - peer).max()

    def divergence_kl(p, q):
        return float((p * numpy.log(p / q) - p + q).sum())

    objective = float((plan * matrix).sum()) + epsilon * divergence_kl(plan, a[:, None] * b[None, :])
    objective += rho * divergence_kl(plan.sum(1), a) + rho * divergence_kl(plan.sum(0), b)
    return dict(case, mass=float(plan.sum()), objective=objective, value=float((plan * matrix).sum()))


def main():
    planar = dict(n=20, m=20, d=2, offset=[0.4, -0.1], weighted=False, cost="sqeuclidean")
    uneven = dict(planar, m=13, weighted=True)
    cases = [dict(planar, epsilon=0.1), dict(planar, epsilon=0.01)]
    cases += [dict(uneven, cost=cost, epsilon=0.1) for cost in ["sqeuclidean", "euclidean", "cityblock", "chebyshev"]]
    cases += [dict(uneven, cost=cost, epsilon=0.1) for cost in ["cosine", "sphere", {"p": 1.5}]]
    for d in [1, 3, 5, 8]:
        cases.append(dict(n=17, m=24, d=d, offset=[0.2] * d, weighted=True, cost="sqeuclidean", epsilon=0.2))
    penalised = [dict(uneven, epsilon=0.05, rho=0.5), dict(uneven, epsilon=0.01, rho=5.0), dict(planar, epsilon=0.2, rho=0.1)]
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "POT": ot.__version__}
    body = {
        "madeBy": "tools/oracles/sinkhorn.py",
        "seed": None,
        "versions": versions,
        "balanced": [balanced(case) for case in cases],
        "unbalanced": [unbalanced(case) for case in penalised],
    }
    OUT.write_text(json.dumps(body, indent=1) + "\n")


main()
