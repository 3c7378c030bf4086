/**
 * Products of fields on a torus in space, plane by plane: velocities and a scalar come as spectra in x and y, go to the
 * nodes of one plane, are multiplied there, and the products go back. A plane at 64 x 64 needs 300 kB with four fields,
 * so it stays in the second cache, and the grid as a whole (2 MB a field) is never written.
 *
 *   u, v, w, c  ->  u u - w w,  v v - w w,  u v,  u w,  v w,  u c,  v c,  w c
 *
 * The last three with a scalar only. Rows of waves that are not kept (|k_y| > K) are not stored: `rows` = 2 K + 1.
 */
import { integer, pointer, real } from './args'
import { complex, halfPairs, realPairs } from './fft'

/** Spectra [n z][rows][fields][m] and those of the products [n z][rows][products][m], real and imaginary parts. */
const IN_RE = 0
const IN_IM = 1
const OUT_RE = 2
const OUT_IM = 3
const NODES = 4
const KEPT = 5
const FIELDS = 6
const PRODUCTS = 7
const PLAN = 8
const SCRATCH = 9
/** Bytes for one range of `grain` planes: `torusScratch`. */
const SCRATCH_SIZE = 10
const GRAIN = 11
/** max |u| + |v| + |w| of each range. */
const FASTEST = 12
/** On the products. */
const SCALE = 13

/** Rows of nodes that are transformed and multiplied together: real rows go in pairs. */
const CHUNK: i32 = 2
/** Sequences that a transform takes in lockstep. */
const WIDTH: i32 = 4
const ROW: usize = 16 << 3

/** Bytes; `m` is the plan's length. */
export function torusScratch(n: i32, m: i32, kept: i32, fields: i32, products: i32): i32 {
  const grids = CHUNK * n * (fields + products)
  const spectra = 2 * n * kept * (fields + products)
  return <i32>ROW + ((4 * m * WIDTH + grids + spectra) << 3)
}

/** Arguments of a transform of fft.ts. */
function transform(
  row: usize, inRe: usize, inIm: usize, outRe: usize, outIm: usize, count: i32,
  inElement: i32, inSequence: i32, outElement: i32, outSequence: i32, plan: usize, scratch: usize, scale: f64, kept: i32,
): void {
  store<f64>(row, <f64>inRe, 0)
  store<f64>(row, <f64>inIm, 8)
  store<f64>(row, <f64>outRe, 16)
  store<f64>(row, <f64>outIm, 24)
  store<f64>(row, <f64>count, 32)
  store<f64>(row, <f64>inElement, 40)
  store<f64>(row, <f64>inSequence, 48)
  store<f64>(row, <f64>outElement, 56)
  store<f64>(row, <f64>outSequence, 64)
  store<f64>(row, <f64>plan, 72)
  store<f64>(row, <f64>scratch, 80)
  store<f64>(row, 0, 88) // one range
  store<f64>(row, 1, 96)
  store<f64>(row, <f64>WIDTH, 104)
  store<f64>(row, scale, 112)
  store<f64>(row, <f64>kept, 120)
}

/** One row of nodes: `fields` rows of n at `x` to `products` rows at `y`; returns the largest |u| + |v| + |w|. */
function multiply(x: usize, y: usize, n: i32, scalar: bool, most: v128): v128 {
  const line = <usize>n << 3
  let fastest = most
  for (let i: usize = 0; i < line; i += 16) {
    const at = x + i
    const out = y + i
    const u = v128.load(at)
    const v = v128.load(at + line)
    const w = v128.load(at + 2 * line)
    const square = f64x2.mul(w, w)
    v128.store(out, f64x2.sub(f64x2.mul(u, u), square))
    v128.store(out + line, f64x2.sub(f64x2.mul(v, v), square))
    v128.store(out + 2 * line, f64x2.mul(u, v))
    v128.store(out + 3 * line, f64x2.mul(u, w))
    v128.store(out + 4 * line, f64x2.mul(v, w))
    // max hands a NaN on, as the caller must see it.
    fastest = f64x2.max(fastest, f64x2.add(f64x2.abs(u), f64x2.add(f64x2.abs(v), f64x2.abs(w))))
    if (scalar) {
      const c = v128.load(at + 3 * line)
      v128.store(out + 5 * line, f64x2.mul(u, c))
      v128.store(out + 6 * line, f64x2.mul(v, c))
      v128.store(out + 7 * line, f64x2.mul(w, c))
    }
  }
  return fastest
}

