/**
 * The energy kernel −|x − y| on the line, by sorting: O(n log n) where the general sums cost O(n²).
 *
 * With y ascending, W_r the weight of the r smallest and M_r their first moment, the mean of |x − y| is
 * x (2 W_r − W) + M − 2 M_r, where r of the y lie below x.
 * @module
 */
import { argsort } from '@pushforward/kernels/sort'
import type { Points } from '../measure/points.js'
import type { PairKernel } from './pair-kernel.js'

export const absoluteDifference: PairKernel = {
  diagonal: 0,

  means(x, y, weights) {
    const centre = meanValue(y)
    const { moments, masses, rank } = cumulative(x, y, weights, centre)
    const total = masses[y.n] as number
    const totalMoment = moments[y.n] as number
    return Float64Array.from({ length: x.n }, (_, i) => {
      const r = rank[i] as number
      const value = (x.data[i] as number) - centre
      return -(value * (2 * (masses[r] as number) - total) + totalMoment - 2 * (moments[r] as number))
    })
  },

  /** −(mass of the y below x − mass of the y above x). */
  gradients(x, y, weights) {
    const below = cumulative(x, y, weights, 0)
    const above = cumulative(negated(x), negated(y), weights, 0)
    return Float64Array.from({ length: x.n }, (_, i) => {
      const lower = below.masses[below.rank[i] as number] as number
      return (above.masses[above.rank[i] as number] as number) - lower
    })
  },

  setSums(z, sets) {
    const order = argsort(z.data)
    const centre = meanValue(z)
    return Float64Array.from(sets, (members) => {
      let count = 0
      let moment = 0
      let sum = 0
      for (const index of order) {
        if (members[index] === 0) continue
        const value = (z.data[index] as number) - centre
        sum += count * value - moment // the differences to all smaller members
        count++
        moment += value
      }
      return -2 * sum
    })
  },
}

/** Subtracted before moments are summed: they cancel, and less so around the middle. */
function meanValue({ data, n }: Points): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += (data[i] as number) / n
  return sum
}

function negated(x: Points): Points {
  return { ...x, data: x.data.map((value) => -value) }
}

/** Running masses and centred moments of the sorted y `[m + 1]`, and how many y lie strictly below each x `[n]`. */
function cumulative(x: Points, y: Points, weights: Float64Array, centre: number) {
  const masses = new Float64Array(y.n + 1)
  const moments = new Float64Array(y.n + 1)
  const order = argsort(y.data)
  order.forEach((index, r) => {
    const weight = weights[index] as number
    masses[r + 1] = (masses[r] as number) + weight
    moments[r + 1] = (moments[r] as number) + weight * ((y.data[index] as number) - centre)
  })
  const rank = new Uint32Array(x.n)
  let r = 0
  for (const i of argsort(x.data)) {
    const value = x.data[i] as number
    while (r < y.n && (y.data[order[r] as number] as number) < value) r++
    rank[i] = r
  }
  return { masses, moments, rank }
}
