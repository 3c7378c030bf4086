"""Reference scores and cut points for packages/pushforward/src/table/stumps.

`cases`: scikit-learn's histogram boosting with two leaves a tree, on integer features, so that both programs can cut
between all distinct values (scikit-learn keeps gradients in float32). `credit`: the algorithm in twenty lines of NumPy on
simu-credit, whose 20 000 rows of continuous columns test the candidate cut points.
Run: python tools/oracles/stumps.py data/simu-credit/simu-credit.csv > packages/pushforward/src/table/stumps.oracle.json
"""
import json
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

SEED = 20261123
random = np.random.default_rng(SEED)
N = 400
x = np.column_stack([random.integers(0, 24, N), random.integers(0, 12, N), random.integers(0, 5, N)]).astype(float)
logit = 0.12 * (x[:, 0] - 12) - 0.9 * (x[:, 1] > 7) + 0.5 * (x[:, 2] == 2)
y = (random.uniform(size=N) < 1 / (1 + np.exp(-logit))).astype(int)
gaps = x.copy()
gaps[(random.uniform(size=N) < 0.2) & (y == 1), 0] = np.nan


def case(name, columns, rounds, signs):
    model = HistGradientBoostingClassifier(
        learning_rate=0.3, max_iter=rounds, max_leaf_nodes=2, min_samples_leaf=1, l2_regularization=1.0,
        early_stopping=False, monotonic_cst=signs)
    model.fit(columns, y)
    return {"name": name, "rounds": rounds, "signs": signs, "score": model.decision_function(columns).tolist(),
            "columns": [[None if np.isnan(v) else v for v in c] for c in columns.T.tolist()]}


def boost(columns, bad, rounds, eta=0.3, ridge=1.0, parts=64):
    """Depth-1 boosting on the quantile bins of every column: (column, edge, left, right) of each round, and the score."""
    levels = np.arange(1, parts) / parts
    edges = [np.unique(np.quantile(c, levels)) for c in columns.T]
    bins = [np.searchsorted(e, c, side="right") for e, c in zip(edges, columns.T)]
    score = np.full(len(bad), np.log(bad.mean() / (1 - bad.mean())))
    stumps = []
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-score))
        g, h = p - bad, p * (1 - p)
        best = (0.0,)
        for j, e in enumerate(edges):
            left_g = np.cumsum(np.bincount(bins[j], g, len(e) + 1))[:-1]
            left_h = np.cumsum(np.bincount(bins[j], h, len(e) + 1))[:-1]
            right_g, right_h = g.sum() - left_g, h.sum() - left_h
            gain = left_g**2 / (left_h + ridge) + right_g**2 / (right_h + ridge) - g.sum()**2 / (h.sum() + ridge)
            gain[(left_h < 1) | (right_h < 1)] = -1
            k = int(gain.argmax())
            if gain[k] > best[0]:
                best = (gain[k], j, k, -left_g[k] / (left_h[k] + ridge), -right_g[k] / (right_h[k] + ridge))
        _, j, k, left, right = best
        score += eta * np.where(bins[j] <= k, left, right)
        stumps.append((j, float(edges[j][k])))
    return stumps, score


credit = pd.read_csv(sys.argv[1])
bad = 1 - credit.Status.to_numpy()
stumps, score = boost(credit.iloc[:, :7].to_numpy(dtype=float), bad, 60)

json.dump({
    "made": {"by": "tools/oracles/stumps.py", "scikit-learn": sklearn.__version__, "numpy": np.__version__, "seed": SEED},
    "y": y.tolist(),
    "cases": [
        case("free", x, 40, [0, 0, 0]),
        case("with signs", x, 40, [-1, -1, 1]),
        case("with missing values", gaps, 20, [0, 0, 0]),
    ],
    "credit": {"rounds": 60, "stumps": stumps, "auc": roc_auc_score(bad, score), "firstScores": score[:20].tolist()},
}, sys.stdout)
