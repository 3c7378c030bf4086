import { afterEach, describe, expect, test } from 'vitest'
import { scope } from './arena.js'
import { fastLength, putPlan, radixFactors, transformComplex, transformHalf, transformReal } from './fft.js'
import { startThreads, stopThreads } from './pool.js'

afterEach(stopThreads)

/** Numbers without structure, the same each time. */
const numbers = (n: number, seed: number) =>
  Float64Array.from({ length: n }, (_, k) => Math.sin(k * k * 0.7 + seed * 1.3 + k))

/** The definition, term by term. */
function sum(re: Float64Array, im: Float64Array, sign: number) {
  const n = re.length
  const out = { re: new Float64Array(n), im: new Float64Array(n) }
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n
      out.re[k] = (out.re[k] as number) + (re[j] as number) * Math.cos(angle) - (im[j] as number) * Math.sin(angle)
      out.im[k] = (out.im[k] as number) + (re[j] as number) * Math.sin(angle) + (im[j] as number) * Math.cos(angle)
    }
  }
  return out
}

/** The sum itself errs by n terms of size 1 with half a unit in the last place each. */
const tolerance = (n: number) => 4 * n * 2 ** -52

/** `count` columns of length n, side by side with a gap. */
function columns(n: number, count: number, inverse: boolean) {
  const stride = count + 3
  const re = numbers(n * stride, 1)
  const im = numbers(n * stride, 2)
  return scope((arena) => {
    const parts = { re: arena.putFloat64(re), im: arena.putFloat64(im) }
    const strides = { element: stride, sequence: 1 }
    transformComplex(arena, putPlan(arena, n), parts, strides, parts, strides, count, { inverse })
    return {
      before: { re, im },
      re: arena.float64(parts.re, n * stride).slice(),
      im: arena.float64(parts.im, n * stride).slice(),
      stride,
    }
  })
}

describe('complex columns are the sum of the definition', () => {
  test.each([
    [1, 3],
    [2, 4],
    [8, 1],
    [45, 6],
    [60, 9],
    [11, 5],
    [74, 2],
  ])('length %i, %i columns', (n, count) => {
    for (const inverse of [false, true]) {
      const { before, re, im, stride } = columns(n, count, inverse)
      for (let column = 0; column < stride; column++) {
        const take = (part: Float64Array) => part.filter((_, k) => k % stride === column)
        const input = { re: take(before.re), im: take(before.im) }
        const exact = column < count ? sum(input.re, input.im, inverse ? 1 : -1) : input // the gap is left alone
        for (let k = 0; k < n; k++) {
          expect(Math.abs((take(re)[k] as number) - (exact.re[k] as number))).toBeLessThan(tolerance(n))
          expect(Math.abs((take(im)[k] as number) - (exact.im[k] as number))).toBeLessThan(tolerance(n))
        }
      }
    }
  })
})

test('a spectrum cut at `kept` is the low-pass of the rows, for even, odd and prime lengths', () => {
  for (const [n, kept] of [
    [12, 5],
    [15, 4],
    [14, 8],
    [9, 1],
  ] as const) {
    const rows = numbers(4 * n, 3)
    const smooth = scope((arena) => {
      const plan = putPlan(arena, n)
      const at = arena.putFloat64(rows)
      const parts = { re: arena.allocateFloat64(4 * kept), im: arena.allocateFloat64(4 * kept) }
      transformReal(arena, plan, at, n, parts, kept, 2, kept)
      transformHalf(arena, plan, parts, kept, at, n, 2, kept, { scale: 1 / n })
      return arena.float64(at, 4 * n).slice()
    })
    for (let row = 0; row < 4; row++) {
      const spectrum = sum(rows.slice(row * n, (row + 1) * n), new Float64Array(n), -1)
      const cut = (part: Float64Array) => part.map((x, k) => (Math.min(k, n - k) < kept ? x : 0))
      const exact = sum(cut(spectrum.re), cut(spectrum.im), 1).re
      for (let k = 0; k < n; k++) {
        expect(Math.abs((smooth[row * n + k] as number) - (exact[k] as number) / n)).toBeLessThan(tolerance(n))
      }
    }
  }
})

test('threads and grain do not change a bit', async () => {
  const alone = columns(60, 131, false)
  await startThreads(3)
  const together = columns(60, 131, false)
  expect(together.re).toEqual(alone.re)
  expect(together.im).toEqual(alone.im)
})

test('a fast length is the next product of 2, 3 and 5', () => {
  expect(radixFactors(192)).toEqual([4, 4, 4, 3])
  expect(radixFactors(14)).toBeUndefined()
  expect([7, 13, 121, 1025].map(fastLength)).toEqual([8, 15, 125, 1080])
})
