import { describe, expect, test } from 'vitest'
import { ConvergenceError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import { type Points, points } from '../../measure/points.js'
import { type Rng, rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { normalCdf } from '../../measure/special-functions.js'
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
  test.each([
    ['euler', 1],
    ['heun', 1],
    ['platen', 2],
  ] as const)('%s: the variance of Ornstein-Uhlenbeck has weak order %i, exactly', (method, theory) => {
    const still = NOISE ** 2 / (2 * RATE)
    const truth = still + (0.3 - still) * Math.exp(-2 * RATE)
    const error = (steps: number) => Math.abs(exactVariance(method, steps, [0, 1], 0.3) - truth)
    const order = Math.log2(error(256) / error(512))
    // The next order is h ≈ 1/256 beside the first.
    expect(Math.abs(order - theory)).toBeLessThan(0.02)
  })

  test('platen: noise that varies with time keeps weak order 2, and its mean the order of the drift', () => {
    // V' = −2 a V + 1 + 3t², V(0) = 0.3: a particular solution p + q t + r t² and a decay.
    const [r, a] = [3 / (2 * RATE), RATE]
    const q = -r / a
    const p = (1 - q) / (2 * a)
    const truth = p + q + r + (0.3 - p) * Math.exp(-2 * a)
    const errors = [256, 512].map((steps) => {
      const options = { method: 'platen', steps } as const
      const noise = (t: number) => Math.sqrt(1 + 3 * t * t)
      const random = impulses()
      const answers = solveSde(pull(), noise, points(new Float64Array(steps)), [0, 1], { ...options, random })
      const kept = solveSde(pull(), () => 0, points([1]), [0, 1], options).points.data[0] as number
      return Math.abs(kept * kept * 0.3 + squares(answers.points) - truth)
    })
    expect(Math.abs(Math.log2((errors[0] as number) / (errors[1] as number)) - 2)).toBeLessThan(0.02)
  })

  test.each([
    ['heun', 2],
    ['platen', 3],
  ] as const)(
    '%s: with a drift that bends, moments after one step are right to the order %i of the step',
    (method, theory) => {
      // X = 2√r/σ of a square-root process r has unit noise, and moments of r are known. The mean over ξ is a sum over a grid,
      // exact to rounding for what is smooth: no sampling.
      const [kappa, theta, sigma, start] = [0.9, 1.7, 0.6, 1.1]
      const drift: Field = {
        d: 1,
        value: ({ data, n, d }) => ({
          data: data.map((x) => ((2 * kappa * theta) / sigma ** 2 - 0.5) / x - (kappa * x) / 2),
          n,
          d,
        }),
      }
      const grid = Float64Array.from({ length: 321 }, (_, k) => (k - 160) / 20)
      const random: Rng = {
        ...rng(0),
        fillNormal(out) {
          out.set(grid)
          return out
        },
      }
      const from = points(new Float64Array(grid.length).fill((2 * Math.sqrt(start)) / sigma))
      const errors = (h: number) => {
        const { data } = solveSde(drift, () => 1, from, [0, h], { method, steps: 1, random }).points
        const moment = (power: number) =>
          Float64Array.from(data).reduce((sum, x, k) => {
            const weight = Math.exp(-((grid[k] as number) ** 2) / 2) / Math.sqrt(2 * Math.PI) / 20
            return sum + weight * ((sigma * x) / 2) ** (2 * power)
          }, 0)
        const decay = Math.exp(-kappa * h)
        const mean = theta + (start - theta) * decay
        const variance =
          (start * sigma ** 2 * (decay - decay ** 2)) / kappa + (theta * sigma ** 2 * (1 - decay) ** 2) / (2 * kappa)
        return [moment(1) - mean, moment(2) - mean ** 2 - variance]
      }
      const [coarse, fine] = [errors(0.02), errors(0.01)]
      for (const k of [0, 1]) {
        const order = Math.log2((coarse[k] as number) / (fine[k] as number))
        expect(Math.abs(order - theory)).toBeLessThan(0.1)
      }
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
    // Half of the drift sees the noise, which is that of the middle, g = 1.625.
    expect(once('platen')).toBeCloseTo(3 * 0.625 + (kick * 1.625 * 0.75) / 1.5, 14)
  })

  test('the stationary variance: platen misses it by a²/4 of it, heun by a, for a the step times the rate', () => {
    const still = NOISE ** 2 / (2 * RATE)
    const a = RATE / 40
    const miss = (method: SdeMethod) => 1 - exactVariance(method, 800, [0, 20], still) / still
    // The next orders are a itself beside the first.
    expect(Math.abs(miss('platen') / (a ** 2 / 4) - 1)).toBeLessThan(2 * a)
    expect(Math.abs(miss('heun') / a - 1)).toBeLessThan(2 * a)
  })

  test('backward in time the same noise comes in and the drift changes sign', () => {
    for (const method of ['euler', 'heun', 'platen'] as const) {
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

  test.each(['heun', 'platen'] as const)(
    'without noise %s is the second-order method for ordinary equations',
    (method) => {
      const error = (steps: number) => {
        const { points: end } = solveSde(pull(), () => 0, points([1]), [0, 1], { method, steps })
        return Math.abs((end.data[0] as number) - Math.exp(-RATE))
      }
      expect(Math.abs(Math.log2(error(128) / error(256)) - 2)).toBeLessThan(0.05)
    },
  )

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
    expect(() => solve({ method: 'milstein' })).toThrow(/method: is 'milstein'; 'euler', 'heun' or 'platen' is needed/)
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
