/**
 * A time-dependent vector field on R^d: what is integrated, advected, split into gradient and curl, and learnt.
 *
 *   dx/dt = v(x, t)
 *
 * Derivatives are optional members: exact where a field has them, and a numerical stand-in elsewhere (`derivatives.ts`).
 * @module
 */
import type { Points } from '../measure/points.js'

export interface Field {
  readonly d: number
  /** v(x_i, t) `[n, d]`; a fresh array, never x itself. */
  readonly value: (x: Points, t: number) => Points
  /** Σ_k ∂v_k/∂x_k at each point, `[n]`. */
  readonly divergence?: (x: Points, t: number) => Float64Array
  /** J(x_i, t) u_i `[n, d]`. */
  readonly jvp?: (x: Points, u: Points, t: number) => Points
  /** J(x_i, t)ᵀ w_i `[n, d]`. */
  readonly vjp?: (x: Points, w: Points, t: number) => Points
}
