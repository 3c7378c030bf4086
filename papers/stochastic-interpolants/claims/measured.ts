/**
 * What the claims share: seeds, and the numbers of digits that a record keeps.
 * @module
 */
import type { Context } from '@pushforward/lab'

/** Criteria were fixed before these were drawn. */
const SEEDS = [300, 301, 302]

/** The first `count` seeds, others for each seed of the run. */
export function seedsOf({ seed }: Context, count: number): number[] {
  return SEEDS.slice(0, count).map((first) => first + 1000 * seed)
}

/** Three significant digits: more are noise, and would make records hard to read. */
export const shortened = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(3)))

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
