"""Reference scores for packages/pushforward/src/table/stumps: scikit-learn's histogram boosting with two leaves a tree.

Integer features, so that both programs can cut between all distinct values. scikit-learn keeps gradients in float32.
Run: python tools/oracles/stumps.py > packages/pushforward/src/table/stumps.oracle.json
"""
import json
import sys

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier

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


json.dump({
    "made": {"by": "tools/oracles/stumps.py", "scikit-learn": sklearn.__version__, "numpy": np.__version__, "seed": SEED},
    "y": y.tolist(),
    "cases": [
        case("free", x, 40, [0, 0, 0]),
        case("with signs", x, 40, [-1, -1, 1]),
        case("with missing values", gaps, 20, [0, 0, 0]),
    ],
}, sys.stdout)
