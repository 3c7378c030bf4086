import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cloud } from './emd.test.fixture.js'
import { createMixer } from './sinkhorn-anderson.js'
import { coarseCorrection } from './sinkhorn-coarse.js'
import { compactOrder } from './sinkhorn-order.js'

describe('compactOrder', () => {
  test('is a permutation, also with many equal coordinates', () => {
    const rows = fc
      .integer({ min: 1, max: 3 })
      .chain((d) =>
        fc.tuple(fc.constant(d), fc.array(fc.integer({ min: 0, max: 3 }), { minLength: d, maxLength: 300 })),
      )
    fc.assert(
      fc.property(rows, fc.constantFrom(16, 32, 64), ([d, values], width) => {
        const n = Math.floor(values.length / d)
        const order = compactOrder(Float64Array.from(values.slice(0, n * d)), n, d, width)
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
      { seed: 20261127, numRuns: 200 },
    )
  })

  test('runs of a width are small boxes', () => {
    const { data, n } = cloud('uniform', 4096, 2, 0)
    const rows = Float64Array.from(data)
    const order = compactOrder(rows, n, 2, 64)
    let widest = 0
    for (let begin = 0; begin < n; begin += 64) {
      for (let k = 0; k < 2; k++) {
        const values = Array.from(order.subarray(begin, begin + 64), (i) => rows[2 * i + k] as number)
        widest = Math.max(widest, Math.max(...values) - Math.min(...values))
      }
    }
    // 64 boxes of equal mass in the unit square have sides of 1/8; splits alternate, so 1/4 at the very worst.
    expect(widest).toBeLessThan(0.25)
  })
})

describe('createMixer', () => {
  test('solves a linear iteration in as many steps as it has unknowns', () => {
    // x ← A x + b with eigenvalues up to 0.99: 1400 plain steps for six digits.
    const eigenvalues = [0.99, 0.9, 0.7, 0.4, 0.1]
    const image = (x: Float64Array) => x.map((v, i) => (eigenvalues[i] as number) * v + 1)
    const solution = eigenvalues.map((lambda) => 1 / (1 - lambda))
    const mixer = createMixer(new Float64Array(5).fill(1), 5)
    const x = new Float64Array(5)
    for (let step = 0; step < 7; step++) mixer.next(x, image(x), x)
    x.forEach((v, i) => {
      expect(Math.abs(v - (solution[i] as number))).toBeLessThan(1e-6 * (solution[i] as number))
    })
  })

  test('is the plain iteration at its first step and after a reset', () => {
    const mixer = createMixer(new Float64Array([1, 1]), 3)
    const out = new Float64Array(2)
    for (let round = 0; round < 2; round++) {
      mixer.next(new Float64Array([0, 0]), new Float64Array([1, 2]), out)
      expect([...out]).toEqual([1, 2])
      mixer.next(new Float64Array([1, 2]), new Float64Array([1.5, 3]), out)
      mixer.reset()
    }
  })
})

describe('coarseCorrection', () => {
  /** Row sums and column sums of a 3 × 4 plan. */
  const a = new Float64Array([0.5, 0.3, 0.2])
  const b = new Float64Array([0.1, 0.2, 0.3, 0.4])
  const blockMass = (mass: Float64Array) => ({ mass, blocks: 3, tiles: 4, grain: 1, width: 1 })

  test('changes nothing where both marginals hold', () => {
    const mass = Float64Array.from({ length: 12 }, (_, at) => (a[Math.floor(at / 4)] as number) * (b[at % 4] as number))
    for (const phi of coarseCorrection(blockMass(mass), a, b)) expect(Math.abs(phi)).toBeLessThan(1e-14)
  })

  test('is the row scaling that balances the small plan', () => {
    const raw = Float64Array.from({ length: 12 }, (_, at) => Math.exp(Math.sin(3 * at)))
    // Rows are right, as after an update of f; columns are not.
    const mass = raw.map((v, at) => {
      const row = Math.floor(at / 4)
      const sum = raw.subarray(4 * row, 4 * row + 4).reduce((total, w) => total + w, 0)
      return ((a[row] as number) * v) / sum
    })
    const phi = coarseCorrection(blockMass(mass), a, b)
    // Alternating scaling, to the end.
    const scaleX = new Float64Array(3).fill(1)
    const scaleY = new Float64Array(4).fill(1)
    for (let k = 0; k < 1000; k++) {
      for (let j = 0; j < 4; j++) {
        let sum = 0
        for (let i = 0; i < 3; i++) sum += (mass[4 * i + j] as number) * (scaleX[i] as number)
        scaleY[j] = (b[j] as number) / sum
      }
      for (let i = 0; i < 3; i++) {
        let sum = 0
        for (let j = 0; j < 4; j++) sum += (mass[4 * i + j] as number) * (scaleY[j] as number)
        scaleX[i] = (a[i] as number) / sum
      }
    }
    // Both are defined up to a constant.
    for (let i = 1; i < 3; i++) {
      const expected = Math.log((scaleX[i] as number) / (scaleX[0] as number))
      // Three Newton steps from afar.
      expect(Math.abs((phi[i] as number) - (phi[0] as number) - expected)).toBeLessThan(1e-4)
    }
  })
})
