/**
 * Costs of moving x to t = T(x), with their gradients in t: what the Monge gap of a learnt map needs.
 *
 *   'sqeuclidean' |x − t|²      'euclidean' |x − t|      { p } |x − t|₂^p      'sphere' squared arc length
 *   { elastic: γ } ½ |x − t|² + γ |x − t|₁               { coordinates: p } Σ_k |x_k − t_k|^p / p
 *
 * The last two are of the form h(x − t) with a strictly convex h; their optimal maps are x − ∇h*(∇f(x)).
 * @module
 */
import { InputError } from '../errors.js'
import { type Points, points } from '../measure/points.js'
import { type Cost, pairCost } from '../transport/cost.js'

export type MapCost =
  | 'sqeuclidean'
  | 'euclidean'
  | 'sphere'
  /** |x − t|₂^p, p >= 1. */
  | { readonly p: number }
  /** γ > 0: displacements are sparse, as coordinates that move less than γ cost more than they gain. */
  | { readonly elastic: number }
  /** p > 1. */
  | { readonly coordinates: number }

type Flat = Float32Array | Float64Array

export interface GroundCost {
  /** The same cost for `emd`, `sinkhorn`, `mongeGap`. */
  readonly transport: Cost
  /** out[at + k] += weight · ∂c/∂t_k, for x at `xAt` and t at `tAt`; 0 where the cost has a kink. */
  readonly addGradient: (
    x: Flat,
    xAt: number,
    t: Flat,
    tAt: number,
    weight: number,
    out: Float64Array,
    at: number,
  ) => void
}

/**
 * A cost with its gradient.
 * @throws InputError if the cost is unknown or its parameter out of range
 */
export function groundCost(cost: MapCost, d: number): GroundCost {
  if (cost === 'sqeuclidean') return { transport: cost, addGradient: byDisplacement(d, (z) => 2 * z) }
  if (cost === 'euclidean') return { transport: cost, addGradient: euclideanPower(1, d) }
  if (cost === 'sphere') return { transport: cost, addGradient: squaredArc(d) }
  if (typeof cost === 'object' && 'p' in cost) {
    assertAtLeast('p', cost.p, 1)
    return { transport: cost, addGradient: euclideanPower(cost.p, d) }
  }
  if (typeof cost === 'object' && 'elastic' in cost) {
    const gamma = cost.elastic
    if (!(gamma > 0 && gamma < Number.POSITIVE_INFINITY)) {
      throw new InputError(`cost: elastic is ${gamma}; a positive number is needed`)
    }
    return separable(
      d,
      (z) => 0.5 * z * z + gamma * Math.abs(z),
      (z) => z + gamma * Math.sign(z),
    )
  }
  if (typeof cost === 'object' && 'coordinates' in cost) {
    const p = cost.coordinates
    if (!(p > 1)) throw new InputError(`cost: coordinates is ${p}; a number above 1 is needed`)
    return separable(
      d,
      (z) => Math.abs(z) ** p / p,
      (z) => Math.sign(z) * Math.abs(z) ** (p - 1),
    )
  }
  throw new InputError(
    `cost: ${JSON.stringify(cost)} is unknown; accepted are "sqeuclidean", "euclidean", "sphere", { p }, { elastic }, { coordinates }`,
  )
}

/** Mean cost between all pairs. */
export function meanCost(cost: Cost, x: Points, y: Points): number {
  const between = pairCost(cost, x, y)
  let sum = 0
  for (let i = 0; i < x.n; i++) for (let j = 0; j < y.n; j++) sum += between(i, j)
  return sum / (x.n * y.n)
}

/** Mean cost of moving each x_i to t_i. */
export function displacementCost(cost: Cost, x: Points, t: Points): number {
  const between = pairCost(cost, x, t)
  let sum = 0
  for (let i = 0; i < x.n; i++) sum += between(i, i)
  return sum / x.n
}

/** c(x, t) = Σ_k h(t_k − x_k) for an even h. */
function separable(d: number, h: (z: number) => number, slope: (z: number) => number): GroundCost {
  const transport = (x: Float64Array, t: Float64Array) => {
    let sum = 0
    for (let k = 0; k < d; k++) sum += h((t[k] as number) - (x[k] as number))
    return sum
  }
  return { transport, addGradient: byDisplacement(d, slope) }
}

function byDisplacement(d: number, slope: (z: number) => number): GroundCost['addGradient'] {
  return (x, xAt, t, tAt, weight, out, at) => {
    for (let k = 0; k < d; k++) {
      const z = (t[tAt + k] as number) - (x[xAt + k] as number)
      out[at + k] = (out[at + k] as number) + weight * slope(z)
    }
  }
}

/** ∇_t |t − x|^p = p |t − x|^(p − 2) (t − x). */
function euclideanPower(p: number, d: number): GroundCost['addGradient'] {
  return (x, xAt, t, tAt, weight, out, at) => {
    let square = 0
    for (let k = 0; k < d; k++) square += ((t[tAt + k] as number) - (x[xAt + k] as number)) ** 2
    if (square === 0) return
    const factor = weight * p * square ** (p / 2 - 1)
    for (let k = 0; k < d; k++) {
      out[at + k] = (out[at + k] as number) + factor * ((t[tAt + k] as number) - (x[xAt + k] as number))
    }
  }
}

/**
 * θ² for unit vectors, θ = 2 atan2(|x − t|, |x + t|): −2 (θ / sin θ) x, up to a multiple of t, which a map that stays on
 * the sphere does not feel. At the antipode, where the direction is free, 0.
 */
function squaredArc(d: number): GroundCost['addGradient'] {
  return (x, xAt, t, tAt, weight, out, at) => {
    let minus = 0
    let plus = 0
    for (let k = 0; k < d; k++) {
      const [a, b] = [x[xAt + k] as number, t[tAt + k] as number]
      minus += (a - b) ** 2
      plus += (a + b) ** 2
    }
    const angle = 2 * Math.atan2(Math.sqrt(minus), Math.sqrt(plus))
    const sine = Math.sin(angle)
    if (Math.PI - angle < 1e-6) return
    const factor = -2 * weight * (sine > 1e-9 ? angle / sine : 1)
    for (let k = 0; k < d; k++) out[at + k] = (out[at + k] as number) + factor * (x[xAt + k] as number)
  }
}

function assertAtLeast(name: string, value: number, least: number): void {
  if (!(value >= least && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`cost: ${name} is ${value}; a number >= ${least} is needed`)
  }
}

/**
 * Points scaled to length 1.
 * @throws InputError if a point is shorter than 1e-9: it has no direction
 */
export function onSphere(name: string, { data, n, d }: Points): Points {
  const unit = Float64Array.from(data)
  for (let i = 0; i < n; i++) {
    let square = 0
    for (let k = 0; k < d; k++) square += (unit[i * d + k] as number) ** 2
    const length = Math.sqrt(square)
    if (length < 1e-9) {
      throw new InputError(`${name}: points[${i}] is (almost) the origin; a direction is needed on the sphere`)
    }
    for (let k = 0; k < d; k++) unit[i * d + k] = (unit[i * d + k] as number) / length
  }
  return points(unit, d)
}
