/**
 * Gradients of ground costs by their first argument. All named costs are symmetric, so the second argument's gradient is
 * the first's with the points exchanged.
 * @module
 */
import { InputError } from '../errors.js'
import type { Cost, CostName } from './cost.js'

type Flat = Float32Array | Float64Array

/** Adds factor · ∇_x c(x, y) to `out` at `to`; x and y are rows of length d at the given offsets. */
export type AddCostGradient = (
  x: Flat,
  atX: number,
  y: Flat,
  atY: number,
  d: number,
  factor: number,
  out: Float64Array,
  to: number,
) => void

/**
 * Where a cost has a kink (a norm at 0, the antipode of a sphere) the subgradient 0 is taken.
 * @throws InputError for a matrix or a function, whose gradients are not known
 */
export function costGradient(cost: Cost): AddCostGradient {
  if (typeof cost === 'function' || (typeof cost === 'object' && 'matrix' in cost)) {
    const given = typeof cost === 'function' ? 'a function' : 'a matrix'
    throw new InputError(`gradient: the cost is ${given}; a named cost or { p } is needed, whose gradient is known`)
  }
  return typeof cost === 'object' ? powerGradient(cost.p) : NAMED[cost]
}

/** p |x − y|^(p − 2) (x − y). */
function powerGradient(p: number): AddCostGradient {
  return (x, atX, y, atY, d, factor, out, to) => {
    let square = 0
    for (let k = 0; k < d; k++) square += ((x[atX + k] as number) - (y[atY + k] as number)) ** 2
    if (square === 0) return
    const scale = factor * p * square ** (p / 2 - 1)
    for (let k = 0; k < d; k++) add(out, to + k, scale * ((x[atX + k] as number) - (y[atY + k] as number)))
  }
}

function add(out: Float64Array, at: number, value: number): void {
  out[at] = (out[at] as number) + value
}

/** Gradients of functions of the angle θ: `slope` is dc/dθ / sin θ, given cos θ. */
function angular(slope: (cosine: number) => number): AddCostGradient {
  return (x, atX, y, atY, d, factor, out, to) => {
    let squareX = 0
    let squareY = 0
    let inner = 0
    for (let k = 0; k < d; k++) {
      const u = x[atX + k] as number
      const v = y[atY + k] as number
      squareX += u * u
      squareY += v * v
      inner += u * v
    }
    const scaleX = 1 / Math.sqrt(squareX)
    const scaleY = 1 / Math.sqrt(squareY)
    const cosine = inner * scaleX * scaleY
    // ∇_x θ = −(v − cos θ u) / (|x| sin θ) for the unit vectors u and v.
    const scale = -factor * slope(cosine) * scaleX
    for (let k = 0; k < d; k++) {
      const u = (x[atX + k] as number) * scaleX
      const v = (y[atY + k] as number) * scaleY
      add(out, to + k, scale * (v - cosine * u))
    }
  }
}

/** 2 θ / sin θ, with its limit 2 at 0; 0 at the antipode. */
function squaredArcSlope(cosine: number): number {
  if (cosine >= 1) return 2
  if (cosine <= -1) return 0
  return (2 * Math.acos(cosine)) / Math.sqrt((1 - cosine) * (1 + cosine))
}

const NAMED: Record<CostName, AddCostGradient> = {
  sqeuclidean: (x, atX, y, atY, d, factor, out, to) => {
    for (let k = 0; k < d; k++) add(out, to + k, 2 * factor * ((x[atX + k] as number) - (y[atY + k] as number)))
  },
  euclidean: powerGradient(1),
  cityblock: (x, atX, y, atY, d, factor, out, to) => {
    for (let k = 0; k < d; k++) {
      add(out, to + k, factor * Math.sign((x[atX + k] as number) - (y[atY + k] as number)))
    }
  },
  chebyshev: (x, atX, y, atY, d, factor, out, to) => {
    let widest = 0
    for (let k = 1; k < d; k++) {
      const here = Math.abs((x[atX + k] as number) - (y[atY + k] as number))
      if (here > Math.abs((x[atX + widest] as number) - (y[atY + widest] as number))) widest = k
    }
    add(out, to + widest, factor * Math.sign((x[atX + widest] as number) - (y[atY + widest] as number)))
  },
  cosine: angular(() => 1),
  sphere: angular(squaredArcSlope),
}
