/**
 * Divergences between histograms, Gaussians and samples. Natural logarithms throughout.
 * @module
 */
export {
  alphaDivergence,
  type FDivergence,
  type FDivergenceName,
  fDivergence,
  fDivergences,
  type Generator,
} from './f-divergence.js'
export { chi2, hellinger, jeffreys, js, kl, tv } from './named-divergences.js'
export { renyi } from './renyi.js'
