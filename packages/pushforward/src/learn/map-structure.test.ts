import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import type { MapCost } from './map-cost.js'
import { type MapStructure, structureOf } from './map-structure.js'

describe('structureOf', () => {
  test('∇h* by hand: half of w, soft threshold, conjugate power', () => {
    const x = points([[1, 1, 1]])
    const output = points([[3, -0.2, -8]])
    const map = (cost: MapCost) => [...structureOf('h-gradient', cost).map(x, output).data]
    expect(map('sqeuclidean')).toEqual([-0.5, 1.1, 5])
    expect(map({ elastic: 0.5 })).toEqual([-1.5, 1, 8.5])
    const [, , last] = map({ coordinates: 3 }) // q − 1 = 1/2
    expect(last).toBeCloseTo(1 + Math.sqrt(8), 12)
  })

  test('within the threshold points do not move at all', () => {
    const x = points(rng(1).fillNormal(new Float64Array(100)), 2)
    const output = points(rng(2).fillNormal(new Float64Array(100)), 2)
    const { data } = structureOf('h-gradient', { elastic: 0.8 }).map(x, output)
    const still = [...data].filter((value, k) => value === x.data[k]).length
    expect(still).toBe([...output.data].filter((w) => Math.abs(w) <= 0.8).length)
    expect(still).toBeGreaterThan(0)
  })

  test('on the sphere every image has length 1', () => {
    const output = points(rng(3).fillNormal(new Float64Array(30)), 3)
    const { data } = structureOf('sphere', 'sphere').map(output, output)
    for (let i = 0; i < 10; i++) expect(Math.hypot(...data.slice(3 * i, 3 * i + 3))).toBeCloseTo(1, 12)
  })

  const cases: readonly (readonly [MapStructure, MapCost])[] = [
    ['free', 'sqeuclidean'],
    ['sphere', 'sphere'],
    ['h-gradient', 'sqeuclidean'],
    ['h-gradient', { elastic: 0.4 }],
    ['h-gradient', { coordinates: 1.5 }],
    ['h-gradient', { coordinates: 4 }],
  ]
  test.each(cases)('the pull-back is the transposed derivative: %s, %j', (name, cost) => {
    const structure = structureOf(name, cost)
    const x = points(rng(4).fillNormal(new Float64Array(30)), 3)
    const output = points(rng(5).fillNormal(new Float64Array(30)), 3)
    const cotangent = rng(6).fillNormal(new Float64Array(30))
    const pulled = structure.pull(output, structure.map(x, output), cotangent)
    const loss = (at: Points) => {
      const { data } = structure.map(x, at)
      return cotangent.reduce((sum, weight, k) => sum + weight * (data[k] as number), 0)
    }
    for (let k = 0; k < 30; k++) {
      const w = output.data[k] as number
      if (Math.abs(Math.abs(w) - 0.4) < 1e-3 || Math.abs(w) < 1e-2) continue // the threshold; the bounded slope at 0
      const at = (step: number) => {
        const moved = points(output.data.slice(), 3)
        moved.data[k] = w + step
        return loss(moved)
      }
      const slope = (at(1e-5) - at(-1e-5)) / 2e-5
      expect(Math.abs((pulled[k] as number) - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)))
    }
  })

  test('names what is wrong', () => {
    expect(() => structureOf('h-gradient', 'euclidean')).toThrow(InputError)
    expect(() => structureOf('spiral' as MapStructure, 'euclidean')).toThrow(/accepted are "free", "sphere"/)
  })
})
