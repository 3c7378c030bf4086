/**
 * A flow in the plane in scalar form, (u, v) at (x, y, t): the form in which flows are written down and advected. `asField`
 * turns it into a `Field`, which everything else reads.
 * @module
 */
import type { FlowKernel } from '@pushforward/kernels/advect'
import type { Points } from '../measure/points.js'
import type { Field } from './field.js'

/** Writes what it computes at (x, y, t) to `out`, from index 0. NaN outside the flow's domain. */
export type PlanarFunction = (x: number, y: number, t: number, out: Float64Array) => void

export interface PlanarFlow {
  /** u, v. */
  readonly velocity: PlanarFunction
  /** ∂u/∂x, ∂u/∂y, ∂v/∂x, ∂v/∂y. */
  readonly jacobian?: PlanarFunction
  /** Δu, Δv: the viscous force per mass and viscosity. */
  readonly laplacian?: PlanarFunction
  /** First and last time with data. Absent: any time. */
  readonly times?: readonly [first: number, last: number]
  /** The same velocities as compiled code knows them. */
  readonly kernel?: FlowKernel
}

/** A field, in any dimension, that may also be known to compiled code or end at some time. */
export interface FlowField extends Field {
  readonly times?: readonly [first: number, last: number]
  readonly kernel?: FlowKernel
}

/** What can be advected. */
export type Flow = PlanarFlow | FlowField

/**
 * The flow as a field on R², with divergence and products with the Jacobian where the flow has one.
 * @example
 * asField(analyticFlow.saddle()).value(points([[2, 3]]), 0).data // [2, -3]
 */
export function asField(flow: PlanarFlow): FlowField {
  const { velocity, jacobian, times, kernel } = flow
  return {
    d: 2,
    value: (x, t) => eachPoint(x, t, velocity),
    ...(jacobian && derivatives(jacobian)),
    ...(times && { times }),
    ...(kernel && { kernel }),
  }
}

/** Either form as a field. */
export function flowField(flow: Flow): FlowField {
  return 'velocity' in flow ? asField(flow) : flow
}

function eachPoint({ data, n, d }: Points, t: number, planar: PlanarFunction): Points {
  const out = new Float64Array(2 * n)
  const pair = new Float64Array(2)
  for (let i = 0; i < n; i++) {
    planar(data[2 * i] as number, data[2 * i + 1] as number, t, pair)
    out[2 * i] = pair[0] as number
    out[2 * i + 1] = pair[1] as number
  }
  return { data: out, n, d }
}

function derivatives(jacobian: PlanarFunction): Required<Pick<Field, 'divergence' | 'jvp' | 'vjp'>> {
  const slopes = new Float64Array(4)
  const product = (x: Points, w: Points, t: number, transposed: boolean): Points => {
    const out = new Float64Array(2 * x.n)
    for (let i = 0; i < out.length; i += 2) {
      jacobian(x.data[i] as number, x.data[i + 1] as number, t, slopes)
      const [a, b, c, d] = slopes as unknown as [number, number, number, number]
      const p = w.data[i] as number
      const q = w.data[i + 1] as number
      out[i] = a * p + (transposed ? c : b) * q
      out[i + 1] = (transposed ? b : c) * p + d * q
    }
    return { data: out, n: x.n, d: 2 }
  }
  return {
    divergence: (x, t) => {
      const out = new Float64Array(x.n)
      for (let i = 0; i < x.n; i++) {
        jacobian(x.data[2 * i] as number, x.data[2 * i + 1] as number, t, slopes)
        out[i] = (slopes[0] as number) + (slopes[3] as number)
      }
      return out
    },
    jvp: (x, u, t) => product(x, u, t, false),
    vjp: (x, w, t) => product(x, w, t, true),
  }
}
