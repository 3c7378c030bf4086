/**
 * Particles carried by a flow: the classical Runge-Kutta method with a fixed step.
 *
 * Particles are taken in runs of RUN: every stage is a loop over a run, whose numbers stay in the first cache. The
 * stages of one particle wait for each other, those of its neighbours do not, so the processor always finds work, and
 * the method is written once for all flows.
 */
import { abc, bickley, doubleGyre, linear, taylorGreen } from './advect-analytic'
import { gridded } from './advect-grid'
import { integer, pointer, real } from './args'
import { cosF64x2, sinF64x2, sinPiF64x2 } from './trigonometry'

/** Particles in a run: 3 × 4 columns of 64 doubles are 6 KiB. */
const RUN: i32 = 64
const COLUMN: usize = 512

function velocity(flow: i32, parameters: usize, t: f64, x: usize, v: usize, bytes: usize): void {
  if (flow == 0) gridded(parameters, t, x, v, COLUMN, bytes)
  else if (flow == 1) doubleGyre(parameters, t, x, v, COLUMN, bytes)
  else if (flow == 2) bickley(parameters, t, x, v, COLUMN, bytes)
  else if (flow == 3) taylorGreen(parameters, t, x, v, COLUMN, bytes)
  else if (flow == 4) linear(parameters, x, v, COLUMN, bytes)
  else abc(parameters, x, v, COLUMN, bytes)
}

/** stage = x + reach · v and sum += weight · v (the first time sum = v), over d columns in one pass. */
// @ts-ignore: decorator
@inline
function gather(x: usize, v: usize, reach: f64, weight: f64, first: bool, stage: usize, sum: usize, d: i32, bytes: usize): void {
  const h = f64x2.splat(reach)
  const w = f64x2.splat(weight)
  for (let column: usize = 0; column < <usize>d * COLUMN; column += COLUMN) {
    for (let i = column; i < column + bytes; i += 16) {
      const speed = v128.load(v + i)
      v128.store(stage + i, f64x2.add(v128.load(x + i), f64x2.mul(h, speed)))
      v128.store(sum + i, first ? speed : f64x2.add(v128.load(sum + i), f64x2.mul(w, speed)))
    }
  }
}

/** x += factor · (sum + v), over d columns. */
// @ts-ignore: decorator
@inline
function finish(x: usize, factor: f64, sum: usize, v: usize, d: i32, bytes: usize): void {
  const h = f64x2.splat(factor)
  for (let column: usize = 0; column < <usize>d * COLUMN; column += COLUMN) {
    for (let i = column; i < column + bytes; i += 16) {
      const mean = f64x2.add(v128.load(sum + i), v128.load(v + i))
      v128.store(x + i, f64x2.add(v128.load(x + i), f64x2.mul(h, mean)))
    }
  }
}

// @ts-ignore: decorator
@inline
function copyColumns(from: usize, fromStride: usize, to: usize, toStride: usize, d: i32, bytes: usize): void {
  for (let k: usize = 0; k < <usize>d; k++) memory.copy(to + k * toStride, from + k * fromStride, bytes)
}

/** Bytes of scratch that a block needs. */
export function advectScratch(d: i32): usize {
  return <usize>d * COLUMN * 4
}

/**
 * Moves particles [begin, end) by `steps` steps of `step` from time `start`; `begin` is even.
 * args: flow (see velocity), its parameters, columns of positions [d, stride] (changed), stride (even), d,
 *       start, step, first step, steps, scratch, bytes of scratch a block, grain.
 * The time of step k is start + (first + k) · step, so a path cut into calls is the path of one call.
 */
export function advect(begin: i32, end: i32, args: usize): void {
  const flow = integer(args, 0)
  const parameters = pointer(args, 1)
  const stride = <usize>integer(args, 3) << 3
  const d = integer(args, 4)
  const start = real(args, 5)
  const h = real(args, 6)
  const first = integer(args, 7)
  const last = first + integer(args, 8)

  const x = pointer(args, 9) + <usize>(begin / integer(args, 11)) * pointer(args, 10)
  const stage = x + <usize>d * COLUMN
  const v = stage + <usize>d * COLUMN
  const sum = v + <usize>d * COLUMN

  for (let from = begin; from < end; from += RUN) {
    const bytes = <usize>(min(RUN, end - from) + 1 & ~1) << 3 // the tail rounds up into the padding
    const home = pointer(args, 2) + (<usize>from << 3)
    copyColumns(home, stride, x, COLUMN, d, bytes)
    for (let k = first; k < last; k++) {
      const t = start + <f64>k * h
      const end = start + <f64>(k + 1) * h
      const middle = t + 0.5 * h
      velocity(flow, parameters, t, x, v, bytes)
      gather(x, v, 0.5 * h, 1, true, stage, sum, d, bytes)
      velocity(flow, parameters, middle, stage, v, bytes)
      gather(x, v, 0.5 * h, 2, false, stage, sum, d, bytes)
      velocity(flow, parameters, middle, stage, v, bytes)
      gather(x, v, h, 2, false, stage, sum, d, bytes)
      velocity(flow, parameters, end, stage, v, bytes)
      finish(x, h / 6, sum, v, d, bytes)
    }
    copyColumns(x, COLUMN, home, stride, d, bytes)
  }
}

/** velocities [d, stride] of particles at `positions` [d, stride]; args as for advect: 2 positions, 5 time, 6 out. */
export function velocities(begin: i32, end: i32, args: usize): void {
  const stride = <usize>integer(args, 3) << 3
  const d = integer(args, 4)
  const x = pointer(args, 9) + <usize>(begin / integer(args, 11)) * pointer(args, 10)
  const v = x + <usize>d * COLUMN
  for (let from = begin; from < end; from += RUN) {
    const bytes = <usize>(min(RUN, end - from) + 1 & ~1) << 3
    copyColumns(pointer(args, 2) + (<usize>from << 3), stride, x, COLUMN, d, bytes)
    velocity(integer(args, 0), pointer(args, 1), real(args, 5), x, v, bytes)
    copyColumns(v, COLUMN, pointer(args, 6) + (<usize>from << 3), stride, d, bytes)
  }
}

/** out[i] = sin, cos or sin π (kind 0 to 2) of x[i], for [begin, end) of an array with padding. args: x, out, kind. */
export function sines(begin: i32, end: i32, args: usize): void {
  const kind = integer(args, 2)
  for (let i = <usize>begin << 3; i < <usize>end << 3; i += 16) {
    const x = v128.load(pointer(args, 0) + i)
    v128.store(pointer(args, 1) + i, kind == 0 ? sinF64x2(x) : kind == 1 ? cosF64x2(x) : sinPiF64x2(x))
  }
}
