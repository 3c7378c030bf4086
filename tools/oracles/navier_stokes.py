"""Reference values for packages/pushforward/src/field/navier-stokes.ts: the same equations, written the textbook way.

Advection is -i k . (u w)^ with whole complex transforms and a mask for the 2/3 rule; integrating factor and RK4 as functions.
Run: python tools/oracles/navier_stokes.py > packages/pushforward/src/field/navier-stokes.oracle.json
"""
import json
import sys

import numpy as np

SEED = 20261125
random = np.random.default_rng(SEED)


def solve(n, nu, kappa, w0, c0, mean, dt, steps):
    k = np.fft.fftfreq(n, 1 / n)
    kx, ky = np.meshgrid(k, k)
    square = kx ** 2 + ky ** 2
    inverse = np.where(square == 0, 0, 1 / np.where(square == 0, 1, square))
    mask = (3 * np.abs(kx) < n) & (3 * np.abs(ky) < n)
    real = lambda z: np.fft.ifft2(z).real
    spectrum = lambda x: mask * np.fft.fft2(x)
    velocity = lambda w: (real(1j * ky * inverse * w) + mean[0], real(-1j * kx * inverse * w) + mean[1])

    def advect(q):
        u, v = velocity(q[0])
        return np.stack([-1j * (kx * spectrum(u * f) + ky * spectrum(v * f)) for f in (real(q[0]), real(q[1]))])

    q = np.stack([spectrum(w0), spectrum(c0)])
    e = np.exp(-np.stack([nu * square, kappa * square]) * dt / 2)
    for _ in range(steps):
        k1 = advect(q)
        k2 = advect(e * (q + dt / 2 * k1))
        k3 = advect(e * q + dt / 2 * k2)
        k4 = advect(e * e * q + dt * e * k3)
        q = e * e * q + dt / 6 * (e * e * k1 + 2 * e * (k2 + k3) + k4)
    u, v = velocity(q[0])
    return {"vorticity": real(q[0]), "scalar": real(q[1]), "u": u, "v": v}


cases = []
for n, nu, schmidt, mean, dt, steps in ((16, 0.02, 0.7, (0.3, -0.4), 0.05, 20), (20, 0.005, 3.0, (0.0, 0.0), 0.04, 25)):
    w0 = random.normal(size=(n, n))
    w0 -= w0.mean()
    c0 = random.normal(size=(n, n))
    result = solve(n, nu, nu / schmidt, w0, c0, mean, dt, steps)
    cases.append({"n": n, "viscosity": nu, "schmidt": schmidt, "meanFlow": mean, "dt": dt, "steps": steps,
                  "vorticity": w0.ravel().tolist(), "scalar": c0.ravel().tolist(),
                  "final": {name: f.ravel().tolist() for name, f in result.items()}})

print(json.dumps({"versions": {"python": sys.version.split()[0], "numpy": np.__version__}, "seed": SEED,
                  "cases": cases}))
