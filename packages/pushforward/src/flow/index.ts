/**
 * Flows and diffusions: probability paths, interpolants, closed-form fields, couplings, samplers, likelihoods.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export type { Denoiser } from './denoiser/denoiser.js'
export { empiricalDenoiser } from './denoiser/empirical-denoiser.js'
export { type ExactDenoiser, gaussianDenoiser, mixtureDenoiser } from './denoiser/mixture-denoiser.js'
export {
  type Coupling,
  type IndexPairs,
  independentCoupling,
  type MinibatchOptions,
  minibatchCoupling,
  pairedCoupling,
  takeRows,
} from './interpolant/coupling.js'
export { type Gamma, type GammaSchedule, gammaSchedule } from './interpolant/gamma.js'
export { type GaussianBridge, gaussianBridge } from './interpolant/gaussian-bridge.js'
export {
  assertInterpolant,
  gaussianPathOf,
  type Interpolant,
  type InterpolantBatch,
  type InterpolantPath,
  type InterpolateInput,
  interpolant,
  interpolate,
} from './interpolant/interpolant.js'
export {
  etaZFromScore,
  etaZFromVelocity,
  scoreFromEtaZ,
  scoreFromVelocity,
  velocityFromDenoisers,
  velocityFromSlope,
} from './interpolant/interpolant-conversions.js'
export { gaussianMixtureFields, type InterpolantFields } from './interpolant/interpolant-fields.js'
export { type InterpolantLossOptions, type InterpolantTarget, interpolantLoss } from './interpolant/interpolant-loss.js'
export {
  fitInterpolant,
  type InterpolantEnds,
  type InterpolantModel,
  type InterpolantState,
  type InterpolantTrainingOptions,
  learnInterpolant,
} from './interpolant/interpolant-training.js'
export { networkField } from './interpolant/network-field.js'
export {
  type StochasticInterpolant,
  type StochasticInterpolantOptions,
  stochasticInterpolant,
} from './interpolant/stochastic-interpolant.js'
export { type TimeDensity, type TimeDensityOptions, timeDensity } from './interpolant/time-density.js'
export { type Conversion, conversion, convertPrediction, type Prediction } from './path/conversions.js'
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
} from './path/gaussian-path.js'
export { type KineticEnergy, type KineticEnergyOptions, kineticEnergy } from './path/kinetic-energy.js'
export { type KineticOptimalOptions, type KineticOptimalPath, kineticOptimalPath } from './path/kinetic-optimal.js'
export { noiseField, sampleField, scoreField, velocityField } from './path/path-fields.js'
export {
  gaussianSeparation,
  hypercubeSeparation,
  type Separation,
  type SeparationTail,
  separationOf,
  type TabulatedOptions,
  tabulatedSeparation,
} from './path/separation.js'
export {
  type Estimated,
  type EstimateSeparationOptions,
  estimateSeparation,
  type SeparationEstimate,
  separationSteps,
} from './path/separation-estimate.js'
export type { Diffusion, SampledFields } from './sampler/diffusion.js'
export {
  type FokkerPlanckOptions,
  type FokkerPlanckProblem,
  type FokkerPlanckResult,
  fokkerPlanck,
} from './sampler/fokker-planck.js'
export { klUpperBound, optimalDiffusion } from './sampler/kl-bound.js'
export { type LikelihoodOptions, type LikelihoodResult, logLikelihood } from './sampler/likelihood.js'
export { type LikelihoodBoundOptions, type LikelihoodBoundResult, likelihoodBound } from './sampler/likelihood-bound.js'
export { type RectifiedPairs, type RectifyOptions, rectify } from './sampler/rectify.js'
export { type SampleOptions, type SampleResult, sample } from './sampler/sample.js'
export { type SdeMethod, type SdeOptions, type SdeResult, type SdeState, solveSde } from './sampler/sde.js'
