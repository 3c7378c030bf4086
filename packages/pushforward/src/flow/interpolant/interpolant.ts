/**
 * Stochastic interpolants: noisy bridges between a sample of ρ₀ and one of ρ₁.
 *
 *   x_t = α(t) x₀ + β(t) x₁ + γ(t) z,   z ~ N(0, I),  t ∈ [0, 1]
 *
 * Two-sided: α goes from 1 to 0, β from 0 to 1, and γ is 0 at both ends. One-sided: ρ₀ = N(0, I) is played by z itself, so
 * α = 0 and γ goes from 1 to 0. Mirror: ρ₀ = ρ₁, α = 0 and β = 1. One formula serves all three, with two conditional
 * averages along it, the velocity b = E[ẋ_t | x_t = x] and the denoiser η_z = E[z | x_t = x] = −γ s.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, "Stochastic interpolants: a unifying framework for flows and diffusions".
 * @module
 */
import { InputError } from '../../errors.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import type { GaussianPath } from '../path/gaussian-path.js'
import { type Gamma, gammaSchedule } from './gamma.js'

export interface Interpolant {
  readonly name: string
  /** Who stands at t = 0: x₀, the noise z, or x₁ again. */
  readonly kind: 'two-sided' | 'one-sided' | 'mirror'
  readonly alpha: (t: number) => number
  readonly beta: (t: number) => number
  readonly gamma: (t: number) => number
  readonly alphaDot: (t: number) => number
  readonly betaDot: (t: number) => number
  /** May be infinite at t = 0 and 1. */
  readonly gammaDot: (t: number) => number
  /** γ γ̇, finite everywhere. */
  readonly gammaGammaDot: (t: number) => number
}

/**
 * Two-sided, with any γ: `linear` (1−t, t), `trig` (cosine and sine, times √(1−γ²): keeps the variance of standardised
 * data; γ ≤ 1), `encDec` (x₀ shrinks to the noise by t = ½, then x₁ grows out of it; γ(½) > 0).
 * One-sided, where γ is the path's own: `oneSidedLinear` (1−t), `oneSidedTrig` (cosine), `vp` (β = t, γ = √(1−t²)).
 * `mirror`, with any γ: x₁ again, and noise that comes and goes.
 */
export type InterpolantPath = 'linear' | 'trig' | 'encDec' | 'oneSidedLinear' | 'oneSidedTrig' | 'vp' | 'mirror'

const zero = () => 0
const one = () => 1
const quarter = Math.PI / 2
const cosine = (t: number) => (t === 1 ? 0 : Math.cos(quarter * t))
const sine = (t: number) => Math.sin(quarter * t)

interface OneSided extends Omit<Interpolant, 'kind' | 'alpha' | 'alphaDot' | 'gammaDot'> {
  readonly gammaDot: (t: number) => number
  readonly timeOf: (lambda: number) => number
}

const ONE_SIDED: Readonly<Record<'oneSidedLinear' | 'oneSidedTrig' | 'vp', OneSided>> = {
  oneSidedLinear: {
    name: 'oneSidedLinear',
    beta: (t) => t,
    betaDot: one,
    gamma: (t) => 1 - t,
    gammaDot: () => -1,
    gammaGammaDot: (t) => t - 1,
    timeOf: (lambda) => 1 / (1 + Math.exp(-lambda)),
  },
  oneSidedTrig: {
    name: 'oneSidedTrig',
    beta: sine,
    betaDot: (t) => quarter * cosine(t),
    gamma: cosine,
    gammaDot: (t) => -quarter * sine(t),
    gammaGammaDot: (t) => (-Math.PI / 4) * Math.sin(Math.PI * t),
    timeOf: (lambda) => Math.atan(Math.exp(lambda)) / quarter,
  },
  vp: {
    name: 'vp',
    beta: (t) => t,
    betaDot: one,
    gamma: (t) => Math.sqrt((1 - t) * (1 + t)),
    gammaDot: (t) => -t / Math.sqrt((1 - t) * (1 + t)),
    gammaGammaDot: (t) => -t,
    timeOf: (lambda) => 1 / Math.sqrt(1 + Math.exp(-2 * lambda)),
  },
}

const PATHS: readonly string[] = ['linear', 'trig', 'encDec', ...Object.keys(ONE_SIDED), 'mirror']

const isOneSided = (path: string): path is keyof typeof ONE_SIDED => path in ONE_SIDED

/**
 * @param path the coefficients of the two ends
 * @param gamma the noise between them. Default `'brownian'`, and `'sinesquared'` for `encDec`; one-sided paths take none
 * @throws InputError for an unknown path, γ > 1 with `trig`, γ(½) = 0 with `encDec`, or a γ given to a one-sided path
 * @example
 * interpolant('linear', { brownian: 2 }).gammaGammaDot(0) // 1
 */
