/**
 * Monotone matching on the line: the optimal plan for every cost h(|x − y|) with convex h.
 *
 * Both samples are sorted and their masses matched from the left, so that the plan has at most n + m − 1 entries.
 * @module
 */
import { sortWithOrder } from '@pushforward/kernels/sort'

/** A weighted sample on the line, sorted. */
export interface SortedSample {
  readonly values: Float64Array
  /** Positions in the sample as given. */
  readonly order: Uint32Array
  /** Masses in sorted order. */
  readonly masses: Float64Array
}

export function sortSample(values: ArrayLike<number>, masses: Float64Array): SortedSample {
  const { values: sorted, order } = sortWithOrder(values)
  return { values: sorted, order, masses: Float64Array.from(order, (k) => masses[k] as number) }
}

/** t ↦ |t|^p. */
export function powerOfDistance(p: number): (t: number) => number {
  if (p === 1) return Math.abs
  if (p === 2) return (t) => t * t
  return (t) => Math.abs(t) ** p
}

/** A matching that can be walked again. */
export interface LineWalk {
  /** Calls with original positions, the mass in multiples of `unit`, and x_i − y_j. */
  each(visit: (i: number, j: number, mass: number, difference: number) => void): void
  readonly unit: number
}

/** Whether all masses are the same number. */
export function isUniform(masses: Float64Array): boolean {
  return masses.every((mass) => mass === masses[0])
}

/** Receives sorted positions i and j and the mass that goes between them. */
export type Visit = (i: number, j: number, mass: number) => void

/**
 * Walks along both samples. Where both masses end together the walk goes straight on, without an entry of mass 0.
 * Masses are matched until one side is used up; what rounding leaves on the other (below n · 2^-52) stays unmatched.
 */
export function matchSorted(x: Float64Array, y: Float64Array, visit: Visit): void {
  let i = 0
  let j = 0
  let leftX = x[0] as number
  let leftY = y[0] as number
  for (;;) {
    const mass = Math.min(leftX, leftY)
    if (mass > 0) visit(i, j, mass)
    leftX -= mass
    leftY -= mass
    if (leftX <= 0) {
      if (++i === x.length) return
      leftX = x[i] as number
    }
    if (leftY <= 0) {
      if (++j === y.length) return
      leftY = y[j] as number
    }
  }
}
