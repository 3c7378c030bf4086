/**
 * Optimal transport: costs, exact solvers, one dimension, slices.
 * @module
 */
export type { Cost, CostName } from './cost.js'
export { type EmdOptions, emd } from './emd.js'
export type { EmdProgress } from './emd-basis.js'
export type { ExactResult } from './emd-result.js'
export { type Emd1dOptions, type Emd1dResult, emd1d, type LineSample } from './emd1d.js'
export type { Epsilon } from './epsilon.js'
export { type MaxSlicedOptions, type MaxSlicedResult, maxSlicedWasserstein } from './max-sliced-wasserstein.js'
export { type MongeGapOptions, type MongeGapResult, mongeGap } from './monge-gap.js'
export type { Plan } from './plan.js'
export { type SinkhornOptions, sinkhorn } from './sinkhorn.js'
export {
  type SinkhornDivergenceOptions,
  type SinkhornDivergenceResult,
  sinkhornDivergence,
} from './sinkhorn-divergence.js'
export type { SinkhornProgress } from './sinkhorn-iteration.js'
export type { SinkhornResult } from './sinkhorn-result.js'
export {
  type UnbalancedSinkhornOptions,
  type UnbalancedSinkhornResult,
  unbalancedSinkhorn,
} from './sinkhorn-unbalanced.js'
export type { DirectionKind } from './sliced-directions.js'
export { type SlicedOptions, type SlicedResult, slicedWasserstein } from './sliced-wasserstein.js'
export type { TransportBounds } from './soft-plan.js'
