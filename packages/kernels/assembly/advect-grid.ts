/**
 * Velocities of a planar flow on a grid, for a run of particles at one time. The two components of a node lie side by
 * side, so one vector load brings a tap of both; the sums run over 2 × 2 taps (linear) or 4 × 4 (cubic).
 *
 * Frames are stored with one node before and two nodes after each row and column (`openGrid` in src/advect.ts fills
 * them), so no tap needs a test. Outside a bounded grid, and for NaN positions, the velocity is NaN: such particles stay
 * NaN. In time the two frames around t are mixed linearly.
 *
 * grid: frames, nodes x, nodes y, x of node 0, 1/spacing x, y of node 0, 1/spacing y, time of frame 0, 1/interval,
 *       number of frames, periodic x, periodic y, interpolation (0 linear, 1 cubic convolution, 2 cubic B-spline).
 */
import { integer, pointer, real } from './args'

/** A path along the edge may round to its other side: so many cells still count as inside. */
const SLACK: f64 = 1e-9

/** Weights of taps −1, 0, 1, 2 at fractions (s_x, s_y); the lanes of each vector are those of x and y. */
// @ts-ignore: decorator
@inline
function weight(tap: i32, s: v128, spline: bool): v128 {
  // Cubics in Horner form, lowest power last.
  if (spline) {
    if (tap == 0) return cubic(s, -1 / 6.0, 0.5, -0.5, 1 / 6.0)
    if (tap == 1) return cubic(s, 0.5, -1, 0, 2 / 3.0)
    if (tap == 2) return cubic(s, -0.5, 0.5, 0.5, 1 / 6.0)
    return cubic(s, 1 / 6.0, 0, 0, 0)
  }
  if (tap == 0) return cubic(s, -0.5, 1, -0.5, 0)
  if (tap == 1) return cubic(s, 1.5, -2.5, 0, 1)
  if (tap == 2) return cubic(s, -1.5, 2, 0.5, 0)
  return cubic(s, 0.5, -0.5, 0, 0)
}

// @ts-ignore: decorator
@inline
function cubic(s: v128, a: f64, b: f64, c: f64, d: f64): v128 {
  let p = f64x2.add(f64x2.mul(f64x2.splat(a), s), f64x2.splat(b))
  p = f64x2.add(f64x2.mul(p, s), f64x2.splat(c))
  return f64x2.add(f64x2.mul(p, s), f64x2.splat(d))
}

// @ts-ignore: decorator
@inline
function lane0(w: v128): v128 {
  return v128.shuffle<f64>(w, w, 0, 0)
}

// @ts-ignore: decorator
@inline
function lane1(w: v128): v128 {
  return v128.shuffle<f64>(w, w, 1, 1)
}

// @ts-ignore: decorator
@inline
function row4(at: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  return f64x2.add(
    f64x2.add(f64x2.mul(v128.load(at), w0), f64x2.mul(v128.load(at, 16), w1)),
    f64x2.add(f64x2.mul(v128.load(at, 32), w2), f64x2.mul(v128.load(at, 48), w3)),
  )
}

/** The sum over 4 × 4 taps; `at` is the tap (−1, −1). */
// @ts-ignore: decorator
@inline
function patch(at: usize, row: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  const x0 = lane0(w0)
  const x1 = lane0(w1)
  const x2 = lane0(w2)
  const x3 = lane0(w3)
  return f64x2.add(
    f64x2.add(
      f64x2.mul(row4(at, x0, x1, x2, x3), lane1(w0)),
      f64x2.mul(row4(at + row, x0, x1, x2, x3), lane1(w1)),
    ),
    f64x2.add(
      f64x2.mul(row4(at + 2 * row, x0, x1, x2, x3), lane1(w2)),
      f64x2.mul(row4(at + 3 * row, x0, x1, x2, x3), lane1(w3)),
    ),
  )
}

