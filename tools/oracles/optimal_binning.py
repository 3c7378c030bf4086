"""
What optbinning and scikit-learn make of German credit: objectives that ours must reach, and cut points of a tree that
ours must equal; the cut points of Fayyad & Irani's method by a plain recursion over masks. Writes packages/pushforward/src/table/optimal-binning.oracle.json.
"""

import json
import pathlib
import warnings

import numpy as np
import optbinning
import pandas as pd
import sklearn
from optbinning import OptimalBinning
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(__file__).parents[2]
OUT = ROOT / "packages/pushforward/src/table/optimal-binning.oracle.json"
data = pd.read_csv(ROOT / "data/german-credit/german-credit.csv", keep_default_na=False)
y = (data["creditability"] == "bad").to_numpy().astype(int)

NUMERIC = ["duration_in_month", "age_in_years", "credit_amount"]
CATEGORICAL = ["purpose", "credit_history", "present_employment_since"]
TRENDS = ["ascending", "descending", "peak", "valley", None]
DIVERGENCES = ["iv", "js", "hellinger", "triangular"]


def quantile_edges(x):
    edges = np.unique(np.quantile(x, np.arange(1, 20) / 20))
    return edges[edges > x.min()]


def objective(good, bad, divergence):
    """The divergence of a table, by its definition: optbinning reports only some of them."""
    p, q = good / good.sum(), bad / bad.sum()
    if divergence == "iv":
        return float(np.sum((p - q) * np.log(p / q)))
    if divergence == "js":
        m = (p + q) / 2
        return float(np.sum(p * np.log(p / m) + q * np.log(q / m)) / 2)
    if divergence == "hellinger":
        return float(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2) / 2)
    return float(np.sum((p - q) ** 2 / (p + q)))


def solve(column, dtype, trend, divergence, **options):
    x = data[column].to_numpy()
    model = OptimalBinning(
        name=column, dtype=dtype, solver="cp", divergence=divergence, max_n_bins=6, min_bin_size=0.05,
        monotonic_trend=trend, time_limit=60, **options,
    )
    model.fit(x, y)
    table = model.binning_table
    table.build()
    event = np.asarray(table.n_event, dtype=float)
    nonevent = np.asarray(table.n_nonevent, dtype=float)
    keep = event + nonevent > 0
    splits = model.splits
    return {
        "column": column, "trend": trend or "none", "divergence": divergence, "status": model.status,
        "splits": [float(s) for s in splits] if dtype == "numerical" else [list(map(str, s)) for s in splits],
        "objective": objective(nonevent[keep], event[keep], divergence),
    }


def entropy_of(labels):
    p = np.bincount(labels, minlength=2) / len(labels)
    p = p[p > 0]
    return float(-np.sum(p * np.log2(p)))


def mdlp(x, labels):
    """Fayyad & Irani 1993, by the book: every midpoint of neighbouring values is a candidate."""
    values = np.unique(x)
    whole, n = entropy_of(labels), len(x)
    best = None
    for cut in (values[:-1] + values[1:]) / 2:
        left, right = labels[x < cut], labels[x >= cut]
        mean = (len(left) * entropy_of(left) + len(right) * entropy_of(right)) / n
        if best is None or mean < best[0]:
            best = (mean, cut, left, right)
    if best is None:
        return []
    mean, cut, left, right = best
    k, k1, k2 = (len(np.unique(part)) for part in (labels, left, right))
    delta = np.log2(3**k - 2) - (k * whole - k1 * entropy_of(left) - k2 * entropy_of(right))
    if whole - mean <= (np.log2(n - 1) + delta) / n:
        return []
    return mdlp(x[x < cut], left) + [float(cut)] + mdlp(x[x >= cut], right)


cases = []
for column in NUMERIC:
    x = data[column].to_numpy().astype(float)
    edges = quantile_edges(x)
    for trend in TRENDS:
        for divergence in DIVERGENCES:
            case = solve(column, "numerical", trend, divergence, user_splits=edges)
            cases.append({**case, "prebins": [float(e) for e in edges]})
for column in NUMERIC:
    for trend in ["ascending", "descending"]:
        cases.append({**solve(column, "numerical", trend, "iv"), "prebins": "cart"})
        cases.append({**solve(column, "numerical", trend, "iv", min_event_rate_diff=0.05), "prebins": "cart", "minRateDiff": 0.05})
        cases.append({**solve(column, "numerical", trend, "iv", max_pvalue=0.05), "prebins": "cart", "maxPValue": 0.05})
for column in CATEGORICAL:
    cases.append({**solve(column, "categorical", "ascending", "iv"), "prebins": "levels"})

trees, entropy = {}, {}
for column in NUMERIC:
    x = data[column].to_numpy().astype(float)
    tree = DecisionTreeClassifier(max_leaf_nodes=20, min_samples_leaf=int(np.ceil(0.05 * len(x))), random_state=0)
    tree.fit(x.reshape(-1, 1), y)
    trees[column] = sorted(float(t) for t in tree.tree_.threshold[tree.tree_.feature >= 0])
    entropy[column] = mdlp(x, y)

made = {
    "by": "tools/oracles/optimal_binning.py", "data": "german-credit", "optbinning": optbinning.__version__,
    "scikit-learn": sklearn.__version__, "numpy": np.__version__,
}
OUT.write_text(json.dumps({"made": made, "cases": cases, "cart": trees, "mdlp": entropy}, indent=1) + "\n")
for case in cases:
    print(case["column"], case["trend"], case["divergence"], case["status"], case["objective"])
print(trees, entropy)
