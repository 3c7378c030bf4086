/**
 * The Bickley jet: a meandering zonal jet between two rows of vortices, a model of the stratospheric polar night jet.
 *
 *   ψ = c y − U L tanh(y/L) + U L sech²(y/L) Σ_n ε_n cos(k_n x − σ_n t),   u = −∂ψ/∂y,  v = ∂ψ/∂x
 *
 * in the frame that moves with speed c, where wave n with speed c_n has the frequency σ_n = k_n (c_n − c).
 *
 * Source: del-Castillo-Negrete & Morrison 1993; Rypina et al. 2007.
 * @module
 */
import { InputError } from '../errors.js'
import type { PlanarFlow } from './planar-flow.js'

export interface BickleyWave {
  /** ε_n, in the unit of the mean jet. */
  readonly amplitude: number
  /** k_n. */
  readonly wavenumber: number
  /** c_n, in the frame at rest. */
  readonly speed: number
}

export interface BickleyOptions {
  /** U. Default 5413.824 km/day (62.66 m/s). */
  readonly speed?: number
  /** L. Default 1770 km. */
  readonly width?: number
  /** c. Default 0.461 U: the second wave stands still. */
  readonly frameSpeed?: number
  /** At most three. Default two: ε = 0.15 and 0.3, k_n = n / 6371 km · 2, c_n = 0.205 U and 0.461 U. */
  readonly waves?: readonly BickleyWave[]
}

/** km/day of 62.66 m/s. */
const SPEED = 62.66 * 86.4
/** Radius of the earth, km; the period in x is π R. */
const RADIUS = 6371

/**
 * @throws InputError with more than three waves, or a width that is not positive
 * @example
 * const out = new Float64Array(2)
 * analyticFlow.bickley().velocity(0, 0, 0, out) // u = U − c = 2918.051136 km/day, v = 0
 */
export function bickley(options: BickleyOptions = {}): PlanarFlow {
  const { speed: U = SPEED, width: L = 1770 } = options
  const { frameSpeed: c = 0.461 * U } = options
  const waves = options.waves ?? [
    { amplitude: 0.15, wavenumber: 2 / RADIUS, speed: 0.205 * U },
    { amplitude: 0.3, wavenumber: 4 / RADIUS, speed: 0.461 * U },
  ]
  if (waves.length > 3) throw new InputError(`waves: has ${waves.length}; at most 3 are accepted`)
  if (!(L > 0)) throw new InputError(`width: is ${L}; a positive number is needed`)
  const terms = waves.map(({ amplitude, wavenumber: k, speed }) => ({ amplitude, k, sigma: k * (speed - c) }))

  const sums = new Float64Array(4)
  /** Σ ε cos φ and its first three derivatives by x. */
  const waveSums = (x: number, t: number): [number, number, number, number] => {
    sums.fill(0)
    for (const { amplitude, k, sigma } of terms) {
      const cosine = amplitude * Math.cos(k * x - sigma * t)
      const sine = amplitude * Math.sin(k * x - sigma * t)
      sums[0] = (sums[0] as number) + cosine
      sums[1] = (sums[1] as number) - k * sine
      sums[2] = (sums[2] as number) - k * k * cosine
      sums[3] = (sums[3] as number) + k * k * k * sine
    }
    return sums as unknown as [number, number, number, number]
  }
  return {
    velocity: (x, y, t, out) => {
      const [wave, slope] = waveSums(x, t)
      const tanh = Math.tanh(y / L)
      const sech2 = 1 / Math.cosh(y / L) ** 2
      out[0] = U * sech2 * (1 + 2 * tanh * wave) - c
      out[1] = U * L * sech2 * slope
    },
    jacobian: (x, y, t, out) => {
      const [wave, slope, curvature] = waveSums(x, t)
      const tanh = Math.tanh(y / L)
      const sech2 = 1 / Math.cosh(y / L) ** 2
      const productSlope = (sech2 * (sech2 - 2 * tanh * tanh)) / L // of sech² tanh, by y
      out[0] = 2 * U * sech2 * tanh * slope
      out[1] = (-2 * U * sech2 * tanh) / L + 2 * U * wave * productSlope
      out[2] = U * L * sech2 * curvature
      out[3] = -2 * U * sech2 * tanh * slope
    },
    laplacian: (x, y, t, out) => {
      const [wave, slope, curvature, third] = waveSums(x, t)
      const tanh = Math.tanh(y / L)
      const sech2 = 1 / Math.cosh(y / L) ** 2
      const productSlope = (sech2 * (sech2 - 2 * tanh * tanh)) / L
      const productCurvature = (4 * sech2 * tanh * (tanh * tanh - 2 * sech2)) / (L * L)
      out[0] = U * (2 * sech2 * tanh * curvature - (2 / L) * productSlope + 2 * wave * productCurvature)
      out[1] = U * L * sech2 * third - 2 * U * slope * productSlope
    },
    kernel: {
      kind: 'bickley',
      parameters: [U, L, c, ...[0, 1, 2].flatMap((n) => waveParameters(terms[n]))],
    },
  }
}

function waveParameters(wave: { amplitude: number; k: number; sigma: number } | undefined): number[] {
  return wave ? [wave.amplitude, wave.k, wave.sigma] : [0, 0, 0]
}
