/**
 * How relations between papers read.
 * @module
 */

/** Each kind, and what stands before the names. */
export const RELATIONS = [
  ['buildsOn', 'Builds on'],
  ['followedBy', 'Followed by'],
  ['sameProblem', 'On the same problem'],
] as const
