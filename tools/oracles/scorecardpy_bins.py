"""Reference breaks for packages/pushforward/src/table/{chimerge,tree-binning}: scorecardpy on German credit.

Run: python tools/oracles/scorecardpy_bins.py data/german-credit/german-credit.csv \
       > packages/pushforward/src/table/scorecardpy-bins.oracle.json
"""
import io
import json
import sys
import warnings
from contextlib import redirect_stdout
from importlib.metadata import version

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
import scorecardpy as sc

data = pd.read_csv(sys.argv[1])
y = (data.creditability == "bad").astype(int)
columns = ["duration_in_month", "credit_amount", "age_in_years"]
frame = data[columns].assign(y=y)
cases = []
for name in columns:
    for method in ("tree", "chimerge"):
        for limit in (0.1, 0.02):
            with redirect_stdout(io.StringIO()):
                bins = sc.woebin(frame[[name, "y"]], y="y", method=method, stop_limit=limit)[name]
            cases.append({
                "column": name, "method": method, "stopLimit": limit,
                "edges": [float(b) for b in bins.breaks if b != "inf"],
                "good": bins.good.tolist(), "bad": bins.bad.tolist(), "iv": float(bins.total_iv.iloc[0]),
            })
json.dump({
    "made": {"by": "tools/oracles/scorecardpy_bins.py", "scorecardpy": version("scorecardpy"), "pandas": pd.__version__,
             "numpy": np.__version__},
    "columns": {name: data[name].tolist() for name in columns}, "y": y.tolist(), "cases": cases,
}, sys.stdout)
