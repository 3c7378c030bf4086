/**
 * Directions on the unit sphere to average one-dimensional quantities over.
 * @module
 */
import { InputError } from '../errors.js'
import type { Rng } from '../measure/random.js'
import { direction } from '../measure/sampling.js'
import { fibonacciSphere } from '../measure/sampling-quasi.js'

export type DirectionKind = 'random' | 'orthogonal' | 'quasi'

export interface Directions {
  /** Unit vectors `[count, d]`. */
  readonly data: Float64Array
  readonly count: number
  /** Directions that were drawn together: batches are independent of each other. 0 where nothing is random. */
  readonly batch: number
}

/**
 * @param given a kind, or unit vectors `[*, d]`
 * @throws InputError if the kind is unknown or does not exist in this dimension, or a vector is not of unit length
 */
export function makeDirections(given: DirectionKind | Float64Array, count: number, d: number, random: Rng): Directions {
  if (typeof given !== 'string') return checked(given, d)
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new InputError(`projections: is ${count}; a positive integer is needed`)
  }
  // On the line both directions give the same cost: one is exact.
  if (d === 1) return { data: new Float64Array([1]), count: 1, batch: 0 }
  if (given === 'random') return { data: independent(count, d, random), count, batch: 1 }
  if (given === 'orthogonal') return { data: orthogonal(count, d, random), count, batch: d }
  if (given === 'quasi') return { data: quasi(count, d), count, batch: 0 }
  throw new InputError(
    `directions: "${String(given)}" is unknown; accepted are random, orthogonal, quasi or unit vectors`,
  )
}

function checked(data: Float64Array, d: number): Directions {
  const count = data.length / d
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(`directions: ${data.length} numbers do not make vectors of ${d}; give a multiple of ${d}`)
  }
  for (let l = 0; l < count; l++) {
    let square = 0
    for (let k = 0; k < d; k++) square += (data[l * d + k] as number) ** 2
    if (!(Math.abs(square - 1) < 1e-6)) {
      throw new InputError(`directions: vector ${l} has length ${Math.sqrt(square)}; unit vectors are needed`)
    }
  }
  return { data, count, batch: 0 }
}

function independent(count: number, d: number, random: Rng): Float64Array {
  const data = new Float64Array(count * d)
  for (let l = 0; l < count; l++) data.set(direction(random, d), l * d)
  return data
}

/** Gram-Schmidt on batches of d directions: each is uniform on the sphere, and together they repel each other. */
function orthogonal(count: number, d: number, random: Rng): Float64Array {
  const data = new Float64Array(count * d)
  for (let l = 0; l < count; l++) {
    const first = l - (l % d)
    for (;;) {
      const theta = direction(random, d)
      // Twice, because once leaves rounding of the size of the part that was removed.
      for (let pass = 0; pass < 2; pass++) {
        for (let other = first; other < l; other++) removePart(theta, data.subarray(other * d, other * d + d))
      }
      const length = Math.hypot(...theta)
      if (length < 1e-6) continue
      for (let k = 0; k < d; k++) data[l * d + k] = (theta[k] as number) / length
      break
    }
  }
  return data
}

function removePart(theta: Float64Array, unit: Float64Array): void {
  let inner = 0
  for (let k = 0; k < theta.length; k++) inner += (theta[k] as number) * (unit[k] as number)
  for (let k = 0; k < theta.length; k++) theta[k] = (theta[k] as number) - inner * (unit[k] as number)
}

/** Equal angles over the half circle, or a Fibonacci spiral on the sphere. */
function quasi(count: number, d: number): Float64Array {
  if (d === 3) return fibonacciSphere(count).data as Float64Array
  if (d !== 2) {
    throw new InputError(`directions: "quasi" exists for d = 2 and 3; here d = ${d}, where "orthogonal" serves`)
  }
  const data = new Float64Array(2 * count)
  for (let l = 0; l < count; l++) {
    const angle = (Math.PI * (l + 0.5)) / count
    data[2 * l] = Math.cos(angle)
    data[2 * l + 1] = Math.sin(angle)
  }
  return data
}
