/**
 * Vector fields: integration, advection, flow maps and the structures that organise transport.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export { curl, derivative, divergence, gradient, laplacian } from './calculus.js'
export type { Field } from './field.js'
export {
  assertGridNodes,
  assertPlanar,
  type Grid,
  type GridNodes,
  type GridOptions,
  grid,
  gridPoints,
  gridSize,
  planarGrid,
} from './grid.js'
export { type HelmholtzOptions, type HelmholtzResult, helmholtz } from './helmholtz.js'
export { type OdeMethod, type OdeOptions, type OdeResult, type OdeState, solveOde } from './ode.js'
export { timeGrid } from './time-grid.js'
