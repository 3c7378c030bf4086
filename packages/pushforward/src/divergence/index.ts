/**
 * Divergences between histograms, Gaussians and samples. Natural logarithms throughout.
 * @module
 */
export type { Discrepancy, DiscrepancyOptions } from './discrepancy.js'
export { energyDistance } from './energy-distance.js'
export {
  alphaDivergence,
  type FDivergence,
  type FDivergenceName,
  fDivergence,
  fDivergences,
  type Generator,
} from './f-divergence.js'
export { type MmdKernel, type MmdOptions, type MmdResult, mmd } from './mmd.js'
export { chi2, hellinger, jeffreys, js, kl, tv } from './named-divergences.js'
export { renyi } from './renyi.js'
