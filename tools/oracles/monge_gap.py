"""Reference values for the Monge gap, packages/pushforward/src/transport/monge-gap.oracle.json.

Points are frac((i + 1) sqrt(prime)), so the tests make them again. Exact transport is SciPy's linear_sum_assignment;
entropic transport plain log-domain iterations on the dense matrix to rounding, confirmed by OTT-JAX's entropy form;
gradients are central differences of the gap.
"""
import json
from pathlib import Path

import jax
import numpy
import scipy
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from scipy.special import logsumexp

jax.config.update("jax_enable_x64", True)
import ott  # noqa: E402
from ott.geometry import geometry  # noqa: E402
from ott.problems.linear import linear_problem  # noqa: E402
from ott.solvers.linear import sinkhorn as ott_sinkhorn  # noqa: E402

OUT = Path(__file__).resolve().parents[2] / "packages/pushforward/src/transport/monge-gap.oracle.json"


def cost_matrix(x, y, cost):
    if cost == "sphere":
        minus, plus = cdist(x, y), cdist(x, -y)
        return (2 * numpy.arctan2(minus, plus)) ** 2
    return cdist(x, y, cost)


def exact(x, t, cost):
    matrix = cost_matrix(x, t, cost)
    rows, columns = linear_sum_assignment(matrix)
    return float(numpy.diag(matrix).mean() - matrix[rows, columns].mean())


def entropic(x, t, epsilon):
    n = len(x)
    matrix = cost_matrix(x, t, "sqeuclidean")
    g = numpy.zeros(n)
    for _ in range(200_000):
        f = -epsilon * (logsumexp((g[None, :] - matrix) / epsilon, axis=1) - numpy.log(n))
        new = -epsilon * (logsumexp((f[:, None] - matrix) / epsilon, axis=0) - numpy.log(n))
        change = numpy.abs(new - g).max()
        g = new
        if change < 1e-15:
            break
    assert change < 1e-13
    plan = numpy.exp((f[:, None] + g[None, :] - matrix) / epsilon) / n**2
    paid = numpy.diag(matrix).mean()
    return float(paid - f.mean() - g.mean()), float(paid - (plan * matrix).sum())


def difference(function, t, j, k, step=1e-5):
    values = []
    for sign in (1, -1):
        moved = t.copy()
        moved[j, k] += sign * step
        values.append(function(moved))
    return (values[0] - values[1]) / (2 * step)


def main():
    n = 20
    x = numpy.arange(1, n + 1)[:, None] * numpy.sqrt(numpy.array([2.0, 3.0]))
    x -= numpy.floor(x)
    angle = numpy.pi / 3
    rotation = numpy.array([[numpy.cos(angle), -numpy.sin(angle)], [numpy.sin(angle), numpy.cos(angle)]])
    rotated = 1.3 * (x - 0.5) @ rotation.T + 0.5 + numpy.array([0.2, -0.1])
    symmetric = x @ numpy.array([[1.5, 0.4], [0.4, 0.6]]).T
    planar = []
    for name, image in [("rotated", rotated), ("reflected", 1 - x), ("symmetric", symmetric)]:
        for cost in ["sqeuclidean", "euclidean", "cityblock"]:
            planar.append(dict(map=name, cost=cost, value=exact(x, image, cost)))
    u = numpy.arange(1, 13) * numpy.sqrt(2.0)
    u -= numpy.floor(u)
    line = [dict(cost=cost, value=exact(u[:, None], numpy.sin(5 * u)[:, None], cost)) for cost in ["sqeuclidean", "euclidean"]]
    i = numpy.arange(50)
    z = 1 - (2 * i + 1) / 50
    phi = numpy.pi * (1 + 5**0.5) * (i + 0.5)
    r = numpy.sqrt(1 - z**2)
    ball = numpy.stack([r * numpy.cos(phi), r * numpy.sin(phi), z], axis=1)
    turned = numpy.stack([r * numpy.cos(phi + numpy.pi / 6), r * numpy.sin(phi + numpy.pi / 6), z], axis=1)
    smooth = []
    for epsilon in [0.1, 0.01]:
        kl, primal = entropic(x, rotated, epsilon)
        entropy = kl + 2 * epsilon * numpy.log(n)
        matrix = cost_matrix(x, rotated, "sqeuclidean")
        solver = ott_sinkhorn.Sinkhorn(threshold=1e-10, max_iterations=100_000)
        peer = solver(linear_problem.LinearProblem(geometry.Geometry(cost_matrix=matrix, epsilon=epsilon)))
        assert abs(numpy.diag(matrix).mean() - float(peer.ent_reg_cost) - entropy) < 1e-8
        gradient = [difference(lambda t: entropic(x, t, epsilon)[0], rotated, 0, k) for k in range(2)]
        smooth.append(dict(epsilon=epsilon, kl=kl, entropy=float(entropy), primal=primal, gradient=gradient))
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "ott-jax": ott.__version__}
    body = {"madeBy": "tools/oracles/monge_gap.py", "seed": None, "versions": versions}
    body |= {"planar": planar, "line": line, "sphere": exact(ball, turned, "sphere"), "entropic": smooth}
    OUT.write_text(json.dumps(body, indent=1) + "\n")


main()
