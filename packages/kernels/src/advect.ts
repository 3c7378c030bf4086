/**
 * Particles carried by a flow, over all threads. Formulas and layouts: assembly/advect*.ts.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import { type Columns, putColumns } from './columns.js'
import wasm from './generated/advect.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const advection = kernelModule('advect', wasm)

/** A flow with a formula; assembly/advect-analytic.ts states formulas and the order of their parameters. */
export interface AnalyticKernel {
  readonly kind: 'double-gyre' | 'bickley' | 'taylor-green' | 'linear' | 'abc'
  readonly parameters: readonly number[]
}

/** A planar flow on a grid. */
export interface GriddedKernel {
  readonly kind: 'gridded'
  /**
   * `[frames, ny + 3, nx + 3, 2]`: velocities, or spline coefficients, with one node before and two after each row and
   * column (the continuation of the field, or the other end of a periodic one).
   */
  readonly coefficients: Float64Array
  readonly nx: number
  readonly ny: number
  readonly frames: number
  /** Of node (0, 0). */
  readonly origin: readonly [x: number, y: number]
  readonly spacing: readonly [x: number, y: number]
  readonly periodic: readonly [x: boolean, y: boolean]
  /** Of frame 0, and between frames. */
  readonly startTime: number
  readonly interval: number
  readonly interpolation: 'linear' | 'hermite' | 'spline'
}

export type FlowKernel = AnalyticKernel | GriddedKernel

const CODES = { gridded: 0, 'double-gyre': 1, bickley: 2, 'taylor-green': 3, linear: 4, abc: 5 } as const
const INTERPOLATIONS = { linear: 0, hermite: 1, spline: 2 } as const

/** Blocks of work: enough for every thread to get its share, few enough to have scratch of their own. */
const BLOCKS = 256
/** Particles in a block are a multiple of this: whole runs, whole vectors. */
const RUN = 64
/** Two frames of a grid up to this size stay in the second cache beside the particles. */
const SMALL_BYTES = 1 << 18

export interface AdvectRk4Options {
  readonly start: number
  readonly end: number
  /** Number of steps, >= 1. */
  readonly steps: number
  /** Called after every step with its number (from 1), its time and a view of the positions, `[n, d]`, valid in the call. */
  readonly onStep?: (step: number, time: number, positions: Float64Array) => void
}

/**
 * Positions at `end` of the particles that start at `points`, by the classical Runge-Kutta method. A particle that
 * leaves a bounded grid, or touches NaN, ends as NaN.
 * @param points `[n, d]`, row-major
 */
export function advectRk4(flow: FlowKernel, points: Float64Array, d: number, options: AdvectRk4Options): Float64Array {
  const { start, end, steps, onStep } = options
  const n = points.length / d
  return scope((arena) => {
    const order = flow.kind === 'gridded' ? rowOrder(flow, points) : undefined
    const columns = putColumns(arena, points, n, d, order)
    const parameters = putFlow(arena, flow, Math.min(start, end), Math.max(start, end))
    const grain = RUN * Math.ceil(n / (BLOCKS * RUN))
    const scratch = advection.exports().advectScratch?.(d) as number
    const room = arena.allocate(scratch * Math.ceil(n / grain))
    const rows = new Float64Array(n * d)
    const advance = (first: number, count: number) => {
      const step = (end - start) / steps
      const where = [CODES[flow.kind], parameters, columns.at, columns.stride, d]
      run(advection, 'advect', n, [...where, start, step, first, count, room, scratch, grain], { grain })
    }
    if (onStep) {
      for (let k = 0; k < steps; k++) {
        advance(k, 1)
        onStep(k + 1, start + ((end - start) / steps) * (k + 1), takeRows(arena, columns, rows, order))
      }
    } else {
      advance(0, steps)
    }
    return takeRows(arena, columns, rows, order)
  })
}

