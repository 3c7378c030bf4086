import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromColumns, matrix } from '../linalg/matrix.js'
import { rng } from '../measure/random.js'
import { logistic, logits } from './logistic.js'
import oracle from './logistic.oracle.json' with { type: 'json' }

describe('logistic', () => {
  const twoGroups = matrix([[0], [0], [0], [0], [1], [1], [1], [1]])

  test('two groups: β is the log of the odds ratio, its error Woolf’s', () => {
    const { intercept, coefficients, standardErrors, converged } = logistic(twoGroups, [1, 0, 0, 0, 1, 1, 1, 0], {
      ridge: 0,
    })
    expect(converged).toBe(true)
    expect(intercept).toBeCloseTo(Math.log(1 / 3), 8)
    expect(coefficients[0]).toBeCloseTo(Math.log(9), 8)
    expect(standardErrors[0]).toBeCloseTo(Math.sqrt(1 / 1 + 1 / 3 + 1 / 3 + 1 / 1), 8)
  })

  // Both stop at gradients near 1e-9 or below; the least eigenvalue of the mean information is about 0.1.
  test.each(oracle.cases)('agrees with scikit-learn at ridge $ridge', (expected) => {
    const { ridge, intercept, coefficients, standardErrors, value } = expected
    const model = logistic(matrix(oracle.x), oracle.y, { ridge })
    expect(model.intercept).toBeCloseTo(intercept, 7)
    expect(model.value).toBeCloseTo(value, 12)
    coefficients.forEach((beta, j) => {
      expect(model.coefficients[j]).toBeCloseTo(beta, 7)
      expect(model.standardErrors[j]).toBeCloseTo(standardErrors[j] as number, 7)
    })
    expect(model.separated).toBe(false)
    expect(model.iterations).toBeLessThan(12)
  })

  test('agrees with SciPy under bounds', () => {
    const { lower, upper, x, value } = oracle.bounded
    const model = logistic(matrix(oracle.x), oracle.y, {
      lower,
      upper: upper.map((bound) => bound ?? Number.POSITIVE_INFINITY),
    })
    expect(model.converged).toBe(true)
    expect(model.value).toBeLessThanOrEqual(value + 1e-12)
    ;[model.intercept, ...model.coefficients].forEach((got, j) => {
      expect(Math.abs(got - (x[j] as number))).toBeLessThan(1e-4) // finite differences of the reference
    })
    expect(model.coefficients[0]).toBe(0.8)
  })

  test('at the solution the fitted events of each 0/1 column equal the observed ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const random = rng(seed)
        const n = 400
        const columns = [0.5, 0.2].map((share) => Float64Array.from({ length: n }, () => +(random.uniform() < share)))
        const y = Float64Array.from({ length: n }, () => +(random.uniform() < 0.4))
        const features = fromColumns(columns)
        const z = logits(logistic(features, y, { ridge: 0 }), features)
        for (const column of columns) {
          let excess = 0
          column.forEach((x, i) => {
            excess += x * (1 / (1 + Math.exp(-(z[i] as number))) - (y[i] as number))
          })
          expect(Math.abs(excess)).toBeLessThan(n * 1e-8)
        }
      }),
      { seed: 20261123, numRuns: 50 },
    )
  })

  test.each([
    ['completely', matrix([[-2], [-1], [1], [2]]), [0, 0, 1, 1]],
    ['in one group', twoGroups, [0, 1, 0, 1, 1, 1, 1, 1]],
  ])('says when classes are separated %s', (_, features, y) => {
    expect(logistic(features, y, { ridge: 1e-12 }).separated).toBe(true)
  })

  test('two equal columns share the coefficient of one, thanks to the ridge', () => {
    const column = Float64Array.from(oracle.x, (row) => row[0] as number)
    const one = logistic(fromColumns([column]), oracle.y).coefficients[0] as number
    const two = logistic(fromColumns([column, column]), oracle.y)
    expect(two.converged).toBe(true)
    expect(two.coefficients[0]).toBeCloseTo(one / 2, 4)
    expect(two.coefficients[1]).toBeCloseTo(one / 2, 4)
  })

  test('names what is wrong', () => {
    const x = matrix([[1], [2]])
    expect(() => logistic(x, [0, 0])).toThrow('y: is 0 in every row; both classes are needed')
    expect(() => logistic(x, [0, 3])).toThrow('y: row 1 is 3; 0 or 1 is needed')
    expect(() => logistic(x, [0])).toThrow('y: has 1 rows; 2 are needed')
    expect(() => logistic(x, [0, 1], { ridge: -1 })).toThrow(/ridge: is -1/)
    expect(() => logits({ intercept: 0, coefficients: new Float64Array(2) }, x)).toThrow(/has 1 columns; 2 are needed/)
  })
})
