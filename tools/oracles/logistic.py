"""Reference fits for packages/pushforward/src/table/logistic and ranking-metrics: scikit-learn.

Run: python tools/oracles/logistic.py > packages/pushforward/src/table/logistic.oracle.json
"""
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

SEED = 20261123
random = np.random.default_rng(SEED)
N = 120
x = np.round(random.normal(size=(N, 3)), 3)
x[:, 2] = random.integers(0, 3, N) == 1
y = (random.uniform(size=N) < 1 / (1 + np.exp(-(0.4 + x @ [1.2, -0.7, 0.9])))).astype(int)


def loss(theta, ridge):
    z = theta[0] + x @ theta[1:]
    return np.mean(np.logaddexp(0, z) - y * z) + ridge / 2 * theta[1:] @ theta[1:]


cases = []
for ridge in (1e-6, 0.05):
    model = LogisticRegression(C=1 / (N * ridge), solver="newton-cholesky", tol=1e-13, max_iter=500).fit(x, y)
    p = model.predict_proba(x)[:, 1]
    design = np.column_stack([np.ones(N), x])
    information = design.T @ (design * (p * (1 - p))[:, None]) + N * ridge * np.diag([0, 1, 1, 1])
    cases.append({
        "ridge": ridge, "intercept": model.intercept_[0], "coefficients": model.coef_[0].tolist(),
        "standardErrors": np.sqrt(np.diag(np.linalg.inv(information)))[1:].tolist(),
        "value": loss(np.r_[model.intercept_, model.coef_[0]], ridge),
        "meanLoss": log_loss(y, p), "auc": roc_auc_score(y, p),
    })

bounds = [(None, None), (0, 0.8), (0, None), (0, None)]
bounded = minimize(loss, np.zeros(4), args=(1e-6,), bounds=bounds, method="L-BFGS-B",
                   options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 5000})
json.dump({
    "made": {"by": "tools/oracles/logistic.py", "scikit-learn": sklearn.__version__, "scipy": scipy.__version__,
             "numpy": np.__version__, "seed": SEED},
    "x": x.tolist(), "y": y.tolist(), "cases": cases,
    "bounded": {"lower": [0, 0, 0], "upper": [0.8, None, None], "x": bounded.x.tolist(), "value": bounded.fun},
}, sys.stdout)
