"""Reference values for packages/pushforward/src/linalg/eigen-small.ts: NumPy's eigvalsh (LAPACK).

Run: python tools/oracles/eigen_small.py > packages/pushforward/src/linalg/eigen-small.oracle.json
"""
import json
import sys

import numpy as np

SEED = 20261125
random = np.random.default_rng(SEED)


def symmetric(d, scale):
    a = random.normal(size=(d, d)) * scale
    return (a + a.T) / 2


def with_values(values):
    q, _ = np.linalg.qr(random.normal(size=(len(values), len(values))))
    a = q @ np.diag(values) @ q.T
    return (a + a.T) / 2


matrices = [symmetric(d, scale) for d in (2, 3) for scale in (1e-8, 1.0, 1e8) for _ in range(4)]
matrices += [with_values(v) for v in ([1, 1], [1, 1 + 1e-12], [0, 0], [-1, 1e-9], [1e6, 1e-6])]
matrices += [with_values(v) for v in ([1, 1, 1], [1, 1, 2], [1, 2, 2], [0, 0, 5], [1e6, 1, 1e-6], [1, 1 + 1e-9, 1 - 1e-9])]
json.dump({
    "versions": {"numpy": np.__version__, "python": sys.version.split()[0]},
    "seed": SEED,
    "cases": [{"matrix": a.ravel().tolist(), "values": np.linalg.eigvalsh(a).tolist()} for a in matrices],
}, sys.stdout)
print()
