/**
 * The jets that are measured.
 * @module
 */
import type { Context } from '@pushforward/lab'

/** Chosen before any was looked at; criteria were set on seed 0, and of the planar jet 100 to 102 had been seen. */
const SEEDS = [201, 202, 203, 204, 205]

/** `quick`: one smaller jet, in the plane. */
const SIZE = { quick: { seeds: 1, n: 128 }, full: { seeds: 5, n: 192 } } as const
const NODES_IN_SPACE = 64

/** Seeds, others for each seed of the run, and nodes along each axis. */
export interface Jets {
  readonly seeds: readonly number[]
  readonly n: number
}

type Asked = Pick<Context, 'seed' | 'profile'>

export function jetsOf({ seed, profile }: Asked): Jets {
  const { seeds, n } = SIZE[profile]
  return { seeds: seedsOf(seed).slice(0, seeds), n }
}

/** None for `quick`: a smaller one would be another flow, and this one takes minutes. */
export function jetsInSpace({ seed, profile }: Asked): Jets | undefined {
  return profile === 'full' ? { seeds: seedsOf(seed), n: NODES_IN_SPACE } : undefined
}

const seedsOf = (seed: number) => SEEDS.map((first) => first + 1000 * seed)
