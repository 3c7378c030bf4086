"""Sliced Wasserstein distance of POT along given directions, float64."""
import numpy
import protocol


class Pot:
    threads = 1

    def prepare(self, folder, parameters):
        import ot

        self.ot = ot
        self.x, self.y, directions = (numpy.load(f"{folder}/{name}.npy") for name in ("x", "y", "directions"))
        self.projections = numpy.ascontiguousarray(directions.T)
        return protocol.versions("POT", "numpy")

    def run(self, settings):
        return {"distance": self.ot.sliced_wasserstein_distance(self.x, self.y, projections=self.projections, p=2)}

    def output(self, folder):
        pass


protocol.serve({"pot": Pot})
