/**
 * A seeded, counter-based, splittable generator: Philox 4×32-10.
 *
 * Draw number k of a stream is a pure function of (key, k), so the same seed gives the same numbers on every host and
 * thread count, and streams split without overlap.
 *
 * Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", §3.3.
 * @module
 */
import { InputError } from '../errors.js'

export interface Rng {
  /** Uniform on [0, 1), 53 random bits. */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Uniform integer in [0, bound), without modulo bias. */
  integer(bound: number): number
  /** 32 random bits, unsigned. */
  bits(): number
  /** An independent stream, named by an integer or a text; does not advance this one. */
  split(name: number | string): Rng
  /** Fills with standard normals and returns the array. */
  fillNormal<T extends Float32Array | Float64Array>(out: T): T
  /** Fills with uniforms on [0, 1) and returns the array. */
  fillUniform<T extends Float32Array | Float64Array>(out: T): T
}

const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85
const ROUNDS = 10

/** High 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const al = a & 0xffff
  const ah = a >>> 16
  const bl = b & 0xffff
  const bh = b >>> 16
  const low = al * bl
  const middle = ah * bl + (low >>> 16)
  const cross = al * bh + (middle & 0xffff)
  return (ah * bh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0
}

/** One block of four words: the Philox bijection of the counter under the key. */
export function philox(counter: Uint32Array, key0: number, key1: number, out: Uint32Array): void {
  let [c0, c1, c2, c3] = counter as unknown as [number, number, number, number]
  let k0 = key0
  let k1 = key1
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(M0, c0)
    const low0 = Math.imul(M0, c0) >>> 0
    const high1 = multiplyHigh(M1, c2)
    const low1 = Math.imul(M1, c2) >>> 0
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0
    k0 = (k0 + W0) >>> 0
    k1 = (k1 + W1) >>> 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** FNV-1a, to name streams by text. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let k = 0; k < text.length; k++) h = Math.imul(h ^ text.charCodeAt(k), 0x01000193)
  return h >>> 0
}

/**
 * A generator for a seed.
 * @param seed an integer in [0, 2^53)
 * @throws InputError if the seed is anything else
 */
export function rng(seed = 0): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`seed: is ${seed}; an integer from 0 to 2^53 − 1 is needed`)
  }
  return stream(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0)
}

function stream(key0: number, key1: number): Rng {
  const counter = new Uint32Array(4)
  const block = new Uint32Array(4)
  let used = 4
  let spare = Number.NaN

  const bits = (): number => {
    if (used === 4) {
      philox(counter, key0, key1, block)
      counter[0] = (counter[0] as number) + 1
      if (counter[0] === 0) counter[1] = (counter[1] as number) + 1
      used = 0
    }
    return block[used++] as number
  }
  const uniform = () => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) * 2 ** -53
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare
      spare = Number.NaN
      return value
    }
    // Marsaglia's polar method: exact, and no trigonometry.
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const s = u * u + v * v
      if (s >= 1 || s === 0) continue
      const scale = Math.sqrt((-2 * Math.log(s)) / s)
      spare = v * scale
      return u * scale
    }
  }

  return {
    bits,
    uniform,
    normal,
    integer(bound) {
      if (!(Number.isInteger(bound) && bound > 0 && bound <= 2 ** 32)) {
        throw new InputError(`bound: is ${bound}; an integer from 1 to 2^32 is needed`)
      }
      const limit = 2 ** 32 - (2 ** 32 % bound)
      for (;;) {
        const value = bits()
        if (value < limit) return value % bound
      }
    },
    split(name) {
      const label = new Uint32Array([typeof name === 'string' ? hash(name) : name, 0x5eed, 0, 0xffffffff])
      const key = new Uint32Array(4)
      philox(label, key0, key1, key) // counters with top word 2^32 − 1 are never drawn from: no overlap
      return stream(key[0] as number, key[1] as number)
    },
    fillNormal(out) {
      for (let k = 0; k < out.length; k++) out[k] = normal()
      return out
    },
    fillUniform(out) {
      for (let k = 0; k < out.length; k++) out[k] = uniform()
      return out
    },
  }
}

/** A uniform random permutation of 0 … n−1 (Fisher-Yates). */
export function permutation(random: Rng, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const swap = order[i] as number
    order[i] = order[j] as number
    order[j] = swap
  }
  return order
}
