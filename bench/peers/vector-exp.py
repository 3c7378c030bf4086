"""e^x of a float32 vector: NumPy and eager PyTorch, as a new array or into memory that is held."""
import protocol


class Numpy:
    threads = 1

    def prepare(self, folder, parameters):
        import numpy

        self.numpy = numpy
        self.held = parameters["result"] == "held"
        self.x = numpy.load(f"{folder}/x.npy")
        self.out = numpy.empty_like(self.x)
        return protocol.versions("numpy")

    def run(self, settings):
        if self.held:
            self.numpy.exp(self.x, out=self.out)
        else:
            self.out = self.numpy.exp(self.x)
        return {}

    def output(self, folder):
        self.numpy.save(f"{folder}/out.npy", self.out)


class Torch:
    def prepare(self, folder, parameters):
        import numpy
        import torch

        torch.set_num_threads(protocol.THREADS)
        self.numpy, self.torch = numpy, torch
        self.held = parameters["result"] == "held"
        self.x = torch.from_numpy(numpy.load(f"{folder}/x.npy"))
        self.out = torch.empty_like(self.x)
        return protocol.versions("torch")

    def run(self, settings):
        if self.held:
            self.torch.exp(self.x, out=self.out)
        else:
            self.out = self.torch.exp(self.x)
        return {}

    def output(self, folder):
        self.numpy.save(f"{folder}/out.npy", self.out.numpy())


protocol.serve({"numpy": Numpy, "torch": Torch})
