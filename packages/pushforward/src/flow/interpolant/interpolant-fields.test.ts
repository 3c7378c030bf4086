import { describe, expect, test } from 'vitest'
import type { Field } from '../../field/field.js'
import { cholesky, solveCholesky } from '../../linalg/cholesky.js'
import { matrix } from '../../linalg/matrix.js'
import { gaussian } from '../../measure/gaussian.js'
import { type Mixture, mixture } from '../../measure/mixture.js'
import { type Points, points } from '../../measure/points.js'
import { type Rng, rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { type Interpolant, interpolant } from './interpolant.js'
import {
  etaZFromScore,
  etaZFromVelocity,
  scoreFromEtaZ,
  scoreFromVelocity,
  velocityFromDenoisers,
  velocityFromSlope,
} from './interpolant-conversions.js'
import { gaussianMixtureFields, type InterpolantFields } from './interpolant-fields.js'

const twoModes = mixture([gaussian(-3, 0.25), gaussian(3, 0.25)])
const threeModes = mixture([gaussian(-6, 0.5), gaussian(0, 0.33), gaussian(6, 0.5)])
const line = gaussianMixtureFields(twoModes, threeModes, interpolant('linear'))

const slanted = gaussian(
  [1, -2],
  [
    [1, 0.3],
    [0.3, 0.5],
  ],
)
const other = gaussian(
  [0, 3],
  [
    [0.7, -0.2],
    [-0.2, 1.5],
  ],
)
const plane = gaussianMixtureFields(mixture([slanted]), mixture([other]), interpolant('linear', { brownian: 2 }))

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, digits: number) => {
  expect(actual.length).toBe(expected.length)
  Array.from(expected).forEach((value, k) => {
    expect(actual[k]).toBeCloseTo(value, digits)
  })
}

function randomMixture(d: number, count: number, random: Rng): Mixture {
  const components = Array.from({ length: count }, () => {
    const root = random.fillNormal(new Float64Array(d * d))
    const covariance = Array.from({ length: d }, (_, i) =>
      Array.from({ length: d }, (_, j) => {
        let sum = i === j ? 0.2 : 0
        for (let l = 0; l < d; l++) sum += ((root[i * d + l] as number) * (root[j * d + l] as number)) / d
        return sum
      }),
    )
    return gaussian(
      [...random.fillNormal(new Float64Array(d))].map((value) => 2 * value),
      covariance,
    )
  })
  const shares = Array.from({ length: count }, () => 0.2 + random.uniform())
  const total = shares.reduce((sum, share) => sum + share, 0)
  return mixture(
    components,
    shares.map((share) => share / total),
  )
}

