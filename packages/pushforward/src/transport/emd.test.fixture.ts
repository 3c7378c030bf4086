/** Point clouds without a random generator, the same as in tools/oracles/emd.py. */
import fc from 'fast-check'
import type { Measure, Points } from '../measure/points.js'

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]

export type CloudKind = 'uniform' | 'bell'

const fraction = (value: number) => value - Math.floor(value)

/** frac((i + 1) √prime + shift). */
function lattice(n: number, primes: readonly number[], shift: number): Float64Array {
  const roots = primes.map(Math.sqrt)
  const d = roots.length
  return Float64Array.from({ length: n * d }, (_, at) => {
    return fraction((Math.floor(at / d) + 1) * (roots[at % d] as number) + shift)
  })
}

/** uniform: a lattice in the unit cube; bell: sums of three lattices, centred. */
export function cloud(kind: CloudKind, n: number, d: number, shift: number): Points {
  if (kind === 'uniform') return { data: lattice(n, PRIMES.slice(0, d), shift), n, d }
  const data = new Float64Array(n * d).fill(-1.5)
  for (let r = 0; r < 3; r++) {
    lattice(n, PRIMES.slice(r * d, (r + 1) * d), shift).forEach((value, at) => {
      data[at] = (data[at] as number) + value
    })
  }
  return { data, n, d }
}

/** x ↦ scale · x + offset. */
export function affine({ data, n, d }: Points, scale: number, offset: readonly number[]): Points {
  return { data: Float64Array.from(data, (value, at) => scale * value + (offset[at % d] as number)), n, d }
}

export function unevenWeights(n: number, shift: number): Float64Array {
  const raw = lattice(n, [53], shift).map((value) => 0.1 + value)
  const sum = raw.reduce((total, value) => total + value, 0)
  return raw.map((value) => value / sum)
}

const coordinate = fc.double({ min: -10, max: 10, noNaN: true }).map((value) => Math.round(value * 64) / 64)

/** Points with coordinates on a grid of 1/64, so that ties and duplicates are common. */
export function anyPoints(n: { min: number; max: number }, d: number): fc.Arbitrary<Points> {
  return fc
    .array(fc.array(coordinate, { minLength: d, maxLength: d }), { minLength: n.min, maxLength: n.max })
    .map((rows) => ({ data: Float64Array.from(rows.flat()), n: rows.length, d }))
}

/** A measure with some weights 0. */
export function anyMeasure(n: { min: number; max: number }, d: number): fc.Arbitrary<Measure> {
  return anyPoints(n, d).chain((points) =>
    fc
      .array(fc.integer({ min: 0, max: 5 }), { minLength: points.n, maxLength: points.n })
      .filter((counts) => counts.some((count) => count > 0))
      .map((counts) => {
        const sum = counts.reduce((total, count) => total + count, 0)
        return { points, weights: Float64Array.from(counts, (count) => count / sum) }
      }),
  )
}

/** The smallest mean cost over all permutations. */
export function bruteForce(cost: (i: number, j: number) => number, n: number): number {
  const used = new Array<boolean>(n).fill(false)
  const best = (i: number): number => {
    if (i === n) return 0
    let least = Number.POSITIVE_INFINITY
    for (let j = 0; j < n; j++) {
      if (used[j]) continue
      used[j] = true
      least = Math.min(least, cost(i, j) + best(i + 1))
      used[j] = false
    }
    return least
  }
  return best(0) / n
}

/** Largest f_i + g_j − c_ij over all pairs: at most rounding for a feasible dual. */
export function dualViolation(
  potentials: { readonly f: Float64Array; readonly g: Float64Array },
  cost: (i: number, j: number) => number,
): number {
  let worst = Number.NEGATIVE_INFINITY
  potentials.f.forEach((f, i) => {
    potentials.g.forEach((g, j) => {
      worst = Math.max(worst, f + g - cost(i, j))
    })
  })
  return worst
}
