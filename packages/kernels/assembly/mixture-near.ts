/** Posteriors of mixtures on the line and in the plane: points and sums stay in registers. See mixture.ts. */
import { integer, pointer } from './args'
import { expF64x2, logF64x2 } from './exp'
import { CHUNK } from './posterior-chunk'

/** exponent() for d = 1 and 2, x in registers. */
// @ts-ignore: decorator
@inline
function exponentNear(row: usize, d: i32, x: v128, y: v128): v128 {
  const g = row + 8 + (<usize>d << 3)
  const shiftedX = f64x2.sub(x, v128.load64_splat(row, 8))
  const first = f64x2.mul(v128.load64_splat(g), shiftedX)
  let square = f64x2.mul(first, first)
  if (d > 1) {
    const shiftedY = f64x2.sub(y, v128.load64_splat(row, 16))
    const second = f64x2.add(
      f64x2.mul(v128.load64_splat(g, 8), shiftedX),
      f64x2.mul(v128.load64_splat(g, 16), shiftedY),
    )
    square = f64x2.add(square, f64x2.mul(second, second))
  }
  return f64x2.sub(v128.load64_splat(row), f64x2.mul(f64x2.splat(0.5), square))
}

/** Bytes from one row of a section's matrix to the next in its second column, and to the number behind. */
// @ts-ignore: decorator
@inline
function lowerRow(square: i32): usize {
  return square ? 32 : 24
}

/** Coordinate 0 of the affine map at `own`. */
// @ts-ignore: decorator
@inline
function affineX(own: usize, d: i32, x: v128, y: v128): v128 {
  const along = f64x2.mul(v128.load64_splat(own + (<usize>d << 3)), x)
  const sum = f64x2.add(v128.load64_splat(own), along)
  return d > 1 ? f64x2.add(sum, f64x2.mul(v128.load64_splat(own, 24), y)) : sum
}

/** Coordinate 1, d = 2; `lower` from `lowerRow`. */
// @ts-ignore: decorator
@inline
function affineY(own: usize, lower: usize, x: v128, y: v128): v128 {
  const along = f64x2.mul(v128.load64_splat(own + lower), x)
  return f64x2.add(f64x2.add(v128.load64_splat(own, 8), along), f64x2.mul(v128.load64_splat(own + lower, 8), y))
}

