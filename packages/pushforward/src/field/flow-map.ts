/**
 * The flow map and its gradient.
 *
 *   F(x₀) = x(t0 + T; x₀),   ∇F[k, l] = ∂F_k/∂x₀_l,   C = ∇Fᵀ ∇F (Cauchy–Green)
 *
 * Two ways to the gradient: central differences of 2d auxiliary paths, error O(δ²) and round-off about ε/δ; or the equation of
 * variations d∇F/dt = J(F, t) ∇F along one path, exact but for the integrator, where the field has a Jacobian.
 *
 * Source: Haller 2015, "Lagrangian coherent structures", §3.
 * @module
 */
import { InputError } from '../errors.js'
import { assertMeasure, type Points } from '../measure/points.js'
import { type AdvectOptions, advect } from './advect.js'
import { type Flow, type FlowField, flowField } from './planar-flow.js'

export interface FlowMapOptions extends Pick<AdvectOptions, 'step' | 'method' | 'tolerance' | 'signal'> {
  /**
   * `'variational'` or `'auxiliary'`. Default: auxiliary where `delta` is given or the field has no `jvp`, else variational.
   */
  readonly gradient?: 'auxiliary' | 'variational'
  /** δ > 0, in the unit of the points; needed by auxiliary paths. A tenth of the distance of neighbouring points is a good start. */
  readonly delta?: number
}

export interface FlowMapGradient {
  /** F `[n, d]`. With auxiliary paths their centre, O(δ²) from the path of the point itself. */
  readonly end: Points
  /** ∇F `[n, d, d]`, row-major; NaN where a path has left the flow. */
  readonly gradient: Float64Array
  /** det ∇F `[n]`: 1 for incompressible flows, and what is off it measures the error. */
  readonly determinant: Float64Array
}

/**
 * @param points `[n, d]` at t0
 * @param T length of time, negative for backward
 * @throws InputError as `advect`, if T is 0, or if a gradient is asked for that the field or the options do not allow
 * @example
 * flowMapGradient(analyticFlow.saddle(), points([[0.5, 0.2]]), 0, 1).gradient // [e, 0, 0, 1/e] within 1e-8
 */
export function flowMapGradient(
  flow: Flow,
  points: Points,
  t0: number,
  T: number,
  options: FlowMapOptions = {},
): FlowMapGradient {
  const field = flowField(flow)
  assertMeasure('points', points, { dimension: field.d })
  assertDuration(T)
  const { gradient = options.delta === undefined && field.jvp ? 'variational' : 'auxiliary' } = options
  const { end, gradient: matrices } =
    gradient === 'variational'
      ? byVariations(field, points, t0, T, options)
      : byAuxiliaryPaths(field, points, t0, T, options)
  return { end, gradient: matrices, determinant: determinants(matrices, field.d) }
}

/**
 * C = ∇Fᵀ ∇F `[n, d, d]` from ∇F `[n, d, d]`.
 * @example
 * cauchyGreen(new Float64Array([1, 2, 0, 1]), 2) // [1, 2, 2, 5]
 */
export function cauchyGreen(gradient: Float64Array, d: number): Float64Array {
  const out = new Float64Array(gradient.length)
  for (let at = 0; at < gradient.length; at += d * d) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        let sum = 0
        for (let k = 0; k < d; k++) sum += (gradient[at + k * d + i] as number) * (gradient[at + k * d + j] as number)
        out[at + i * d + j] = sum
      }
    }
  }
  return out
}

/** @throws InputError unless T is finite and not 0 */
export function assertDuration(T: number): void {
  if (!(Number.isFinite(T) && T !== 0)) throw new InputError(`T: is ${T}; a finite number other than 0 is needed`)
}

interface MapAndGradient {
  readonly end: Points
  readonly gradient: Float64Array
}

function byAuxiliaryPaths(field: FlowField, x: Points, t0: number, T: number, options: FlowMapOptions): MapAndGradient {
  const { delta } = options
  const around = auxiliaryPoints(x, delta)
  const { points } = advect(field, around, t0, t0 + T, options)
  return differences(around, points)
}

/**
 * The 2d neighbours x ± δ e_k of each point, `[n · 2d, d]`, in the order +e_1, −e_1, +e_2, …
 * @throws InputError unless delta > 0
 */
export function auxiliaryPoints({ data, n, d }: Points, delta: number | undefined): Points {
  if (delta === undefined || !(delta > 0 && Number.isFinite(delta))) {
    throw new InputError(`delta: is ${delta}; a positive number is needed for auxiliary paths`)
  }
  const around = new Float64Array(n * 2 * d * d)
  for (let i = 0; i < n; i++) {
    for (let path = 0; path < 2 * d; path++) {
      const at = (i * 2 * d + path) * d
      for (let k = 0; k < d; k++) around[at + k] = data[i * d + k] as number
      const axis = path >> 1
      around[at + axis] = (around[at + axis] as number) + (path & 1 ? -delta : delta)
    }
  }
  return { data: around, n: n * 2 * d, d }
}

