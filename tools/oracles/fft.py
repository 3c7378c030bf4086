"""Reference values for packages/pushforward/src/linalg/fft.ts: NumPy's transforms.

Run: python tools/oracles/fft.py > packages/pushforward/src/linalg/fft.oracle.json
"""
import json
import sys

import numpy as np

SEED = 20261125
random = np.random.default_rng(SEED)


def parts(z):
    return {"re": np.real(z).ravel().tolist(), "im": np.imag(z).ravel().tolist()}


cases = []
for shape in ([1], [2], [3], [4], [5], [7], [8], [12], [15], [30], [37], [60], [64], [97],
              [3, 5], [5, 4], [6, 7], [1, 6], [8, 9], [2, 3, 4], [3, 7, 5]):
    z = random.normal(size=shape) + 1j * random.normal(size=shape)
    x = random.normal(size=shape)
    cases.append({"shape": shape, "z": parts(z), "fft": parts(np.fft.fftn(z)), "inverse": parts(np.fft.ifftn(z)),
                  "x": x.ravel().tolist(), "real": parts(np.fft.rfftn(x))})

print(json.dumps({"versions": {"python": sys.version.split()[0], "numpy": np.__version__}, "seed": SEED,
                  "cases": cases}))
