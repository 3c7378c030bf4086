/**
 * Barriers to the diffusive transport of momentum and vorticity in planar incompressible flows: material curves through which
 * viscous forces carry nothing, on average over their life.
 *
 *   b̄(x₀) = (ν/T) ∫_{t0}^{t0+T} (∇F_{t0}^t)^{-1} Δu(F_{t0}^t(x₀), t) dt
 *
 * The flux of momentum through a material curve with normal n is ∮ b̄·n: barriers are trajectories of b̄. In the plane, where
 * Δu = J∇ω with J = [[0, −1], [1, 0]] and ∇F preserves area, this is Hamiltonian,
 *
 *   b̄ = J ∇H,   H(x₀) = (ν/T) ∫ ω(F_{t0}^t(x₀), t) dt,
 *
 * and barriers are level sets of H. For vorticity, ω takes the place of u: its diffusion is νΔω = dω/dt along paths, so
 * H(x₀) = (ω(F(x₀), t0 + T) − ω(x₀, t0)) / T, and only the ends of paths matter. T = 0 gives the Eulerian fields at t0
 * (H = νω; vorticity needs T ≠ 0).
 *
 * Two forms, equal where the flow is incompressible: `'hamiltonian'` accumulates H along paths and differentiates it on the grid
 * (spectrally on periodic axes, order four on bounded ones); `'pullback'` accumulates the integrand itself with the equation of
 * variations, needs no neighbours, and holds for a plane of a flow in space as far as its in-plane gradients do.
 *
 * Source: Haller, Katsanoulis, Holzner, Frohnapfel & Gatti 2020, J. Fluid Mech. 905, A17 (momentum). The vorticity form is the
 * same construction applied to the transport equation of ω.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import { type AdvectOptions, advect } from './advect.js'
import { gradient } from './calculus.js'
import { variations } from './flow-map.js'
import { assertGridNodes, assertPlanar, type Grid, type GridNodes, gridPoints } from './grid.js'
import { asField, type FlowField, type PlanarFlow } from './planar-flow.js'

export interface BarrierOptions extends Pick<AdvectOptions, 'step' | 'method' | 'tolerance' | 'signal'> {
  /** ν > 0, in units of the flow. It scales the field; barriers do not depend on it. */
  readonly viscosity: number
  /** What is transported. Default `'momentum'`. */
  readonly quantity?: 'momentum' | 'vorticity'
  /** Default `'hamiltonian'`: cheaper, and it has a potential. Vorticity has no other. */
  readonly form?: 'hamiltonian' | 'pullback'
}

export interface BarrierField {
  /** b̄ on the nodes, components (x, y); NaN where a path has left the flow. */
  readonly field: Grid
  /** H on the nodes, with `form: 'hamiltonian'`: its level sets are the barriers. */
  readonly hamiltonian?: Grid
  /**
   * How far the flow is from incompressible: mean |∂u/∂x + ∂v/∂y| · h / u′ over the nodes at t0, with h the smallest spacing and
   * u′ = √(⟨|u − ⟨u⟩|²⟩ / 2). Above 0.1 (a plane of a flow in space) the Hamiltonian form is not exact. NaN without a Jacobian.
   */
  readonly compression: number
}

/**
 * @param nodes planar; where paths start
 * @param T length of time, negative for backward, 0 for the Eulerian field
 * @throws InputError as `advect`; if viscosity is not positive; if the flow lacks the derivatives that the form needs
 * @example
 * const nodes = planarGrid({ x: [0, 2 * Math.PI], y: [0, 2 * Math.PI], nx: 32, ny: 32, periodic: [true, true] })
 * const flow = analyticFlow.taylorGreen({ viscosity: 0.01 })
 * barrierField(flow, nodes, 0, 0, { viscosity: 0.01 }).hamiltonian // 0.01 · 2 cos x cos y
 */