export function interpolant(path: InterpolantPath, gamma?: Gamma): Interpolant {
  if (!PATHS.includes(path)) {
    throw new InputError(`path: "${String(path)}" is unknown; accepted are ${PATHS.join(', ')}`)
  }
  if (isOneSided(path)) {
    if (gamma !== undefined) throw new InputError(`gamma: ${path} has its own; leave it out`)
    return { ...ONE_SIDED[path], kind: 'one-sided', alpha: zero, alphaDot: zero }
  }
  const noise = gammaSchedule(gamma ?? (path === 'encDec' ? 'sinesquared' : 'brownian'))
  const named = { ...noise, name: `${path}, γ ${noise.name}` }
  switch (path) {
    case 'linear':
      return { ...named, kind: 'two-sided', alpha: (t) => 1 - t, beta: (t) => t, alphaDot: () => -1, betaDot: one }
    case 'mirror':
      return { ...named, kind: 'mirror', alpha: zero, beta: one, alphaDot: zero, betaDot: zero }
    case 'encDec':
      return encodeDecode(named)
    case 'trig':
      return trigonometric(named)
  }
}

type Noise = Pick<Interpolant, 'name' | 'gamma' | 'gammaDot' | 'gammaGammaDot'>

function encodeDecode(noise: Noise): Interpolant {
  if (!(noise.gamma(0.5) > 0)) {
    throw new InputError(
      'gamma: γ(½) is 0 with encDec, where all mass would pass through one point; γ(½) > 0 is needed',
    )
  }
  const square = (t: number) => Math.cos(Math.PI * t) ** 2
  const slope = (t: number) => -Math.PI * Math.sin(2 * Math.PI * t)
  return {
    ...noise,
    kind: 'two-sided',
    alpha: (t) => (t <= 0.5 ? square(t) : 0),
    beta: (t) => (t > 0.5 ? square(t) : 0),
    alphaDot: (t) => (t <= 0.5 ? slope(t) : 0),
    betaDot: (t) => (t > 0.5 ? slope(t) : 0),
  }
}

/** √(1−γ²) (cos, sin)(πt/2). */
function trigonometric(noise: Noise): Interpolant {
  const { gamma, gammaGammaDot } = noise
  for (let k = 1; k < 128; k++) {
    if (gamma(k / 128) > 1 + 1e-12) {
      throw new InputError(
        `gamma: γ(${k / 128}) is ${gamma(k / 128)} with trig; numbers <= 1 are needed, for the Brownian bridge a <= 4`,
      )
    }
  }
  const size = (t: number) => Math.sqrt(Math.max(0, 1 - gamma(t) ** 2))
  // Where γ touches 1 the size has a kink; the mean of its two slopes is 0.
  const sizeDot = (t: number) => (size(t) > 0 ? -gammaGammaDot(t) / size(t) : 0)
  return {
    ...noise,
    kind: 'two-sided',
    alpha: (t) => size(t) * cosine(t),
    beta: (t) => size(t) * sine(t),
    alphaDot: (t) => sizeDot(t) * cosine(t) - quarter * size(t) * sine(t),
    betaDot: (t) => sizeDot(t) * sine(t) + quarter * size(t) * cosine(t),
  }
}

/**
 * A one-sided interpolant as the Gaussian path that it is: its signal is β, its noise γ, its data at t = 1.
 * @throws InputError for a two-sided or mirror path, and for one that is not from `interpolant`
 * @example
 * gaussianPathOf(interpolant('vp')).timeOf(0) // 1/√2: signal and noise are equal
 */
export function gaussianPathOf({ name, beta, betaDot, gamma, gammaDot }: Interpolant): GaussianPath {
  if (!isOneSided(name)) {
    throw new InputError(`interpolant: is ${name}; one of ${Object.keys(ONE_SIDED).join(', ')} is needed`)
  }
  return {
    name,
    dataTime: 1,
    alpha: beta,
    alphaDot: betaDot,
    sigma: gamma,
    sigmaDot: gammaDot,
    lambda: (t) => Math.log(beta(t) / gamma(t)),
    timeOf: ONE_SIDED[name].timeOf,
  }
}

/**
 * Checks coefficients of one's own at both ends.
 * @throws InputError naming the coefficient, the end, and what is needed there
 */