/** One point; `scale` is the largest of |a| + |A Σ⁻¹| (|x| + |m|) and |Σ⁻¹| (|x| + |m|) over pairs, at least 1. */
function byDefinition(
  name: 'velocity' | 'slope' | 'score' | 'eta0' | 'eta1' | 'etaZ',
  rho0: Mixture,
  rho1: Mixture,
  path: Interpolant,
  x: Points['data'],
  t: number,
) {
  const d = x.length
  const [a, b, g] = [path.alpha(t), path.beta(t), path.gamma(t)]
  const [aDot, bDot] = [path.alphaDot(t), path.betaDot(t)]
  // Numbers of a: on both means; of A: on both covariances and on I.
  const [onFirst, onSecond, c, e, f] = {
    velocity: [aDot, bDot, a * aDot, b * bDot, path.gammaGammaDot(t)],
    slope: [aDot, bDot, a * aDot, b * bDot, 0],
    score: [0, 0, 0, 0, -1],
    eta0: [1, 0, a, 0, 0],
    eta1: [0, 1, 0, b, 0],
    etaZ: [0, 0, 0, 0, g],
  }[name] as [number, number, number, number, number]
  let scale = 1
  const pairs = rho0.components.flatMap((first, i) =>
    rho1.components.map((second, j) => {
      const spread = (c: number, e: number, f: number) =>
        first.covariance.data.map(
          (value, at) => c * value + e * (second.covariance.data[at] as number) + (at % (d + 1) === 0 ? f : 0),
        )
      const factor = cholesky(matrix(spread(a * a, b * b, g * g), d))
      const mean = first.mean.map((value, k) => a * value + b * (second.mean[k] as number))
      const y = solveCholesky(factor, x.map((value, k) => value - (mean[k] as number)) as Float64Array)
      const A = spread(c, e, f)
      const term = first.mean.map((value, k) => {
        let sum = onFirst * value + onSecond * (second.mean[k] as number)
        for (let l = 0; l < d; l++) sum += (A[k * d + l] as number) * (y[l] as number)
        return sum
      })
      const gains = Array.from({ length: d }, (_, k) => solveCholesky(factor, A.slice(k * d, (k + 1) * d)))
      const precision = Array.from({ length: d }, (_, k) =>
        solveCholesky(
          factor,
          Float64Array.from({ length: d }, (_, l) => Number(l === k)),
        ),
      )
      const length = Math.hypot(...x) + Math.hypot(...mean)
      for (const rows of [gains, precision])
        scale = Math.max(scale, Math.hypot(...rows.flatMap((row) => [...row])) * length)
      let log = Math.log((rho0.weights[i] as number) * (rho1.weights[j] as number)) - (d / 2) * Math.log(2 * Math.PI)
      for (let k = 0; k < d; k++) {
        log -= Math.log(factor.lower.data[k * d + k] as number)
        log -= ((y[k] as number) * ((x[k] as number) - (mean[k] as number))) / 2
      }
      return { log, y, term, trace: gains.reduce((sum, row, k) => sum + (row[k] as number), 0) }
    }),
  )
  const most = Math.max(...pairs.map(({ log }) => log))
  const total = pairs.reduce((sum, { log }) => sum + Math.exp(log - most), 0)
  const average = (of: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, pair) => sum + (Math.exp(pair.log - most) / total) * of(pair), 0)
  const value = Array.from(x, (_, k) => average(({ term }) => term[k] as number))
  const pull = Array.from(x, (_, k) => average(({ y }) => y[k] as number))
  const divergence = average(({ y, term, trace }) =>
    value.reduce(
      (sum, mean, k) => sum - ((y[k] as number) - (pull[k] as number)) * ((term[k] as number) - mean),
      trace,
    ),
  )
  return { value, divergence, logDensity: most + Math.log(total), scale }
}

