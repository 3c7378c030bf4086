/**
 * Special functions and the distributions built on them: error, gamma, beta, normal, χ² and non-central χ².
 * Each family's file states its errors.
 * @module
 */
export { betaI, betaQuantile, logBeta } from './special-functions-beta.js'
export {
  chiSquareCdf,
  chiSquareQuantile,
  chiSquareTail,
  chiSquareUpperQuantile,
  noncentralChiSquareCdf,
  noncentralChiSquareTail,
  noncentralityAt,
} from './special-functions-chi-square.js'
export { erf, erfc, normalCdf, normalDensity, normalQuantile } from './special-functions-error.js'
export { digamma, gammaP, gammaQ, lgamma } from './special-functions-gamma.js'
