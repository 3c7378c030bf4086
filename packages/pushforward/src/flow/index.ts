/**
 * Flows and diffusions: probability paths, interpolants, closed-form fields, couplings, samplers, likelihoods.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export type { Denoiser } from './denoiser.js'
export type { GaussianPath } from './gaussian-path.js'