describe('gaussianMixtureFields', () => {
  // Values of an independent float64 program, ten decimals.
  test.each([
    [0.1, -2, 0.180392546, 6.9849854904, -1.0963689126, 6.5464379253],
    [0.25, 0.5, 0.1156882936, -7.0170032515, 0.2925064834, -6.9438766306],
    [0.5, 4, 0.0756597491, 2.8614724963, 1.1318256563, 2.8614724963],
    [0.75, -2, 0.0183498099, 0.5629621392, 1.7094903886, 0.135589542],
    [0.9, 0.5, 0.1504030708, -1.3187355881, -1.060883111, -0.8943823437],
  ])('two modes to three on the line, t = %f, x = %f', (t, x, density, b, s, v) => {
    const at = points([x])
    close(line.logDensity(at, t).map(Math.exp), [density], 9)
    close(line.velocity.value(at, t).data, [b], 9)
    close(line.score.value(at, t).data, [s], 9)
    close(line.slope.value(at, t).data, [v], 9)
  })

  test('two Gaussians of the plane: all fields, and αη₀ + βη₁ + γη_z = x', () => {
    const [x, t] = [points([[0.25, -0.5]]), 0.4]
    const at = (field: Field | undefined) => (field as Field).value(x, t).data
    close(at(plane.velocity), [-0.82364305, 4.8205926], 7)
    close(at(plane.score), [0.32549023, 0.52806971], 7)
    close(at(plane.etaZ), [-0.22550625, -0.36585743], 7)
    close(at(plane.eta0), [0.70965331, -2.21700916], 7)
    close(at(plane.eta1), [-0.04889169, 2.70919739], 7)
    const gamma = Math.sqrt(2 * 0.4 * 0.6)
    const [eta0, eta1, etaZ] = [at(plane.eta0), at(plane.eta1), at(plane.etaZ)]
    close(
      [0, 1].map((k) => 0.6 * (eta0[k] as number) + 0.4 * (eta1[k] as number) + gamma * (etaZ[k] as number)),
      x.data,
      14,
    )
  })

  // Every field, its divergence and the density by the formulas of the module's header in plain float64, one point at a
  // time. Two to five dimensions have covariances that don't commute.
  test.each([1, 2, 3, 5])('all fields by their definition, d = %i', (d) => {
    const random = rng(40 + d)
    const [rho0, rho1] = [randomMixture(d, 3, random), randomMixture(d, 4, random)]
    const path = interpolant('trig', 'bsquared')
    const fields = gaussianMixtureFields(rho0, rho1, path)
    const x = points(random.fillNormal(new Float64Array(30 * d)).map((value) => 3 * value) as Float64Array, d)
    for (const t of [0, 0.2, 0.7, 1]) {
      const density = fields.logDensity(x, t)
      for (const name of ['velocity', 'slope', 'score', 'eta0', 'eta1', 'etaZ'] as const) {
        const field = fields[name] as Field
        const [value, divergence] = [field.value(x, t).data, field.divergence?.(x, t) as Float64Array]
        for (let i = 0; i < x.n; i++) {
          const expected = byDefinition(name, rho0, rho1, path, x.data.subarray(i * d, (i + 1) * d), t)
          // Some 10 d roundings of the largest terms, in sums of 12 pairs; shares differ by as much as their exponents.
          const tolerance = 100 * d * Number.EPSILON * expected.scale * (1 + Math.abs(expected.logDensity))
          for (let k = 0; k < d; k++) {
            const error = Math.abs((value[i * d + k] as number) - (expected.value[k] as number))
            expect(error).toBeLessThanOrEqual(tolerance)
          }
          const error = Math.abs((divergence[i] as number) - expected.divergence)
          expect(error).toBeLessThanOrEqual(tolerance * expected.scale)
          expect(density[i]).toBeCloseTo(expected.logDensity, 10)
        }
      }
    }
  })

  test('the density moves by the velocity: the residual of the continuity equation is that of the differences', () => {
    const h = 1e-4
    const rho = (x: number, t: number) => Math.exp(line.logDensity(points([x]), t)[0] as number)
    const flux = (x: number) => rho(x, 0.3) * (line.velocity.value(points([x]), 0.3).data[0] as number)
    const residual = (rho(0.7, 0.3 + h) - rho(0.7, 0.3 - h) + flux(0.7 + h) - flux(0.7 - h)) / (2 * h)
    expect(Math.abs(residual)).toBeLessThan(1e-5)
  })

  test.each(['velocity', 'slope', 'score', 'eta0', 'eta1', 'etaZ'] as const)(
    '%s: divergence is the trace of the differences',
    (name) => {
      const pair = gaussianMixtureFields(
        mixture([slanted, other]),
        mixture([other, slanted], [0.2, 0.8]),
        interpolant('trig', 'bsquared'),
      )
      const field = pair[name] as Field
      const x = normalPoints(rng(2), 20, 2)
      const h = 1e-5
      const shifted = (k: number, by: number): Points => ({
        ...x,
        data: x.data.map((value, at) => (at % 2 === k ? value + by : value)) as Float64Array,
      })
      const [right, left, up, down] = [shifted(0, h), shifted(0, -h), shifted(1, h), shifted(1, -h)].map(
        (at) => field.value(at, 0.35).data,
      )
      field.divergence?.(x, 0.35).forEach((value, i) => {
        const along = (right?.[2 * i] as number) - (left?.[2 * i] as number)
        const across = (up?.[2 * i + 1] as number) - (down?.[2 * i + 1] as number)
        expect((along + across) / (2 * h)).toBeCloseTo(value, 6)
      })
    },
  )

  test('the score is the gradient of the log density', () => {
    const h = 1e-5
    const [after, before] = [0.8 + h, 0.8 - h].map((x) => line.logDensity(points([x]), 0.4)[0] as number)
    const score = line.score.value(points([0.8]), 0.4).data[0] as number
    expect(((after as number) - (before as number)) / (2 * h)).toBeCloseTo(score, 7)
  })

  test('a law carried onto itself with as much noise as it loses keeps its score', () => {
    const unit = mixture([gaussian(0, 1)])
    const still = gaussianMixtureFields(unit, unit, interpolant('linear', { brownian: 2 }))
    close(still.score.value(points([2]), 0.3).data, [-2], 14)
    close(still.velocity.value(points([2]), 0.3).data, [0], 14)
  })

  test('where γγ̇ > 0, ε = γγ̇ makes the forward drift v, and −γγ̇ the backward one where it is negative', () => {
    const { gammaGammaDot } = line.interpolant
    const x = points([-2, 0.5, 4])
    for (const t of [0.2, 0.8]) {
      close(line.drift(gammaGammaDot).value(x, t).data, line.slope.value(x, t).data, 12)
    }
  })

  test('far from every component the fields stay finite', () => {
    expect(Number.isFinite(line.velocity.value(points([1e4]), 0.5).data[0])).toBe(true)
  })

  test('at the ends the fields are those of the ends', () => {
    close(line.logDensity(points([2.5]), 0), twoModes.logDensity(points([2.5])), 12)
    close(line.logDensity(points([2.5]), 1), threeModes.logDensity(points([2.5])), 12)
  })

  test('names what is wrong', () => {
    expect(() => gaussianMixtureFields(undefined, threeModes, interpolant('linear'))).toThrow(/rho0: is missing/)
    expect(() => gaussianMixtureFields(mixture([slanted]), threeModes, interpolant('linear'))).toThrow(
      /rho0: has dimension 2; 1 is needed/,
    )
    expect(() => line.velocity.value(points([0]), 1.1)).toThrow(/t: is 1.1; a number in \[0, 1\]/)
    expect(() => line.velocity.value(points([[0, 0]]), 0.1)).toThrow(/x: points have dimension 2; 1/)
  })
})

