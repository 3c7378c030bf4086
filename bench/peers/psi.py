"""Population stability index of one column from rows: shares by bin, then the sum. Bins are [a, b)."""
import numpy
import protocol


class Column:
    threads = 1

    def prepare(self, folder, parameters):
        self.expected, self.actual = numpy.load(f"{folder}/expected.npy"), numpy.load(f"{folder}/actual.npy")
        self.given = None if parameters["edges"] == "quantiles" else numpy.load(f"{folder}/edges.npy")
        self.bins = int(parameters["bins"])
        return self.load()

    def edges(self):
        if self.given is not None:
            return self.given
        return numpy.quantile(self.expected, numpy.arange(1, self.bins) / self.bins)

    def run(self, settings):
        cuts = self.edges()
        p = self.counts(self.expected, cuts) / len(self.expected)
        q = self.counts(self.actual, cuts) / len(self.actual)
        return {"value": numpy.sum((p - q) * numpy.log(p / q))}

    def output(self, folder):
        pass


class Numpy(Column):
    """searchsorted and bincount, which are faster than numpy.histogram on uneven edges."""

    def load(self):
        return protocol.versions("numpy")

    def counts(self, values, cuts):
        return numpy.bincount(numpy.searchsorted(cuts, values, side="right"), minlength=len(cuts) + 1)


class Pandas(Column):
    """cut and value_counts, as scorecard notebooks do."""

    def load(self):
        import pandas

        self.pandas = pandas
        return protocol.versions("pandas", "numpy")

    def counts(self, values, cuts):
        bins = numpy.concatenate([[-numpy.inf], cuts, [numpy.inf]])
        codes = self.pandas.cut(values, bins, right=False, labels=False)
        return self.pandas.Series(codes).value_counts(sort=False).sort_index().to_numpy()


class OptBinning(Column):
    """The transform of a binning that optbinning has made on the same edges (user_splits, nothing optimised)."""

    def load(self):
        from optbinning import OptimalBinning

        cuts = self.edges()
        # Made on few rows and a target that follows them: the edges are fixed, so only the transform matters.
        rows = self.expected[:100_000]
        target = numpy.random.default_rng(0).random(len(rows)) < 1 / (1 + numpy.exp(-rows))
        self.binning = OptimalBinning(dtype="numerical", user_splits=cuts, user_splits_fixed=[True] * len(cuts),
                                      max_n_prebins=len(cuts) + 1, min_prebin_size=1e-4, monotonic_trend=None)
        self.binning.fit(rows, target.astype(int))
        if len(self.binning.splits) != len(cuts):
            raise RuntimeError(f"{len(self.binning.splits)} of {len(cuts)} cuts were kept")
        return protocol.versions("optbinning", "numpy")

    def counts(self, values, cuts):
        return numpy.bincount(self.binning.transform(values, metric="indices").astype(int), minlength=len(cuts) + 1)


protocol.serve({"numpy": Numpy, "pandas": Pandas, "optbinning": OptBinning})
