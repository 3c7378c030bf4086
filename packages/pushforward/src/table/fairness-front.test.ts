import { describe, expect, test } from 'vitest'
import { fromColumns } from '../linalg/matrix.js'
import { rng } from '../measure/random.js'
import { fairnessFront, type ScoredRows } from './fairness-front.js'
import { logistic } from './logistic.js'

/** Two columns that tell good from bad; only the second differs between the groups. */
function applicants(n: number, seed: number): ScoredRows {
  const random = rng(seed)
  const isProtected = Uint8Array.from({ length: n }, () => +(random.uniform() < 0.3))
  const blind = random.fillNormal(new Float64Array(n))
  const telling = Float64Array.from(isProtected, (group) => random.normal() - 1.2 * group)
  const good = Uint8Array.from(blind, (x, i) => {
    return random.uniform() < 1 / (1 + Math.exp(-(0.5 + x + (telling[i] as number)))) ? 1 : 0
  })
  return { features: fromColumns([blind, telling]), good, isProtected }
}

describe('fairnessFront', () => {
  const rows = applicants(3000, 1)
  const front = fairnessFront(rows)

  test('starts at the plain bounded fit', () => {
    const plain = logistic(rows.features, rows.good, { lower: [0, 0] })
    expect(front.converged).toBe(true)
    expect(front.path[0]?.intercept).toBeCloseTo(plain.intercept, 7)
    plain.coefficients.forEach((beta, j) => {
      expect(front.path[0]?.coefficients[j]).toBeCloseTo(beta, 7)
    })
  })

  test('ends at a score without the column that differs between the groups', () => {
    const last = front.path.at(-1)
    expect(last?.coefficients[1]).toBeLessThan(0.01)
    expect(last?.coefficients[0]).toBeGreaterThan(0.5)
    // Little is left: within four standard errors of what chance gives.
    expect(last?.ivGroup.debiased).toBeLessThan(4 * (last?.ivGroup.se as number))
    expect(last?.air).toBeGreaterThan(0.85)
    expect(front.path[0]?.air).toBeLessThan(0.7)
  })

  test('points are exactly those of the path that no other one dominates', () => {
    for (const point of front.path) {
      const beaten = front.path.some(
        ({ ivModel, ivGroup }) =>
          ivModel.value >= point.ivModel.value &&
          ivGroup.value <= point.ivGroup.value &&
          (ivModel.value > point.ivModel.value || ivGroup.value < point.ivGroup.value),
      )
      expect(point.dominated).toBe(beaten)
    }
    const values = front.path.filter(({ dominated }) => !dominated).map(({ ivGroup }) => ivGroup.value)
    expect(front.points.map(({ ivGroup }) => ivGroup.value)).toEqual([...new Set(values)].sort((a, b) => a - b))
    for (let k = 1; k < front.points.length; k++) {
      expect(front.points[k]?.ivModel.value).toBeGreaterThan(front.points[k - 1]?.ivModel.value as number)
    }
  })

  test('refining never loses performance nor fairness on the rows of the fit', () => {
    const multipliers = [0, 0.1, 1]
    const plain = fairnessFront(rows, { multipliers })
    const refined = fairnessFront(rows, { multipliers, refinements: 2 })
    refined.path.forEach(({ ivModel, ivGroup }, k) => {
      expect(ivModel.value).toBeGreaterThanOrEqual(plain.path[k]?.ivModel.value as number)
      expect(ivGroup.value).toBeLessThanOrEqual(plain.path[k]?.ivGroup.value as number)
    })
  })

  test('evaluates on other rows when given some', () => {
    const held = applicants(2000, 2)
    const elsewhere = fairnessFront(rows, { held, multipliers: [0] }).path[0]
    expect(elsewhere?.coefficients).toEqual(front.path[0]?.coefficients)
    expect(elsewhere?.ivModel.value).not.toBe(front.path[0]?.ivModel.value)
  })

  test('a score of atoms is binned with its upper ends', () => {
    // Three atoms in equal parts: the deciles are 0, 1, 2 and the bins of (a, b] hold one atom each.
    const n = 300
    const atom = Float64Array.from({ length: n }, (_, i) => i % 3)
    const good = Uint8Array.from(atom, (x, i) => (x === 0 ? +(i % 5 === 0) : x === 1 ? +(i % 2 === 0) : +(i % 5 > 0)))
    const isProtected = Uint8Array.from(atom, (_, i) => +(i % 7 === 0))
    const { ivModel } = fairnessFront({ features: fromColumns([atom]), good, isProtected }, { multipliers: [0] })
      .path[0] as { ivModel: { bins: readonly unknown[] } }
    expect(ivModel.bins).toHaveLength(3)
  })

  test('stops when asked, and tells how far it is', () => {
    const done: number[] = []
    fairnessFront(rows, { multipliers: [0, 1], onProgress: (k) => done.push(k) })
    expect(done).toEqual([1, 2])
    expect(() => fairnessFront(rows, { signal: AbortSignal.abort(new Error('stopped')) })).toThrow('stopped')
  })

  test('names what is wrong', () => {
    expect(() => fairnessFront({ ...rows, good: new Uint8Array(3000) })).toThrow(/rows.good: is 0 in every row/)
    expect(() => fairnessFront({ ...rows, isProtected: [1, 0] })).toThrow(
      'rows.isProtected: has 2 rows; 3000 are needed',
    )
    expect(() => fairnessFront(rows, { multipliers: [-1] })).toThrow(/multipliers\[0\] is -1/)
  })
})
