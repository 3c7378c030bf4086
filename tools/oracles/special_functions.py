"""
Reference values of special functions: 100 digits by mpmath, each checked against SciPy before it is written.
Writes packages/pushforward/src/measure/special-functions.oracle.json.
"""

import json
import pathlib

import mpmath as mp
import scipy
import scipy.special as special
import scipy.stats as stats

mp.mp.dps = 100  # 1 − 2p must keep 50 digits for p = 1e-40
OUT = pathlib.Path(__file__).parents[2] / "packages/pushforward/src/measure/special-functions.oracle.json"


def checked(name, arguments, value, other, tolerance=1e-9):
    """SciPy has 1e-9 everywhere here; a larger difference means that one of the two formulas is wrong."""
    value = float(value)
    other = float(other)
    assert abs(value - other) <= tolerance * abs(value) + 1e-300, (name, arguments, value, other)
    return {"arguments": [float(a) for a in arguments], "value": value}


def gamma_p(a, x):
    return mp.gammainc(mp.mpf(a), 0, mp.mpf(x), regularized=True)


def gamma_q(a, x):
    return mp.gammainc(mp.mpf(a), mp.mpf(x), mp.inf, regularized=True)


def beta_i(a, b, x):
    """x^a (1-x)^b / (a B(a, b)) * sum of (a+b)_n / (a+1)_n x^n: positive terms, no cancellation."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    term = total = mp.mpf(1)
    n = 0
    while term > mp.mpf(10) ** -45 * total:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    return mp.exp(a * mp.log(x) + b * mp.log1p(-x) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)) / a * total


def noncentral(x, df, lam, tail):
    mean = mp.mpf(lam) / 2
    total = mp.mpf(0)
    spread = int(60 * (mean + x / 2 + df) ** 0.5 + 200)
    for j in range(max(0, int(mean) - spread), int(max(mean, x)) + spread):
        weight = mp.exp(j * mp.log(mean) - mean - mp.loggamma(j + 1))
        total += weight * tail(mp.mpf(df) / 2 + j, mp.mpf(x) / 2)
    return total


xs = [-5.5, -2.0, -0.7, -1e-3, 0.0, 1e-10, 0.3, 0.49, 0.51, 0.99, 1.01, 2.2, 4.0, 6.5, 10.0, 26.0]
cases = {
    "erf": [checked("erf", [x], mp.erf(x), special.erf(x)) for x in xs],
    "erfc": [checked("erfc", [x], mp.erfc(x), special.erfc(x)) for x in xs],
    "normalCdf": [checked("normalCdf", [x], mp.ncdf(x), special.ndtr(x)) for x in [-30.0, -8.0, -1.96, -0.1, 0.0, 0.5, 3.0]],
    "normalQuantile": [
        checked("normalQuantile", [p], -mp.sqrt(2) * mp.erfinv(1 - 2 * mp.mpf(p)), special.ndtri(p))
        for p in [1e-40, 1e-9, 0.001, 0.025, 0.2, 0.5, 0.6, 0.975, 0.999]
    ],
    "lgamma": [
        checked("lgamma", [x], mp.log(abs(mp.gamma(x))), special.gammaln(x), 1e-8)
        for x in [-3.7, -0.5, 1e-8, 0.3, 0.7, 0.999999, 1.0000001, 1.3, 1.7, 1.99999, 2.0001, 2.7, 5.0, 9.9, 10.1, 123.4, 1e6]
    ],
    "digamma": [
        checked("digamma", [x], mp.digamma(x), special.digamma(x))
        for x in [-2.3, -0.5, 1e-5, 0.3, 1.0, 1.4, 1.5, 3.0, 9.5, 11.0, 1e5]
    ],
    "gammaP": [],
    "gammaQ": [],
    "betaI": [],
    "betaQuantile": [],
    "chiSquareCdf": [],
    "chiSquareTail": [],
    "chiSquareQuantile": [],
    "chiSquareUpperQuantile": [],
    "noncentralChiSquareCdf": [],
    "noncentralChiSquareTail": [],
    "noncentralityAt": [],
}
for a, x in [(0.1, 0.01), (0.5, 0.2), (0.5, 5.0), (1.0, 1.0), (3.5, 0.5), (3.5, 20.0), (9.5, 9.5), (50.0, 30.0),
             (50.0, 90.0), (1e4, 1e4), (1e4, 9.5e3), (1e4, 1.05e4), (1e6, 1.002e6)]:
    cases["gammaP"].append(checked("gammaP", [a, x], gamma_p(a, x), special.gammainc(a, x)))
    cases["gammaQ"].append(checked("gammaQ", [a, x], gamma_q(a, x), special.gammaincc(a, x)))
for a, b, x in [(0.5, 0.5, 0.01), (0.1, 3.0, 0.2), (2.0, 3.0, 0.5), (5.0, 1.0, 0.9), (30.0, 40.0, 0.2), (30.0, 40.0, 0.6),
                (1000.0, 2000.0, 0.32), (1000.0, 3.0, 0.99), (5e4, 7e4, 0.416), (12.0, 900.0, 0.03)]:
    value = beta_i(a, b, x)
    cases["betaI"].append(checked("betaI", [a, b, x], value, special.betainc(a, b, x)))
for a, b, p in [(0.5, 0.5, 0.025), (2.0, 3.0, 0.9), (30.0, 40.0, 1e-6), (1000.0, 2000.0, 0.975), (0.1, 3.0, 0.05)]:
    x = special.betaincinv(a, b, p)
    root = mp.findroot(lambda t: beta_i(a, b, t) - mp.mpf(p), (x * (1 - 1e-9), x), tol=1e-80)
    cases["betaQuantile"].append(checked("betaQuantile", [a, b, p], root, x))
for x, df in [(0.01, 1.0), (3.84, 1.0), (55.5679684907, 3.0), (7.8, 3.0), (700.0, 20.0), (4.0, 19.0)]:
    cases["chiSquareCdf"].append(checked("cdf", [x, df], gamma_p(df / 2, x / 2), stats.chi2.cdf(x, df)))
    cases["chiSquareTail"].append(checked("tail", [x, df], gamma_q(df / 2, x / 2), stats.chi2.sf(x, df)))
for p, df in [(1e-12, 1.0), (0.05, 1.0), (0.5, 3.0), (0.05, 9.0), (0.025, 200.0)]:
    low = stats.chi2.ppf(p, df)
    root = mp.findroot(lambda t: gamma_p(df / 2, t / 2) - mp.mpf(p), (low * (1 - 1e-9), low), tol=1e-80)
    cases["chiSquareQuantile"].append(checked("quantile", [p, df], root, low))
    high = stats.chi2.isf(p, df)
    root = mp.findroot(lambda t: gamma_q(df / 2, t / 2) - mp.mpf(p), (high * (1 - 1e-9), high), tol=1e-80)
    cases["chiSquareUpperQuantile"].append(checked("upper", [p, df], root, high))
mp.mp.dps = 30
for x, df, lam in [(10.0, 3.0, 4.0), (1.0, 3.0, 40.0), (60.0, 3.0, 10.0), (55.6, 9.0, 30.0), (900.0, 9.0, 1000.0),
                   (1200.0, 9.0, 1000.0), (400.0, 19.0, 1000.0), (5.0, 1.0, 0.01)]:
    loose = 1e-6  # SciPy's own error in these tails
    below, above = noncentral(x, df, lam, gamma_p), noncentral(x, df, lam, gamma_q)
    arguments = [x, df, lam]
    if below < 0.999999:
        cases["noncentralChiSquareCdf"].append(checked("ncx2.cdf", arguments, below, stats.ncx2.cdf(*arguments), loose))
    if above < 0.999999:
        cases["noncentralChiSquareTail"].append(checked("ncx2.sf", arguments, above, stats.ncx2.sf(*arguments), loose))
for x, df, p in [(30.0, 3.0, 0.025), (30.0, 3.0, 0.975), (55.5679684907, 3.0, 0.025), (17.0, 6.0, 0.975), (900.0, 9.0, 0.5)]:
    lam = special.chndtrinc(x, df, p)
    root = mp.findroot(lambda t: noncentral(x, df, t, gamma_p) - mp.mpf(p), (lam, lam * (1 + 1e-6)), tol=1e-30)
    cases["noncentralityAt"].append(checked("chndtrinc", [x, df, p], root, lam, 1e-6))

made = {"by": "tools/oracles/special_functions.py", "mpmath": mp.__version__, "digits": 100, "scipy": scipy.__version__}
OUT.write_text(json.dumps({"made": made, "cases": cases}, indent=1) + "\n")
print({name: len(rows) for name, rows in cases.items()})