describe('conversions', () => {
  const x = normalPoints(rng(3), 30, 2)
  const ends: readonly [string, InterpolantFields][] = [
    ['linear', plane],
    ...(['oneSidedLinear', 'oneSidedTrig', 'vp'] as const).map(
      (path) => [path, gaussianMixtureFields(undefined, mixture([slanted, other]), interpolant(path))] as const,
    ),
    ['mirror', gaussianMixtureFields(undefined, mixture([slanted, other]), interpolant('mirror'))],
  ] as [string, InterpolantFields][]

  test.each(ends)('%s: score, denoiser, slope and velocity say the same', (_, fields) => {
    for (const t of [0.1, 0.5, 0.8]) {
      const same = (a: Field, b: Field) => {
        close(a.value(x, t).data, b.value(x, t).data, 11)
        close(a.divergence?.(x, t) ?? [], b.divergence?.(x, t) ?? [], 10)
      }
      const schedule = fields.interpolant
      same(scoreFromEtaZ(fields.etaZ, schedule), fields.score)
      same(etaZFromScore(fields.score, schedule), fields.etaZ)
      same(velocityFromSlope(fields.slope, fields.score, schedule), fields.velocity)
      same(velocityFromDenoisers(fields, schedule), fields.velocity)
      same(velocityFromDenoisers({ eta1: fields.eta1, etaZ: fields.etaZ }, schedule), fields.velocity)
    }
  })

  test('one-sided: the velocity alone gives denoiser and score', () => {
    for (const [path, fields] of ends.slice(1, 4)) {
      const { velocity, interpolant: schedule } = fields
      for (const t of [0, 0.2, 0.7, 0.95]) {
        close(etaZFromVelocity(velocity, schedule).value(x, t).data, fields.etaZ.value(x, t).data, 10)
        close(scoreFromVelocity(velocity, schedule).value(x, t).data, fields.score.value(x, t).data, 9)
      }
      if (path !== 'vp') continue
      close(etaZFromVelocity(velocity, schedule).value(x, 1).data, new Float64Array(60), 12)
    }
  })

  test('names what is wrong', () => {
    expect(() => etaZFromVelocity(plane.velocity, plane.interpolant)).toThrow(/is two-sided; only for a one-sided/)
    expect(() => scoreFromEtaZ(plane.etaZ, plane.interpolant).value(x, 0)).toThrow(/γ\(0\) is 0/)
  })
})
