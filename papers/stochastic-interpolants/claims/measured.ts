/**
 * What the claims share: seeds and means.
 * @module
 */
import type { Context } from '@pushforward/lab'

/** Criteria were fixed before these were drawn. */
const SEEDS = [300, 301, 302]

/** The first `count` seeds, others for each seed of the run. */
export function seedsOf({ seed }: Context, count: number): number[] {
  return SEEDS.slice(0, count).map((first) => first + 1000 * seed)
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
