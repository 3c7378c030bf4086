/**
 * Posteriors of noisy points under a mixture of Gaussians, or under the atoms of a data set, two points at a time.
 *
 * Shares are a soft-max over components. It is taken in one pass with a running maximum that moves once a chunk, so each
 * component costs one exponential and nothing of size points × components is stored. Points are in columns.
 *
 * A component is a row of `width` doubles: constant, mean m [d], G (lower triangle by rows), then sections, each a vector
 * [d] and a symmetric matrix (lower triangle). Its exponent is constant − |G (x − m)|²/2.
 */
import { integer, pointer } from './args'
import { expF64x2, logF64x2 } from './exp'

/** Components between two moves of the maximum. */
const CHUNK: i32 = 64
/** Shares below e^-60 = 9e-27 of the largest are left out: 10^6 of them change nothing in float64. */
const NEGLIGIBLE: f64 = -60

// @ts-ignore: decorator
@inline
function coordinate(x: usize, stride: usize, k: i32): v128 {
  return v128.load(x + <usize>k * stride)
}

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

/**
 * For pairs [begin, end) of points: log Σ exp(exponents), and the mean over shares of one section's affine map, followed by
 * that of the numbers behind the section.
 * args: rows, count, width, d, section (offset in a row), extra (numbers behind it), x, stride, out log sum, out mean
 * [d + extra columns], scratch, bytes of scratch a block, grain.
 */
export function posterior(begin: i32, end: i32, args: usize): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>integer(args, 2) << 3
  const d = integer(args, 3)
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

/**
 * For pairs [begin, end) of points: Σ share |affine map − its mean|², added to `out`.
 * args: rows, count, width, d, section, mean [d columns], x, stride, log sum, out.
 */
export function spread(begin: i32, end: i32, args: usize): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>integer(args, 2) << 3
  const d = integer(args, 3)
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

/** log w − |x − atom|² / 2σ², with scale = −1/2σ²; an atom is its log weight and its d coordinates. */
// @ts-ignore: decorator
@inline
function atomExponent(atom: usize, d: i32, x: usize, stride: usize, scale: v128): v128 {
  let square = f64x2.splat(0)
  for (let k = 0; k < d; k++) {
    const difference = f64x2.sub(coordinate(x, stride, k), v128.load64_splat(atom + 8 + (<usize>k << 3)))
    square = f64x2.add(square, f64x2.mul(difference, difference))
  }
  return f64x2.add(v128.load64_splat(atom), f64x2.mul(scale, square))
}

/**
 * For pairs [begin, end) of points: log Σ_j exp(exponents), and the mean of the atoms over their shares.
 * args: atoms [count, 1 + d], count, d, x, stride, scale (one a point), out log sum, out mean [d columns], scratch, bytes of
 * scratch a block, grain.
 */
export function atoms(begin: i32, end: i32, args: usize): void {
  const d = integer(args, 2)
  if (d == 1) atomsOf(begin, end, args, 1)
  else if (d == 2) atomsOf(begin, end, args, 2)
  else if (d == 3) atomsOf(begin, end, args, 3)
  else atomsOf(begin, end, args, d)
}

// @ts-ignore: decorator
@inline
function atomsOf(begin: i32, end: i32, args: usize, d: i32): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>(d + 1) << 3
  const stride = <usize>integer(args, 4) << 3
  const exponents = pointer(args, 8) + <usize>(begin / integer(args, 10)) * pointer(args, 9)
  const sums = exponents + (<usize>CHUNK << 4)
  const negligible = f64x2.splat(NEGLIGIBLE)
  for (let pair = begin; pair < end; pair++) {
    const x = pointer(args, 3) + (<usize>pair << 4)
    const scale = v128.load(pointer(args, 5) + (<usize>pair << 4))
    let most = f64x2.splat(-Infinity)
    let total = f64x2.splat(0)
    memory.fill(sums, 0, <usize>d << 4)
    for (let first = 0; first < count; first += CHUNK) {
      const last = min(count, first + CHUNK)
      let next = most
      for (let j = first; j < last; j++) {
        const value = atomExponent(rows + <usize>j * bytes, d, x, stride, scale)
        v128.store(exponents + (<usize>(j - first) << 4), value)
        next = f64x2.pmax(next, value)
      }
      if (first > 0) {
        const factor = expF64x2(f64x2.sub(most, next))
        total = f64x2.mul(total, factor)
        for (let k = 0; k < d; k++) {
          const at = sums + (<usize>k << 4)
          v128.store(at, f64x2.mul(v128.load(at), factor))
        }
      }
      most = next
      for (let j = first; j < last; j++) {
        const below = f64x2.sub(v128.load(exponents + (<usize>(j - first) << 4)), most)
        if (!v128.any_true(f64x2.gt(below, negligible))) continue
        const share = expF64x2(below)
        total = f64x2.add(total, share)
        const atom = rows + <usize>j * bytes + 8
        for (let k = 0; k < d; k++) {
          const at = sums + (<usize>k << 4)
          v128.store(at, f64x2.add(v128.load(at), f64x2.mul(share, v128.load64_splat(atom + (<usize>k << 3)))))
        }
      }
    }
    v128.store(pointer(args, 6) + (<usize>pair << 4), f64x2.add(most, logF64x2(total)))
    for (let k = 0; k < d; k++) {
      const mean = f64x2.div(v128.load(sums + (<usize>k << 4)), total)
      v128.store(pointer(args, 7) + (<usize>pair << 4) + <usize>k * stride, mean)
    }
  }
}

/**
 * For pairs [begin, end) of points: Σ_j share |atom − mean|².
 * args: atoms, count, d, x, stride, scale, log sum, mean [d columns], out.
 */
export function atomSpread(begin: i32, end: i32, args: usize): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const d = integer(args, 2)
  const bytes = <usize>(d + 1) << 3
  const stride = <usize>integer(args, 4) << 3
  const negligible = f64x2.splat(NEGLIGIBLE)
  for (let pair = begin; pair < end; pair++) {
    const at = <usize>pair << 4
    const x = pointer(args, 3) + at
    const scale = v128.load(pointer(args, 5) + at)
    const logSum = v128.load(pointer(args, 6) + at)
    const mean = pointer(args, 7) + at
    let sum = f64x2.splat(0)
    for (let j = 0; j < count; j++) {
      const atom = rows + <usize>j * bytes
      const below = f64x2.sub(atomExponent(atom, d, x, stride, scale), logSum)
      if (!v128.any_true(f64x2.gt(below, negligible))) continue
      let square = f64x2.splat(0)
      for (let k = 0; k < d; k++) {
        const difference = f64x2.sub(v128.load64_splat(atom + 8 + (<usize>k << 3)), coordinate(mean, stride, k))
        square = f64x2.add(square, f64x2.mul(difference, difference))
      }
      sum = f64x2.add(sum, f64x2.mul(expF64x2(below), square))
    }
    v128.store(pointer(args, 8) + at, sum)
  }
}
