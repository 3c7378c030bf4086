/**
 * Losses whose minimisers are the conditional averages of an interpolant. For a target Y with E[Y | x_t] wanted,
 *
 *   projection  L[f] = E[ ½|f(x_t, t)|² − Y·f(x_t, t) ],     quadratic  E ½|f − Y|² = L[f] + ½E|Y|²
 *
 * Both have the same gradient. The projection's minimum is −½E|E[Y | x_t]|², so the excess over it is ½E|f − f*|², which is
 * what bounds the divergence of the samples (`klUpperBound`); the quadratic form is never negative.
 *
 *   velocity: Y = ∂_t I + γ̇ z     slope: Y = ∂_t I     score: Y = −z/γ     denoiser: Y = z
 *
 * γ̇ and 1/γ are infinite at the ends for most γ. In an antithetic batch (`interpolate`) the pair ±z shares them with
 * opposite signs, so that its average stays bounded; the denoiser's target is bounded anyway.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, objectives of the velocity, score and denoiser.
 * @module
 */
import { InputError } from '../../errors.js'
import type { LossAt } from '../../learn/network.js'
import type { Points } from '../../measure/points.js'
import type { InterpolantBatch } from './interpolant.js'

export type InterpolantTarget = 'velocity' | 'slope' | 'score' | 'denoiser'

export interface InterpolantLossOptions {
  /** Default 'projection': differences of its values are what the bound needs. */
  readonly form?: 'projection' | 'quadratic'
  /** Weight of each row `[m]`, 1/q(t) for times drawn with density q. Default 1. */
  readonly weights?: ArrayLike<number>
}

/**
 * The loss of a network's output on a batch, a mean over rows, and its gradient by the output.
 * @param output f(x_t, t) `[m, d]`
 * @throws InputError if the output has another shape than the batch, or for a score where γ(t) = 0
 * @example
 * const batch = interpolate(interpolant('oneSidedLinear'), { x1: points([3]), z: points([1]), t: 0.5 })
 * interpolantLoss('velocity', points([2]), batch).loss // ½ 2² − (3 − 1) 2 = −2: the least there is
 */
export function interpolantLoss(
  kind: InterpolantTarget,
  output: Points,
  batch: InterpolantBatch,
  { form = 'projection', weights }: InterpolantLossOptions = {},
): LossAt {
  const { n, d } = batch.x
  if (output.n !== n || output.d !== d) {
    throw new InputError(`output: is ${output.n} × ${output.d}; ${n} × ${d} is needed, as the batch`)
  }
  if (weights && weights.length !== n) {
    throw new InputError(`weights: has ${weights.length} numbers; ${n} are needed, one a row`)
  }
  const target = targetOf(kind, batch)
  const cotangent = new Float64Array(n * d)
  const quadratic = form === 'quadratic'
  let loss = 0
  for (let i = 0; i < n; i++) {
    const share = (weights?.[i] ?? 1) / n
    for (let at = i * d; at < (i + 1) * d; at++) {
      const f = output.data[at] as number
      const y = target[at] as number
      loss += share * (quadratic ? (f - y) ** 2 / 2 : (f / 2 - y) * f)
      cotangent[at] = share * (f - y)
    }
  }
  return { loss, cotangent }
}

function targetOf(kind: InterpolantTarget, { x, t, gamma, slope, velocity, z }: InterpolantBatch): Float64Array {
  switch (kind) {
    case 'velocity':
      return velocity
    case 'slope':
      return slope
    case 'denoiser':
      return z
    case 'score':
      return z.map((value, at) => {
        const i = Math.floor(at / x.d)
        if (gamma[i] === 0) {
          throw new InputError(
            `t: [${i}] is ${t[i]}, where γ is 0 and the score's target is infinite; learn the denoiser, or keep t in [1e-4, 1 − 1e-4]`,
          )
        }
        return -value / (gamma[i] as number)
      })
    default:
      throw new InputError(`kind: "${String(kind)}" is unknown; accepted are velocity, slope, score and denoiser`)
  }
}