export function barrierField(
  flow: PlanarFlow,
  nodes: GridNodes,
  t0: number,
  T: number,
  options: BarrierOptions,
): BarrierField {
  const { viscosity, quantity = 'momentum', form = 'hamiltonian' } = options
  const { shape, spacing, origin, periodic } = assertGridNodes('nodes', nodes)
  assertPlanar('nodes', nodes)
  if (!(viscosity > 0 && Number.isFinite(viscosity))) {
    throw new InputError(`viscosity: is ${viscosity}; a positive number is needed`)
  }
  if (!Number.isFinite(T)) throw new InputError(`T: is ${T}; a finite number is needed`)
  const grid = (values: Float64Array, components?: number): Grid => ({
    ...{ values, shape, spacing, origin, periodic },
    ...(components && { components }),
  })
  const start = gridPoints(nodes)
  const compression = compressionOf(flow, start, t0, Math.min(...spacing))
  if (form === 'pullback') {
    if (quantity !== 'momentum') throw new InputError("form: vorticity has the form 'hamiltonian' only")
    const mean = meanForce(flow, start, t0, T, options)
    const field = grid(
      mean.map((value) => viscosity * value),
      2,
    )
    return { field, compression }
  }
  const values =
    quantity === 'momentum' ? meanVorticity(flow, start, t0, T, options) : gain(flow, start, t0, T, options)
  const hamiltonian = grid(quantity === 'momentum' ? values.map((value) => viscosity * value) : values)
  return { field: hamiltonianField(hamiltonian), hamiltonian, compression }
}

function compressionOf(flow: PlanarFlow, x: Points, t0: number, h: number): number {
  const field = asField(flow)
  if (!field.divergence) return Number.NaN
  const v = field.value(x, t0).data
  const divergence = field.divergence(x, t0)
  const sums = { count: 0, u: 0, v: 0, squares: 0, divergence: 0 }
  for (const [i, value] of divergence.entries()) {
    if (Number.isNaN(value)) continue // outside the flow
    const [a, b] = [v[2 * i] as number, v[2 * i + 1] as number]
    sums.count++
    sums.u += a
    sums.v += b
    sums.squares += a * a + b * b
    sums.divergence += Math.abs(value)
  }
  const { count, squares } = sums
  const variance = squares / count - (sums.u / count) ** 2 - (sums.v / count) ** 2
  return ((sums.divergence / count) * h) / Math.sqrt(Math.max(variance, 0) / 2)
}

/**
 * J∇H = (−∂H/∂y, ∂H/∂x): the field whose trajectories are the level sets of H, as barriers are those of the mean of νω.
 * @param hamiltonian H on a planar grid, one number a node
 * @throws InputError as `gradient`, or if the grid is not planar
 */
export function hamiltonianField(hamiltonian: Grid): Grid {
  assertPlanar('hamiltonian', hamiltonian)
  const { values, ...rest } = gradient(hamiltonian)
  const out = new Float64Array(values.length)
  for (let at = 0; at < out.length; at += 2) {
    out[at] = -(values[at + 1] as number)
    out[at + 1] = values[at] as number
  }
  return { ...rest, values: out }
}

/** (1/T) ∫ ω dt along the paths of points `[n, 2]`: `[n]`. */
function meanVorticity(flow: PlanarFlow, x: Points, t0: number, T: number, options: BarrierOptions): Float64Array {
  const vorticity = vorticityOf(flow)
  if (T === 0) return vorticity(x, t0)
  const field = asField(flow)
  const accumulating: FlowField = {
    d: 3,
    ...(field.times && { times: field.times }),
    value: (state, t) => {
      const position = columns(state, 2)
      const v = field.value(position, t).data
      const omega = vorticity(position, t)
      const data = new Float64Array(3 * state.n)
      for (let i = 0; i < state.n; i++) {
        data[3 * i] = v[2 * i] as number
        data[3 * i + 1] = v[2 * i + 1] as number
        data[3 * i + 2] = omega[i] as number
      }
      return { data, n: state.n, d: 3 }
    },
  }
  const { data } = advect(accumulating, widened(x, 3), t0, t0 + T, withStep(flow, options)).points
  return Float64Array.from({ length: x.n }, (_, i) => (data[3 * i + 2] as number) / T)
}

