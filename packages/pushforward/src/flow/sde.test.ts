import { describe, expect, test } from 'vitest'
import { ConvergenceError } from '../errors.js'
import type { Field } from '../field/field.js'
import { type Points, points } from '../measure/points.js'
import { type Rng, rng } from '../measure/random.js'
import { normalPoints } from '../measure/sampling.js'
import { normalCdf } from '../measure/special-functions.js'
import { type SdeMethod, solveSde } from './sde.js'

const RATE = 1.3
const NOISE = 0.8

/** dX = −rate X dt + noise dW. */
const pull = (rate = RATE): Field => ({
  d: 1,
  value: ({ data, n, d }) => ({ data: data.map((x) => -rate * x), n, d }),
})

function squares({ data }: Points): number {
  let sum = 0
  for (const x of data) sum += x * x
  return sum
}

/** Step k moves point k alone, by one unit: the end of point k is then the weight of the k-th noise. */
function impulses(): Rng {
  let step = 0
  return {
    ...rng(0),
    fillNormal(out) {
      out.fill(0)
      out[step++] = 1
      return out
    },
  }
}

/**
 * The exact variance of the numerical solution of a linear equation: the sum of squared responses to the start and to
 * the noise of each step. No sampling.
 */
function exactVariance(method: SdeMethod, steps: number, span: [number, number], startVariance: number, rate = RATE) {
  const options = { method, steps }
  const answers = solveSde(pull(rate), () => NOISE, points(new Float64Array(steps)), span, {
    ...options,
    random: impulses(),
  })
  const kept = solveSde(pull(rate), () => 0, points([1]), span, options).points.data[0] as number
  return kept * kept * startVariance + squares(answers.points)
}

describe('solveSde', () => {
  test.each(['euler', 'heun'] as const)(
    '%s: the variance of Ornstein-Uhlenbeck has weak order 1, exactly',
    (method) => {
      const still = NOISE ** 2 / (2 * RATE)
      const truth = still + (0.3 - still) * Math.exp(-2 * RATE)
      const error = (steps: number) => Math.abs(exactVariance(method, steps, [0, 1], 0.3) - truth)
      const order = Math.log2(error(256) / error(512))
      // The next order is h ≈ 1/256 beside the first.
      expect(Math.abs(order - 1)).toBeLessThan(0.02)
    },
  )

  test('the reverse of a diffusion from noise 20 to 0.02: the relative error of the variance', () => {
    // Data of variance 1/4; in the time of the noise itself g² = 2σ, score = −x / (σ² + 1/4), and λ = −log σ has equal steps.
    const reverse: Field = {
      d: 1,
      value: ({ data, n, d }, t) => ({ data: data.map((x) => (2 * t * x) / (t * t + 0.25)), n, d }),
    }
    const error = (steps: number) => {
      const times = Float64Array.from({ length: steps + 1 }, (_, k) => 20 * 0.001 ** (k / steps))
      times[steps] = 0.02
      const options = { times, method: 'euler' } as const
      const span = [20, 0.02] as const
      const noise = (t: number) => Math.sqrt(2 * t)
      const answers = solveSde(reverse, noise, points(new Float64Array(steps)), span, {
        ...options,
        random: impulses(),
      })
      const kept = solveSde(reverse, () => 0, points([1]), span, options).points.data[0] as number
      return (kept * kept * 400.25 + squares(answers.points)) / 0.2504 - 1
    }
    // V' = V (1 − 2σh / (σ² + 1/4))² + 2σh, iterated in another program.
    expect(error(16)).toBeCloseTo(0.2554725521, 9)
    expect(error(1024)).toBeCloseTo(0.0033852983, 9)
  })

  test('one step of each is the written formula', () => {
    const once = (method: SdeMethod) =>
      solveSde(pull(2), (t) => 1 + t, points([3]), [0.5, 0.75], { method, steps: 1, random: rng(5) }).points.data[0]
    const kick = 1.5 * Math.sqrt(0.25) * rng(5).normal()
    expect(once('euler')).toBeCloseTo(3 * 0.5 + kick, 14)
    // 1 − a h + (a h)²/2 at a h = 1/2
    expect(once('heun')).toBeCloseTo((3 + kick) * 0.625, 14)
  })

  test('backward in time the same noise comes in and the drift changes sign', () => {
    for (const method of ['euler', 'heun'] as const) {
      const forward = exactVariance(method, 64, [0, 1], 0.3)
      expect(exactVariance(method, 64, [1, 0], 0.3, -RATE)).toBeCloseTo(forward, 14)
    }
  })

  test('the end is distributed as it should be', () => {
    const n = 20_000
    const still = Math.sqrt(NOISE ** 2 / (2 * RATE))
    const start = { ...normalPoints(rng(1), n), data: new Float64Array(n) }
    const { points: end } = solveSde(pull(), () => NOISE, start, [0, 3], { steps: 600, random: rng(20261125) })
    const deviation = still * Math.sqrt(1 - Math.exp(-6 * RATE))
    const sorted = Float64Array.from(end.data).sort()
    const gap = sorted.reduce((most, x, i) => {
      const cdf = normalCdf(x / deviation)
      return Math.max(most, cdf - i / n, (i + 1) / n - cdf)
    }, 0)
    // Kolmogorov's 99.9 % point, 1.95/√n.
    expect(gap).toBeLessThan(0.0138)
  })

  test('without noise heun is the second-order method for ordinary equations', () => {
    const error = (steps: number) => {
      const { points: end } = solveSde(pull(), () => 0, points([1]), [0, 1], { steps })
      return Math.abs((end.data[0] as number) - Math.exp(-RATE))
    }
    expect(Math.abs(Math.log2(error(128) / error(256)) - 2)).toBeLessThan(0.05)
  })

  test('the same seed gives the same paths, another seed others', () => {
    const run = (seed: number, signalled?: number[]) =>
      solveSde(pull(), () => 1, points([[1], [2]]), [0, 1], {
        steps: 5,
        random: rng(seed),
        onStep: ({ t }) => signalled?.push(t),
      })
    const times: number[] = []
    expect(run(3, times)).toEqual(run(3))
    expect(run(3).points.data[0]).not.toBe(run(4).points.data[0])
    expect(times).toEqual([0.2, 0.4, 0.6, 0.8, 1])
    expect(run(3)).toMatchObject({ t: 1, steps: 5, evaluations: 10 })
  })

  test('names what is wrong', () => {
    const solve = (options: object, noise = (_: number) => 1) => solveSde(pull(), noise, points([1]), [0, 1], options)
    expect(() => solve({ method: 'milstein' })).toThrow(/method: is 'milstein'; 'euler' or 'heun' is needed/)
    expect(() => solve({ steps: 0 })).toThrow(/steps: is 0/)
    expect(() => solve({}, (t) => 0.5 - t)).toThrow(/noise: is -0.005.* at t = 0.505; a finite number >= 0/)
    expect(() => solveSde(pull(), () => 1, points([[1, 2]]), [0, 1])).toThrow(/x: points have dimension 2; 1 is needed/)
    const broken: Field = {
      d: 1,
      value: ({ n, d }, t) => ({ data: new Float64Array(n).fill(t > 0.5 ? NaN : 0), n, d }),
    }
    const run = () => solveSde(broken, () => 1, points([1]), [0, 1], { steps: 4, method: 'euler' })
    expect(run).toThrow(ConvergenceError)
    expect(run).toThrow(/not finite in step 4, at t = 0.75/)
    const signal = AbortSignal.abort(new Error('enough'))
    expect(() => solve({ signal })).toThrow('enough')
  })
})
