/**
 * The barriers of a barrier field, drawn out by its own steady flow: dx/ds = b(x) over a dummy time s.
 *
 *   aFTLE(x₀) = (1/S) ln σ_max(∇F_0^S(x₀)),   aPRA(x₀) = angle of the rotation in ∇F_0^S = R U
 *
 * b is divided by a `scale` first, as only its direction and relative size matter; with `normalized`, by its length everywhere,
 * which shows weak barriers as well as strong ones.
 *
 * Source: Haller, Katsanoulis, Holzner, Frohnapfel & Gatti 2020, §7; the normalised variant as in Farazmand & Haller 2016 for PRA.
 * @module
 */
import { InputError } from '../errors.js'
import { assertGrid } from './calculus.js'
import { assertDuration, flowMapGradient } from './flow-map.js'
import { ftleFromGradient } from './ftle.js'
import { assertPlanar, type Grid, gridPoints } from './grid.js'
import { gridFlow } from './grid-flow.js'

export interface ActiveOptions {
  /**
   * What b is divided by: a positive number, or `'median'`, the median of |b|, so that S counts lengths of path. Default `'median'`.
   */
  readonly scale?: number | 'median'
  /** Divide b by |b| at every node. Default false. */
  readonly normalized?: boolean
  /** δ of the auxiliary paths. Default: a tenth of the smallest spacing. */
  readonly delta?: number
  /** Longest step in s. Default a hundredth of |S|. */
  readonly step?: number
}

export interface ActiveBarriers {
  /** 1/dummy time. NaN where a path has left the grid. */
  readonly ftle: Grid
  /** Radians in (−π, π]; NaN where a path has left. */
  readonly rotation: Grid
}

/**
 * @param b two components (x, y) on a planar grid, such as `barrierField(…).field`
 * @param S dummy time, not 0; negative runs against b
 * @throws InputError if b is not such a grid, has numbers that are not finite, vanishes, or S or an option is out of range
 */
export function activeBarriers(b: Grid, S: number, options: ActiveOptions = {}): ActiveBarriers {
  const { scale = 'median', normalized = false, step } = options
  assertGrid('b', b, 2)
  assertPlanar('b', b)
  assertDuration(S)
  const { shape, spacing, origin, periodic } = b
  const [ny, nx] = shape as readonly [number, number]
  const [dy, dx] = spacing as readonly [number, number]
  const lengths = Float64Array.from({ length: nx * ny }, (_, i) =>
    Math.hypot(b.values[2 * i] as number, b.values[2 * i + 1] as number),
  )
  const unit = scale === 'median' ? median(lengths) : scale
  if (!(unit > 0 && Number.isFinite(unit))) {
    throw new InputError(
      `scale: is ${unit}${scale === 'median' ? ', the median of |b|' : ''}; a positive number is needed`,
    )
  }
  const component = (k: number) =>
    lengths.map((length, i) => (b.values[2 * i + k] as number) / (normalized ? length || 1 : unit))
  const axis = (n: number, start: number, h: number) => Float64Array.from({ length: n }, (_, i) => start + i * h)
  const flow = gridFlow({
    x: axis(nx, origin[1] as number, dx),
    y: axis(ny, origin[0] as number, dy),
    u: component(0),
    v: component(1),
    periodic: [periodic[1] as boolean, periodic[0] as boolean],
  })
  const { delta = 0.1 * Math.min(dx, dy) } = options
  const { gradient } = flowMapGradient(flow, gridPoints(b), 0, S, { delta, ...(step && { step }) })
  const grid = (values: Float64Array): Grid => ({ values, shape, spacing, origin, periodic })
  return { ftle: grid(ftleFromGradient(gradient, 2, S)), rotation: grid(polarRotation(gradient)) }
}

/** The exponents alone. */
export function activeFtle(b: Grid, S: number, options: ActiveOptions = {}): Grid {
  return activeBarriers(b, S, options).ftle
}

/**
 * The angle of the rotation R in ∇F = R U, for 2 × 2 matrices `[n, 2, 2]` with positive determinant: `[n]`, radians in (−π, π].
 * @example
 * polarRotation(new Float64Array([0, -2, 2, 0])) // [π/2]
 */
export function polarRotation(gradient: Float64Array): Float64Array {
  if (gradient.length % 4 !== 0) {
    throw new InputError(`gradient: has ${gradient.length} numbers; a multiple of 4 is needed`)
  }
  return Float64Array.from({ length: gradient.length / 4 }, (_, i) => {
    const [a, b, c, d] = gradient.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number]
    return Math.atan2(c - b, a + d)
  })
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort()
  const half = sorted.length >> 1
  return sorted.length % 2 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}
