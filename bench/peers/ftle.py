"""FTLE of the double gyre by four auxiliary paths a node and fixed Runge-Kutta steps, float64: NumPy and Numba."""
import math

import protocol

AMPLITUDE, EPSILON, OMEGA = 0.1, 0.25, 2 * math.pi / 10


class Base:
    def prepare(self, folder, parameters):
        import numpy

        self.numpy = numpy
        self.nx, self.ny = int(parameters["nx"]), int(parameters["ny"])
        self.duration, self.steps, self.delta = parameters["T"], int(parameters["steps"]), parameters["delta"]
        return self.setup()

    def run(self, settings):
        self.values = self.compute()
        return {}

    def output(self, folder):
        self.numpy.save(f"{folder}/ftle.npy", self.values)


class Numpy(Base):
    threads = 1
    # Particles at a time: their arrays stay in the second cache, which is quicker than all at once.
    block = 1 << 13

    def setup(self):
        return protocol.versions("numpy")

    def velocity(self, x, y, t):
        np = self.numpy
        a = EPSILON * math.sin(OMEGA * t)
        b = 1 - 2 * a
        f = np.pi * (a * x + b) * x
        py = np.pi * y
        u = -np.pi * AMPLITUDE * np.sin(f) * np.cos(py)
        v = np.pi * AMPLITUDE * np.cos(f) * np.sin(py) * (2 * a * x + b)
        return u, v

    def advect(self, x, y):
        h = self.duration / self.steps
        for k in range(self.steps):
            t = k * h
            u1, v1 = self.velocity(x, y, t)
            u2, v2 = self.velocity(x + 0.5 * h * u1, y + 0.5 * h * v1, t + 0.5 * h)
            u3, v3 = self.velocity(x + 0.5 * h * u2, y + 0.5 * h * v2, t + 0.5 * h)
            u4, v4 = self.velocity(x + h * u3, y + h * v3, t + h)
            x = x + h / 6 * (u1 + 2 * u2 + 2 * u3 + u4)
            y = y + h / 6 * (v1 + 2 * v2 + 2 * v3 + v4)
        return x, y

    def compute(self):
        np = self.numpy
        x, y = (a.ravel() for a in np.meshgrid(np.linspace(0, 2, self.nx), np.linspace(0, 1, self.ny)))
        out = np.empty(x.size)
        d = self.delta
        for start in range(0, x.size, self.block // 4):
            part = slice(start, start + self.block // 4)
            px, py = x[part], y[part]
            ex, ey = self.advect(np.stack([px + d, px - d, px, px]), np.stack([py, py, py + d, py - d]))
            a, b = (ex[0] - ex[1]) / (2 * d), (ex[2] - ex[3]) / (2 * d)
            c, e = (ey[0] - ey[1]) / (2 * d), (ey[2] - ey[3]) / (2 * d)
            sigma = (np.hypot(a + e, b - c) + np.hypot(a - e, b + c)) / 2
            out[part] = np.log(sigma) / abs(self.duration)
        return out.reshape(self.ny, self.nx)


class Numba(Base):
    def setup(self):
        import numba

        numba.set_num_threads(protocol.THREADS)
        numpy = self.numpy

        @numba.njit(fastmath=True, inline="always")
        def velocity(x, y, a):
            b = 1 - 2 * a
            f = math.pi * (a * x + b) * x
            py = math.pi * y
            size = math.pi * AMPLITUDE
            return -size * math.sin(f) * math.cos(py), size * math.cos(f) * math.sin(py) * (2 * a * x + b)

        @numba.njit(fastmath=True)
        def advected(x, y, swing, h):
            for k in range(swing.shape[0] // 2):
                a1, a2, a3 = swing[2 * k], swing[2 * k + 1], swing[2 * k + 2]
                u1, v1 = velocity(x, y, a1)
                u2, v2 = velocity(x + 0.5 * h * u1, y + 0.5 * h * v1, a2)
                u3, v3 = velocity(x + 0.5 * h * u2, y + 0.5 * h * v2, a2)
                u4, v4 = velocity(x + h * u3, y + h * v3, a3)
                x += h / 6 * (u1 + 2 * u2 + 2 * u3 + u4)
                y += h / 6 * (v1 + 2 * v2 + 2 * v3 + v4)
            return x, y

        @numba.njit(parallel=True, fastmath=True)
        def field(xs, ys, swing, h, d, duration):
            out = numpy.empty((ys.shape[0], xs.shape[0]))
            for j in numba.prange(ys.shape[0]):
                for i in range(xs.shape[0]):
                    x, y = xs[i], ys[j]
                    x1, y1 = advected(x + d, y, swing, h)
                    x2, y2 = advected(x - d, y, swing, h)
                    x3, y3 = advected(x, y + d, swing, h)
                    x4, y4 = advected(x, y - d, swing, h)
                    a, b = (x1 - x2) / (2 * d), (x3 - x4) / (2 * d)
                    c, e = (y1 - y2) / (2 * d), (y3 - y4) / (2 * d)
                    sigma = (math.sqrt((a + e) ** 2 + (b - c) ** 2) + math.sqrt((a - e) ** 2 + (b + c) ** 2)) / 2
                    out[j, i] = math.log(sigma) / abs(duration)
            return out

        self.field = field
        self.on_grid(2, 2)  # compilation
        return protocol.versions("numba", "llvmlite", "numpy")

    def compute(self):
        return self.on_grid(self.nx, self.ny)

    def on_grid(self, nx, ny):
        np = self.numpy
        h = self.duration / self.steps
        # The only part that depends on time alone, at both ends and the middle of each step.
        swing = EPSILON * np.sin(OMEGA * 0.5 * h * np.arange(2 * self.steps + 1))
        xs, ys = np.linspace(0, 2, nx), np.linspace(0, 1, ny)
        return self.field(xs, ys, swing, h, self.delta, self.duration)


protocol.serve({"numpy": Numpy, "numba": Numba})
