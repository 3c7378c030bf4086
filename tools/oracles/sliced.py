"""Reference values for sliced transport, packages/pushforward/src/transport/sliced.oracle.json.

Points, weights and directions are those of tools/oracles/emd.py, so that the tests make them again. Values are POT's
sliced_wasserstein_distance and max_sliced_wasserstein_distance along the given directions, to the power p.
"""
import importlib.util
import json
from pathlib import Path

import numpy
import ot

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "packages/pushforward/src/transport/sliced.oracle.json"
spec = importlib.util.spec_from_file_location("emd_oracle", HERE / "emd.py")
inputs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(inputs)


def main():
    cases = []
    for d in [2, 3, 5]:
        for n, m, weighted in [(50, 50, False), (60, 45, False), (40, 70, True)]:
            for p in [1, 2, 3]:
                x = inputs.cloud("uniform", n, d, 0.0)
                y = 0.5 * inputs.cloud("uniform", m, d, 0.3) + 0.2
                a = inputs.weights(n, 0.0) if weighted else None
                b = inputs.weights(m, 0.5) if weighted else None
                theta = inputs.cloud("bell", 30, d, 0.7)
                theta /= numpy.linalg.norm(theta, axis=1, keepdims=True)
                mean = ot.sliced_wasserstein_distance(x, y, a, b, p=p, projections=theta.T)
                most = ot.max_sliced_wasserstein_distance(x, y, a, b, p=p, projections=theta.T)
                case = dict(n=n, m=m, d=d, weighted=weighted, p=p)
                cases.append(dict(**case, value=float(mean) ** p, largest=float(most) ** p))
    versions = {"numpy": numpy.__version__, "POT": ot.__version__}
    body = {"madeBy": "tools/oracles/sliced.py", "seed": None, "versions": versions, "cases": cases}
    OUT.write_text(json.dumps(body, indent=1) + "\n")


main()
