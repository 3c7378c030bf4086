"""Reference values for packages/pushforward/src/field/ode.test.ts: run with Python, commit the JSON file.

SciPy's DOP853, an eighth-order method, at its smallest tolerances.
"""
import json
from pathlib import Path

import numpy
import scipy
from scipy.integrate import solve_ivp

OUT = Path(__file__).resolve().parents[2] / "packages/pushforward/src/field/ode.oracle.json"


def lotka(t, x):
    return [x[0] * (1.5 - x[1]), x[1] * (x[0] - 3)]


def pendulum(t, x):
    return [x[1], -numpy.sin(x[0]) + 0.3 * numpy.cos(2 * t)]


def van_der_pol(t, x):
    return [x[1], 20 * (1 - x[0] ** 2) * x[1] - x[0]]


CASES = [
    ("lotka", lotka, [1.0, 1.0], (0.0, 10.0)),
    ("pendulum", pendulum, [1.2, -0.4], (0.0, 8.0)),
    ("pendulum", pendulum, [-2.0, 0.7], (3.0, -2.0)),
    ("vanDerPol", van_der_pol, [2.0, 0.0], (0.0, 30.0)),
]


def solve(field, x, span):
    result = solve_ivp(field, span, x, method="DOP853", rtol=3e-14, atol=1e-15)
    assert result.success
    return [float(value) for value in result.y[:, -1]]


cases = [{"field": name, "x": x, "span": span, "end": solve(field, x, span)} for name, field, x, span in CASES]
versions = {"scipy": scipy.__version__, "numpy": numpy.__version__}
OUT.write_text(json.dumps({"madeBy": "tools/oracles/ode.py", "versions": versions, "cases": cases}, indent=1) + "\n")
