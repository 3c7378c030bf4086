/**
 * The Helmholtz-Hodge splitting of a planar vector field on a grid into three orthogonal parts:
 *
 *   v = ∇φ + ∇^⊥ψ + h,   ∇^⊥ψ = (−∂ψ/∂y, ∂ψ/∂x),   ∇·h = 0,   ∇×h = 0
 *
 * The first part has all divergence, the second all curl, h none: on a torus it is the mean flow, on a bounded axis what
 * enters and leaves through the ends. v − ∇φ is free of divergence **to rounding in the divergence that comes with the
 * method**, because φ solves that very operator's equation, directly:
 *
 * - `spectral` (both axes periodic): the derivatives of `calculus.ts`; φ̂ = −i ⟨k, v̂⟩ / |k|². Exact for resolved waves.
 * - `compact` (any axes): the nodes of v are centres of cells, φ and ψ live on corners, and with the two-point difference
 *   δ and mean μ along an axis
 *
 *     D = μ_y δ_x u + δ_y μ_x v,   C = μ_y δ_x v − δ_y μ_x u,   ∇φ = −Dᵀφ,   ∇^⊥ψ = −Cᵀψ.
 *
 *   D Cᵀ = 0 because δμᵀ is antisymmetric, so the three parts are orthogonal and unique. φ and ψ vanish on the outer corners, half a step beyond the outermost nodes. −D Dᵀ = −C Cᵀ is diagonal in
 *   sines (bounded) and Hartley's transform (periodic). Second order.
 *
 * Cost O(N log N), no iteration.
 *
 * Source: Bhatia, Norgard, Pascucci & Bremer 2013, "The Helmholtz-Hodge decomposition: a survey", §2-3 (both potentials
 * zero on the boundary: the three-part form); Hyman & Shashkov 1997 for adjoint pairs of operators.
 * @module
 */
import { InputError } from '../errors.js'
import { assertGrid } from './calculus.js'
import { assertPlanar, type Grid } from './grid.js'
import { compactSplit } from './helmholtz-compact.js'
import { spectralSplit } from './helmholtz-spectral.js'

export interface HelmholtzOptions {
  /** Default 'spectral' where both axes are periodic (its accuracy costs nothing), 'compact' elsewhere (the only one). */
  readonly method?: 'spectral' | 'compact'
}

export interface HelmholtzResult {
  /** ∇φ, on the nodes of v. */
  readonly gradient: Grid
  /** ∇^⊥ψ, on the nodes of v. */
  readonly rotation: Grid
  /** h = v − ∇φ − ∇^⊥ψ. */
  readonly harmonic: Grid
  /** v − ∇φ = ∇^⊥ψ + h: the projection on fields without divergence. */
  readonly divergenceFree: Grid
  /**
   * φ. `spectral`: on the nodes, mean 0. `compact`: on all corners; along a bounded axis they begin half a step before the
   * first node and are one more than the nodes, along a periodic one they begin half a step before and are as many.
   */
  readonly potential: Grid
  /** ψ, likewise; the flow −∂ψ/∂y, ∂ψ/∂x turns left around its minima. */
  readonly stream: Grid
  /** The divergence in which `divergenceFree` has none: D v on the inner corners, or ∇·v on the nodes. */
  readonly divergence: (v: Grid) => Grid
  /** Its partner, zero on `gradient` and `harmonic`. */
  readonly curl: (v: Grid) => Grid
  readonly method: 'spectral' | 'compact'
}

/**
 * @param v planar grid with the components (u, v)
 * @throws InputError if v is not planar with two components, a number is not finite, an axis has fewer than 2 nodes, or
 * 'spectral' is asked for on a bounded axis
 * @example
 * helmholtz(v).divergenceFree // v itself for a rotation (−y, x), the zero field for a gradient such as (cos x, 0) on a torus
 */
export function helmholtz(v: Grid, options: HelmholtzOptions = {}): HelmholtzResult {
  assertPlanar('v', v)
  assertGrid('v', v, 2)
  const bad = v.values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    throw new InputError(`v values[${bad}]: is ${v.values[bad]}; finite numbers are needed (fill gaps before)`)
  }
  const thin = v.shape.findIndex((n) => n < 2)
  if (thin >= 0) throw new InputError(`v shape[${thin}]: is ${v.shape[thin]}; at least 2 nodes are needed`)
  const periodic = v.periodic.every(Boolean)
  const { method = periodic ? 'spectral' : 'compact' } = options
  if (method === 'spectral' && !periodic) {
    throw new InputError(`method: 'spectral' needs two periodic axes; v has periodic [${v.periodic}]: take 'compact'`)
  }
  const split = method === 'spectral' ? spectralSplit(v) : compactSplit(v)
  const divergenceFree = { ...v, values: v.values.map((x, i) => x - (split.gradient.values[i] as number)) }
  const values = divergenceFree.values.map((x, i) => x - (split.rotation.values[i] as number))
  return { ...split, divergenceFree, harmonic: { ...v, values }, method }
}
