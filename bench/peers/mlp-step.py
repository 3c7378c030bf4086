"""One AdamW step of an MLP on a fixed batch: eager PyTorch."""
import numpy
import protocol


class Torch:
    def prepare(self, folder, parameters):
        import torch

        torch.set_num_threads(protocol.THREADS)
        self.torch = torch
        load = lambda name: torch.from_numpy(numpy.load(f"{folder}/{name}.npy"))
        self.x, self.y = load("x"), load("y")
        # Weights are stored [inputs, outputs]; a Linear layer holds the transpose.
        self.weights = [(load(f"weight-{k}"), load(f"bias-{k}")) for k in range(int(parameters["layers"]))]
        self.settings = {"lr": parameters["learningRate"], "weight_decay": parameters["weightDecay"]}
        self.start()
        return protocol.versions("torch")

    def start(self):
        torch, modules = self.torch, []
        for k, (weight, bias) in enumerate(self.weights):
            layer = torch.nn.Linear(*weight.shape)
            with torch.no_grad():
                layer.weight.copy_(weight.T)
                layer.bias.copy_(bias)
            modules += [layer] if k == len(self.weights) - 1 else [layer, torch.nn.SiLU()]
        self.network = torch.nn.Sequential(*modules)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), **self.settings)

    def step(self):
        self.optimizer.zero_grad()
        loss = self.torch.nn.functional.mse_loss(self.network(self.x), self.y)
        loss.backward()
        self.optimizer.step()
        return loss

    def run(self, settings):
        self.loss = self.step()
        return {}

    def output(self, folder):
        self.start()
        losses = [float(self.step().detach()) for _ in range(20)]
        numpy.save(f"{folder}/losses.npy", numpy.array(losses))


protocol.serve({"torch": Torch})
