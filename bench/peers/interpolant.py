"""Stochastic interpolants in eager PyTorch: training of velocity and denoiser, and sampling by flow and diffusion."""
import math

import numpy
import protocol

LAYERS = 4
BATCH = 512
RATE = 2e-3


class Base:
    def prepare(self, folder, parameters):
        import torch

        torch.set_num_threads(protocol.THREADS)
        torch.manual_seed(0)
        self.torch, self.folder, self.parameters = torch, folder, parameters
        self.setup()
        return protocol.versions("torch")

    def load(self, name):
        return self.torch.from_numpy(numpy.load(f"{self.folder}/{name}.npy"))

    def network(self, name):
        torch, modules = self.torch, []
        for k in range(LAYERS):
            # Weights are stored [inputs, outputs]; a Linear layer holds the transpose.
            weight, bias = self.load(f"{name}-weight-{k}"), self.load(f"{name}-bias-{k}")
            layer = torch.nn.Linear(*weight.shape)
            with torch.no_grad():
                layer.weight.copy_(weight.T)
                layer.bias.copy_(bias)
            modules += [layer] if k == LAYERS - 1 else [layer, torch.nn.SiLU()]
        return torch.nn.Sequential(*modules)


class Training(Base):
    def setup(self):
        self.board = self.load("board").float()
        self.steps = int(self.parameters["steps"])

    def start(self):
        torch = self.torch
        self.velocity, self.denoiser = self.network("velocity"), self.network("denoiser")
        weights = [*self.velocity.parameters(), *self.denoiser.parameters()]
        self.optimizer = torch.optim.Adam(weights, lr=RATE)
        half = lambda step: 0.5 * (1 + math.cos(math.pi * step / self.steps))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, half)

    def draw(self):
        torch = self.torch
        x1 = self.board[torch.randint(len(self.board), (BATCH,))]
        z, t = torch.randn(BATCH, 2), torch.rand(BATCH, 1)
        return (1 - t) * z + t * x1, t, x1 - z, z

    def step(self, x, t, velocity, z):
        inputs = self.torch.cat([x, t], 1)
        self.optimizer.zero_grad()
        loss = 0.5 * (self.velocity(inputs) - velocity).square().sum(1).mean()
        loss = loss + 0.5 * (self.denoiser(inputs) - z).square().sum(1).mean()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        return loss

    def run(self, settings):
        self.start()
        for _ in range(self.steps):
            loss = self.step(*self.draw())
        return {"loss": loss.item()}

    def output(self, folder):
        self.start()
        batches = [self.load(f"batch-{name}") for name in ("x", "t", "velocity", "z")]
        losses = [self.step(*batch).item() for batch in zip(*batches)]
        numpy.save(f"{folder}/losses.npy", numpy.array(losses))


class Sampling(Base):
    def setup(self):
        self.velocity, self.denoiser = self.network("velocity"), self.network("denoiser")
        self.begin = self.load("start").float()
        self.steps = int(self.parameters["steps"])

    def sample(self, kick):
        torch = self.torch
        with torch.inference_mode():
            x, h = self.begin, 1 / self.steps
            inputs = torch.empty(len(x), 3)
            for k in range(self.steps):
                t = k / self.steps
                inputs[:, :2], inputs[:, 2] = x, t
                drift = self.velocity(inputs)
                if self.parameters["method"] == "sde":
                    drift = drift - self.denoiser(inputs)
                    x = x + h * drift + math.sqrt(2 * (1 - t) * h) * kick(k)
                else:
                    x = x + h * drift
        return x

    def run(self, settings):
        self.sample(lambda k: self.torch.randn(self.begin.shape))
        return {}

    def output(self, folder):
        kicks = self.load("kicks")
        numpy.save(f"{folder}/points.npy", self.sample(lambda k: kicks[k]).numpy().astype(numpy.float64))


protocol.serve({"training": Training, "sampling": Sampling})
