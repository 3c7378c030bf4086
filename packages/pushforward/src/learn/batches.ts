/**
 * Batches for training from whatever describes a measure.
 * @module
 */
import { InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from '../measure/points.js'
import type { Rng } from '../measure/random.js'
import type { Distribution } from '../measure/sampling.js'

/** A sample, a weighted sample, or a law that can be drawn from. */
export type Source = Points | Measure | Distribution

/** Something to draw from, of a known dimension. */
export interface Batches {
  readonly d: number
  /** `[size, d]`; fewer rows when the whole sample is smaller. */
  readonly draw: (size: number, random: Rng) => Points
}

/**
 * Batches of a source: fresh draws from a law; from a sample, draws with replacement by its weights, or the whole sample
 * in its order when it is no larger than the batch and has no weights.
 * @throws InputError if the sample is not one, or has another dimension than `dimension`
 */
export function batches(name: string, source: Source, dimension?: number): Batches {
  if ('sample' in source) {
    if (dimension !== undefined && source.d !== dimension) {
      throw new InputError(`${name}: draws have dimension ${source.d}; ${dimension} is needed, as in the other sample`)
    }
    return { d: source.d, draw: source.sample }
  }
  const measure = assertMeasure(name, source, { dimension })
  const { points, weights } = measure
  const cumulative = weights && cumulate(weightsOf(measure))
  const index = (random: Rng) => (cumulative ? search(cumulative, random.uniform()) : random.integer(points.n))
  return {
    d: points.d,
    draw(size, random) {
      if (!weights && points.n <= size) return points
      const data = new Float64Array(size * points.d)
      for (let i = 0; i < size; i++) {
        const from = index(random) * points.d
        for (let k = 0; k < points.d; k++) data[i * points.d + k] = points.data[from + k] as number
      }
      return { data, n: size, d: points.d }
    },
  }
}

function cumulate(weights: Float64Array): Float64Array {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

/** The first index whose cumulative weight exceeds u. */
function search(cumulative: Float64Array, u: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulative[middle] as number) > u) high = middle
    else low = middle + 1
  }
  return low
}
