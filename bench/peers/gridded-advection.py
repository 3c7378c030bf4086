"""Particles in an unsteady flow on a periodic grid, classical Runge-Kutta steps, float64: SciPy and Numba."""
import protocol


class Base:
    def prepare(self, folder, parameters):
        import numpy
        import scipy.ndimage

        self.numpy = numpy
        self.steps, self.order = int(parameters["steps"]), 3 if parameters["interpolation"] == "spline" else 1
        start = numpy.load(f"{folder}/start.npy")
        self.x, self.y = start[:, 0].copy(), start[:, 1].copy()
        # Coefficients [frame, component, y, x].
        frames = numpy.stack([numpy.load(f"{folder}/{name}.npy") for name in "uv"], 1)
        if self.order == 3:
            for frame in frames:
                for component in frame:
                    component[:] = scipy.ndimage.spline_filter(component, 3, mode="grid-wrap")
        self.frames = frames
        return self.setup()

    def run(self, settings):
        self.end = self.compute()
        return {}

    def output(self, folder):
        self.numpy.save(f"{folder}/end.npy", self.numpy.stack(self.end, 1))


class SciPy(Base):
    threads = 1

    def setup(self):
        from scipy.ndimage import map_coordinates

        self.map_coordinates = map_coordinates
        return protocol.versions("scipy", "numpy")

    def velocity(self, x, y, t):
        np, count = self.numpy, len(self.frames)
        phase = t * (count - 1)
        first = min(int(phase), count - 2)
        share = phase - first
        u, v = (1 - share) * self.frames[first] + share * self.frames[first + 1]
        at = np.stack([y * u.shape[0], x * u.shape[1]])
        take = lambda a: self.map_coordinates(a, at, order=self.order, mode="grid-wrap", prefilter=False)
        return take(u), take(v)

    def compute(self):
        x, y, h = self.x, self.y, 1 / self.steps
        for k in range(self.steps):
            t = k * h
            u1, v1 = self.velocity(x, y, t)
            u2, v2 = self.velocity(x + 0.5 * h * u1, y + 0.5 * h * v1, t + 0.5 * h)
            u3, v3 = self.velocity(x + 0.5 * h * u2, y + 0.5 * h * v2, t + 0.5 * h)
            u4, v4 = self.velocity(x + h * u3, y + h * v3, min(t + h, 1))
            x = x + h / 6 * (u1 + 2 * u2 + 2 * u3 + u4)
            y = y + h / 6 * (v1 + 2 * v2 + 2 * v3 + v4)
        return x, y


class Numba(Base):
    def setup(self):
        import math

        import numba

        numba.set_num_threads(protocol.THREADS)
        np, cubic = self.numpy, self.order == 3
        # [frame, y, x, component], with one node before and two after each row and column: no tap wraps.
        around = np.pad(self.frames, ((0, 0), (0, 0), (1, 2), (1, 2)), mode="wrap")
        self.nodes = np.ascontiguousarray(np.moveaxis(around, 1, 3))
        size, count = self.frames.shape[-1], len(self.frames)

        @numba.njit(fastmath=True, inline="always")
        def weights(s):
            if not cubic:
                return 0.0, 1 - s, s, 0.0
            r = 1 - s
            return r * r * r / 6, (3 * s - 6) * s * s / 6 + 4 / 6, (3 * r - 6) * r * r / 6 + 4 / 6, s * s * s / 6

        @numba.njit(fastmath=True, inline="always")
        def velocity(nodes, x, y, first, share):
            gx, gy = x * size, y * size
            fx, fy = math.floor(gx), math.floor(gy)
            wx, wy = weights(gx - fx), weights(gy - fy)
            i, j = int(fx) % size, int(fy) % size
            low, high = (0, 4) if cubic else (1, 3)
            u = v = 0.0
            for b in range(low, high):
                for a in range(low, high):
                    w = wx[a] * wy[b]
                    now, next = nodes[first, j + b, i + a], nodes[first + 1, j + b, i + a]
                    u += w * (now[0] + share * (next[0] - now[0]))
                    v += w * (now[1] + share * (next[1] - now[1]))
            return u, v

        @numba.njit(parallel=True, fastmath=True)
        def moved(nodes, xs, ys, steps):
            out_x, out_y = np.empty_like(xs), np.empty_like(ys)
            h = 1 / steps
            for p in numba.prange(xs.shape[0]):
                x, y = xs[p], ys[p]
                for k in range(steps):
                    p0, p1, p2 = (k * h * (count - 1), (k + 0.5) * h * (count - 1), (k + 1) * h * (count - 1))
                    f0, f1, f2 = min(int(p0), count - 2), min(int(p1), count - 2), min(int(p2), count - 2)
                    u1, v1 = velocity(nodes, x, y, f0, p0 - f0)
                    u2, v2 = velocity(nodes, x + 0.5 * h * u1, y + 0.5 * h * v1, f1, p1 - f1)
                    u3, v3 = velocity(nodes, x + 0.5 * h * u2, y + 0.5 * h * v2, f1, p1 - f1)
                    u4, v4 = velocity(nodes, x + h * u3, y + h * v3, f2, p2 - f2)
                    x += h / 6 * (u1 + 2 * u2 + 2 * u3 + u4)
                    y += h / 6 * (v1 + 2 * v2 + 2 * v3 + v4)
                out_x[p], out_y[p] = x, y
            return out_x, out_y

        self.moved = moved
        self.compute()  # compilation
        return protocol.versions("numba", "llvmlite", "numpy", "scipy")

    def compute(self):
        return self.moved(self.nodes, self.x, self.y, self.steps)


protocol.serve({"scipy": SciPy, "numba": Numba})
