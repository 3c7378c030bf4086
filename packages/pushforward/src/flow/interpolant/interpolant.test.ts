import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../errors.js'
import { points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { type Gamma, gammaSchedule } from './gamma.js'
import { assertInterpolant, gaussianPathOf, type InterpolantPath, interpolant, interpolate } from './interpolant.js'

const GAMMAS: readonly Gamma[] = ['brownian', { brownian: 2 }, 'bsquared', 'sinesquared', 'sigmoid', { sigmoid: 4 }]
const ONE_SIDED = ['oneSidedLinear', 'oneSidedTrig', 'vp'] as const
const SCHEDULES = [
  ...(['linear', 'trig', 'encDec', 'mirror'] as const).flatMap((path) =>
    GAMMAS.map((gamma) => interpolant(path, gamma)),
  ),
  interpolant('linear', 'zero'),
  interpolant('trig', 'zero'),
  ...ONE_SIDED.map((path) => interpolant(path)),
]

describe('interpolant', () => {
  test('values of the table, by hand', () => {
    expect(interpolant('linear').gamma(0.2)).toBeCloseTo(0.4, 15)
    expect(interpolant('linear', { brownian: 2 }).gammaGammaDot(0)).toBe(1)
    expect(gammaSchedule({ brownian: 2 }).gammaGammaDot(0.25)).toBe(0.5)
    expect(gaussianPathOf(interpolant('vp')).timeOf(0)).toBeCloseTo(Math.SQRT1_2, 15)
    expect(interpolant('encDec').alpha(0.25)).toBeCloseTo(0.5, 15)
    expect(interpolant('encDec').beta(0.25)).toBe(0)
    expect(interpolant('oneSidedTrig').gammaGammaDot(0.5)).toBeCloseTo(-Math.PI / 4, 15)
    expect(interpolant('vp').gammaGammaDot(0.6)).toBe(-0.6)
    // σ(1) − σ(−1) − σ(−4) + σ(−6)
    const logistic = (u: number) => 1 / (1 + Math.exp(-u))
    expect(gammaSchedule('sigmoid').gamma(0.5)).toBeCloseTo(
      logistic(1) - logistic(-1) - logistic(-4) + logistic(-6),
      15,
    )
  })

  test.each(SCHEDULES)('$name: ends as its kind demands', (schedule) => {
    expect(() => assertInterpolant(schedule)).not.toThrow()
  })

  test.each(SCHEDULES)('$name: derivatives are those of the values, the product is the product', (schedule) => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 0.98, noNaN: true }), (t) => {
        const h = 1e-5
        // encDec has a corner at ½, and trig where γ touches 1.
        fc.pre(Math.abs(t - 0.5) > 2 * h)
        for (const [value, slope] of [
          ['alpha', 'alphaDot'],
          ['beta', 'betaDot'],
          ['gamma', 'gammaDot'],
        ] as const) {
          const difference = (schedule[value](t + h) - schedule[value](t - h)) / (2 * h)
          // h²/6 times a third derivative, of which the largest is that of √(2t) at 0.02, 9400: 2e-7; rounding 1e-11.
          expect(Math.abs(schedule[slope](t) - difference)).toBeLessThan(1e-6)
        }
        expect(schedule.gamma(t) * schedule.gammaDot(t)).toBeCloseTo(schedule.gammaGammaDot(t), 12)
      }),
      { seed: 20261125, numRuns: 40 },
    )
  })

  test('trig with as much noise as it can hold has no undefined slope at ½', () => {
    const schedule = interpolant('trig', { brownian: 4 })
    expect(schedule.alphaDot(0.5)).toBe(0)
    expect(schedule.gammaGammaDot(0)).toBe(2)
  })

  test.each(ONE_SIDED)('%s is a Gaussian path whose time follows from its λ', (path) => {
    const gaussian = gaussianPathOf(interpolant(path))
    for (const t of [0.01, 0.3, 0.5, 0.9, 0.999]) {
      expect(gaussian.timeOf(gaussian.lambda(t))).toBeCloseTo(t, 12)
      expect(gaussian.lambda(t)).toBeCloseTo(Math.log(gaussian.alpha(t) / gaussian.sigma(t)), 12)
    }
    expect(gaussian.dataTime).toBe(1)
  })

  test('names what is wrong', () => {
    expect(() => interpolant('cubic' as InterpolantPath)).toThrow(/path: "cubic" is unknown; accepted are linear, trig/)
    expect(() => interpolant('linear', 'blue' as Gamma)).toThrow(/gamma: "blue" is unknown/)
    expect(() => interpolant('linear', { brownian: -1 })).toThrow(
      new InputError('gamma.brownian: is -1; a positive number is needed'),
    )
    expect(() => interpolant('trig', { brownian: 5 })).toThrow(/γ\(.*\) is 1\..* with trig; numbers <= 1 are needed/)
    expect(() => interpolant('encDec', 'zero')).toThrow(/γ\(½\) is 0 with encDec/)
    expect(() => interpolant('vp', 'brownian')).toThrow(new InputError('gamma: vp has its own; leave it out'))
    const half = { name: 'half', gamma: () => 0.5, gammaDot: () => 0, gammaGammaDot: () => 0 }
    expect(() => interpolant('linear', half)).toThrow(new InputError('gamma: γ(0) is 0.5; 0 is needed at both ends'))
    const negative = { ...half, gamma: (t: number) => -t * (1 - t) }
    expect(() => interpolant('linear', negative)).toThrow(/γ\(0.015625\) is -0.0153.*; numbers >= 0 are needed/)
    expect(() => assertInterpolant({ ...interpolant('linear'), alpha: () => 0.9 })).toThrow(
      new InputError('interpolant.alpha: is 0.9 at t = 0; 1 is needed (two-sided)'),
    )
    expect(() => gaussianPathOf(interpolant('linear'))).toThrow(/one of oneSidedLinear, oneSidedTrig, vp is needed/)
  })
})

