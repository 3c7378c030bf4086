/** Posteriors of mixtures in three and more dimensions: sums are in memory, in the scratch of a block. See mixture.ts. */
import { integer, pointer } from './args'
import { expF64x2, logF64x2 } from './exp'
import { CHUNK, coordinate } from './posterior-chunk'

/** constant − |G (x − m)|²/2 of the component at `row`. */
// @ts-ignore: decorator
@inline
function exponent(row: usize, d: i32, x: usize, stride: usize): v128 {
  const mean = row + 8
  let g = mean + (<usize>d << 3)
  let square = f64x2.splat(0)
  for (let i = 0; i < d; i++) {
    let sum = f64x2.splat(0)
    for (let j = 0; j <= i; j++, g += 8) {
      const shifted = f64x2.sub(coordinate(x, stride, j), v128.load64_splat(mean + (<usize>j << 3)))
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(g), shifted))
    }
    square = f64x2.add(square, f64x2.mul(sum, sum))
  }
  return f64x2.sub(v128.load64_splat(row), f64x2.mul(f64x2.splat(0.5), square))
}

/** Coordinate i of vector + matrix x, numbers given as vectors of two at `vector`, the matrix's triangle behind. */
// @ts-ignore: decorator
@inline
function affinePairs(vector: usize, d: i32, i: i32, x: usize, stride: usize): v128 {
  const triangle = vector + (<usize>d << 4)
  let sum = v128.load(vector + (<usize>i << 4))
  for (let j = 0; j < d; j++) {
    const at = j <= i ? ((i * (i + 1)) >> 1) + j : ((j * (j + 1)) >> 1) + i
    sum = f64x2.add(sum, f64x2.mul(v128.load(triangle + (<usize>at << 4)), coordinate(x, stride, j)))
  }
  return sum
}

/** The same for one component's section. */
// @ts-ignore: decorator
@inline
function affine(vector: usize, d: i32, i: i32, x: usize, stride: usize): v128 {
  const triangle = vector + (<usize>d << 3)
  let sum = v128.load64_splat(vector + (<usize>i << 3))
  for (let j = 0; j < d; j++) {
    const at = j <= i ? ((i * (i + 1)) >> 1) + j : ((j * (j + 1)) >> 1) + i
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(triangle + (<usize>at << 3)), coordinate(x, stride, j)))
  }
  return sum
}

export function posteriorFar(begin: i32, end: i32, args: usize, d: i32): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>integer(args, 2) << 3
  const section = <usize>integer(args, 4) << 3
  const extra = integer(args, 5)
  const stride = <usize>integer(args, 7) << 3
  const exponents = pointer(args, 10) + <usize>(begin / integer(args, 12)) * pointer(args, 11)
  const sums = exponents + (<usize>CHUNK << 4)
  const length = d + ((d * (d + 1)) >> 1) + extra

  for (let pair = begin; pair < end; pair++) {
    const x = pointer(args, 6) + (<usize>pair << 4)
    let most = f64x2.splat(-Infinity)
    let total = f64x2.splat(0)
    memory.fill(sums, 0, <usize>length << 4)
    for (let first = 0; first < count; first += CHUNK) {
      const last = min(count, first + CHUNK)
      let next = most
      for (let k = first; k < last; k++) {
        const value = exponent(rows + <usize>k * bytes, d, x, stride)
        v128.store(exponents + (<usize>(k - first) << 4), value)
        next = f64x2.pmax(next, value)
      }
      if (first > 0) {
        const factor = expF64x2(f64x2.sub(most, next))
        total = f64x2.mul(total, factor)
        for (let l = 0; l < length; l++) {
          const at = sums + (<usize>l << 4)
          v128.store(at, f64x2.mul(v128.load(at), factor))
        }
      }
      most = next
      for (let k = first; k < last; k++) {
        const share = expF64x2(f64x2.sub(v128.load(exponents + (<usize>(k - first) << 4)), most))
        total = f64x2.add(total, share)
        const own = rows + <usize>k * bytes + section
        for (let l = 0; l < length; l++) {
          const at = sums + (<usize>l << 4)
          v128.store(at, f64x2.add(v128.load(at), f64x2.mul(share, v128.load64_splat(own + (<usize>l << 3)))))
        }
      }
    }
    v128.store(pointer(args, 8) + (<usize>pair << 4), f64x2.add(most, logF64x2(total)))
    const out = pointer(args, 9) + (<usize>pair << 4)
    for (let i = 0; i < d; i++) {
      v128.store(out + <usize>i * stride, f64x2.div(affinePairs(sums, d, i, x, stride), total))
    }
    for (let l = 0; l < extra; l++) {
      const value = v128.load(sums + (<usize>(length - extra + l) << 4))
      v128.store(out + <usize>(d + l) * stride, f64x2.div(value, total))
    }
  }
}

export function spreadFar(begin: i32, end: i32, args: usize, d: i32): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>integer(args, 2) << 3
  const section = <usize>integer(args, 4) << 3
  const stride = <usize>integer(args, 7) << 3
  for (let pair = begin; pair < end; pair++) {
    const at = <usize>pair << 4
    const x = pointer(args, 6) + at
    const logSum = v128.load(pointer(args, 8) + at)
    const mean = pointer(args, 5) + at
    let sum = v128.load(pointer(args, 9) + at)
    for (let k = 0; k < count; k++) {
      const row = rows + <usize>k * bytes
      const share = expF64x2(f64x2.sub(exponent(row, d, x, stride), logSum))
      let square = f64x2.splat(0)
      for (let i = 0; i < d; i++) {
        const difference = f64x2.sub(affine(row + section, d, i, x, stride), coordinate(mean, stride, i))
        square = f64x2.add(square, f64x2.mul(difference, difference))
      }
      sum = f64x2.add(sum, f64x2.mul(share, square))
    }
    v128.store(pointer(args, 9) + at, sum)
  }
}
