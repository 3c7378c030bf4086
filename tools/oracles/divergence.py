"""Reference values for packages/pushforward/src/divergence: run with Python, commit the JSON files.

Histograms are evaluated with mpmath at 60 digits from the doubles that the tests read, Gaussians with torch and mpmath
quadrature, samples with NumPy matrices and SciPy.
"""
import json
from pathlib import Path

import mpmath
import numpy
import scipy
import sklearn
import torch
from scipy.spatial.distance import cdist, jensenshannon
from scipy.stats import energy_distance, entropy

HERE = Path(__file__).resolve().parents[2] / "packages/pushforward/src/divergence"
SEED = 20261123
VERSIONS = {
    "numpy": numpy.__version__,
    "scipy": scipy.__version__,
    "torch": torch.__version__,
    "mpmath": mpmath.__version__,
    "scikit-learn": sklearn.__version__,
}
mpmath.mp.dps = 60
random = numpy.random.default_rng(SEED)


def write(name, cases, made_with):
    body = {"madeBy": "tools/oracles/divergence.py", "seed": SEED, "versions": {k: VERSIONS[k] for k in made_with}}
    (HERE / name).write_text(json.dumps({**body, **cases}, indent=1, allow_nan=False) + "\n")


def number(value):
    """A double, or null where the value is beyond its range."""
    value = float(value)
    return value if numpy.isfinite(value) else None


def exact(values):
    """The doubles as multiprecision numbers, divided by their exact sum."""
    numbers = [mpmath.mpf(float(v)) for v in values]
    total = mpmath.fsum(numbers)
    return [v / total for v in numbers]


GENERATORS = {
    "kl": lambda r: r * mpmath.log(r),
    "reverse-kl": lambda r: -mpmath.log(r),
    "js": lambda r: (r * mpmath.log(r) - (r + 1) * mpmath.log((r + 1) / 2)) / 2,
    "hellinger": lambda r: 1 - mpmath.sqrt(r),
    "chi2": lambda r: (r - 1) ** 2,
    "neyman": lambda r: 1 / r - 1,
    "tv": lambda r: abs(r - 1) / 2,
    "jeffreys": lambda r: (r - 1) * mpmath.log(r),
    "softened-reverse-kl": lambda r: (r + 1) * mpmath.log((1 + 1 / r) / 2),
}


def histograms():
    pairs = [("5 cells", random.dirichlet(numpy.ones(5)), random.dirichlet(numpy.ones(5)))]
    pairs.append(("40 cells, small probabilities", random.dirichlet(0.1 * numpy.ones(40)) + 1e-12, random.dirichlet(numpy.ones(40))))
    base = random.dirichlet(numpy.ones(6))
    pairs.append(("equal to 1e-7", base, base * (1 + 1e-7 * random.standard_normal(6))))
    pairs.append(("ratios beyond the range of a double", numpy.array([1e-300, 0.5, 0.5]), numpy.array([1e-20, 0.25, 0.75])))
    cases = []
    for name, p, q in pairs:
        p = p / p.sum()
        q = q / q.sum()
        a, b = exact(p), exact(q)
        values = {
            key: float(mpmath.fsum(v * f(u / v) for u, v in zip(a, b))) for key, f in GENERATORS.items()
        }
        orders = [0.25, 0.5, 1 - 1e-12, 1 + 1e-9, 2, 7.5]
        renyi = [
            float(mpmath.log(mpmath.fsum(u * (u / v) ** (mpmath.mpf(o) - 1) for u, v in zip(a, b))) / (mpmath.mpf(o) - 1))
            for o in orders
        ]
        alphas = [-1.5, 0.3, 0.999999, 3]
        family = []
        for o in alphas:
            m = mpmath.mpf(o)
            family.append(number(mpmath.fsum(v * ((u / v) ** m - 1 - m * (u / v - 1)) for u, v in zip(a, b)) / (m * (m - 1))))
        if name == "5 cells":
            assert abs(values["kl"] - entropy(p, q)) < 1e-14
            assert abs(values["js"] - jensenshannon(p, q) ** 2) < 1e-14
        cases.append({"name": name, "p": list(p), "q": list(q), "values": values,
                      "renyi": {"orders": orders, "values": renyi}, "alpha": {"orders": alphas, "values": family}})
    write("f-divergence.oracle.json", {"cases": cases}, ["numpy", "scipy", "mpmath"])


