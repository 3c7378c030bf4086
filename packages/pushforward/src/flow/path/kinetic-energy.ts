/**
 * The kinetic energy of any Gaussian path on data of a given separation,
 *
 *   𝓔 = ∫ (ṙ² + r² θ̇² γ(θ)) dt = ∫ (α̇² + σ̇²) dt − ∫ β² (1 − λ(α/σ)) dt,  β = α̇ − α σ̇/σ,
 *
 * a dimension of normalised data: the conditional energy less what conditional velocities differ by within a point (the law
 * of total variance). The first form has no difference of large numbers and no 1/σ.
 *
 * Special cases, with I = ∫ (1 − λ) ds = ∫ (1 − γ) dθ: linear path 2 − I; θ = πt/2, r = 1: π²/4 − π I/2.
 *
 * Source: Shaul, Chen, Nickel, Le & Lipman 2023, eq. 21.
 * @module
 */
import { InputError } from '../../errors.js'
import type { GaussianPath } from './gaussian-path.js'
import type { Separation } from './separation.js'

export interface KineticEnergyOptions {
  /**
   * Leaves out so much time next to the data, in [0, 1/2]. Default 0. A path whose noise ends like a root of the time left (VP)
   * has infinite energy there; what it has before grows with the logarithm of the clip, so state it with the number.
   */
  readonly clip?: number
}

export interface KineticEnergy {
  /** 𝓔; infinite where the integral diverges. */
  readonly total: number
  /** ∫ (α̇² + σ̇²) dt; it may be infinite though the total is not. */
  readonly conditional: number
  /** conditional − total; NaN where both are infinite. */
  readonly correction: number
}

/** Four-point Gauss rule on [0, 1]. */
const GAUSS = [
  [0.06943184420297371, 0.17392742256872692],
  [0.33000947820757187, 0.32607257743127305],
  [0.6699905217924281, 0.32607257743127305],
  [0.9305681557970263, 0.17392742256872692],
] as const
/** Each octave of time next to an end is cut in so many panels. */
const PANELS = 4
const OCTAVES = 36
/** An integral whose last octave brings more than this share has not converged: for a logarithm each brings the same. */
const DIVERGES = 1e-4

/**
 * @throws InputError if the clip is not in [0, 1/2]
 * @example
 * kineticEnergy(condOtPath(), separationOf(() => 0)).total // 2: far apart, noise and data travel on their own
 */
export function kineticEnergy(
  path: GaussianPath,
  { gamma }: Separation,
  { clip = 0 }: KineticEnergyOptions = {},
): KineticEnergy {
  if (!(clip >= 0 && clip <= 0.5)) throw new InputError(`clip: is ${clip}; a number in [0, 1/2] is needed`)
  const rates = (t: number): readonly [number, number] => {
    const [a, m, da, dm] = [path.alpha(t), path.sigma(t), path.alphaDot(t), path.sigmaDot(t)]
    const square = a * a + m * m
    const turn = (da * m - a * dm) ** 2 / square
    return [(a * da + m * dm) ** 2 / square + turn * gamma(Math.atan2(a, m)), da * da + dm * dm]
  }
  const towards = (end: number, reach: number, stop: number) => graded(rates, end, reach, stop)
  const [noise, data] = path.dataTime === 1 ? [0, 1] : [1, 0]
  const early = towards(noise, 0.5, 0)
  const late = towards(data, 0.5, clip)
  const total = early[0] + late[0]
  const conditional = early[1] + late[1]
  return { total, conditional, correction: conditional - total }
}

/** Integrals over times within `reach` of an end, but not within `stop` of it, in octaves towards the end. */
function graded(
  rates: (t: number) => readonly [number, number],
  end: number,
  reach: number,
  stop: number,
): [number, number] {
  const sums: [number, number] = [0, 0]
  let last: readonly [number, number] = [0, 0]
  let far = reach
  for (let octave = 0; octave < OCTAVES && far > stop; octave++) {
    const near = stop > 0 ? Math.max(stop, far / 2) : far / 2
    const part: [number, number] = [0, 0]
    for (let panel = 0; panel < PANELS; panel++) {
      const width = (far - near) / PANELS
      for (const [at, weight] of GAUSS) {
        const left = near + width * (panel + at)
        const values = rates(end === 1 ? 1 - left : left)
        part[0] += weight * width * values[0]
        part[1] += weight * width * values[1]
      }
    }
    sums[0] += part[0]
    sums[1] += part[1]
    last = part
    far = near
  }
  if (stop > 0) return sums
  const closed = (k: 0 | 1) => (last[k] > DIVERGES * sums[k] ? Number.POSITIVE_INFINITY : sums[k])
  return [closed(0), closed(1)]
}
