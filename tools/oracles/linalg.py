"""Reference values for packages/pushforward/src/linalg: SciPy's Cholesky and its bounded minimiser.

Run: python tools/oracles/linalg.py > packages/pushforward/src/linalg/linalg.oracle.json
"""
import json
import sys

import numpy as np
import scipy
from scipy.linalg import cho_solve, cholesky
from scipy.optimize import minimize

SEED = 20261123
random = np.random.default_rng(SEED)

solves = []
for n in (1, 2, 5, 12):
    a = random.normal(size=(n + 3, n))
    a = a.T @ a
    b = random.normal(size=n)
    lower = cholesky(a, lower=True)
    solves.append({
        "a": a.tolist(), "b": b.tolist(), "lower": lower.tolist(), "x": cho_solve((lower, True), b).tolist(),
        "inverseDiagonal": np.diag(np.linalg.inv(a)).tolist(),
    })

# min ½ xᵀAx − bᵀx + Σ log(1 + exp(c x_i)) under bounds, by trust-constr to tight tolerances
bounded = []
for n in (2, 4, 7):
    a = random.normal(size=(n + 2, n))
    a = a.T @ a / n
    b = 3 * random.normal(size=n)
    low = np.where(random.uniform(size=n) < 0.7, -0.3, -np.inf)
    high = np.where(random.uniform(size=n) < 0.5, 0.4, np.inf)
    f = lambda x: 0.5 * x @ a @ x - b @ x + np.logaddexp(0, 2 * x).sum()
    g = lambda x: a @ x - b + 2 / (1 + np.exp(-2 * x))
    best = minimize(f, np.zeros(n), jac=g, method="L-BFGS-B", bounds=list(zip(low, high)),
                    options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10000})
    bounded.append({
        "a": a.tolist(), "b": b.tolist(),
        "lower": [None if np.isinf(v) else float(v) for v in low],
        "upper": [None if np.isinf(v) else float(v) for v in high],
        "x": best.x.tolist(), "value": float(best.fun),
    })

json.dump({"made": {"by": "tools/oracles/linalg.py", "numpy": np.__version__, "scipy": scipy.__version__, "seed": SEED},
           "solves": solves, "bounded": bounded}, sys.stdout, indent=1)
