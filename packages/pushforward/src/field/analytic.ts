/**
 * Flows with a formula: the standard test beds of transport. All are divergence-free, with exact Jacobian and Laplacian.
 * Lengths and times are in whatever unit the parameters are.
 * @module
 */
import type { Points } from '../measure/points.js'
import { type BickleyOptions, bickley } from './analytic-bickley.js'
import type { FlowField, PlanarFlow } from './planar-flow.js'

/** Parameters of the double gyre. */
export interface DoubleGyreOptions {
  /** A: the speed is at most π A (1 + 2ε). Default 0.1. */
  readonly amplitude?: number
  /** ε: how far the wall between the gyres swings. Default 0.25. */
  readonly epsilon?: number
  /** ω of the swing. Default 2π/10. */
  readonly omega?: number
}

/**
 * Two counter-rotating gyres on [0, 2] × [0, 1] whose common wall swings:
 *
 *   u = −π A sin(π f) cos(π y),  v = π A cos(π f) sin(π y) f_x,  f = ε sin(ωt) x² + (1 − 2ε sin ωt) x
 *
 * Source: Shadden, Lekien & Marsden 2005. The defaults are the usual ones.
 */
function doubleGyre({
  amplitude = 0.1,
  epsilon = 0.25,
  omega = (2 * Math.PI) / 10,
}: DoubleGyreOptions = {}): PlanarFlow {
  const size = Math.PI * amplitude
  const terms = (x: number, y: number, t: number) => {
    const a = epsilon * Math.sin(omega * t)
    const f = Math.PI * (a * x * x + (1 - 2 * a) * x)
    return {
      sf: Math.sin(f),
      cf: Math.cos(f),
      sy: Math.sin(Math.PI * y),
      cy: Math.cos(Math.PI * y),
      // The first two derivatives of π f.
      first: Math.PI * (2 * a * x + 1 - 2 * a),
      second: Math.PI * 2 * a,
    }
  }
  return {
    velocity: (x, y, t, out) => {
      const { sf, cf, sy, cy, first } = terms(x, y, t)
      out[0] = -size * sf * cy
      out[1] = amplitude * cf * sy * first
    },
    jacobian: (x, y, t, out) => {
      const { sf, cf, sy, cy, first, second } = terms(x, y, t)
      out[0] = -size * cf * cy * first
      out[1] = size * Math.PI * sf * sy
      out[2] = amplitude * sy * (cf * second - sf * first * first)
      out[3] = size * cf * cy * first
    },
    laplacian: (x, y, t, out) => {
      const { sf, cf, sy, cy, first, second } = terms(x, y, t)
      out[0] = size * cy * (sf * (first * first + Math.PI * Math.PI) - cf * second)
      out[1] = -amplitude * sy * first * (cf * (first * first + Math.PI * Math.PI) + 3 * sf * second)
    },
    kernel: { kind: 'double-gyre', parameters: [amplitude, epsilon, omega] },
  }
}

export interface TaylorGreenOptions {
  /** Speed at t = 0. Default 1. */
  readonly amplitude?: number
  /** k: vortices have the side π/k. Default 1. */
  readonly wavenumber?: number
  /** ν of the decay. Default 0: steady. */
  readonly viscosity?: number
}

/**
 * Taylor–Green vortices, an exact solution of the Navier–Stokes equations: e^{−2νk²t} A (−cos kx sin ky, sin kx cos ky).
 */
function taylorGreen({ amplitude = 1, wavenumber: k = 1, viscosity = 0 }: TaylorGreenOptions = {}): PlanarFlow {
  const sizeAt = (t: number) => amplitude * Math.exp(-2 * viscosity * k * k * t)
  const scaledVelocity = (scale: number) => (x: number, y: number, t: number, out: Float64Array) => {
    const size = scale * sizeAt(t)
    out[0] = -size * Math.cos(k * x) * Math.sin(k * y)
    out[1] = size * Math.sin(k * x) * Math.cos(k * y)
  }
  return {
    velocity: scaledVelocity(1),
    jacobian: (x, y, t, out) => {
      const size = sizeAt(t) * k
      const both = size * Math.sin(k * x) * Math.sin(k * y)
      const neither = size * Math.cos(k * x) * Math.cos(k * y)
      out[0] = both
      out[1] = -neither
      out[2] = neither
      out[3] = -both
    },
    laplacian: scaledVelocity(-2 * k * k),
    kernel: { kind: 'taylor-green', parameters: [amplitude, k, viscosity] },
  }
}