/** ∇F and the mean of the ends, from where `auxiliaryPoints` began and where they are. */
export function differences({ data: around, d, n: paths }: Points, ends: Points): MapAndGradient {
  const n = paths / (2 * d)
  const end = new Float64Array(n * d)
  const gradient = new Float64Array(n * d * d)
  for (let i = 0; i < n; i++) {
    for (let axis = 0; axis < d; axis++) {
      const up = (i * 2 * d + 2 * axis) * d
      // The distance that the points really have, after rounding.
      const width = (around[up + axis] as number) - (around[up + d + axis] as number)
      for (let k = 0; k < d; k++) {
        const ahead = ends.data[up + k] as number
        const behind = ends.data[up + d + k] as number
        gradient[(i * d + k) * d + axis] = (ahead - behind) / width
        end[i * d + k] = (end[i * d + k] as number) + (ahead + behind) / (2 * d)
      }
    }
  }
  return { end: { data: end, n, d }, gradient }
}

/** The state of a point is (x, ∇F), advected as one field on R^(d + d²). */
function byVariations(field: FlowField, x: Points, t0: number, T: number, options: FlowMapOptions): MapAndGradient {
  const { n, d } = x
  const state = new Float64Array(n * (d + d * d))
  for (let i = 0; i < n; i++) {
    const row = state.subarray(i * (d + d * d), (i + 1) * (d + d * d))
    for (let k = 0; k < d; k++) {
      row[k] = x.data[i * d + k] as number
      row[d + k * d + k] = 1
    }
  }
  const { data } = advect(variations(field), { data: state, n, d: d + d * d }, t0, t0 + T, options).points
  const end = new Float64Array(n * d)
  const gradient = new Float64Array(n * d * d)
  for (let i = 0; i < n; i++) {
    const at = i * (d + d * d)
    end.set(data.subarray(at, at + d), i * d)
    gradient.set(data.subarray(at + d, at + d + d * d), i * d * d)
  }
  return { end: { data: end, n, d }, gradient }
}

/**
 * The field of (x, M): (v(x, t), J(x, t) M), with M row-major.
 * @throws InputError if the field has no `jvp`
 */
export function variations(field: FlowField): FlowField {
  const { d, jvp, times } = field
  if (!jvp) throw new InputError('gradient: the field has no jvp; give delta for auxiliary paths')
  const width = d + d * d
  return {
    d: width,
    ...(times && { times }),
    value: ({ data, n }, t) => {
      const x = new Float64Array(n * d)
      for (let i = 0; i < n; i++) x.set(data.subarray(i * width, i * width + d), i * d)
      const position = { data: x, n, d }
      const out = new Float64Array(n * width)
      const v = field.value(position, t).data
      for (let i = 0; i < n; i++) out.set(v.subarray(i * d, (i + 1) * d), i * width)
      for (let l = 0; l < d; l++) {
        const column = new Float64Array(n * d)
        for (let i = 0; i < n; i++) {
          for (let k = 0; k < d; k++) column[i * d + k] = data[i * width + d + k * d + l] as number
        }
        const product = jvp(position, { data: column, n, d }, t).data
        for (let i = 0; i < n; i++) {
          for (let k = 0; k < d; k++) out[i * width + d + k * d + l] = product[i * d + k] as number
        }
      }
      return { data: out, n, d: width }
    },
  }
}

/** det of matrices `[n, d, d]`: `[n]`. */
export function determinants(matrices: Float64Array, d: number): Float64Array {
  const out = new Float64Array(matrices.length / (d * d))
  for (let i = 0; i < out.length; i++) out[i] = determinant(matrices.slice(i * d * d, (i + 1) * d * d), d)
  return out
}

/** Gaussian elimination with pivots; `m` is overwritten. */
function determinant(m: Float64Array, d: number): number {
  let product = 1
  for (let c = 0; c < d; c++) {
    let best = c
    for (let r = c + 1; r < d; r++) {
      if (Math.abs(m[r * d + c] as number) > Math.abs(m[best * d + c] as number)) best = r
    }
    const pivot = m[best * d + c] as number
    if (pivot === 0) return 0
    if (best !== c) {
      product = -product
      for (let k = c; k < d; k++) {
        const kept = m[c * d + k] as number
        m[c * d + k] = m[best * d + k] as number
        m[best * d + k] = kept
      }
    }
    product *= pivot
    for (let r = c + 1; r < d; r++) {
      const factor = (m[r * d + c] as number) / pivot
      for (let k = c; k < d; k++) m[r * d + k] = (m[r * d + k] as number) - factor * (m[c * d + k] as number)
    }
  }
  return product
}
