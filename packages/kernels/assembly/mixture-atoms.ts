/** Posteriors over the atoms of a data set. */
import { integer, pointer } from './args'
import { expF64x2, logF64x2 } from './exp'
import { CHUNK, coordinate, NEGLIGIBLE } from './posterior-chunk'

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
  if (d == 1) atomsNear(begin, end, args, 1)
  else if (d == 2) atomsNear(begin, end, args, 2)
  else if (d == 3) atomsNear(begin, end, args, 3)
  else atomsFar(begin, end, args, d)
}

/** d <= 3: the sums are in registers. */
// @ts-ignore: decorator
@inline
function atomsNear(begin: i32, end: i32, args: usize, d: i32): void {
  const rows = pointer(args, 0)
  const count = integer(args, 1)
  const bytes = <usize>(d + 1) << 3
  const stride = <usize>integer(args, 4) << 3
  const exponents = pointer(args, 8) + <usize>(begin / integer(args, 10)) * pointer(args, 9)
  const negligible = f64x2.splat(NEGLIGIBLE)
  for (let pair = begin; pair < end; pair++) {
    const at = pointer(args, 3) + (<usize>pair << 4)
    const x = v128.load(at)
    const y = d > 1 ? v128.load(at + stride) : x
    const z = d > 2 ? v128.load(at + 2 * stride) : x
    const scale = v128.load(pointer(args, 5) + (<usize>pair << 4))
    let most = f64x2.splat(-Infinity)
    let total = f64x2.splat(0)
    let sumX = total
    let sumY = total
    let sumZ = total
    for (let first = 0; first < count; first += CHUNK) {
      const last = min(count, first + CHUNK)
      let next = most
      for (let j = first; j < last; j++) {
        const atom = rows + <usize>j * bytes
        const differenceX = f64x2.sub(x, v128.load64_splat(atom, 8))
        let square = f64x2.mul(differenceX, differenceX)
        if (d > 1) {
          const differenceY = f64x2.sub(y, v128.load64_splat(atom, 16))
          square = f64x2.add(square, f64x2.mul(differenceY, differenceY))
        }
        if (d > 2) {
          const differenceZ = f64x2.sub(z, v128.load64_splat(atom, 24))
          square = f64x2.add(square, f64x2.mul(differenceZ, differenceZ))
        }
        const value = f64x2.add(v128.load64_splat(atom), f64x2.mul(scale, square))
        v128.store(exponents + (<usize>(j - first) << 4), value)
        next = f64x2.pmax(next, value)
      }
      if (first > 0) {
        const factor = expF64x2(f64x2.sub(most, next))
        total = f64x2.mul(total, factor)
        sumX = f64x2.mul(sumX, factor)
        if (d > 1) sumY = f64x2.mul(sumY, factor)
        if (d > 2) sumZ = f64x2.mul(sumZ, factor)
      }
      most = next
      for (let j = first; j < last; j++) {
        const below = f64x2.sub(v128.load(exponents + (<usize>(j - first) << 4)), most)
        if (!v128.any_true(f64x2.gt(below, negligible))) continue
        const share = expF64x2(below)
        const atom = rows + <usize>j * bytes
        total = f64x2.add(total, share)
        sumX = f64x2.add(sumX, f64x2.mul(share, v128.load64_splat(atom, 8)))
        if (d > 1) sumY = f64x2.add(sumY, f64x2.mul(share, v128.load64_splat(atom, 16)))
        if (d > 2) sumZ = f64x2.add(sumZ, f64x2.mul(share, v128.load64_splat(atom, 24)))
      }
    }
    v128.store(pointer(args, 6) + (<usize>pair << 4), f64x2.add(most, logF64x2(total)))
    const out = pointer(args, 7) + (<usize>pair << 4)
    v128.store(out, f64x2.div(sumX, total))
    if (d > 1) v128.store(out + stride, f64x2.div(sumY, total))
    if (d > 2) v128.store(out + 2 * stride, f64x2.div(sumZ, total))
  }
}

/** d > 3: the sums are in memory. */
function atomsFar(begin: i32, end: i32, args: usize, d: i32): void {
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
