/**
 * A planar flow from velocities on a grid: a simulation, a radar, a satellite, particle images.
 *
 * Between nodes by `interpolation`, between frames linearly in time. Along a periodic axis positions run on (a path that
 * crosses twice ends two periods away, so its gradient is right); past the edge of a bounded one the velocity is NaN, and
 * paths end there. Cost of a frame: O(nx · ny), once.
 *
 * Source: interpolation as in `grid-patch.ts`.
 * @module
 */
import type { GriddedKernel } from '@pushforward/kernels/advect'
import { InputError } from '../errors.js'
import { frameCoefficients, type GridInterpolation, LEAST_NODES, tapWeights } from './grid-patch.js'
import type { PlanarFlow, PlanarFunction } from './planar-flow.js'

export interface GridFlowOptions {
  /** Node coordinates, evenly spaced, ascending. On a periodic axis the last node is not the first again. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Times of the frames, evenly spaced, ascending. Absent: one frame, a steady flow. */
  readonly t?: ArrayLike<number>
  /** Velocities `[t][y][x]`, in units of x and y per unit of t. */
  readonly u: Float32Array | Float64Array
  readonly v: Float32Array | Float64Array
  /**
   * Δu and Δv on the same nodes and frames, from whoever knows them: a plane of a flow in space does not tell. Default: the second
   * derivatives of the interpolated velocity, with splines.
   */
  readonly laplacian?: { readonly u: Float32Array | Float64Array; readonly v: Float32Array | Float64Array }
  /**
   * `'spline'` (cubic B-spline), `'hermite'` (cubic convolution) or `'linear'`. Default `'spline'`, the one with smooth gradients;
   * with land `'linear'`, which reaches closest to the coast.
   */
  readonly interpolation?: GridInterpolation
  /** Along x, along y. Default neither. */
  readonly periodic?: readonly [x: boolean, y: boolean]
  /**
   * Whether NaN velocities are land: paths end where a node of theirs is land. A spline is made of all nodes, so it can't have
   * any. Default false: a NaN is an error.
   */
  readonly land?: boolean
}

export interface GridFlow extends PlanarFlow {
  /** Absent for a steady flow. */
  readonly times?: readonly [first: number, last: number]
  readonly kernel: GriddedKernel
  /**
   * The largest number of cells that the flow crosses between two frames, max(|u| Δt/Δx, |v| Δt/Δy); 0 for a steady flow. Above 1,
   * structures move further than their size between frames, and linear interpolation in time decides where paths end.
   */
  readonly courant: number
  /** Range of x and of y; a period where periodic. */
  readonly box: { readonly x: readonly [number, number]; readonly y: readonly [number, number] }
}

/** How far from even spacing coordinates may be, in parts of the spacing: float32 axes pass, stretched grids do not. */
const UNEVEN = 1e-3

/**
 * @throws InputError if axes are uneven or too short, lengths do not match, a number is not finite (but land), or land
 * is combined with a spline
 * @example
 * const x = [0, 1, 2, 3]
 * const u = Float64Array.from({ length: 16 }, (_, k) => k % 4) // u = x
 * const flow = gridFlow({ x, y: x, u, v: new Float64Array(16) })
 * advect(flow, points([[1, 1]]), 0, 1).points.data // [e, 1] within 1e-8
 */
export function gridFlow(options: GridFlowOptions): GridFlow {
  const { u, v, periodic = [false, false], land = false } = options
  const { interpolation = land ? 'linear' : 'spline' } = options
  const least = LEAST_NODES[interpolation]
  if (!least) throw new InputError(`interpolation: is '${interpolation}'; 'linear', 'hermite' or 'spline' is needed`)
  if (land && interpolation === 'spline') {
    throw new InputError("land: a spline is made of all nodes and can't have any; use 'hermite' or 'linear'")
  }
  const [x0, dx] = evenAxis('x', options.x, least)
  const [y0, dy] = evenAxis('y', options.y, least)
  const [t0, dt] = options.t ? evenAxis('t', options.t, 2) : [0, 1]
  const nx = options.x.length
  const ny = options.y.length
  const frames = options.t?.length ?? 1
  assertVelocities('u', u, { nx, ny, frames, land })
  assertVelocities('v', v, { nx, ny, frames, land })

  const { laplacian } = options
  if (laplacian) {
    assertVelocities('laplacian.u', laplacian.u, { nx, ny, frames, land })
    assertVelocities('laplacian.v', laplacian.v, { nx, ny, frames, land })
  }
  const size = (nx + 3) * (ny + 3) * 2
  const coefficientsOf = (first: Float32Array | Float64Array, second: Float32Array | Float64Array) => {
    const all = new Float64Array(frames * size)
    for (let k = 0; k < frames; k++) {
      const out = all.subarray(k * size, (k + 1) * size)
      frameCoefficients(first, second, k * nx * ny, { nx, ny, periodic }, interpolation, out)
    }
    return all
  }
  const coefficients = coefficientsOf(u, v)
  const kernel: GriddedKernel = {
    kind: 'gridded',
    ...{ coefficients, nx, ny, frames, interpolation, periodic },
    origin: [x0, y0],
    spacing: [dx, dy],
    startTime: t0,
    interval: dt,
  }
  return {
    velocity: derivative(kernel, [[0, 0]]),
    ...(interpolation !== 'linear' && { jacobian: jacobianOf(kernel) }),
    ...(laplacian
      ? { laplacian: derivative({ ...kernel, coefficients: coefficientsOf(laplacian.u, laplacian.v) }, [[0, 0]]) }
      : interpolation === 'spline' && { laplacian: laplacianOf(kernel) }),
    courant: options.t ? dt * Math.max(largest(u) / dx, largest(v) / dy) : 0,
    ...(options.t && { times: [t0, t0 + (frames - 1) * dt] as const }),
    kernel,
    box: { x: [x0, x0 + (periodic[0] ? nx : nx - 1) * dx], y: [y0, y0 + (periodic[1] ? ny : ny - 1) * dy] },
  }
}