/** (a x + b y, c x + d y). */
function linear(a: number, b: number, c: number, d: number): PlanarFlow {
  return {
    velocity: (x, y, _, out) => {
      out[0] = a * x + b * y
      out[1] = c * x + d * y
    },
    jacobian: (_x, _y, _t, out) => out.set([a, b, c, d]),
    laplacian: (_x, _y, _t, out) => out.fill(0, 0, 2),
    kernel: { kind: 'linear', parameters: [a, b, c, d] },
  }
}

export interface RateOptions {
  /** 1/time. Default 1. */
  readonly rate?: number
}

/** (r x, −r y): FTLE r everywhere. */
const saddle = ({ rate = 1 }: RateOptions = {}): PlanarFlow => linear(rate, 0, 0, -rate)
/** (r y, 0): FTLE asinh(r|T|/2)/|T|. */
const shear = ({ rate = 1 }: RateOptions = {}): PlanarFlow => linear(0, rate, 0, 0)
/** r (−y, x): FTLE 0. */
const rotation = ({ rate = 1 }: RateOptions = {}): PlanarFlow => linear(0, -rate, rate, 0)

export interface AbcOptions {
  /** A, B, C. Defaults √3, √2, 1: the usual chaotic case. */
  readonly a?: number
  readonly b?: number
  readonly c?: number
}

/**
 * The flow of Arnold, Beltrami and Childress, in space: (A sin z + C cos y, B sin x + A cos z, C sin y + B cos x).
 */
function abc({ a = Math.sqrt(3), b = Math.SQRT2, c = 1 }: AbcOptions = {}): FlowField {
  const each = (x: Points, row: (x: number, y: number, z: number, i: number, out: Float64Array) => void): Points => {
    const out = new Float64Array(3 * x.n)
    for (let i = 0; i < out.length; i += 3) {
      row(x.data[i] as number, x.data[i + 1] as number, x.data[i + 2] as number, i, out)
    }
    return { data: out, n: x.n, d: 3 }
  }
  return {
    d: 3,
    value: (points) =>
      each(points, (x, y, z, i, out) => {
        out[i] = a * Math.sin(z) + c * Math.cos(y)
        out[i + 1] = b * Math.sin(x) + a * Math.cos(z)
        out[i + 2] = c * Math.sin(y) + b * Math.cos(x)
      }),
    divergence: ({ n }) => new Float64Array(n),
    jvp: (points, { data }) =>
      each(points, (x, y, z, i, out) => {
        const [p, q, r] = [data[i] as number, data[i + 1] as number, data[i + 2] as number]
        out[i] = -c * Math.sin(y) * q + a * Math.cos(z) * r
        out[i + 1] = b * Math.cos(x) * p - a * Math.sin(z) * r
        out[i + 2] = -b * Math.sin(x) * p + c * Math.cos(y) * q
      }),
    vjp: (points, { data }) =>
      each(points, (x, y, z, i, out) => {
        const [p, q, r] = [data[i] as number, data[i + 1] as number, data[i + 2] as number]
        out[i] = b * Math.cos(x) * q - b * Math.sin(x) * r
        out[i + 1] = -c * Math.sin(y) * p + c * Math.cos(y) * r
        out[i + 2] = a * Math.cos(z) * p - a * Math.sin(z) * q
      }),
    kernel: { kind: 'abc', parameters: [a, b, c] },
  }
}

export type { BickleyOptions }

/**
 * The flows by name.
 * @example
 * const out = new Float64Array(2)
 * analyticFlow.doubleGyre().velocity(1.5, 0.5, 0, out) // out: [0, 0] within 1e-16, the centre of a gyre
 */
export const analyticFlow = { doubleGyre, bickley, taylorGreen, saddle, shear, rotation, abc } as const
