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
import { costGradient } from '../transport/cost-gradient.js'

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
    if (!(p > 1 && p < Number.POSITIVE_INFINITY)) {
      throw new InputError(`cost: coordinates is ${p}; a number above 1 is needed`)
    }
    return separable(
      d,
      (z) => Math.abs(z) ** p / p,
      (z) => Math.sign(z) * Math.abs(z) ** (p - 1),
    )
  }
  if (typeof cost === 'object' && 'p' in cost && !(cost.p >= 1 && cost.p < Number.POSITIVE_INFINITY)) {
    throw new InputError(`cost: p is ${cost.p}; a number >= 1 is needed`)
  }
  if (cost === 'euclidean') return { transport: cost, addGradient: unitDisplacement(d) }
  if (cost === 'sqeuclidean' || cost === 'sphere' || (typeof cost === 'object' && 'p' in cost)) {
    // Named costs are symmetric: the gradient in t is that of the first argument with the points exchanged.
    const gradient = costGradient(cost)
    return {
      transport: cost,
      addGradient: (x, xAt, t, tAt, weight, out, at) => gradient(t, tAt, x, xAt, d, weight, out, at),
    }
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

/** What moving each x_i to t_i costs, `[n]`. */
export function displacementCosts(cost: Cost, x: Points, t: Points): Float64Array {
  const between = pairCost(cost, x, t)
  return Float64Array.from({ length: x.n }, (_, i) => between(i, i))
}

/** Their mean. */
export function displacementCost(cost: Cost, x: Points, t: Points): number {
  return displacementCosts(cost, x, t).reduce((sum, value) => sum + value, 0) / x.n
}

/** (t − x) / |t − x|, without the power of the general case, which takes a third of a training step. */
function unitDisplacement(d: number): GroundCost['addGradient'] {
  return (x, xAt, t, tAt, weight, out, at) => {
    let square = 0
    for (let k = 0; k < d; k++) {
      const z = (t[tAt + k] as number) - (x[xAt + k] as number)
      square += z * z
    }
    if (square === 0) return
    const scale = weight / Math.sqrt(square)
    for (let k = 0; k < d; k++) {
      out[at + k] = (out[at + k] as number) + scale * ((t[tAt + k] as number) - (x[xAt + k] as number))
    }
  }
}

/** c(x, t) = Σ_k h(t_k − x_k) for an even h. */
function separable(d: number, h: (z: number) => number, slope: (z: number) => number): GroundCost {
  return {
    transport: (x, t) => {
      let sum = 0
      for (let k = 0; k < d; k++) sum += h((t[k] as number) - (x[k] as number))
      return sum
    },
    addGradient: (x, xAt, t, tAt, weight, out, at) => {
      for (let k = 0; k < d; k++) {
        const z = (t[tAt + k] as number) - (x[xAt + k] as number)
        out[at + k] = (out[at + k] as number) + weight * slope(z)
      }
    },
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
