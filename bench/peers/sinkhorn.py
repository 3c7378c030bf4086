"""Entropic transport from points to potentials, for a fixed number of iterations that the harness finds.

Every peer starts from the points, so that building a cost matrix is part of its time, and hands back potentials in the
convention P = a b exp((f + g - C) / epsilon) with C the squared distance.
"""
import numpy
import protocol


def read(folder):
    return [numpy.load(f"{folder}/{name}.npy") for name in ("x", "y", "epsilon")]


class Potentials:
    def output(self, folder):
        f, g = (numpy.asarray(v, dtype=numpy.float64).ravel() for v in self.potentials())
        numpy.save(f"{folder}/f.npy", f)
        numpy.save(f"{folder}/g.npy", g)


class Pot(Potentials):
    """ot.dist and ot.bregman.sinkhorn_log on NumPy arrays, float64."""

    threads = 1  # its logsumexp is SciPy's

    def prepare(self, folder, parameters):
        import ot

        self.ot = ot
        self.x, self.y, (self.epsilon,) = read(folder)
        n, m = len(self.x), len(self.y)
        self.a, self.b = numpy.full(n, 1 / n), numpy.full(m, 1 / m)
        return protocol.versions("POT", "numpy", "scipy")

    def run(self, settings):
        costs = self.ot.dist(self.x, self.y)
        _, self.log = self.ot.bregman.sinkhorn_log(
            self.a, self.b, costs, self.epsilon, numItermax=int(settings["iterations"]), stopThr=0, log=True, warn=False
        )
        return {"iterations": self.log["niter"] + 1}

    def potentials(self):
        # POT's plan is exp(u + v - C / epsilon), without the weights.
        u, v = (numpy.asarray(self.log[name]) for name in ("log_u", "log_v"))
        return self.epsilon * (u + numpy.log(len(u))), self.epsilon * (v + numpy.log(len(v)))


class PotTorch(Pot):
    """The same on torch tensors, float64, whose logsumexp has threads."""

    threads = protocol.THREADS

    def prepare(self, folder, parameters):
        import torch

        super().prepare(folder, parameters)
        torch.set_num_threads(protocol.THREADS)
        self.x, self.y, self.a, self.b = (torch.from_numpy(v) for v in (self.x, self.y, self.a, self.b))
        return protocol.versions("POT", "torch")


class Ott(Potentials):
    """Sinkhorn on a PointCloud, float32 (the default of JAX); compiled before it is timed."""

    def prepare(self, folder, parameters):
        import functools

        import jax
        import jax.numpy as jnp
        from ott.geometry import pointcloud
        from ott.problems.linear import linear_problem
        from ott.solvers.linear import sinkhorn

        x, y, (epsilon,) = read(folder)
        self.x, self.y, self.epsilon, self.jax = jnp.asarray(x, jnp.float32), jnp.asarray(y, jnp.float32), epsilon, jax

        @functools.partial(jax.jit, static_argnums=2)
        def solve(x, y, iterations):
            problem = linear_problem.LinearProblem(pointcloud.PointCloud(x, y, epsilon=epsilon))
            solver = sinkhorn.Sinkhorn(threshold=0.0, max_iterations=iterations)
            out = solver(problem)
            return out.f, out.g, out.n_iters

        self.solve = solve
        return protocol.versions("ott-jax", "jax")

    def run(self, settings):
        self.f, self.g, iterations = self.jax.block_until_ready(self.solve(self.x, self.y, int(settings["iterations"])))
        return {"iterations": iterations}

    def potentials(self):
        f, g = numpy.asarray(self.f, numpy.float64), numpy.asarray(self.g, numpy.float64)
        return f + self.epsilon * numpy.log(len(f)), g + self.epsilon * numpy.log(len(g))


class Geomloss(Potentials):
    """SamplesLoss on dense float32 tensors; `scaling` sets how many levels of epsilon it passes."""

    def prepare(self, folder, parameters):
        import torch
        from geomloss import SamplesLoss

        torch.set_num_threads(protocol.THREADS)
        x, y, (epsilon,) = read(folder)
        self.torch, self.SamplesLoss = torch, SamplesLoss
        self.x, self.y = torch.from_numpy(x).float(), torch.from_numpy(y).float()
        self.blur = float(numpy.sqrt(epsilon / 2))  # its cost is |x - y|^2 / 2 and its epsilon blur^2
        diameter = float((torch.cat([self.x, self.y]).amax(0) - torch.cat([self.x, self.y]).amin(0)).norm())
        self.levels = lambda scaling: 3 + int(numpy.ceil(numpy.log(diameter / self.blur) / -numpy.log(scaling)))
        return protocol.versions("geomloss", "torch")

    def run(self, settings):
        loss = self.SamplesLoss("sinkhorn", p=2, blur=self.blur, scaling=settings["scaling"], debias=False,
                                potentials=True, backend="tensorized")
        with self.torch.no_grad():
            self.f, self.g = loss(self.x, self.y)
        return {"iterations": self.levels(settings["scaling"])}

    def potentials(self):
        return 2 * self.f.double().numpy(), 2 * self.g.double().numpy()


protocol.serve({"pot": Pot, "pot-torch": PotTorch, "ott": Ott, "geomloss": Geomloss})