def gaussians():
    def spd(d):
        a = random.standard_normal((d, d))
        return a @ a.T + 0.3 * numpy.eye(d)

    cases = []
    for d in (1, 2, 5):
        m, n, s, t = random.standard_normal(d), random.standard_normal(d), spd(d), spd(d)
        p = torch.distributions.MultivariateNormal(torch.tensor(m), torch.tensor(s))
        q = torch.distributions.MultivariateNormal(torch.tensor(n), torch.tensor(t))
        case = {
            "name": f"d = {d}", "p": {"mean": list(m), "covariance": s.tolist()}, "q": {"mean": list(n), "covariance": t.tolist()},
            "kl": float(torch.distributions.kl_divergence(p, q)),
            "reverse": float(torch.distributions.kl_divergence(q, p)),
        }
        # int p^a q^(1-a) of Gaussians: a Gaussian integral, done by completing the square with NumPy.
        def power_integral(a):
            ps, pt = numpy.linalg.inv(s), numpy.linalg.inv(t)
            precision = a * ps + (1 - a) * pt
            if numpy.linalg.eigvalsh(precision).min() <= 0:
                return numpy.inf
            linear = a * ps @ m + (1 - a) * pt @ n
            constant = a * m @ ps @ m + (1 - a) * n @ pt @ n - linear @ numpy.linalg.solve(precision, linear)
            logs = -0.5 * constant - 0.5 * numpy.linalg.slogdet(precision)[1]
            return logs - 0.5 * a * numpy.linalg.slogdet(s)[1] - 0.5 * (1 - a) * numpy.linalg.slogdet(t)[1]
        case["hellinger"] = float(-numpy.expm1(power_integral(0.5)))
        orders = [0.3, 0.9, 1.2]
        case["renyi"] = {"orders": orders, "values": [None if numpy.isinf(power_integral(o)) else float(power_integral(o) / (o - 1)) for o in orders]}
        if d == 1:
            density = lambda mean, var: (lambda z: mpmath.exp(-((z - mean) ** 2) / (2 * var)) / mpmath.sqrt(2 * mpmath.pi * var))
            f, g = density(mpmath.mpf(m[0]), mpmath.mpf(s[0, 0])), density(mpmath.mpf(n[0]), mpmath.mpf(t[0, 0]))
            affinity = mpmath.quad(lambda z: mpmath.sqrt(f(z) * g(z)), numpy.linspace(-30, 30, 31).tolist())
            assert abs(float(1 - affinity) - case["hellinger"]) < 1e-12
        cases.append(case)
    write("gaussian.oracle.json", {"cases": cases}, ["numpy", "torch", "mpmath"])


def samples():
    def expectations(kernel, x, y, a, b):
        xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
        plain = a @ xx @ a + b @ yy @ b - 2 * a @ xy @ b
        off = lambda k, w: (w @ k @ w - (w * w) @ numpy.diag(k)) / (1 - w @ w)
        return float(plain), float(off(xx, a) + off(yy, b) - 2 * a @ xy @ b)

    cases = []
    for name, n, m, d, weighted in [("plane", 30, 20, 2, False), ("space, weighted", 12, 15, 3, True),
                                    ("line", 25, 40, 1, False), ("line, weighted, with ties", 20, 20, 1, True)]:
        x = random.standard_normal((n, d))
        y = 0.7 * random.standard_normal((m, d)) + 0.4
        if "ties" in name:
            x, y = numpy.round(x, 1), numpy.round(y, 1)
        a = random.dirichlet(numpy.ones(n)) if weighted else numpy.full(n, 1 / n)
        b = random.dirichlet(numpy.ones(m)) if weighted else numpy.full(m, 1 / m)
        energy = expectations(lambda u, v: -cdist(u, v), x, y, a, b)
        if d == 1:
            scipys = energy_distance(x[:, 0], y[:, 0], a, b) ** 2
            assert abs(scipys - energy[0]) < 1e-12, (scipys, energy)
        pooled = numpy.concatenate([x, y])
        distances = numpy.sort(cdist(pooled, pooled)[numpy.triu_indices(n + m, 1)])
        median = float(distances[(len(distances) - 1) // 2])
        kernels = {
            "gaussian": lambda u, v, h: numpy.exp(-cdist(u, v, "sqeuclidean") / (2 * h * h)),
            "laplace": lambda u, v, h: numpy.exp(-cdist(u, v) / h),
            "inverse-multiquadric": lambda u, v, h: 1 / numpy.sqrt(1 + cdist(u, v, "sqeuclidean") / (h * h)),
        }
        mmd = []
        for key, kernel in kernels.items():
            for h in ([0.8], [0.2, 1, 5]):
                mean = lambda u, v: numpy.mean([kernel(u, v, one) for one in h], axis=0)
                plain, unbiased = expectations(mean, x, y, a, b)
                mmd.append({"kernel": key, "bandwidth": h, "value": plain, "unbiased": unbiased})
        cases.append({"name": name, "x": x.tolist(), "y": y.tolist(), "weightsX": list(a) if weighted else None,
                      "weightsY": list(b) if weighted else None, "energy": energy[0], "energyUnbiased": energy[1],
                      "medianDistance": median, "mmd": mmd})
    write("samples.oracle.json", {"cases": cases}, ["numpy", "scipy"])


histograms()
gaussians()
samples()