/** The sum over 2 × 2 taps; `at` is the tap (0, 0). */
// @ts-ignore: decorator
@inline
function cell(at: usize, row: usize, s: v128): v128 {
  const x1 = lane0(s)
  const y1 = lane1(s)
  const x0 = f64x2.sub(f64x2.splat(1), x1)
  const y0 = f64x2.sub(f64x2.splat(1), y1)
  const lower = f64x2.add(f64x2.mul(v128.load(at), x0), f64x2.mul(v128.load(at, 16), x1))
  const upper = f64x2.add(f64x2.mul(v128.load(at + row), x0), f64x2.mul(v128.load(at + row, 16), x1))
  return f64x2.add(f64x2.mul(lower, y0), f64x2.mul(upper, y1))
}

export function gridded(grid: usize, t: f64, x: usize, v: usize, stride: usize, bytes: usize): void {
  const nodesX = integer(grid, 1)
  const nodesY = integer(grid, 2)
  const row = <usize>(nodesX + 3) << 4
  const frame = row * <usize>(nodesY + 3)
  const frames = integer(grid, 9)
  // The frames around t; round-off may put t a little outside.
  const phase = min(max((t - real(grid, 7)) * real(grid, 8), 0), <f64>(frames - 1))
  const first = min(<i32>phase, max(frames - 2, 0))
  const share = phase - <f64>first
  const now = pointer(grid, 0) + <usize>first * frame
  const mixed = share > 0
  const later = f64x2.splat(share)

  const originX = real(grid, 3)
  const originY = real(grid, 5)
  const scaleX = real(grid, 4)
  const scaleY = real(grid, 6)
  const periodicX = integer(grid, 10) != 0
  const periodicY = integer(grid, 11) != 0
  const kind = integer(grid, 12)
  const spline = kind == 2
  const inverseX = 1 / <f64>nodesX
  const inverseY = 1 / <f64>nodesY
  const lastX = <f64>(nodesX - 1)
  const lastY = <f64>(nodesY - 1)

  for (let i: usize = 0; i < bytes; i += 8) {
    let gx = (load<f64>(x + i) - originX) * scaleX
    let gy = (load<f64>(x + stride + i) - originY) * scaleY
    // A reciprocal may round across a period's end; the slack takes what then lies just outside.
    if (periodicX) gx -= <f64>nodesX * Math.floor(gx * inverseX)
    if (periodicY) gy -= <f64>nodesY * Math.floor(gy * inverseY)
    const endX = periodicX ? <f64>nodesX : lastX
    const endY = periodicY ? <f64>nodesY : lastY
    if (!(gx >= -SLACK && gx <= endX + SLACK && gy >= -SLACK && gy <= endY + SLACK)) {
      store<f64>(v + i, NaN)
      store<f64>(v + stride + i, NaN)
      continue
    }
    // A particle on the last node belongs to the cell before it.
    const ix = min(<i32>gx, <i32>endX - 1)
    const iy = min(<i32>gy, <i32>endY - 1)
    const s = f64x2.replace_lane(f64x2.splat(gx - <f64>ix), 1, gy - <f64>iy)
    const at = now + <usize>iy * row + (<usize>ix << 4)
    let velocity: v128
    if (kind == 0) {
      const corner = at + row + 16
      velocity = cell(corner, row, s)
      if (mixed) {
        const next = cell(corner + frame, row, s)
        velocity = f64x2.add(velocity, f64x2.mul(later, f64x2.sub(next, velocity)))
      }
    } else {
      const w0 = spline ? weight(0, s, true) : weight(0, s, false)
      const w1 = spline ? weight(1, s, true) : weight(1, s, false)
      const w2 = spline ? weight(2, s, true) : weight(2, s, false)
      const w3 = spline ? weight(3, s, true) : weight(3, s, false)
      velocity = patch(at, row, w0, w1, w2, w3)
      if (mixed) {
        const next = patch(at + frame, row, w0, w1, w2, w3)
        velocity = f64x2.add(velocity, f64x2.mul(later, f64x2.sub(next, velocity)))
      }
    }
    store<f64>(v + i, f64x2.extract_lane(velocity, 0))
    store<f64>(v + stride + i, f64x2.extract_lane(velocity, 1))
  }
}