export function assertInterpolant(schedule: Interpolant): void {
  const ends = {
    'two-sided': { alpha: [1, 0], beta: [0, 1], gamma: [0, 0] },
    'one-sided': { alpha: [0, 0], beta: [0, 1], gamma: [1, 0] },
    mirror: { alpha: [0, 0], beta: [1, 1], gamma: [0, 0] },
  }[schedule.kind]
  for (const name of ['alpha', 'beta', 'gamma'] as const) {
    for (const t of [0, 1] as const) {
      const value = schedule[name](t)
      const needed = ends[name][t]
      if (!(Math.abs(value - (needed as number)) <= 1e-12)) {
        throw new InputError(`interpolant.${name}: is ${value} at t = ${t}; ${needed} is needed (${schedule.kind})`)
      }
    }
  }
  for (let k = 1; k < 64; k++) {
    const value = schedule.gamma(k / 64)
    if (!(value >= 0)) throw new InputError(`interpolant.gamma: is ${value} at t = ${k / 64}; numbers >= 0 are needed`)
  }
}

/** Rows of x_t and what a network can be asked about them. */
export interface InterpolantBatch {
  /** x_t `[m, d]`; m = n, or 2n for antithetic pairs: row n + i has −z_i in the place of z_i. */
  readonly x: Points
  /** Time of each row, `[m]`. */
  readonly t: Float64Array
  /** γ at each row, `[m]`. */
  readonly gamma: Float64Array
  /** ∂_t I = α̇ x₀ + β̇ x₁, `[m, d]`. */
  readonly slope: Float64Array
  /** ẋ_t = ∂_t I + γ̇ z, `[m, d]`: the target of the velocity. */
  readonly velocity: Float64Array
  /** z, `[m, d]`: the target of the denoiser. */
  readonly z: Float64Array
}

export interface InterpolateInput {
  /** `[n, d]`; not read by one-sided and mirror interpolants. */
  readonly x0?: Points
  /** `[n, d]` */
  readonly x1: Points
  /** Standard normal `[n, d]`. */
  readonly z: Points
  /** One time for all rows, or one for each `[n]`, in [0, 1]. */
  readonly t: number | Float64Array
  /**
   * Also x_t with −z, at the same x₀, x₁ and t. Default false. Where γ̇ or 1/γ is infinite at the ends the two large terms
   * cancel in the average of a pair.
   */
  readonly antithetic?: boolean
}

/**
 * x_t and the targets of the losses.
 * @throws InputError for samples of different sizes, numbers that are not finite, t outside [0, 1], or an x0 that is missing
 * @example
 * interpolate(interpolant('linear', 'zero'), { x0: points([0]), x1: points([2]), z: points([1]), t: 0.25 }).x.data // [0.5]
 */
export function interpolate(schedule: Interpolant, input: InterpolateInput): InterpolantBatch {
  const { x0, x1, z, t, antithetic = false } = input
  assertMeasure('x1', x1)
  assertSameShape('z', z, x1)
  if (schedule.kind === 'two-sided') {
    if (!x0) throw new InputError(`x0: is missing; a two-sided interpolant needs it, ${x1.n} × ${x1.d} as x1`)
    assertSameShape('x0', x0, x1)
  }
  const { n, d } = x1
  if (typeof t !== 'number' && t.length !== n)
    throw new InputError(`t: has ${t.length} numbers; ${n} are needed, as x1`)
  const rows = antithetic ? 2 * n : n
  const fresh = () => new Float64Array(rows * d)
  const [x, slope, velocity, noise] = [fresh(), fresh(), fresh(), fresh()]
  const times = new Float64Array(rows)
  const gammas = new Float64Array(rows)
  for (let i = 0; i < n; i++) {
    const at = typeof t === 'number' ? t : (t[i] as number)
    if (!(at >= 0 && at <= 1)) throw new InputError(`t: [${i}] is ${at}; numbers in [0, 1] are needed`)
    const [alpha, beta, gamma] = [schedule.alpha(at), schedule.beta(at), schedule.gamma(at)]
    const [alphaDot, betaDot, gammaDot] = [schedule.alphaDot(at), schedule.betaDot(at), schedule.gammaDot(at)]
    for (let row = i, sign = 1; row < rows; row += n, sign = -1) {
      times[row] = at
      gammas[row] = gamma
      for (let k = 0; k < d; k++) {
        const from = i * d + k
        const to = row * d + k
        const start = alpha === 0 && alphaDot === 0 ? 0 : (x0?.data[from] as number)
        const end = x1.data[from] as number
        const normal = sign * (z.data[from] as number)
        x[to] = alpha * start + beta * end + gamma * normal
        slope[to] = alphaDot * start + betaDot * end
        velocity[to] = (slope[to] as number) + gammaDot * normal
        noise[to] = normal
      }
    }
  }
  return { x: { data: x, n: rows, d }, t: times, gamma: gammas, slope, velocity, z: noise }
}

function assertSameShape(name: string, sample: Points, x1: Points): void {
  assertMeasure(name, sample, { dimension: x1.d })
  if (sample.n !== x1.n) {
    throw new InputError(`${name}: is ${sample.n} × ${sample.d} and x1 is ${x1.n} × ${x1.d}; equal shapes are needed`)
  }
}
