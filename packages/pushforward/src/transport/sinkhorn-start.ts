/**
 * Where a Sinkhorn iteration starts.
 *
 * Large clouds start from the solution of a coarse problem (runs of 16 points merged into their means), extended to all
 * points by one soft-min: a few hundredths of the cost of a sweep for a start with a few per cent of the mass wrong.
 * Small ones start by ε-scaling: from ε of the size of the cost down by a constant factor, a rough solution at each.
 *
 * Sources: Schmitzer 2019, "Stabilized sparse scaling algorithms for entropy regularized transport problems", §3.3;
 * Kosowsky & Yuille 1994, "The invisible hand algorithm" (ε-scaling).
 * @module
 */
import { scope } from '@pushforward/kernels'
import { openPairs, type Pairs, type RowSide } from '@pushforward/kernels/softmin'
import type { Potentials, Sweep } from './sinkhorn-iteration.js'
import { type SoftCloud, type SoftProblem, tileWidth } from './sinkhorn-problem.js'

export interface StartOptions {
  readonly epsilon: number
  /** Factor from one ε to the next, in (0, 1); false: no ε-scaling. */
  readonly scaling: number | false
  readonly signal?: AbortSignal
}

/** Makes the sweep of a problem at some ε. */
export type SweepMaker = (pairs: Pairs, problem: SoftProblem, start: Potentials, epsilon: number) => Sweep

/** Points merged into one. */
const MERGED = 16
/** Pairs above which a coarse problem is cheaper than ε-scaling. */
const LARGE = 2 ** 12
/** L1 violation that is good enough for a start: the extension to all points loses more. */
const ROUGH = 0.02
const ROUGH_ITERATIONS = 20

/** Potentials for all points of the problem, at the target ε. */
export function startOf(problem: SoftProblem, makeSweep: SweepMaker, options: StartOptions): Potentials {
  const { x, y } = problem
  if (problem.cost.code !== 7 && x.weights.length * y.weights.length >= LARGE) {
    return coarseStart(problem, makeSweep, options)
  }
  return scaledStart(problem, makeSweep, options)
}

/** No guess: the first soft-min takes the maximum of its row. */
export function noGuess(n: number): Float64Array {
  return new Float64Array(n).fill(Number.NEGATIVE_INFINITY)
}

function scaledStart(
  problem: SoftProblem,
  makeSweep: SweepMaker,
  { epsilon, scaling, signal }: StartOptions,
): Potentials {
  const { x, y, scale } = problem
  const symmetric = x === y
  let state: Potentials = {
    f: symmetric ? new Float64Array(x.weights.length) : noGuess(x.weights.length),
    g: new Float64Array(y.weights.length),
  }
  if (scaling === false || !(scale * scaling > epsilon)) return state
  return scope((arena) => {
    const pairs = openPairs(arena, x, y, problem)
    for (let level = scale * scaling; level > epsilon; level *= scaling) {
      state = rough(makeSweep(pairs, problem, state, level), signal)
    }
    return state
  })
}

/** Iterates to a rough solution, in float64: these problems are small. */
function rough(sweep: Sweep, signal: AbortSignal | undefined): Potentials {
  for (let k = 0; k < ROUGH_ITERATIONS; k++) {
    signal?.throwIfAborted()
    if (sweep.next('float64') <= ROUGH) break
  }
  return sweep.potentials()
}

function coarseStart(problem: SoftProblem, makeSweep: SweepMaker, options: StartOptions): Potentials {
  const { x, y } = problem
  const coarseX = merged(x, problem.d)
  const coarseY = x === y ? coarseX : merged(y, problem.d)
  const width = tileWidth(Math.max(coarseX.weights.length, coarseY.weights.length))
  const coarse = { ...problem, x: coarseX, y: coarseY, width }
  const start = startOf(coarse, makeSweep, options)
  const solved = scope((arena) => {
    const pairs = openPairs(arena, coarseX, coarseY, coarse)
    return rough(makeSweep(pairs, coarse, start, options.epsilon), options.signal)
  })
  const g = extend(problem, coarseX, y, solved.f, options.epsilon)
  const f = x === y ? g : extend(problem, coarseY, x, solved.g, options.epsilon)
  return { f, g }
}

/** The soft-min over the coarse points, taken at all points of the other side. */
function extend(
  { d, cost, width, scale }: SoftProblem,
  coarse: SoftCloud,
  fine: SoftCloud,
  potential: Float64Array,
  epsilon: number,
): Float64Array {
  const out = noGuess(fine.weights.length)
  scope((arena) => {
    const pairs = openPairs(arena, fine, coarse, { d, cost, width })
    const rows: RowSide = 'x'
    const precision = cost.code <= 1 && scale < 1e5 * epsilon ? 'float32' : 'float64'
    pairs.softmin({ rows, epsilon, precision, potential, guess: out, out })
  })
  return out
}

/** Means and masses of runs of points. */
function merged({ coordinates, weights }: SoftCloud, d: number): SoftCloud {
  const count = Math.ceil(weights.length / MERGED)
  const means = new Float64Array(count * d)
  const masses = new Float64Array(count)
  weights.forEach((weight, i) => {
    const group = Math.floor(i / MERGED)
    masses[group] = (masses[group] as number) + weight
    for (let k = 0; k < d; k++) {
      means[group * d + k] = (means[group * d + k] as number) + weight * (coordinates[i * d + k] as number)
    }
  })
  for (let at = 0; at < means.length; at++) {
    means[at] = (means[at] as number) / (masses[Math.floor(at / d)] as number)
  }
  return { coordinates: means, weights: masses, order: new Uint32Array(0), size: count }
}
