/**
 * One field of an interpolant from others:
 *
 *   s = −η_z / γ,   b = v − γγ̇ s,   b = α̇ η₀ + β̇ η₁ + γ̇ η_z   with   α η₀ + β η₁ + γ η_z = x
 *
 * For one-sided interpolants (α = 0) two of the equations give η_z from b alone, so one network serves flow and diffusion:
 *
 *   η_z = (β̇ x − β b) / (γ β̇ − γ̇ β)
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023; the last by elimination of η₁.
 * @module
 */
import { InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import type { Points } from '../../measure/points.js'
import type { Interpolant } from './interpolant.js'

/** A field and what it is multiplied with. */
export interface Term {
  readonly field: Field
  readonly scale: (t: number) => number
}

/** Σ c_k(t) f_k(x, t) + c(t) x, with the divergence where all have it. */
export function combination(terms: readonly [Term, ...Term[]], own: (t: number) => number = () => 0): Field {
  const { d } = terms[0].field
  const value = (x: Points, t: number): Points => {
    const scale = own(t)
    const data = new Float64Array(x.data.length)
    if (scale !== 0) for (let k = 0; k < data.length; k++) data[k] = scale * (x.data[k] as number)
    for (const term of terms) {
      const factor = term.scale(t)
      const part = term.field.value(x, t).data
      for (let k = 0; k < data.length; k++) data[k] = (data[k] as number) + factor * (part[k] as number)
    }
    return { data, n: x.n, d }
  }
  if (!terms.every(({ field }) => field.divergence)) return { d, value }
  return {
    d,
    value,
    divergence(x, t) {
      const out = new Float64Array(x.n).fill(d * own(t))
      for (const { field, scale } of terms) {
        const factor = scale(t)
        field.divergence?.(x, t).forEach((part, i) => {
          out[i] = (out[i] as number) + factor * part
        })
      }
      return out
    },
  }
}

/** 1/γ(t), refused where γ is 0. */
function reciprocal({ gamma }: Interpolant, t: number): number {
  const value = gamma(t)
  if (value === 0)
    throw new InputError(`t: γ(${t}) is 0, where a score can't be made of η_z; t with γ(t) > 0 is needed`)
  return 1 / value
}

/** s = −η_z / γ; refuses times with γ(t) = 0. */
export function scoreFromEtaZ(etaZ: Field, interpolant: Interpolant): Field {
  return combination([{ field: etaZ, scale: (t) => -reciprocal(interpolant, t) }])
}

/** η_z = −γ s. */
export function etaZFromScore(score: Field, { gamma }: Interpolant): Field {
  return combination([{ field: score, scale: (t) => -gamma(t) }])
}

/** b = v − γγ̇ s. */
export function velocityFromSlope(slope: Field, score: Field, { gammaGammaDot }: Interpolant): Field {
  return combination([
    { field: slope, scale: () => 1 },
    { field: score, scale: (t) => -gammaGammaDot(t) },
  ])
}

/**
 * b = α̇ η₀ + β̇ η₁ + γ̇ η_z, η₀ from the identity α η₀ + β η₁ + γ η_z = x unless it is given.
 * With γ̇ infinite (Brownian γ at the ends) it is not defined there, nor, without η₀, where α = 0.
 */
export function velocityFromDenoisers(
  { eta0, eta1, etaZ }: { readonly eta0?: Field; readonly eta1: Field; readonly etaZ: Field },
  interpolant: Interpolant,
): Field {
  const { alpha, beta, gamma, alphaDot, betaDot, gammaDot } = interpolant
  if (eta0 || interpolant.kind !== 'two-sided') {
    const [end, noise] = [
      { field: eta1, scale: betaDot },
      { field: etaZ, scale: gammaDot },
    ] as const
    return combination(eta0 ? [{ field: eta0, scale: alphaDot }, end, noise] : [end, noise])
  }
  const rate = (t: number) => alphaDot(t) / alpha(t)
  return combination(
    [
      { field: eta1, scale: (t) => betaDot(t) - rate(t) * beta(t) },
      { field: etaZ, scale: (t) => gammaDot(t) - rate(t) * gamma(t) },
    ],
    rate,
  )
}

/**
 * η_z from the velocity of a one-sided interpolant.
 * @throws InputError for another kind
 */
export function etaZFromVelocity(velocity: Field, interpolant: Interpolant): Field {
  if (interpolant.kind !== 'one-sided') {
    throw new InputError(`interpolant: is ${interpolant.kind}; only for a one-sided one does b determine η_z`)
  }
  const { beta, betaDot, gamma, gammaDot } = interpolant
  // vp has γ̇ = −∞ at t = 1, where the quotient tends to 0: times γ, all terms stay finite.
  const wronskian = (t: number) => gamma(t) ** 2 * betaDot(t) - interpolant.gammaGammaDot(t) * beta(t)
  const scale = (t: number) =>
    Number.isFinite(gammaDot(t)) ? 1 / (gamma(t) * betaDot(t) - gammaDot(t) * beta(t)) : gamma(t) / wronskian(t)
  return combination([{ field: velocity, scale: (t) => -beta(t) * scale(t) }], (t) => betaDot(t) * scale(t))
}

/**
 * s from the velocity of a one-sided interpolant; refuses times with γ(t) = 0.
 * @throws InputError for another kind
 */
export function scoreFromVelocity(velocity: Field, interpolant: Interpolant): Field {
  return scoreFromEtaZ(etaZFromVelocity(velocity, interpolant), interpolant)
}
