import { describe, expect, test } from 'vitest'
import { energyDistance } from '../../divergence/energy-distance.js'
import { gaussian } from '../../measure/gaussian.js'
import { mixture } from '../../measure/mixture.js'
import { type Points, points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { emd1d } from '../../transport/emd1d.js'
import { stochasticInterpolant } from '../interpolant/stochastic-interpolant.js'
import { rectify } from './rectify.js'
import { sample } from './sample.js'

const cost = ({ data }: Points, y: Points) =>
  Array.from(data).reduce((sum, value, at) => sum + (value - (y.data[at] as number)) ** 2, 0)

describe('rectify', () => {
  test('on the line the pairs are the optimal plan between their ends', () => {
    const [two, three] = [
      mixture([gaussian(-3, 0.25), gaussian(3, 0.25)]),
      mixture([gaussian(-6, 0.5), gaussian(0, 0.33), gaussian(6, 0.5)]),
    ]
    const model = stochasticInterpolant({ gamma: 'zero' }).fields(two, three)
    const x0 = two.sample(300, rng(1))
    const pairs = rectify(model, { start: x0, solver: 'rk4', steps: 200 })
    expect(pairs).toMatchObject({ x0, paired: true, converged: true })
    // In order, so no other plan is cheaper; sums of 300 squares.
    expect(cost(pairs.x0, pairs.x1) / 300).toBeCloseTo(emd1d(pairs.x0, pairs.x1, { p: 2 }).value, 10)
  })

  test('training on the pairs straightens: one step lands ten times nearer', async () => {
    const straight = stochasticInterpolant({ path: 'linear', gamma: 'zero' })
    const source = gaussian([0, 0], 1)
    const target = mixture([gaussian([-3, 0], 0.25), gaussian([3, 0], 0.25)])
    const exact = straight.fields(mixture([source]), target)
    const pairs = rectify(exact, { start: source.sample(4000, rng(2)) })
    // The theorem: no convex cost grows. Independent pairs cost E|x₀|² + E|x₁|² = 2 + 9.5; four standard errors are .4.
    expect(cost(pairs.x0, pairs.x1) / 4000).toBeLessThan(11.5 - 0.4)
    const model = await straight.fit(pairs, { steps: 600, batch: 256, network: { hidden: [48, 48] }, random: rng(3) })
    const fresh = target.sample(1000, rng(4))
    const start = source.sample(1000, rng(5))
    const inOneStep = (fields: typeof exact | typeof model) =>
      energyDistance(sample(fields, { start, solver: 'euler', steps: 1 }).points, fresh).value
    // The first flow's one step goes from every x₀ to the mean of ρ₁.
    expect(inOneStep(exact)).toBeGreaterThan(1)
    expect(inOneStep(model)).toBeLessThan(inOneStep(exact) / 10)
  })

  test('is refused without a start', () => {
    const unit = mixture([gaussian(0, 1)])
    const model = stochasticInterpolant().fields(unit, unit)
    expect(() => rectify(model, {})).toThrow(/start: is missing/)
    expect(() => rectify(model, { start: points([[0, 0]]) })).toThrow(/dimension/)
  })
})
