/** Posteriors of mixtures in three and more dimensions: sums are in memory, in the scratch of a block. See mixture.ts. */
import { integer, pointer } from './args'
import { expF64x2, logF64x2 } from './exp'
import { CHUNK, coordinate, NEGLIGIBLE } from './posterior-chunk'

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

/** Numbers of a section's matrix. */
// @ts-ignore: decorator
@inline
function matrixLength(d: i32, square: i32): i32 {
  return square ? d * d : (d * (d + 1)) >> 1
}

/** Where entry (i, j) of a section's matrix is. */
// @ts-ignore: decorator
@inline
function entry(i: i32, j: i32, d: i32, square: i32): i32 {
  if (square) return i * d + j
  return j <= i ? ((i * (i + 1)) >> 1) + j : ((j * (j + 1)) >> 1) + i
}

/** Coordinate i of vector + matrix x, numbers given as vectors of two at `vector`, the matrix behind. */
// @ts-ignore: decorator
@inline
function affinePairs(vector: usize, d: i32, square: i32, i: i32, x: usize, stride: usize): v128 {
  const matrix = vector + (<usize>d << 4)
  let sum = v128.load(vector + (<usize>i << 4))
  for (let j = 0; j < d; j++) {
    const at = entry(i, j, d, square)
    sum = f64x2.add(sum, f64x2.mul(v128.load(matrix + (<usize>at << 4)), coordinate(x, stride, j)))
  }
  return sum
}

/** The same for one component's section. */
// @ts-ignore: decorator
@inline
function affine(vector: usize, d: i32, square: i32, i: i32, x: usize, stride: usize): v128 {
  const matrix = vector + (<usize>d << 3)
  let sum = v128.load64_splat(vector + (<usize>i << 3))
  for (let j = 0; j < d; j++) {
    const at = entry(i, j, d, square)
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(matrix + (<usize>at << 3)), coordinate(x, stride, j)))
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
  const square = integer(args, 13)
  const length = d + matrixLength(d, square) + extra

  const negligible = f64x2.splat(NEGLIGIBLE)
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
        const below = f64x2.sub(v128.load(exponents + (<usize>(k - first) << 4)), most)
        if (!v128.any_true(f64x2.gt(below, negligible))) continue
        const share = expF64x2(below)
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
      v128.store(out + <usize>i * stride, f64x2.div(affinePairs(sums, d, square, i, x, stride), total))
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
  const square = integer(args, 10)
  const second = <usize>integer(args, 11) << 3
  const negligible = f64x2.splat(NEGLIGIBLE)
  for (let pair = begin; pair < end; pair++) {
    const at = <usize>pair << 4
    const x = pointer(args, 6) + at
    const logSum = v128.load(pointer(args, 8) + at)
    const mean = pointer(args, 5) + at
    const secondMean = pointer(args, 12) + at
    let sum = v128.load(pointer(args, 9) + at)
    for (let k = 0; k < count; k++) {
      const row = rows + <usize>k * bytes
      const below = f64x2.sub(exponent(row, d, x, stride), logSum)
      if (!v128.any_true(f64x2.gt(below, negligible))) continue
      let product = f64x2.splat(0)
      for (let i = 0; i < d; i++) {
        const e = f64x2.sub(affine(row + section, d, square, i, x, stride), coordinate(mean, stride, i))
        const g =
          second == section
            ? e
            : f64x2.sub(affine(row + second, d, square, i, x, stride), coordinate(secondMean, stride, i))
        product = f64x2.add(product, f64x2.mul(e, g))
      }
      sum = f64x2.add(sum, f64x2.mul(expF64x2(below), product))
    }
    v128.store(pointer(args, 9) + at, sum)
  }
}