describe('interpolate', () => {
  const random = rng(1)
  const [x0, x1, z] = [normalPoints(random, 50, 3), normalPoints(random, 50, 3), normalPoints(random, 50, 3)]

  test('without noise it is the straight line, and its velocity the difference', () => {
    const straight = interpolant('linear', 'zero')
    const batch = interpolate(straight, { x0: points([0]), x1: points([2]), z: points([1]), t: 0.25 })
    expect([...batch.x.data]).toEqual([0.5])
    expect([...batch.velocity]).toEqual([2])
  })

  test('begins at x0 and ends at x1; one-sided ones begin at z', () => {
    const at = (path: InterpolantPath, t: number) => interpolate(interpolant(path), { x0, x1, z, t }).x.data
    expect([...at('linear', 0)]).toEqual([...x0.data])
    expect([...at('linear', 1)]).toEqual([...x1.data])
    expect([...at('oneSidedLinear', 0)]).toEqual([...z.data])
    expect([...at('mirror', 0)]).toEqual([...x1.data])
  })

  test('the velocity is the derivative along the bridge', () => {
    const schedule = interpolant('trig', 'bsquared')
    const h = 1e-5
    const { velocity } = interpolate(schedule, { x0, x1, z, t: 0.3 })
    const [after, before] = [0.3 + h, 0.3 - h].map((t) => interpolate(schedule, { x0, x1, z, t }).x.data)
    // h² times a third derivative of order 10.
    velocity.forEach((value, k) => {
      expect(((after?.[k] as number) - (before?.[k] as number)) / (2 * h)).toBeCloseTo(value, 7)
    })
  })

  test('an antithetic pair has its mean on the noiseless bridge', () => {
    const t = random.fillUniform(new Float64Array(50))
    const batch = interpolate(interpolant('linear'), { x0, x1, z, t, antithetic: true })
    expect(batch.x.n).toBe(100)
    const bridge = interpolate(interpolant('linear', 'zero'), { x0, x1, z, t }).x.data
    bridge.forEach((value, k) => {
      expect(((batch.x.data[k] as number) + (batch.x.data[150 + k] as number)) / 2).toBeCloseTo(value, 14)
    })
    expect(batch.t[50]).toBe(t[0])
  })

  test('names what is wrong', () => {
    const schedule = interpolant('linear')
    expect(() => interpolate(schedule, { x1, z, t: 0.5 })).toThrow(/x0: is missing; .* 50 × 3/)
    expect(() => interpolate(schedule, { x0: normalPoints(random, 4, 3), x1, z, t: 0.5 })).toThrow(
      new InputError('x0: is 4 × 3 and x1 is 50 × 3; equal shapes are needed'),
    )
    expect(() => interpolate(schedule, { x0, x1, z, t: 1.5 })).toThrow(
      new InputError('t: [0] is 1.5; numbers in [0, 1] are needed'),
    )
    const bad = { data: Float64Array.of(0, Number.NaN, 0), n: 1, d: 3 }
    expect(() => interpolate(schedule, { x0: bad, x1: bad, z: bad, t: 0 })).toThrow(/x1: points\[0\]\[1\] is NaN/)
    expect(() => interpolate(schedule, { x0, x1, z, t: new Float64Array(3) })).toThrow(/t: has 3 numbers; 50/)
  })
})
