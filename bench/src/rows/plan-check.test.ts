import { normalPoints, points, rng } from 'pushforward/measure'
import { expect, test } from 'vitest'
import { checkPlan, meanSquaredDistance } from './plan-check.js'

test('potentials that give the product plan have no marginal error and the mean cost', () => {
  // ε so large that f = g = 0 is the solution.
  const x = points([
    [0, 0],
    [0, 1],
  ])
  const y = points([
    [1, 0],
    [1, 1],
  ])
  const { marginalError, cost } = checkPlan(x, y, [0, 0], [0, 0], 1e9)
  expect(marginalError).toBeLessThan(1e-8)
  expect(cost).toBeCloseTo(1.5, 7)
})

test('a plan that is too heavy by a tenth is off by a tenth on each side', () => {
  const x = points([[0, 0]])
  const { marginalError } = checkPlan(x, x, [Math.log(1.1)], [0], 1)
  expect(marginalError).toBeCloseTo(0.2, 14)
})

test('the solution of a 2 × 2 problem, in closed form', () => {
  // Points 0 and 1 on both sides: by symmetry f = g is constant, e^(2f/ε) (1 + e^(−1/ε)) / 2 = 1.
  const x = points([0, 1])
  const epsilon = 0.5
  const f = (epsilon / 2) * Math.log(2 / (1 + Math.exp(-1 / epsilon)))
  const { marginalError, cost } = checkPlan(x, x, [f, f], [f, f], epsilon)
  expect(marginalError).toBeLessThan(1e-15)
  expect(cost).toBeCloseTo(Math.exp(-2) / (1 + Math.exp(-2)), 15)
})

test('the mean squared distance equals that over all pairs', () => {
  const x = normalPoints(rng(1), 7, 3)
  const y = normalPoints(rng(2), 5, 3)
  let sum = 0
  for (let i = 0; i < 7; i++) {
    for (let j = 0; j < 5; j++) {
      for (let k = 0; k < 3; k++) sum += ((x.data[3 * i + k] as number) - (y.data[3 * j + k] as number)) ** 2
    }
  }
  expect(meanSquaredDistance(x, y)).toBeCloseTo(sum / 35, 13)
})
