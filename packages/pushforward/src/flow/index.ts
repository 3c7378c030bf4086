/**
 * Flows and diffusions: probability paths, interpolants, closed-form fields, couplings, samplers, likelihoods.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export { type Conversion, conversion, convertPrediction, type Prediction } from './conversions.js'
export {
  type Coupling,
  type IndexPairs,
  independentCoupling,
  type MinibatchOptions,
  minibatchCoupling,
  pairedCoupling,
  takeRows,
} from './coupling.js'
export type { Denoiser } from './denoiser.js'
export type { Diffusion, SampledFields } from './diffusion.js'
export { empiricalDenoiser } from './empirical-denoiser.js'
export {
  type FokkerPlanckOptions,
  type FokkerPlanckProblem,
  type FokkerPlanckResult,
  fokkerPlanck,
} from './fokker-planck.js'
export { type Gamma, type GammaSchedule, gammaSchedule } from './gamma.js'
export { type GaussianBridge, gaussianBridge } from './gaussian-bridge.js'
export {
  type CosinePathOptions,
  condOtPath,
  cosinePath,
  edmPath,
  flowPath,
  type GaussianPath,
  subVpPath,
  trigPath,
  type VePathOptions,
  type VpPathOptions,
  vePath,
  vpPath,
} from './gaussian-path.js'
export {
  assertInterpolant,
  gaussianPathOf,
  type Interpolant,
  type InterpolantBatch,
  type InterpolantPath,
  type InterpolateInput,
  interpolant,
  interpolate,
} from './interpolant.js'
export {
  etaZFromScore,
  etaZFromVelocity,
  scoreFromEtaZ,
  scoreFromVelocity,
  velocityFromDenoisers,
  velocityFromSlope,
} from './interpolant-conversions.js'
export { gaussianMixtureFields, type InterpolantFields } from './interpolant-fields.js'
export { type InterpolantLossOptions, type InterpolantTarget, interpolantLoss } from './interpolant-loss.js'
export {
  fitInterpolant,
  type InterpolantEnds,
  type InterpolantModel,
  type InterpolantState,
  type InterpolantTrainingOptions,
  learnInterpolant,
} from './interpolant-training.js'
export { type KineticEnergy, type KineticEnergyOptions, kineticEnergy } from './kinetic-energy.js'
export { type KineticOptimalOptions, type KineticOptimalPath, kineticOptimalPath } from './kinetic-optimal.js'
export { klUpperBound, optimalDiffusion } from './kl-bound.js'
export { type LikelihoodOptions, type LikelihoodResult, logLikelihood } from './likelihood.js'
export { type LikelihoodBoundOptions, type LikelihoodBoundResult, likelihoodBound } from './likelihood-bound.js'
export { type ExactDenoiser, gaussianDenoiser, mixtureDenoiser } from './mixture-denoiser.js'
export { networkField } from './network-field.js'
export { noiseField, sampleField, scoreField, velocityField } from './path-fields.js'
export { type RectifiedPairs, type RectifyOptions, rectify } from './rectify.js'
export { type SampleOptions, type SampleResult, sample } from './sample.js'
export { type SdeMethod, type SdeOptions, type SdeResult, type SdeState, solveSde } from './sde.js'
export {
  gaussianSeparation,
  hypercubeSeparation,
  type Separation,
  type SeparationTail,
  separationOf,
  type TabulatedOptions,
  tabulatedSeparation,
} from './separation.js'
export {
  type Estimated,
  type EstimateSeparationOptions,
  estimateSeparation,
  type SeparationEstimate,
  separationSteps,
} from './separation-estimate.js'
export {
  type StochasticInterpolant,
  type StochasticInterpolantOptions,
  stochasticInterpolant,
} from './stochastic-interpolant.js'
export { type TimeDensity, type TimeDensityOptions, timeDensity } from './time-density.js'
