/**
 * Seeds and averages that the claims share.
 * @module
 */
import type { Context } from '@pushforward/lab'

/** Seeds that no choice in this folder was made with. */
const FIRST_SEED = 200

/** `count` seeds, others for each seed of the run. */
export function seedsOf({ seed }: Context, count: number): number[] {
  return Array.from({ length: count }, (_, k) => FIRST_SEED + k + 1000 * seed)
}

export const average = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2
}

/** Four decimals: more are noise, and would make records hard to read. */
export const rounded = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 1e4) / 1e4)
