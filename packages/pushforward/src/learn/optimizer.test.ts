import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { adamW, type Optimizer, sgd } from './optimizer.js'
import oracle from './optimizer.oracle.json' with { type: 'json' }
import { linear } from './schedule.js'

const MAKERS: Record<string, () => Optimizer> = {
  adam: () => adamW({ learningRate: 0.05 }),
  'adam with decay': () => adamW({ learningRate: 0.05, weightDecay: 0.1, beta1: 0.8, beta2: 0.95 }),
  'adam with clipping': () => adamW({ learningRate: 0.05, clip: 3 }),
  momentum: () => sgd({ learningRate: 0.02, momentum: 0.9 }),
  nesterov: () => sgd({ learningRate: 0.02, momentum: 0.8, nesterov: true }),
}

describe('optimizers', () => {
  test('the first step of Adam has the length of the learning rate', () => {
    const values = new Float32Array([1])
    adamW({ learningRate: 0.1 }).update(values, new Float32Array([5]))
    expect(values[0]).toBeCloseTo(0.9, 6)
  })

  test.each(oracle.cases)('twenty steps agree with PyTorch in float64: $name', ({ name, values: expected }) => {
    const optimizer = (MAKERS[name] as () => Optimizer)()
    const values = Float32Array.from({ length: oracle.length }, (_, k) => Math.cos(k + 1))
    for (let step = 0; step < oracle.steps; step++) {
      optimizer.update(
        values,
        Float32Array.from(values, (_, k) => Math.sin(1.7 * step + 0.9 * k) * (k + 1)),
      )
    }
    expect(optimizer.step).toBe(oracle.steps)
    // Twenty float32 updates of numbers up to 2: 20 · 2 · 2^-24; PyTorch's clipping adds 1e-6 to the norm.
    expected.forEach((value, k) => {
      expect(Math.abs((values[k] as number) - value)).toBeLessThan(3e-6)
    })
  })

  test('the decay is decoupled: without gradients, values shrink by 1 − η λ a step', () => {
    for (const optimizer of [adamW({ learningRate: 0.1, weightDecay: 0.5 }), sgd({ weightDecay: 0.5 })]) {
      const values = new Float32Array([2, -4])
      for (let step = 0; step < 3; step++) optimizer.update(values, new Float32Array(2))
      expect(values[0]).toBeCloseTo(2 * 0.95 ** 3, 6)
      expect(values[1]).toBeCloseTo(-4 * 0.95 ** 3, 6)
    }
  })

  test('clipping shortens the gradient to its bound, never lengthens it, and reports the length before', () => {
    const step = (gradient: number[], clip?: number) => {
      const values = new Float32Array(2)
      const report = sgd({ learningRate: 1, momentum: 0, clip }).update(values, Float32Array.from(gradient))
      return { length: Math.hypot(...values), report }
    }
    expect(step([3, 4], 1).length).toBeCloseTo(1, 6)
    expect(step([3, 4], 1).report.gradientNorm).toBeCloseTo(5, 6)
    expect(step([0.3, 0.4], 1).length).toBeCloseTo(0.5, 6)
    expect(step([3, 4]).length).toBeCloseTo(5, 6)
  })

  test('updates are elementwise: the order of the numbers does not matter, at any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), (n) => {
        const run = (reversed: boolean) => {
          const optimizer = adamW({ weightDecay: 0.01 })
          const at = (k: number) => (reversed ? n - 1 - k : k)
          const values = Float32Array.from({ length: n }, (_, k) => Math.cos(at(k)))
          for (let step = 0; step < 2; step++) {
            optimizer.update(
              values,
              Float32Array.from({ length: n }, (_, k) => Math.sin(at(k) + step)),
            )
          }
          return reversed ? values.reverse() : values
        }
        expect(run(true)).toEqual(run(false))
      }),
      { seed: 20261123, numRuns: 20 },
    )
  })

  test('a gradient that is not finite changes nothing, not even the count of steps', () => {
    const optimizer = adamW({ learningRate: linear({ from: 1, to: 0, steps: 10 }) })
    const values = new Float32Array([1, 2])
    expect(optimizer.update(values, Float32Array.of(1, Number.NaN)).gradientNorm).toBeNaN()
    expect(optimizer.update(values, Float32Array.of(1, Infinity)).gradientNorm).toBe(Infinity)
    expect([...values, optimizer.step]).toEqual([1, 2, 0])
    optimizer.update(values, Float32Array.of(1, 1))
    expect(optimizer.update(values, Float32Array.of(1, 1)).learningRate).toBeCloseTo(0.9, 12)
  })

  test('names what is wrong', () => {
    expect(() => adamW({ beta1: 1 })).toThrow(new InputError('beta1: is 1; a number in [0, 1) is needed'))
    expect(() => adamW({ learningRate: -1 })).toThrow(/rate: is -1/)
    expect(() => adamW({ delta: 0 })).toThrow(/delta: is 0/)
    expect(() => sgd({ weightDecay: Number.NaN })).toThrow(/weightDecay: is NaN/)
    expect(() => sgd({ clip: 0 })).toThrow(/clip: is 0/)
    const optimizer = sgd()
    optimizer.update(new Float32Array(3), new Float32Array(3))
    expect(() => optimizer.update(new Float32Array(2), new Float32Array(2))).toThrow(/3 of both are needed/)
  })
})
