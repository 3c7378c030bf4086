import { setFlagsFromString } from 'node:v8'
import { describe, expect, test } from 'vitest'
import { scope } from './arena.js'
import { densePass } from './dense.js'
import { type DenseShape, denseLayers, denseLength } from './dense-layers.js'
import { denseValue } from './dense-value.js'
import { canFuse, fuseMultiplyAdds } from './fused.js'
import { startThreads, stopThreads } from './pool.js'

const SHAPES: readonly DenseShape[] = [
  { widths: [3, 96, 96, 2], activation: 'silu' },
  { widths: [1, 5, 17, 9], activation: 'tanh' },
  { widths: [10, 24, 8, 3], activation: 'softplus', inputSkip: true },
  { widths: [4, 3], activation: 'gelu' },
]
const ROWS = [1, 3, 4, 31, 32, 33, 100]

/** Numbers in (−1, 1) without a pattern that the code could share. */
const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, k) => ((Math.sin(12.9898 * (k + 1) + seed) * 43758.5453) % 1) as number)

const inputsOf = (shape: DenseShape, n: number) => {
  const parameters = numbers(denseLength(shape), 1).map((value) => value / 4)
  return { parameters, x: numbers(n * (shape.widths[0] as number), 2) }
}

const FUNCTIONS = {
  silu: (x: number) => x / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  softplus: (x: number) => Math.log1p(Math.exp(x)),
  gelu: (x: number) => x / (1 + Math.exp(-1.5957691216057308 * (x + 0.044715 * x ** 3))),
  relu: (x: number) => Math.max(x, 0),
}

/** The same in plain float64. */
function plain(shape: DenseShape, parameters: Float32Array, x: Float32Array, n: number): number[] {
  const d = shape.widths[0] as number
  const layers = denseLayers(shape)
  return Array.from({ length: n }, (_, i) => {
    const input = [...x.subarray(i * d, (i + 1) * d)]
    return layers.reduce((row, { inputs, outputs, weight, bias }, l) => {
      const from = shape.inputSkip && l > 0 ? row.concat(input) : row
      return Array.from({ length: outputs }, (_, j) => {
        let sum = parameters[bias + j] as number
        for (let k = 0; k < inputs; k++) sum += (from[k] as number) * (parameters[weight + k * outputs + j] as number)
        return l < layers.length - 1 ? FUNCTIONS[shape.activation](sum) : sum
      })
    }, input)
  }).flat()
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, k) => Math.abs(value - (b[k] as number))))

describe.each(SHAPES)('the value of $widths, $activation', (shape) => {
  test('is the one that the pass with derivatives gives, bit by bit', () => {
    for (const n of ROWS) {
      const { parameters, x } = inputsOf(shape, n)
      const value = denseValue(shape, parameters, x, n)
      scope((arena) => {
        expect(value).toEqual(densePass(arena, shape, parameters, n, 'gradient').forward(x))
      })
    }
  })

  test('does not depend on the number of threads', async () => {
    const { parameters, x } = inputsOf(shape, 1000)
    const alone = denseValue(shape, parameters, x, 1000)
    await startThreads(3)
    for (let round = 0; round < 5; round++) expect(denseValue(shape, parameters, x, 1000)).toEqual(alone)
    stopThreads()
  })
})

describe('fused multiply-adds', () => {
  // Node 20 has them behind a flag; later ones without.
  if (!canFuse()) setFlagsFromString('--experimental-wasm-relaxed-simd')

  test('are a choice: other last bits, the same accuracy, and still the same for any number of threads', async () => {
    const [shape] = SHAPES as readonly [DenseShape]
    const { parameters, x } = inputsOf(shape, 500)
    const exact = plain(shape, parameters, x, 500)
    const before = denseValue(shape, parameters, x, 500)
    expect(fuseMultiplyAdds()).toBe(true)
    const after = denseValue(shape, parameters, x, 500)
    expect(after).not.toEqual(before)
    // Sums of 96 products of numbers below one: 96 roundings of 6e-8 at most, in either build.
    const bound = 96 * 6e-8
    expect(farthest(before, exact)).toBeLessThan(bound)
    expect(farthest(after, exact)).toBeLessThan(bound)
    await startThreads(2)
    expect(denseValue(shape, parameters, x, 500)).toEqual(after)
    stopThreads()
  })
})
