import { afterEach, describe, expect, test } from 'vitest'
import { scope } from './arena.js'
import { putPlan } from './fft.js'
import { startThreads, stopThreads } from './pool.js'
import { torusCounts, torusProducts } from './torus-products.js'

afterEach(() => stopThreads())

/** frac(k √2 + …): numbers without a generator, in [−1, 1). */
const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, k) => 2 * (((k + 1) * Math.SQRT2 + k * k * phase) % 1) - 1)

interface Case {
  readonly n: number
  readonly kept: number
  readonly scalar: boolean
}

const inputs = ({ n, kept, scalar }: Case) => {
  const size = n * (2 * kept - 1) * torusCounts(scalar).fields * kept
  return { re: wave(size, 0.0013), im: wave(size, 0.0017) }
}

function ours(shape: Case, grain?: number) {
  const { n, kept, scalar } = shape
  const { re, im } = inputs(shape)
  const size = n * (2 * kept - 1) * torusCounts(scalar).products * kept
  return scope((arena) => {
    const out = { re: arena.allocateFloat64(size), im: arena.allocateFloat64(size) }
    const spectra = { re: arena.putFloat64(re), im: arena.putFloat64(im) }
    const fastest = torusProducts(arena, putPlan(arena, n), shape, spectra, out, 0.5, grain ? { grain } : {})
    return { fastest, re: arena.float64(out.re, size).slice(), im: arena.float64(out.im, size).slice() }
  })
}

/** By sums over waves and nodes. Waves k_x < 0 are the conjugates of those stored; of k_x = 0 the real part of the sum counts. */
function plain(shape: Case) {
  const { n, kept, scalar } = shape
  const { re, im } = inputs(shape)
  const { fields, products } = torusCounts(scalar)
  const rows = 2 * kept - 1
  const ky = (j: number) => (j < kept ? j : j - rows)
  const angle = (kx: number, k: number, x: number, y: number) => (2 * Math.PI * (kx * x + k * y)) / n
  const out = { fastest: 0, re: new Float64Array(n * rows * products * kept), im: new Float64Array(0) }
  out.im = new Float64Array(out.re.length)
  for (let z = 0; z < n; z++) {
    for (let node = 0; node < n * n; node++) {
      const [x, y] = [node % n, Math.floor(node / n)]
      const at = Array.from({ length: fields }, (_, f) => {
        let sum = 0
        for (let j = 0; j < rows; j++) {
          for (let kx = 0; kx < kept; kx++) {
            const i = ((z * rows + j) * fields + f) * kept + kx
            const phase = angle(kx, ky(j), x, y)
            const part = (re[i] as number) * Math.cos(phase) - (im[i] as number) * Math.sin(phase)
            sum += (kx === 0 ? 1 : 2) * part
          }
        }
        return sum
      })
      const [u, v, w, c] = at as [number, number, number, number]
      out.fastest = Math.max(out.fastest, Math.abs(u) + Math.abs(v) + Math.abs(w))
      const all = [u * u - w * w, v * v - w * w, u * v, u * w, v * w, u * c, v * c, w * c].slice(0, products)
      for (const [p, product] of all.entries()) {
        for (let j = 0; j < rows; j++) {
          for (let kx = 0; kx < kept; kx++) {
            const i = ((z * rows + j) * products + p) * kept + kx
            const phase = angle(kx, ky(j), x, y)
            out.re[i] = (out.re[i] as number) + 0.5 * product * Math.cos(phase)
            out.im[i] = (out.im[i] as number) - 0.5 * product * Math.sin(phase)
          }
        }
      }
    }
  }
  return out
}

const CASES: readonly Case[] = [
  { n: 4, kept: 2, scalar: true },
  { n: 6, kept: 2, scalar: false },
  { n: 10, kept: 4, scalar: true },
  { n: 14, kept: 5, scalar: false }, // a factor 7: through a convolution
]

describe('torusProducts', () => {
  test.each(CASES)('the same as plain sums: $n nodes, $kept waves, scalar $scalar', (shape) => {
    const [own, other] = [ours(shape), plain(shape)]
    // Rounding: n² nodes of products up to the square of the sum of all waves, in units of 2^−53, scattered.
    const largest = other.re.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    expect(Math.abs(own.fastest / other.fastest - 1)).toBeLessThan(1e-13)
    for (const part of ['re', 'im'] as const) {
      own[part].forEach((x, i) => void expect(Math.abs(x - (other[part][i] as number))).toBeLessThan(1e-13 * largest))
    }
  })

  test('neither the grain nor threads change a bit', async () => {
    const shape = CASES[2] as Case
    const alone = ours(shape)
    for (const grain of [1, 3, 10]) expect(ours(shape, grain)).toEqual(alone)
    await startThreads(3)
    expect(ours(shape)).toEqual(alone)
  })

  test('a velocity that is not a number is told', () => {
    const shape = CASES[0] as Case
    const fastest = scope((arena) => {
      const { re, im } = inputs(shape)
      re[5] = Number.NaN
      const size = 4 * 3 * 8 * 2
      const out = { re: arena.allocateFloat64(size), im: arena.allocateFloat64(size) }
      const spectra = { re: arena.putFloat64(re), im: arena.putFloat64(im) }
      return torusProducts(arena, putPlan(arena, 4), shape, spectra, out, 1)
    })
    expect(fastest).toBeNaN()
  })
})
