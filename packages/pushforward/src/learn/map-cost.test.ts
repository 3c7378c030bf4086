import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { pairCost } from '../transport/cost.js'
import { displacementCost, displacementCosts, groundCost, type MapCost, meanCost, onSphere } from './map-cost.js'

const COSTS: readonly MapCost[] = ['sqeuclidean', 'euclidean', { p: 1.5 }, { elastic: 0.7 }, { coordinates: 3 }]

describe('groundCost', () => {
  test('sparse and coordinate costs by hand', () => {
    const x = points([[0, 0]])
    const t = points([[3, -1]])
    expect(pairCost(groundCost({ elastic: 0.5 }, 2).transport, x, t)(0, 0)).toBe(0.5 * 10 + 0.5 * 4)
    expect(pairCost(groundCost({ coordinates: 3 }, 2).transport, x, t)(0, 0)).toBeCloseTo(28 / 3, 12)
  })

  test.each(COSTS)('the gradient is the slope of the cost: %j', (cost) => {
    const { transport, addGradient } = groundCost(cost, 3)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const x = points(rng(seed).fillNormal(new Float64Array(3)), 3)
        const t = points(rng(seed + 1).fillNormal(new Float64Array(3)), 3)
        const gradient = new Float64Array(5)
        addGradient(x.data, 0, t.data, 0, 2, gradient, 1)
        for (let k = 0; k < 3; k++) {
          const at = (step: number) => {
            const moved = points(t.data.slice(), 3)
            moved.data[k] = (t.data[k] as number) + step
            return pairCost(transport, x, moved)(0, 0)
          }
          // Central differences: h² f''' / 6 ≈ 1e-10 away from the kinks at a coordinate of 0.
          if (Math.abs((t.data[k] as number) - (x.data[k] as number)) < 1e-3) continue
          expect(gradient[1 + k]).toBeCloseTo((2 * (at(1e-5) - at(-1e-5))) / 2e-5, 6)
        }
        expect([gradient[0], gradient[4]]).toEqual([0, 0])
      }),
      { seed: 20261123, numRuns: 60 },
    )
  })

  test('at a kink the gradient is 0', () => {
    const x = points([[1, 2]])
    for (const cost of ['euclidean', { elastic: 1 }, { coordinates: 1.2 }] as const) {
      const gradient = new Float64Array(2)
      groundCost(cost, 2).addGradient(x.data, 0, x.data, 0, 1, gradient, 0)
      expect([...gradient]).toEqual([0, 0])
    }
  })

  test('means over pairs and over moves', () => {
    const x = points([[0], [1]])
    const t = points([[2], [4]])
    expect(meanCost('sqeuclidean', x, t)).toBe((4 + 16 + 1 + 9) / 4)
    expect([...displacementCosts('euclidean', x, t)]).toEqual([2, 3])
    expect(displacementCost('euclidean', x, t)).toBe(2.5)
  })

  test('names what is wrong', () => {
    expect(() => groundCost({ elastic: 0 }, 2)).toThrow(
      new InputError('cost: elastic is 0; a positive number is needed'),
    )
    expect(() => groundCost({ coordinates: 1 }, 2)).toThrow(/coordinates is 1/)
    expect(() => groundCost({ p: 0.5 }, 2)).toThrow(/p is 0.5/)
    expect(() => groundCost('manhattan' as never, 2)).toThrow(/"manhattan" is unknown; accepted are/)
  })
})

describe('onSphere', () => {
  test('scales to length 1 and refuses the origin', () => {
    expect([...onSphere('x', points([[3, 4]])).data]).toEqual([0.6, 0.8])
    expect(() =>
      onSphere(
        'x',
        points([
          [1, 0],
          [0, 1e-10],
        ]),
      ),
    ).toThrow(/x: points\[1\] is \(almost\) the origin/)
  })
})
