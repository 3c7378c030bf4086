/**
 * How likely a diffusion makes a point, from below. With drift b_F = b + ε s, the law ρ̂ of the diffusion that starts from ρ₀,
 * and X run backward from X₁ = x by dX = (b − ε s) dt + √(2ε) dW,
 *
 *   log ρ̂₁(x) = E[ log ρ₀(X₀) − ∫ (∇·b_F + ε|s|²) dt ] + ∫ ε E|s − ∇ log ρ̂_t|² dt
 *
 * The first term is the bound. It is exact where s is the score of the diffusion itself; without noise, ε = 0, it is the
 * likelihood of the flow. (Itô's formula for log ρ̂_t(X_t), with the Fokker-Planck equation of ρ̂.)
 *
 * Itô's formula also says what a single path deviates by: ∫ √(2ε) ∇ log ρ̂ · dW. The same with s, which has mean 0, is taken off:
 * with good fields next to nothing is left, and a few paths a point are enough.
 *
 * Platen's steps for X and the midpoint rule for the integral, both of second order; midpoints because ε|s|² may have no
 * value at the ends, where γ = 0. Cost for each step and path: 4 evaluations of the drift, 3 of the score and one divergence.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, likelihoods of the stochastic sampler; the bound and its gap by the formula
 * above.
 * @module
 */
import { InputError } from '../../errors.js'
import { withDerivatives } from '../../field/derivatives.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import { type Rng, rng } from '../../measure/random.js'
import type { Density } from '../../measure/sampling.js'
import { scoreFromEtaZ } from '../interpolant/interpolant-conversions.js'
import { type Diffusion, diffusion, type SampledFields } from './diffusion.js'
import { solveSde } from './sde.js'

export interface LikelihoodBoundOptions {
  /** ρ₀, the law at t = 0. */
  readonly base: Density
  /**
   * ε. Default γ(t)²: an error e of η_z then widens the gap by ∫ E|e|² dt. With ε = γ it would be ∫ E|e|²/γ dt, which has no
   * bound where γ falls to 0 like a line.
   */
  readonly epsilon?: Diffusion
  /** Default 100, each of two halves. */
  readonly steps?: number
  /** Paths a point, >= 2. Default 16: with a good score their spread is far below the bound's gap. */
  readonly paths?: number
  /** Take off what has mean 0. Default true. */
  readonly controlVariate?: boolean
  /** Default `rng(0)`. */
  readonly random?: Rng
  readonly signal?: AbortSignal
}

export interface LikelihoodBoundResult {
  /** A lower bound of log ρ̂₁(x_i), `[n]`, natural logarithm; unbiased but for the steps. */
  readonly value: Float64Array
  /** Standard error of each value over its paths, `[n]`. */
  readonly standardError: Float64Array
  /** Calls of the drift, each for all points and paths. */
  readonly evaluations: number
}

/**
 * @param model with the score, or the denoiser η_z
 * @param x points at t = 1 `[n, d]`
 * @throws InputError if dimensions differ, a number is not finite, an option is out of range, or the model has no score
 * @throws ConvergenceError if the drift stops being finite
 * @example
 * const unit = mixture([gaussian(0, 1)])
 * const fields = gaussianMixtureFields(unit, unit, interpolant('linear', { brownian: 2 }))
 * likelihoodBound(fields, points([0]), { base: unit, epsilon: 1 }).value[0] // −log(2π)/2 ≈ −0.919
 */
export function likelihoodBound(
  model: SampledFields,
  x: Points,
  options: LikelihoodBoundOptions,
): LikelihoodBoundResult {
  const { base, steps = 100, paths = 16, controlVariate = true, random = rng(0), signal } = options
  const { d, interpolant } = model
  const { epsilon = (t: number) => interpolant.gamma(t) ** 2 } = options
  assertMeasure('x', x, { dimension: d })
  if (base.d !== d) throw new InputError(`base: has dimension ${base.d}; ${d} is needed, as the model has`)
  if (!(Number.isInteger(steps) && steps >= 1)) throw new InputError(`steps: is ${steps}; a positive integer is needed`)
  if (!(Number.isInteger(paths) && paths >= 2)) throw new InputError(`paths: is ${paths}; an integer from 2 is needed`)
  const score = model.score ?? (model.etaZ && scoreFromEtaZ(model.etaZ, interpolant))
  if (!score) throw new InputError('model: has neither etaZ nor score; a diffusion needs one of them')
  const { drift, noise, strength } = diffusion(model, epsilon, -1, [0, 1])
  const forward = withDerivatives(diffusion(model, epsilon, 1, [0, 1]).drift)

  const start = repeated(x, paths)
  const sum = new Float64Array(start.n)
  /** Takes the sum over coordinates of ε s·s h, or s·N, off each path. */
  const takeOff = (s: Points, other: ArrayLike<number>, factor: number) => {
    for (let at = 0; at < s.data.length; at++) {
      const i = Math.floor(at / d)
      sum[i] = (sum[i] as number) - factor * (s.data[at] as number) * (other[at] as number)
    }
  }
  const h = 1 / steps
  let before = { t: 1, x: start }
  const { points: ends, evaluations } = solveSde(drift, noise, start, [1, 0], {
    method: 'platen',
    steps: 2 * steps,
    random,
    signal,
    onStep({ step, t, x: now, kick }) {
      // Any factor that is known before the noise comes keeps the mean; 0 where there is no score.
      if (controlVariate && (model.score || interpolant.gamma(before.t) > 0)) {
        takeOff(score.value(before.x, before.t), kick.data, 1)
      }
      if (step % 2 === 1) {
        forward.divergence(now, t).forEach((value, i) => {
          sum[i] = (sum[i] as number) - h * value
        })
        const s = score.value(now, t)
        takeOff(s, s.data, h * strength(t))
      }
      before = { t, x: now }
    },
  })
  base.logDensity(ends).forEach((value, i) => {
    sum[i] = (sum[i] as number) + value
  })
  return { ...overPaths(sum, paths), evaluations }
}

/** Each row `times` times, one after the other. */
function repeated({ data, n, d }: Points, times: number): Points {
  const out = new Float64Array(n * times * d)
  for (let row = 0; row < n * times; row++) {
    const from = Math.floor(row / times) * d
    out.set(data.subarray(from, from + d), row * d)
  }
  return { data: out, n: n * times, d }
}

function overPaths(sums: Float64Array, paths: number): Pick<LikelihoodBoundResult, 'value' | 'standardError'> {
  const n = sums.length / paths
  const value = new Float64Array(n)
  const standardError = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const own = sums.subarray(i * paths, (i + 1) * paths)
    const mean = own.reduce((total, each) => total + each, 0) / paths
    const squares = own.reduce((total, each) => total + (each - mean) ** 2, 0)
    value[i] = mean
    standardError[i] = Math.sqrt(squares / (paths - 1) / paths)
  }
  return { value, standardError }
}