/** (ω at the end − ω at the start) / T. */
function gain(flow: PlanarFlow, x: Points, t0: number, T: number, options: BarrierOptions): Float64Array {
  if (T === 0) throw new InputError('T: is 0; vorticity needs a time other than 0')
  const vorticity = vorticityOf(flow)
  const { points } = advect(flow, x, t0, t0 + T, options)
  const before = vorticity(x, t0)
  return vorticity(points, t0 + T).map((after, i) => (after - (before[i] as number)) / T)
}

/** (1/T) ∫ (∇F)^{-1} Δu dt: `[n, 2]`. The state of a path is (x, ∇F, the integral). */
function meanForce(flow: PlanarFlow, x: Points, t0: number, T: number, options: BarrierOptions): Float64Array {
  const { laplacian } = flow
  if (!laplacian) throw new InputError("form: 'pullback' needs a flow with a laplacian")
  const pair = new Float64Array(2)
  const force = (px: number, py: number, t: number) => {
    laplacian(px, py, t, pair)
    return pair as unknown as [number, number]
  }
  if (T === 0) {
    const out = new Float64Array(2 * x.n)
    for (let i = 0; i < out.length; i += 2) out.set(force(x.data[i] as number, x.data[i + 1] as number, t0), i)
    return out
  }
  const path = variations(asField(flow))
  const accumulating: FlowField = {
    d: 8,
    ...(path.times && { times: path.times }),
    value: (state, t) => {
      const data = new Float64Array(8 * state.n)
      const inner = path.value(columns(state, 6), t).data
      for (let i = 0; i < state.n; i++) {
        data.set(inner.subarray(6 * i, 6 * i + 6), 8 * i)
        const [px, py, a, b, c, d] = state.data.subarray(8 * i, 8 * i + 6) as unknown as Six
        const [fx, fy] = force(px, py, t)
        const determinant = a * d - b * c
        data[8 * i + 6] = (d * fx - b * fy) / determinant
        data[8 * i + 7] = (a * fy - c * fx) / determinant
      }
      return { data, n: state.n, d: 8 }
    },
  }
  const start = widened(x, 8)
  for (let i = 0; i < x.n; i++) {
    start.data[8 * i + 2] = 1
    start.data[8 * i + 5] = 1
  }
  const { data } = advect(accumulating, start, t0, t0 + T, withStep(flow, options)).points
  return Float64Array.from({ length: 2 * x.n }, (_, k) => (data[8 * (k >> 1) + 6 + (k & 1)] as number) / T)
}

type Six = [number, number, number, number, number, number]

/** The step of the flow's frames goes with the flow, not with the field that carries more along. */
function withStep(flow: PlanarFlow, options: BarrierOptions): AdvectOptions {
  const { kernel, times } = flow
  if (options.step !== undefined || kernel?.kind !== 'gridded' || !times) return options
  return { ...options, step: kernel.interval }
}

/**
 * ω at points `[n, 2]`: `[n]`.
 * @throws InputError if the flow has no Jacobian
 */
export function vorticityOf({ jacobian }: PlanarFlow): (x: Points, t: number) => Float64Array {
  if (!jacobian) throw new InputError('flow: has no jacobian, and so no vorticity')
  const slopes = new Float64Array(4)
  return ({ data, n }, t) =>
    Float64Array.from({ length: n }, (_, i) => {
      jacobian(data[2 * i] as number, data[2 * i + 1] as number, t, slopes)
      return (slopes[2] as number) - (slopes[1] as number)
    })
}

/** The first `width` columns. */
function columns({ data, n, d }: Points, width: number): Points {
  const out = new Float64Array(n * width)
  for (let i = 0; i < n; i++) out.set(data.subarray(i * d, i * d + width), i * width)
  return { data: out, n, d: width }
}

/** With zeros to the right. */
function widened({ data, n, d }: Points, width: number): Points {
  const out = new Float64Array(n * width)
  for (let i = 0; i < n; i++) out.set(data.subarray(i * d, (i + 1) * d), i * width)
  return { data: out, n, d: width }
}
