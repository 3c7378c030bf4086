"""Reference values for packages/pushforward/src/field/navier-stokes-space.ts: the same equations in another form, written the textbook way.

Advection is the projection of u x (curl u), that of the scalar u . grad c; whole complex transforms and a mask for the 2/3 rule;
integrating factor and RK4 as functions. Arrays are [z][y][x].
Run: python tools/oracles/navier_stokes_space.py > packages/pushforward/src/field/navier-stokes-space.oracle.json
"""
import json
import sys

import numpy as np

SEED = 20261126
random = np.random.default_rng(SEED)


def solve(n, nu, kappa, velocity, c0, dt, steps):
    wave = np.fft.fftfreq(n, 1 / n)
    kz, ky, kx = np.meshgrid(wave, wave, wave, indexing="ij")
    k = np.stack([kx, ky, kz])
    square = (k ** 2).sum(0)
    inverse = np.where(square == 0, 0, 1 / np.where(square == 0, 1, square))
    mask = (3 * np.abs(k) < n).all(0)
    real = lambda z: np.fft.ifftn(z, axes=(-3, -2, -1)).real
    spectrum = lambda x: mask * np.fft.fftn(x, axes=(-3, -2, -1))
    project = lambda q: q - k * inverse * (k * q).sum(0)

    def advect(q):
        u = real(q[:3])
        vorticity = real(1j * np.cross(k, q[:3], axis=0))
        slopes = real(1j * k * q[3])
        return np.concatenate([project(spectrum(np.cross(u, vorticity, axis=0))), [-spectrum((u * slopes).sum(0))]])

    q = np.concatenate([project(spectrum(velocity)), [spectrum(c0)]])
    e = np.exp(-np.stack([nu * square] * 3 + [kappa * square]) * dt / 2)
    for _ in range(steps):
        k1 = advect(q)
        k2 = advect(e * (q + dt / 2 * k1))
        k3 = advect(e * q + dt / 2 * k2)
        k4 = advect(e * e * q + dt * e * k3)
        q = e * e * q + dt / 6 * (e * e * k1 + 2 * e * (k2 + k3) + k4)
    return real(q)


cases = []
for n, nu, schmidt, dt, steps in ((10, 0.02, 0.7, 0.04, 20),):
    velocity = random.normal(size=(3, n, n, n))
    c0 = random.normal(size=(n, n, n))
    result = solve(n, nu, nu / schmidt, velocity, c0, dt, steps)
    names = ("u", "v", "w", "scalar")
    cases.append({"n": n, "viscosity": nu, "schmidt": schmidt, "dt": dt, "steps": steps,
                  "initial": {name: f.ravel().tolist() for name, f in zip(names, [*velocity, c0])},
                  "final": {name: f.ravel().tolist() for name, f in zip(names, result)}})

print(json.dumps({"versions": {"python": sys.version.split()[0], "numpy": np.__version__}, "seed": SEED,
                  "cases": cases}))