/** d = 1 and 2: the sums are in registers. The number behind a section is summed always; it is stored where it is asked for. */
// @ts-ignore: decorator
@inline
export function posteriorNear(begin: i32, end: i32, args: usize, d: i32): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>integer(args, 2) << 3
  const section = <usize>integer(args, 4) << 3
  const extra = integer(args, 5)
  const stride = <usize>integer(args, 7) << 3
  const exponents = pointer(args, 10) + <usize>(begin / integer(args, 12)) * pointer(args, 11)
  const lower = lowerRow(integer(args, 13))
  for (let pair = begin; pair < end; pair++) {
    const at = pointer(args, 6) + (<usize>pair << 4)
    const x = v128.load(at)
    const y = d > 1 ? v128.load(at + stride) : x
    let most = f64x2.splat(-Infinity)
    let total = f64x2.splat(0)
    let vectorX = total
    let vectorY = total
    let gainXX = total
    let gainXY = total
    let gainYX = total
    let gainYY = total
    let behind = total
    for (let first = 0; first < count; first += CHUNK) {
      const last = min(count, first + CHUNK)
      let next = most
      for (let k = first; k < last; k++) {
        const value = exponentNear(rows + <usize>k * bytes, d, x, y)
        v128.store(exponents + (<usize>(k - first) << 4), value)
        next = f64x2.pmax(next, value)
      }
      if (first > 0) {
        const factor = expF64x2(f64x2.sub(most, next))
        total = f64x2.mul(total, factor)
        vectorX = f64x2.mul(vectorX, factor)
        gainXX = f64x2.mul(gainXX, factor)
        behind = f64x2.mul(behind, factor)
        if (d > 1) {
          vectorY = f64x2.mul(vectorY, factor)
          gainXY = f64x2.mul(gainXY, factor)
          gainYX = f64x2.mul(gainYX, factor)
          gainYY = f64x2.mul(gainYY, factor)
        }
      }
      most = next
      for (let k = first; k < last; k++) {
        const share = expF64x2(f64x2.sub(v128.load(exponents + (<usize>(k - first) << 4)), most))
        const own = rows + <usize>k * bytes + section
        total = f64x2.add(total, share)
        vectorX = f64x2.add(vectorX, f64x2.mul(share, v128.load64_splat(own)))
        if (d > 1) {
          vectorY = f64x2.add(vectorY, f64x2.mul(share, v128.load64_splat(own, 8)))
          gainXX = f64x2.add(gainXX, f64x2.mul(share, v128.load64_splat(own, 16)))
          gainXY = f64x2.add(gainXY, f64x2.mul(share, v128.load64_splat(own, 24)))
          gainYX = f64x2.add(gainYX, f64x2.mul(share, v128.load64_splat(own + lower)))
          gainYY = f64x2.add(gainYY, f64x2.mul(share, v128.load64_splat(own + lower, 8)))
          behind = f64x2.add(behind, f64x2.mul(share, v128.load64_splat(own + lower, 16)))
        } else {
          gainXX = f64x2.add(gainXX, f64x2.mul(share, v128.load64_splat(own, 8)))
          behind = f64x2.add(behind, f64x2.mul(share, v128.load64_splat(own, 16)))
        }
      }
    }
    v128.store(pointer(args, 8) + (<usize>pair << 4), f64x2.add(most, logF64x2(total)))
    const out = pointer(args, 9) + (<usize>pair << 4)
    let meanX = f64x2.add(vectorX, f64x2.mul(gainXX, x))
    if (d > 1) {
      meanX = f64x2.add(meanX, f64x2.mul(gainXY, y))
      const meanY = f64x2.add(vectorY, f64x2.add(f64x2.mul(gainYX, x), f64x2.mul(gainYY, y)))
      v128.store(out + stride, f64x2.div(meanY, total))
    }
    v128.store(out, f64x2.div(meanX, total))
    if (extra) v128.store(out + <usize>d * stride, f64x2.div(behind, total))
  }
}

// @ts-ignore: decorator
@inline
export function spreadNear(begin: i32, end: i32, args: usize, d: i32): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>integer(args, 2) << 3
  const section = <usize>integer(args, 4) << 3
  const stride = <usize>integer(args, 7) << 3
  const lower = lowerRow(integer(args, 10))
  const second = <usize>integer(args, 11) << 3
  for (let pair = begin; pair < end; pair++) {
    const at = <usize>pair << 4
    const x = v128.load(pointer(args, 6) + at)
    const y = d > 1 ? v128.load(pointer(args, 6) + at + stride) : x
    const logSum = v128.load(pointer(args, 8) + at)
    const meanX = v128.load(pointer(args, 5) + at)
    const meanY = d > 1 ? v128.load(pointer(args, 5) + at + stride) : x
    const secondX = v128.load(pointer(args, 12) + at)
    const secondY = d > 1 ? v128.load(pointer(args, 12) + at + stride) : x
    let sum = v128.load(pointer(args, 9) + at)
    for (let k = 0; k < count; k++) {
      const row = rows + <usize>k * bytes
      const share = expF64x2(f64x2.sub(exponentNear(row, d, x, y), logSum))
      const eX = f64x2.sub(affineX(row + section, d, x, y), meanX)
      const gX = second == section ? eX : f64x2.sub(affineX(row + second, d, x, y), secondX)
      let product = f64x2.mul(eX, gX)
      if (d > 1) {
        const eY = f64x2.sub(affineY(row + section, lower, x, y), meanY)
        const gY = second == section ? eY : f64x2.sub(affineY(row + second, lower, x, y), secondY)
        product = f64x2.add(product, f64x2.mul(eY, gY))
      }
      sum = f64x2.add(sum, f64x2.mul(share, product))
    }
    v128.store(pointer(args, 9) + at, sum)
  }
}