/** Planes [begin, end). */
export function torusProducts(begin: i32, end: i32, args: usize): void {
  const n = integer(args, NODES)
  const kept = integer(args, KEPT)
  const fields = integer(args, FIELDS)
  const products = integer(args, PRODUCTS)
  const plan = pointer(args, PLAN)
  const length = integer(plan, 1)
  const range = begin / integer(args, GRAIN)
  const row = pointer(args, SCRATCH) + <usize>range * <usize>real(args, SCRATCH_SIZE)
  const scratch = row + ROW
  const grids = scratch + (<usize>(4 * length * WIDTH) << 3)
  const multiplied = grids + (<usize>(CHUNK * n * fields) << 3)
  const widthIn = fields * kept
  const widthOut = products * kept
  const re = multiplied + (<usize>(CHUNK * n * products) << 3)
  const im = re + (<usize>(n * widthIn) << 3)
  const productsRe = im + (<usize>(n * widthIn) << 3)
  const productsIm = productsRe + (<usize>(n * widthOut) << 3)
  const above = <usize>(kept * widthIn) << 3 // rows of k_y = 0 … K
  const below = <usize>((kept - 1) * widthIn) << 3 // rows of k_y = −K … −1
  const hole = (<usize>(n * widthIn) << 3) - above - below
  const outAbove = <usize>(kept * widthOut) << 3
  const outBelow = <usize>((kept - 1) * widthOut) << 3
  const last = (<usize>(n * widthOut) << 3) - outBelow
  const scalar = fields > 3
  let fastest = f64x2.splat(0)

  for (let z = begin; z < end; z++) {
    const inputs = <usize>z * (above + below)
    for (let part = 0; part < 2; part++) {
      const from = pointer(args, part == 0 ? IN_RE : IN_IM) + inputs
      const to = part == 0 ? re : im
      memory.copy(to, from, above)
      memory.fill(to + above, 0, hole)
      memory.copy(to + above + hole, from + above, below)
    }
    // Real and imaginary parts exchanged: the inverse transform.
    transform(row, im, re, im, re, widthIn, widthIn, 1, widthIn, 1, plan, scratch, 1, 0)
    complex(0, widthIn, row)
    for (let y = 0; y < n; y += CHUNK) {
      const spectrum = <usize>(y * widthIn) << 3
      const pairsIn = (CHUNK * fields) >> 1
      const line = grids + (<usize>n << 3)
      transform(row, re + spectrum, im + spectrum, grids, line, pairsIn, 1, 2 * kept, 1, 2 * n, plan, scratch, 1, kept)
      halfPairs(0, pairsIn, row)
      for (let k = 0; k < CHUNK; k++) {
        const x = grids + (<usize>(k * fields * n) << 3)
        fastest = multiply(x, multiplied + (<usize>(k * products * n) << 3), n, scalar, fastest)
      }
      const pairsOut = (CHUNK * products) >> 1
      const second = multiplied + (<usize>n << 3)
      const out = <usize>(y * widthOut) << 3
      const scale = real(args, SCALE)
      transform(
        row, multiplied, second, productsRe + out, productsIm + out, pairsOut,
        1, 2 * n, 1, 2 * kept, plan, scratch, scale, kept,
      )
      realPairs(0, pairsOut, row)
    }
    transform(
      row, productsRe, productsIm, productsRe, productsIm, widthOut,
      widthOut, 1, widthOut, 1, plan, scratch, 1, 0,
    )
    complex(0, widthOut, row)
    const outputs = <usize>z * (outAbove + outBelow)
    for (let part = 0; part < 2; part++) {
      const from = part == 0 ? productsRe : productsIm
      const to = pointer(args, part == 0 ? OUT_RE : OUT_IM) + outputs
      memory.copy(to, from, outAbove)
      memory.copy(to + outAbove, from + last, outBelow)
    }
  }
  const most = max(f64x2.extract_lane(fastest, 0), f64x2.extract_lane(fastest, 1))
  store<f64>(pointer(args, FASTEST) + (<usize>range << 3), most)
}
