"""Reference values for packages/pushforward/src/measure/cluster*.ts: run with Python, commit the JSON file."""
import json
from pathlib import Path

import numpy
import sklearn
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

HERE = Path(__file__).resolve().parents[2] / "packages/pushforward/src/measure"
SEED = 20261125
random = numpy.random.default_rng(SEED)


def kmeans():
    """The best of 200 Lloyd runs from k-means++ starts: on samples this small, the optimum."""
    cases = []
    for n, k in ((30, 2), (40, 3), (60, 4), (60, 6)):
        x = numpy.round(numpy.concatenate([random.normal(c, s, n // 2) for c, s in ((0, 1), (4, 0.5))]), 4)
        fit = KMeans(k, n_init=200, tol=0, max_iter=1000, random_state=0).fit(x[:, None])
        cases.append({"x": list(x), "k": k, "centres": sorted(fit.cluster_centers_[:, 0]), "sse": fit.inertia_})
    return cases


def mixtures():
    """EM to the last digits from a given start, so that both climb the same hill."""
    cases = []
    for d, n in ((1, 200), (2, 200), (3, 300)):
        centres = 3 * numpy.arange(2)[:, None] * numpy.ones(d)
        x = numpy.round(numpy.concatenate([c + random.standard_normal((n // 2, d)) @ random.standard_normal((d, d)) for c in centres]), 4)
        regularization = 1e-6
        start = {"weights": [0.5, 0.5], "means": centres.tolist(), "covariances": [numpy.eye(d).tolist()] * 2}
        fit = GaussianMixture(2, tol=1e-14, max_iter=20000, reg_covar=regularization, weights_init=start["weights"],
                              means_init=centres, precisions_init=[numpy.eye(d)] * 2).fit(x)
        assert fit.converged_
        order = numpy.argsort(fit.means_[:, 0])
        cases.append({"x": x.tolist(), "regularization": regularization, "start": start, "weights": list(fit.weights_[order]),
                      "means": fit.means_[order].tolist(), "covariances": fit.covariances_[order].tolist(), "logLikelihood": fit.score(x)})
    return cases


versions = {"numpy": numpy.__version__, "scikit-learn": sklearn.__version__}
body = {"madeBy": "tools/oracles/cluster.py", "seed": SEED, "versions": versions, "kmeans": kmeans(), "mixtures": mixtures()}
(HERE / "cluster.oracle.json").write_text(json.dumps(body, allow_nan=False) + "\n")
