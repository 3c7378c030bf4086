/**
 * The finite-time Lyapunov exponent: the rate at which the flow pulls neighbours apart.
 *
 *   FTLE(x₀) = (1/|T|) ln σ_max(∇F(x₀))
 *
 * Ridges of the forward field (T > 0) repel, ridges of the backward field attract. In the plane, with ∇F = [[a, b], [c, d]],
 * σ_max = (√((a+d)² + (b−c)²) + √((a−d)² + (b+c)²)) / 2: nothing is subtracted, so nothing cancels.
 *
 * Cost: 2d advected paths a node. Memory: paths are advected in batches, so that only the result grows with the grid.
 *
 * Source: Shadden, Lekien & Marsden 2005; Haller 2015, §4.
 * @module
 */
import { InputError } from '../errors.js'
import { eigenSymmetric } from '../linalg/eigen-small.js'
import type { Points } from '../measure/points.js'
import type { AdvectOptions } from './advect.js'
import { assertDuration, cauchyGreen, flowMapGradient } from './flow-map.js'
import { assertGridNodes, type Grid, type GridNodes, gridPoints, gridSize } from './grid.js'
import { type Flow, flowField } from './planar-flow.js'

export interface FtleOptions extends Pick<AdvectOptions, 'step' | 'method' | 'tolerance' | 'signal'> {
  /**
   * δ > 0 of the auxiliary paths. Default: a tenth of the smallest spacing, so that a ridge is as sharp as the grid can show.
   * Below about 1e-8 of the positions' size, round-off of about 1e-16/(δ|T|) shows.
   */
  readonly delta?: number
  /** `'auxiliary'`, or `'variational'` where the flow has a Jacobian. Default auxiliary: it is compiled. */
  readonly gradient?: 'auxiliary' | 'variational'
  /**
   * Whether negative values become 0. Default false: they are rare and small in incompressible flows, and in a plane of a flow in
   * space they are true.
   */
  readonly clip?: boolean
  /** Called after every batch of nodes. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Nodes advected together: 4 paths of 16 bytes each, a few copies, stay below 16 MB. */
const BATCH = 1 << 16

/**
 * @param nodes where; `planarGrid` makes them, and every `Grid` is one
 * @param T length of time, negative for backward
 * @returns the exponents in 1/time on the same nodes; NaN where an auxiliary path has left the flow
 * @throws InputError as `advect`, if T is 0, or if the grid has not the dimension of the flow
 * @example
 * const nodes = planarGrid({ x: [0, 2], y: [0, 1], nx: 3, ny: 2 })
 * ftle(analyticFlow.shear({ rate: 0.7 }), nodes, 0, 3).values[0] // asinh(0.7 · 3 / 2) / 3 ≈ 0.305430
 */
export function ftle(flow: Flow, nodes: GridNodes, t0: number, T: number, options: FtleOptions = {}): Grid {
  const { gradient = 'auxiliary', clip = false, onProgress } = options
  const field = flowField(flow)
  const { shape, spacing, origin, periodic } = assertGridNodes('nodes', nodes)
  assertDuration(T)
  if (shape.length !== field.d) {
    throw new InputError(`nodes: the grid has ${shape.length} axes; the flow has dimension ${field.d}`)
  }
  const { delta = 0.1 * Math.min(...spacing) } = options
  const total = gridSize(nodes)
  const all = gridPoints(nodes)
  const values = new Float64Array(total)
  for (let from = 0; from < total; from += BATCH) {
    const n = Math.min(BATCH, total - from)
    const batch: Points = { data: all.data.subarray(from * all.d, (from + n) * all.d), n, d: all.d }
    const map = flowMapGradient(field, batch, t0, T, { ...options, gradient, delta })
    values.set(ftleFromGradient(map.gradient, field.d, T, { clip }), from)
    onProgress?.(from + n, total)
  }
  return { values, shape, spacing, origin, periodic }
}

/**
 * Exponents `[n]` from gradients of the flow map `[n, d, d]`.
 * @throws InputError if T is 0, or d² does not divide the length
 * @example
 * ftleFromGradient(new Float64Array([Math.E, 0, 0, 1 / Math.E]), 2, 1) // [1]
 */
export function ftleFromGradient(
  gradient: Float64Array,
  d: number,
  T: number,
  { clip = false }: Pick<FtleOptions, 'clip'> = {},
): Float64Array {
  assertDuration(T)
  if (!(d === 2 || d === 3)) throw new InputError(`d: is ${d}; 2 or 3 is needed`)
  if (gradient.length % (d * d) !== 0) {
    throw new InputError(`gradient: has ${gradient.length} numbers; a multiple of ${d * d} is needed`)
  }
  const out = d === 2 ? planarStretching(gradient) : spatialStretching(gradient)
  for (const [i, sigma] of out.entries()) {
    const value = Math.log(sigma) / Math.abs(T)
    out[i] = clip && value < 0 ? 0 : value
  }
  return out
}

/** σ_max of 2 × 2 matrices. */
function planarStretching(gradient: Float64Array): Float64Array {
  const out = new Float64Array(gradient.length / 4)
  for (let i = 0; i < out.length; i++) {
    const a = gradient[4 * i] as number
    const b = gradient[4 * i + 1] as number
    const c = gradient[4 * i + 2] as number
    const d = gradient[4 * i + 3] as number
    out[i] = (Math.sqrt((a + d) ** 2 + (b - c) ** 2) + Math.sqrt((a - d) ** 2 + (b + c) ** 2)) / 2
  }
  return out
}

/** σ_max of 3 × 3 matrices: the root of the largest eigenvalue of ∇Fᵀ∇F, which squaring does not spoil. */
function spatialStretching(gradient: Float64Array): Float64Array {
  const { values } = eigenSymmetric(cauchyGreen(gradient, 3), 3)
  return Float64Array.from({ length: gradient.length / 9 }, (_, i) => Math.sqrt(values[3 * i + 2] as number))
}
