/**
 * Deterministic point sets that fill space more evenly than random ones.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from './points.js'
import type { Rng } from './random.js'

/** Beyond this dimension the first points of a Halton sequence are visibly correlated. */
const HALTON_DIMENSIONS = 32

export interface HaltonOptions {
  /** Adds one uniform vector to every point, modulo 1, so that averages over the set are unbiased. Default: no shift. */
  readonly random?: Rng
  /** Index of the first point, >= 0. Default 0, the point at the origin. */
  readonly start?: number
}

/**
 * The Halton sequence in [0, 1)^d: coordinate k is the radical inverse of the index in the k-th prime.
 * For n points the discrepancy is O(log^d n / n), against O(1/√n) for random points; with a shift, averages over it are
 * unbiased.
 *
 * Sources: Halton 1960; Cranley & Patterson 1976 for the shift.
 * @param n number of points
 * @param d dimension, 1 to 32
 * @throws InputError if n or d is out of range
 * @example
 * halton(3, 2).data // [0, 0,  1/2, 1/3,  1/4, 2/3]
 */
export function halton(n: number, d: number, { random, start = 0 }: HaltonOptions = {}): Points {
  if (!Number.isSafeInteger(n) || n < 1) throw new InputError(`n: is ${n}; a positive integer is needed`)
  if (!Number.isInteger(d) || d < 1 || d > HALTON_DIMENSIONS) {
    throw new InputError(`d: is ${d}; an integer from 1 to ${HALTON_DIMENSIONS} is needed (random points serve beyond)`)
  }
  const data = new Float64Array(n * d)
  primes(d).forEach((base, k) => {
    const shift = random ? random.uniform() : 0
    for (let i = 0; i < n; i++) {
      const value = radicalInverse(start + i, base) + shift
      data[i * d + k] = value >= 1 ? value - 1 : value
    }
  })
  return { data, n, d }
}

/** The digits of the index in the base, mirrored at the point. */
function radicalInverse(index: number, base: number): number {
  let mirrored = 0
  let scale = 1
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    mirrored = mirrored * base + (rest % base)
    scale *= base
  }
  return mirrored / scale
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  }
  return found
}

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

/**
 * n nearly uniform unit vectors in R³ `[n, 3]`: a spiral with equal steps in height and the golden angle in longitude.
 *
 * Source: Swinbank & Purser 2006, "Fibonacci grids", with heights at cell centres.
 * @throws InputError if n is not a positive integer
 */
export function fibonacciSphere(n: number): Points {
  if (!Number.isSafeInteger(n) || n < 1) throw new InputError(`n: is ${n}; a positive integer is needed`)
  const data = new Float64Array(3 * n)
  for (let i = 0; i < n; i++) {
    const z = 1 - (2 * i + 1) / n
    const radius = Math.sqrt((1 - z) * (1 + z))
    data[3 * i] = radius * Math.cos(i * GOLDEN_ANGLE)
    data[3 * i + 1] = radius * Math.sin(i * GOLDEN_ANGLE)
    data[3 * i + 2] = z
  }
  return { data, n, d: 3 }
}