/** First value and spacing. */
function evenAxis(name: string, values: ArrayLike<number>, least: number): [start: number, step: number] {
  const n = values.length
  if (n < least) throw new InputError(`${name}: has ${n} values; at least ${least} are needed`)
  const start = values[0] as number
  const step = ((values[n - 1] as number) - start) / (n - 1)
  for (let k = 0; k < n; k++) {
    if (!Number.isFinite(values[k])) throw new InputError(`${name}[${k}]: is ${values[k]}; a finite number is needed`)
  }
  if (!(step > 0)) throw new InputError(`${name}: ascending values are needed`)
  for (let k = 0; k < n; k++) {
    const off = Math.abs((values[k] as number) - (start + k * step))
    if (off > UNEVEN * step) {
      throw new InputError(`${name}[${k}]: is ${values[k]}; even spacing asks for ${start + k * step}. Regrid the data`)
    }
  }
  return [start, step]
}

function assertVelocities(
  name: string,
  values: Float32Array | Float64Array,
  { nx, ny, frames, land }: { nx: number; ny: number; frames: number; land: boolean },
): void {
  if (values.length !== frames * ny * nx) {
    const shape = `${frames} × ${ny} × ${nx}`
    throw new InputError(`${name}: has ${values.length} numbers; t × y × x = ${shape} = ${frames * ny * nx} are needed`)
  }
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number
    if (Number.isFinite(value) || (land && Number.isNaN(value))) continue
    const index = `[${Math.floor(k / (nx * ny))}][${Math.floor(k / nx) % ny}][${k % nx}]`
    throw new InputError(`${name}${index}: is ${value}; a finite number is needed${land ? '' : ', or land: true'}`)
  }
}

/** A path along the edge may round to its other side: so many cells still count as inside. */
const SLACK = 1e-9

/** Of the sizes of all that is not land. */
function largest(values: Float32Array | Float64Array): number {
  let most = 0
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value)
  return most
}

/** How often to differentiate by x and by y. */
type Orders = readonly [0 | 1 | 2, 0 | 1 | 2]

/** For each entry of `orders`, that derivative of u and of v: `[entries, 2]`. */
function derivative(kernel: GriddedKernel, orders: readonly Orders[]): PlanarFunction {
  const { coefficients, nx, ny, frames, origin, spacing, periodic, startTime, interval, interpolation } = kernel
  const row = 2 * (nx + 3)
  const frame = row * (ny + 3)
  const [across, up] = [new Float64Array(4), new Float64Array(4)]
  const [from, to] = interpolation === 'linear' ? [1, 3] : [0, 4] // nodes further off may be land
  const cellsX = periodic[0] ? nx : nx - 1
  const cellsY = periodic[1] ? ny : ny - 1
  return (x, y, t, out) => {
    let gx = (x - origin[0]) / spacing[0]
    let gy = (y - origin[1]) / spacing[1]
    if (periodic[0]) gx -= nx * Math.floor(gx / nx)
    if (periodic[1]) gy -= ny * Math.floor(gy / ny)
    if (!(gx >= -SLACK && gx <= cellsX + SLACK && gy >= -SLACK && gy <= cellsY + SLACK)) {
      out.fill(Number.NaN, 0, 2 * orders.length)
      return
    }
    const ix = Math.min(Math.trunc(gx), cellsX - 1)
    const iy = Math.min(Math.trunc(gy), cellsY - 1)
    const phase = Math.min(Math.max((t - startTime) / interval, 0), frames - 1)
    const first = Math.min(Math.floor(phase), Math.max(frames - 2, 0))
    const share = phase - first
    for (const [k, [orderX, orderY]] of orders.entries()) {
      tapWeights(interpolation, gx - ix, orderX, across)
      tapWeights(interpolation, gy - iy, orderY, up)
      let u = 0
      let v = 0
      for (let later = 0; later <= (share > 0 ? 1 : 0); later++) {
        const mix = later ? share : 1 - share
        for (let j = from; j < to; j++) {
          const at = (first + later) * frame + (iy + j) * row + 2 * ix
          const weightY = mix * (up[j] as number)
          for (let i = from; i < to; i++) {
            const weight = weightY * (across[i] as number)
            u += weight * (coefficients[at + 2 * i] as number)
            v += weight * (coefficients[at + 2 * i + 1] as number)
          }
        }
      }
      const unit = spacing[0] ** orderX * spacing[1] ** orderY
      out[2 * k] = u / unit
      out[2 * k + 1] = v / unit
    }
  }
}

function jacobianOf(kernel: GriddedKernel): PlanarFunction {
  const slopes = derivative(kernel, [
    [1, 0],
    [0, 1],
  ])
  return (x, y, t, out) => {
    slopes(x, y, t, out) // u_x, v_x, u_y, v_y
    const vx = out[1] as number
    out[1] = out[2] as number
    out[2] = vx
  }
}

function laplacianOf(kernel: GriddedKernel): PlanarFunction {
  const curvatures = derivative(kernel, [
    [2, 0],
    [0, 2],
  ])
  const all = new Float64Array(4)
  return (x, y, t, out) => {
    curvatures(x, y, t, all)
    out[0] = (all[0] as number) + (all[2] as number)
    out[1] = (all[1] as number) + (all[3] as number)
  }
}
