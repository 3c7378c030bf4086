/**
 * The Gaussian path of least kinetic energy. For normalised data and x_t = r (sin θ x₁ + cos θ n),
 *
 *   𝓔 = (1/d) ∫ E|u_t(x_t)|² dt = ∫ (ṙ² + r² θ̇² γ(θ)) dt,  θ(0) = 0, θ(1) = π/2, r(0) = r(1) = 1,
 *
 * u the marginal velocity and γ the data's (`separation.ts`). In the polar coordinates r and φ(θ) = ∫₀^θ √γ this is a free
 * particle of the plane, so the least energy is that of a straight line: the chord of the unit circle between the angles 0
 * and Φ = φ(π/2),
 *
 *   𝓔 = b = 4 sin²(Φ/2),  r² = 1 − b t + b t²,  φ(t) = atan2(t sin Φ, 1 − t + t cos Φ),  θ(t) = φ⁻¹(φ(t)).
 *
 * Data of N(0, I) have γ ≡ 0 and every path with r ≡ 1 is free; data far apart have γ ≡ 1, Φ = π/2 and the linear path. φ is
 * integrated with three Gauss points a panel and inverted by Newton steps on the same rule, so the inverse is as exact as φ.
 *
 * Source: Shaul, Chen, Nickel, Le & Lipman 2023, Theorem 3.1, which leaves θ to gradient descent; the chord is its solution.
 * @module
 */
import { InputError } from '../../errors.js'
import type { GaussianPath } from './gaussian-path.js'
import { QUARTER, type Separation } from './separation.js'

export interface KineticOptimalOptions {
  /** Panels of the angle, >= 8. Default 512: φ to 1e-10 for a smooth γ. */
  readonly nodes?: number
}

export interface KineticOptimalPath extends GaussianPath {
  /** b = 4 sin²(Φ/2) of Theorem 3.1. */
  readonly b: number
  /** The kinetic energy a dimension, equal to b. */
  readonly energy: number
  /** Φ = ∫ √γ dθ over (0, π/2). */
  readonly Phi: number
  /** γ(θ), as given. */
  readonly gamma: (theta: number) => number
  /** φ(θ), from 0 to Φ. */
  readonly phi: (theta: number) => number
  /** r(t). */
  readonly radius: (t: number) => number
  /** θ(t). */
  readonly angle: (t: number) => number
  /** γ < 1e-4 everywhere: data are normal up to that, every path on the circle is free, and θ = πt/2 is taken. */
  readonly degenerate: boolean
}

const DEGENERATE = 1e-4
/** Nodes of the three-point Gauss rule on [0, 1] and their weights. */
const GAUSS = [
  [0.5 - Math.sqrt(0.15), 5 / 18],
  [0.5, 8 / 18],
  [0.5 + Math.sqrt(0.15), 5 / 18],
] as const

/**
 * α̇ and σ̇ may be infinite at t = 0 (where γ = 0, α grows like a root of t) and at t = 1: a sampler that starts at 0 takes the
 * velocity a little later, at 1e-4 say, and keeps its step.
 * @throws InputError if γ is not a number in [0, 1] somewhere, or nodes is out of range; the path's functions, if t is outside [0, 1]
 * @example
 * kineticOptimalPath(gaussianSeparation([2, 0])).energy // 2 − √2 = 0.5858: W₂² a dimension between N(0, I) and the data
 */
