/**
 * Points, weights, seeded randomness.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export { asMeasure, assertMeasure, assertWeights, type Measure, type Points, points, weightsOf } from './points.js'
export { permutation, type Rng, rng } from './random.js'
