/**
 * The contract: what a paper is, what it says while it runs, and how its claims are recorded.
 * @module
 */
export * from './events.js'
export type * from './figure/figure.js'
export * from './paper.js'