export function kineticOptimalPath(
  separation: Separation,
  { nodes = 512 }: KineticOptimalOptions = {},
): KineticOptimalPath {
  if (!Number.isInteger(nodes) || nodes < 8) throw new InputError(`nodes: is ${nodes}; an integer >= 8 is needed`)
  const { gamma } = separation
  const table = tabulate(gamma, nodes)
  const degenerate = table.largest < DEGENERATE
  const Phi = degenerate ? 0 : (table.phi[nodes] as number)
  const b = 4 * Math.sin(Phi / 2) ** 2
  const [sine, cosine] = [Math.sin(Phi), Math.cos(Phi)]

  const angle = (t: number) => {
    assertTime(t)
    if (t === 0 || t === 1) return t * QUARTER
    return degenerate ? t * QUARTER : inverse(table, Math.atan2(t * sine, 1 - t + t * cosine))
  }
  const radius = (t: number) => Math.sqrt(1 - b * t * (1 - t))
  const rates = (t: number) => {
    const theta = angle(t)
    const r = radius(t)
    const turn = degenerate ? QUARTER : Math.sqrt(b - (b * b) / 4) / (r * r) / Math.sqrt(gamma(theta))
    // On the axes one part of the velocity is exactly 0, and infinity times 0 is not it.
    const [up, right] = [t === 1 ? 0 : Math.cos(theta), t === 0 ? 0 : Math.sin(theta)]
    return { r, growth: (b * (2 * t - 1)) / (2 * r), turn, up, right }
  }
  return {
    name: 'kinetic-optimal',
    dataTime: 1,
    alpha: (t) => (t === 1 ? 1 : radius(t) * Math.sin(angle(t))),
    sigma: (t) => (t === 1 ? 0 : radius(t) * Math.cos(angle(t))),
    alphaDot: (t) => {
      const { r, growth, turn, up, right } = rates(t)
      return growth * right + (up === 0 ? 0 : r * turn * up)
    },
    sigmaDot: (t) => {
      const { r, growth, turn, up, right } = rates(t)
      return growth * up - (right === 0 ? 0 : r * turn * right)
    },
    lambda: (t) => {
      const theta = angle(t)
      return Math.log(Math.sin(theta) / (t === 1 ? 0 : Math.cos(theta)))
    },
    timeOf: (lambda) => {
      const theta = Math.atan(Math.exp(lambda))
      if (degenerate) return theta / QUARTER
      const here = Math.min(phiAt(table, theta), Phi)
      return Math.sin(here) / (Math.sin(Phi - here) + Math.sin(here))
    },
    b,
    energy: b,
    Phi,
    gamma,
    phi: (theta) => (degenerate ? 0 : phiAt(table, theta)),
    radius,
    angle,
    degenerate,
  }
}

function assertTime(t: number): void {
  if (!(t >= 0 && t <= 1)) throw new InputError(`t: is ${t}; a time from 0 to 1 is needed`)
}

interface Table {
  /** Angles, dense at both ends, where √γ may be a root of the distance (a density has γ like cos θ at π/2). */
  readonly theta: Float64Array
  readonly phi: Float64Array
  readonly gamma: (theta: number) => number
  readonly largest: number
}

function tabulate(gamma: (theta: number) => number, nodes: number): Table {
  const theta = Float64Array.from({ length: nodes + 1 }, (_, k) => QUARTER * Math.sin((QUARTER * k) / nodes) ** 2)
  const phi = new Float64Array(nodes + 1)
  let largest = 0
  const checked = (angle: number) => {
    const value = gamma(angle)
    if (!(value >= 0 && value <= 1 + 1e-9)) {
      throw new InputError(`separation: γ(${angle}) is ${value}; a number from 0 to 1 is needed`)
    }
    largest = Math.max(largest, value)
    return value
  }
  for (let k = 0; k < nodes; k++) {
    phi[k + 1] = (phi[k] as number) + stretch(checked, theta[k] as number, theta[k + 1] as number)
  }
  return { theta, phi, gamma, largest }
}

/** ∫ √γ over a panel or a part of it. */
function stretch(gamma: (theta: number) => number, from: number, to: number): number {
  let sum = 0
  for (const [at, weight] of GAUSS) sum += weight * Math.sqrt(gamma(from + (to - from) * at))
  return (to - from) * sum
}

function phiAt({ theta, phi, gamma }: Table, angle: number): number {
  const k = panelOf(theta, angle)
  return (phi[k] as number) + stretch(gamma, theta[k] as number, angle)
}

/** The last node at or below a value, never the very last. */
function panelOf(nodes: Float64Array, value: number): number {
  let low = 0
  let high = nodes.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((nodes[middle] as number) <= value) low = middle
    else high = middle
  }
  return low
}

/** Newton steps kept within a shrinking bracket; a bracket that only one side shrinks is halved. */
function inverse({ theta, phi, gamma }: Table, value: number): number {
  const k = panelOf(phi, value)
  const from = theta[k] as number
  const start = phi[k] as number
  let low = from
  let high = theta[k + 1] as number
  const rise = (phi[k + 1] as number) - start
  // From 0 the angle is φ^{1/p} with p >= 2 unless γ(0) > 0.
  const share = rise > 0 ? (value - start) / rise : 0.5
  let here = from + (high - from) * (k === 0 ? Math.sqrt(share) : share)
  for (let step = 0; step < 80 && high - low > 1e-15 * high; step++) {
    const excess = start + stretch(gamma, from, here) - value
    if (excess > 0) high = here
    else low = here
    const next = here - excess / Math.sqrt(gamma(here))
    if (Math.abs(next - here) < 1e-15 * here) break
    here = next > low && next < high && step % 8 !== 7 ? next : (low + high) / 2
  }
  return here
}