/** Velocities `[n, d]` at `points` `[n, d]`. */
export function velocities(flow: FlowKernel, points: Float64Array, d: number, time: number): Float64Array {
  const n = points.length / d
  return scope((arena) => {
    const columns = putColumns(arena, points, n, d)
    const parameters = putFlow(arena, flow, time, time)
    const grain = RUN * Math.ceil(n / (BLOCKS * RUN))
    const scratch = advection.exports().advectScratch?.(d) as number
    const room = arena.allocate(scratch * Math.ceil(n / grain))
    const out = { ...columns, at: arena.allocateFloat64(columns.stride * d) }
    const where = [CODES[flow.kind], parameters, columns.at, columns.stride, d]
    run(advection, 'velocities', n, [...where, time, out.at, 0, 0, room, scratch, grain], { grain })
    return takeRows(arena, out, new Float64Array(n * d))
  })
}

const SINES = { sin: 0, cos: 1, sinPi: 2 } as const

/** sin x, cos x or sin πx as the flows compute it: for tests of their error. */
export function sines(x: Float64Array, kind: keyof typeof SINES): Float64Array {
  return scope((arena) => {
    const input = arena.putFloat64(x)
    const out = arena.allocateFloat64(x.length)
    run(advection, 'sines', x.length, [input, out, SINES[kind]], { grain: 4096 })
    return arena.float64(out, x.length).slice()
  })
}

/** The row of numbers that describes a flow; of a gridded one, with the frames between two times and no more. */
function putFlow(arena: Arena, flow: FlowKernel, from: number, to: number): Address {
  if (flow.kind !== 'gridded') return arena.putFloat64(flow.parameters)
  const { nx, ny, frames, interval, startTime, origin, spacing, periodic } = flow
  const last = Math.min(Math.max(Math.ceil((to - startTime) / interval), 1), frames - 1)
  const first = Math.min(Math.max(Math.floor((from - startTime) / interval), 0), Math.max(last - 1, 0))
  const size = (nx + 3) * (ny + 3) * 2
  return arena.putFloat64([
    arena.putFloat64(flow.coefficients.subarray(first * size, (last + 1) * size)),
    ...[nx, ny, origin[0], 1 / spacing[0], origin[1], 1 / spacing[1]],
    ...[startTime + first * interval, 1 / interval, last - first + 1],
    ...[Number(periodic[0]), Number(periodic[1]), INTERPOLATIONS[flow.interpolation]],
  ])
}

/**
 * Particles by the row of cells that they are in, so that neighbours in the order read the same rows of a grid: taken
 * at random each of them waits for the memory (256 × 256 nodes: twice as long). Undefined where the grid is small.
 */
function rowOrder({ nx, ny, origin, spacing }: GriddedKernel, points: Float64Array): Uint32Array | undefined {
  if (2 * nx * ny * 16 < SMALL_BYTES) return undefined
  const n = points.length / 2
  const places = new Uint32Array(ny + 1)
  const row = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const y = ((points[2 * i + 1] as number) - origin[1]) / spacing[1]
    // Periodic rows come round; what is outside, or NaN, may be anywhere.
    const at = Math.trunc(y - ny * Math.floor(y / ny)) || 0
    row[i] = Math.max(0, Math.min(at, ny - 1))
    places[(row[i] as number) + 1] = (places[(row[i] as number) + 1] as number) + 1
  }
  for (let k = 0; k < ny; k++) places[k + 1] = (places[k + 1] as number) + (places[k] as number)
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const at = row[i] as number
    order[places[at] as number] = i
    places[at] = (places[at] as number) + 1
  }
  return order
}

/** Row `order[i]` from column entry i. */
function takeRows(
  arena: Arena,
  { at, stride, count, d }: Columns,
  rows: Float64Array,
  order?: Uint32Array,
): Float64Array {
  for (let k = 0; k < d; k++) {
    const column = arena.float64(at + k * stride * 8, count)
    if (order) for (let i = 0; i < count; i++) rows[(order[i] as number) * d + k] = column[i] as number
    else for (let i = 0; i < count; i++) rows[i * d + k] = column[i] as number
  }
  return rows
}
