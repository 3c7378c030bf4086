/**
 * Points, weights, laws, seeded randomness.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export { type BootstrapOptions, binomial, bootstrapCounts, type MultinomialSample, multinomial } from './bootstrap.js'
export { type FuzzyCMeansOptions, type FuzzyCMeansResult, fuzzyCMeans } from './cluster-fuzzy.js'
export { type KMeansOptions, type KMeansResult, kmeans1d } from './cluster-kmeans.js'
export {
  type GaussianMixtureOptions,
  type GaussianMixtureResult,
  gaussianMixtureEM,
  mixtureThresholds,
} from './cluster-mixture.js'
export { empirical, kernelDensity } from './empirical.js'
export { type Gaussian, gaussian } from './gaussian.js'
export { assertHistogram, type Counts, countInBins, type Histogram } from './histogram.js'
export { type Mixture, mixture } from './mixture.js'
export { type CovarianceOptions, covariance, mean } from './moments.js'
export { asMeasure, assertMeasure, assertWeights, type Measure, type Points, points, weightsOf } from './points.js'
export { project } from './project.js'
export { quantileOfSorted, quantiles } from './quantile.js'
export { permutation, type Rng, rng } from './random.js'
export { rankCorrelation } from './rank-correlation.js'
export { type CsvPoints, readPointsCsv } from './readers-csv.js'
export { type NpyArray, type NpyType, readNpy, readNpyPoints, writeNpy } from './readers-npy.js'
export {
  categorical,
  type Density,
  type Distribution,
  direction,
  exponential,
  gamma,
  gumbel,
  normalPoints,
  studentT,
  uniformPoints,
} from './sampling.js'
export { fibonacciSphere, type HaltonOptions, halton } from './sampling-quasi.js'
export {
  betaI,
  betaQuantile,
  chiSquareCdf,
  chiSquareQuantile,
  chiSquareTail,
  chiSquareUpperQuantile,
  digamma,
  erf,
  erfc,
  gammaP,
  gammaQ,
  lgamma,
  logBeta,
  noncentralChiSquareCdf,
  noncentralChiSquareTail,
  noncentralityAt,
  normalCdf,
  normalDensity,
  normalQuantile,
} from './special-functions.js'
