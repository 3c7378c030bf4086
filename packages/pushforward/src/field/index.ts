/**
 * Vector fields: integration, advection, flow maps and the structures that organise transport.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export type { Field } from './field.js'
