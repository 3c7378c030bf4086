import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { hartleyTransformRows, sineTransformRows } from './real-transforms.js'

/** Sums of n products of size 1, in another order. */
const tolerance = (n: number) => 8 * n * 2 ** -52

const kernels = {
  sine: (n: number, k: number, j: number) => Math.sqrt(2 / (n + 1)) * Math.sin((Math.PI * (j + 1) * (k + 1)) / (n + 1)),
  hartley: (n: number, k: number, j: number) => {
    const angle = (2 * Math.PI * ((j * k) % n)) / n
    return Math.sqrt(1 / n) * (Math.cos(angle) + Math.sin(angle))
  },
}
const transforms = { sine: sineTransformRows, hartley: hartleyTransformRows }

describe.each(['sine', 'hartley'] as const)('%s transform', (name) => {
  test('is the sum of the definition, and its own inverse (seed 3)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), fc.nat(), (n, rows, seed) => {
        const x = rng(seed).fillUniform(new Float64Array(n * rows))
        const y = transforms[name](x, n)
        for (let row = 0; row < rows; row++) {
          for (let k = 0; k < n; k++) {
            let sum = 0
            for (let j = 0; j < n; j++) sum += (x[row * n + j] as number) * kernels[name](n, k, j)
            expect(Math.abs((y[row * n + k] as number) - sum)).toBeLessThan(tolerance(n))
          }
        }
        for (const [k, back] of transforms[name](y, n).entries()) {
          expect(Math.abs(back - (x[k] as number))).toBeLessThan(tolerance(n))
        }
      }),
      { seed: 3, numRuns: 40 },
    )
  })
})

test('the examples of the documentation', () => {
  expect(sineTransformRows(new Float64Array([1]), 1)[0]).toBeCloseTo(1, 15)
  const [sum, difference] = hartleyTransformRows(new Float64Array([3, 1]), 2)
  expect(sum).toBeCloseTo(4 / Math.SQRT2, 14)
  expect(difference).toBeCloseTo(2 / Math.SQRT2, 14)
})

test('a length that n does not divide is refused', () => {
  expect(() => hartleyTransformRows(new Float64Array(5), 2)).toThrow(InputError)
})
