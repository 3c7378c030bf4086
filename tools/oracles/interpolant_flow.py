"""Reference values for packages/pushforward/src/flow/sampler/sample.test.ts: run with Python, commit the JSON file.

Flows of interpolants between Gaussian mixtures, their velocity written anew in NumPy from its formula, solved by SciPy:
RK45, which is the pair of Dormand and Prince, at rtol 1e-8, and DOP853 at its smallest tolerances.
"""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy.integrate import solve_ivp

OUT = Path(__file__).resolve().parents[2] / "packages/pushforward/src/flow/sampler/interpolant-flow.oracle.json"


def linear_brownian(t):
    """alpha, beta, their derivatives, gamma squared, gamma times its derivative."""
    return 1 - t, t, -1.0, 1.0, t * (1 - t), (1 - 2 * t) / 2


def trig_bsquared(t):
    g, dg = t * (1 - t), 1 - 2 * t
    size = np.sqrt(1 - g * g)
    d_size = -g * dg / size
    c, s = np.cos(np.pi * t / 2), np.sin(np.pi * t / 2)
    return size * c, size * s, d_size * c - np.pi / 2 * size * s, d_size * s + np.pi / 2 * size * c, g * g, g * dg


def velocity(law0, law1, schedule):
    def field(t, x):
        a, b, da, db, g2, gdg = schedule(t)
        logs, terms = [], []
        for p, m, c in zip(*law0):
            for q, n, e in zip(*law1):
                m_, n_, c_, e_ = (np.array(value, dtype=float) for value in (m, n, c, e))
                identity = np.eye(len(m_))
                mean = a * m_ + b * n_
                sigma = a * a * c_ + b * b * e_ + g2 * identity
                half_rate = a * da * c_ + b * db * e_ + gdg * identity
                y = np.linalg.solve(sigma, x - mean)
                logs.append(np.log(p * q) - 0.5 * np.linalg.slogdet(sigma)[1] - 0.5 * (x - mean) @ y)
                terms.append(da * m_ + db * n_ + half_rate @ y)
        shares = np.exp(np.array(logs) - np.max(logs))
        return np.array(terms).T @ shares / shares.sum()

    return field


TWO = ([0.5, 0.5], [[-3], [3]], [[[0.25]], [[0.25]]])
THREE = ([1 / 3, 1 / 3, 1 / 3], [[-6], [0], [6]], [[[0.5]], [[0.33]], [[0.5]]])
SLANTED = ([0.6, 0.4], [[1, -2], [-1, 0]], [[[1, 0.3], [0.3, 0.5]], [[0.4, -0.1], [-0.1, 0.6]]])
OTHER = ([0.3, 0.7], [[0, 3], [2, 1]], [[[0.7, -0.2], [-0.2, 1.5]], [[0.5, 0.2], [0.2, 0.3]]])

PROBLEMS = [
    ("linear", "brownian", TWO, THREE, linear_brownian, [[-4.1], [-2.6], [-0.4], [2.9], [3.4]]),
    ("trig", "bsquared", SLANTED, OTHER, trig_bsquared, [[1.0, -2.0], [-1.3, 0.4], [0.2, -0.9], [2.2, -1.1]]),
]


def end(field, x, method, rtol, atol):
    result = solve_ivp(field, (0.0, 1.0), x, method=method, rtol=rtol, atol=atol)
    assert result.success
    return [float(value) for value in result.y[:, -1]]


cases = []
for path, gamma, law0, law1, schedule, starts in PROBLEMS:
    field = velocity(law0, law1, schedule)
    laws = [dict(zip(("weights", "means", "covariances"), law)) for law in (law0, law1)]
    cases.append(
        {
            "path": path,
            "gamma": gamma,
            "laws": laws,
            "starts": starts,
            "rk45": [end(field, x, "RK45", 1e-8, 1e-10) for x in starts],
            "ends": [end(field, x, "DOP853", 3e-14, 1e-14) for x in starts],
        }
    )

versions = {"scipy": scipy.__version__, "numpy": np.__version__}
text = json.dumps({"madeBy": "tools/oracles/interpolant_flow.py", "versions": versions, "cases": cases}, indent=1)
OUT.write_text(text + "\n")
