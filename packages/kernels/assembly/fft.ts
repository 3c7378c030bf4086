/**
 * Discrete Fourier transforms of many sequences at once: `width` of them are gathered into a buffer where lanes lie side
 * by side, transformed together (fft-passes.ts), and scattered back. Strides tell rows from columns, so no array is ever
 * transposed. Lengths with other prime factors than 2, 3, 5 go through Bluestein's convolution of length m >= 2 n - 1.
 *
 * A plan is a row of doubles: n, m, passes, twiddles [m, 2], chirp [n, 2] or 0, filter [m, 2] or 0, then the factors.
 * Only the forward transform exists: the inverse one is the same with real and imaginary parts exchanged, twice.
 */
import { integer, pointer, real } from './args'
import { passes } from './fft-passes'

// Arguments that all three kernels share: input, output, strides in doubles, plan, scratch.
const IN_RE = 0
const IN_IM = 1
const OUT_RE = 2
const OUT_IM = 3
const COUNT = 4
const IN_ELEMENT = 5
const IN_SEQUENCE = 6
const OUT_ELEMENT = 7
const OUT_SEQUENCE = 8
const PLAN = 9
const SCRATCH = 10
/** Bytes for one range of `grain` sequences: two buffers [2, m, width]. */
const SCRATCH_SIZE = 11
const GRAIN = 12
const WIDTH = 13
const SCALE = 14
/** Elements of the half spectrum that exist, from 0 up; the others count as zero. */
const KEPT = 15

const PLAN_FACTORS = 6

/** buffer[k, lane] = in[first + lane, k] for k < n; lanes beyond the last sequence repeat it. */
function gather(buffer: usize, input: usize, n: i32, width: i32, first: i32, args: usize): void {
  const element = <usize>integer(args, IN_ELEMENT) << 3
  const sequence = <usize>integer(args, IN_SEQUENCE) << 3
  const last = integer(args, COUNT) - 1
  const row = <usize>width << 3
  if (sequence == 8 && first + width <= last + 1) {
    for (let k: usize = 0; k < <usize>n; k++) {
      const from = input + k * element + (<usize>first << 3)
      const to = buffer + k * row
      for (let i: usize = 0; i < row; i += 16) v128.store(to + i, v128.load(from + i))
    }
    return
  }
  for (let lane = 0; lane < width; lane += 2) {
    const a = input + <usize>min(first + lane, last) * sequence
    const b = input + <usize>min(first + lane + 1, last) * sequence
    let to = buffer + (<usize>lane << 3)
    let k: usize = 0
    if (element == 8) {
      for (; k + 1 < <usize>n; k += 2) {
        const p = v128.load(a + (k << 3))
        const q = v128.load(b + (k << 3))
        v128.store(to, v128.shuffle<f64>(p, q, 0, 2))
        v128.store(to + row, v128.shuffle<f64>(p, q, 1, 3))
        to += row << 1
      }
    }
    for (; k < <usize>n; k++) {
      store<f64>(to, load<f64>(a + k * element))
      store<f64>(to + 8, load<f64>(b + k * element))
      to += row
    }
  }
}

/** out[first + lane, k] = scale buffer[k, lane] for k < n, for lanes that are sequences. */
function scatter(buffer: usize, output: usize, n: i32, width: i32, first: i32, args: usize): void {
  const element = <usize>integer(args, OUT_ELEMENT) << 3
  const sequence = <usize>integer(args, OUT_SEQUENCE) << 3
  const count = integer(args, COUNT)
  const scale = real(args, SCALE)
  const scales = f64x2.splat(scale)
  const row = <usize>width << 3
  if (sequence == 8 && first + width <= count) {
    for (let k: usize = 0; k < <usize>n; k++) {
      const from = buffer + k * row
      const to = output + k * element + (<usize>first << 3)
      for (let i: usize = 0; i < row; i += 16) v128.store(to + i, f64x2.mul(v128.load(from + i), scales))
    }
    return
  }
  for (let lane = 0; lane < width; lane += 2) {
    if (first + lane >= count) break
    const a = output + <usize>(first + lane) * sequence
    const pair = first + lane + 1 < count
    const b = a + sequence
    let from = buffer + (<usize>lane << 3)
    let k: usize = 0
    if (element == 8 && pair) {
      for (; k + 1 < <usize>n; k += 2) {
        const p = f64x2.mul(v128.load(from), scales)
        const q = f64x2.mul(v128.load(from + row), scales)
        v128.store(a + (k << 3), v128.shuffle<f64>(p, q, 0, 2))
        v128.store(b + (k << 3), v128.shuffle<f64>(p, q, 1, 3))
        from += row << 1
      }
    }
    for (; k < <usize>n; k++) {
      store<f64>(a + k * element, scale * load<f64>(from))
      if (pair) store<f64>(b + k * element, scale * load<f64>(from + 8))
      from += row
    }
  }
}

/** z[k, lane] = factor[k] z[k, lane] for k < n; the buffer's imaginary parts begin at `imaginary`. */
function multiplyRows(z: usize, imaginary: usize, n: i32, width: i32, factor: usize): void {
  const row = <usize>width << 3
  for (let k: usize = 0; k < <usize>n; k++) {
    const c = v128.load64_splat(factor + (k << 4))
    const s = v128.load64_splat(factor + (k << 4), 8)
    const at = z + k * row
    for (let i: usize = 0; i < row; i += 16) {
      const x = v128.load(at + i)
      const y = v128.load(at + i + imaginary)
      v128.store(at + i, f64x2.sub(f64x2.mul(x, c), f64x2.mul(y, s)))
      v128.store(at + i + imaginary, f64x2.add(f64x2.mul(x, s), f64x2.mul(y, c)))
    }
  }
}

/** The forward transform of the sequences in `x`; the result's buffer is returned. */
function transform(x: usize, y: usize, plan: usize, width: i32): usize {
  const n = integer(plan, 0)
  const m = integer(plan, 1)
  const count = integer(plan, 2)
  const twiddles = pointer(plan, 3)
  const chirp = pointer(plan, 4)
  const factors = plan + (PLAN_FACTORS << 3)
  if (chirp == 0) return passes(x, y, n, width, factors, count, twiddles)

  // X_k = c_k sum_j (c_j x_j) conj(c_(k-j)) with c_k = e^(-pi i k^2 / n): a convolution, done by transforms of length m.
  const imaginary = (<usize>m * <usize>width) << 3
  multiplyRows(x, imaginary, n, width, chirp)
  const rest = (<usize>(m - n) * <usize>width) << 3
  const used = (<usize>n * <usize>width) << 3
  memory.fill(x + used, 0, rest)
  memory.fill(x + used + imaginary, 0, rest)
  const spectrum = passes(x, y, m, width, factors, count, twiddles)
  const other = spectrum == x ? y : x
  multiplyRows(spectrum, imaginary, m, width, pointer(plan, 5))
  // The inverse transform by exchanged parts: the buffer's halves are copied across.
  memory.copy(other, spectrum + imaginary, imaginary)
  memory.copy(other + imaginary, spectrum, imaginary)
  const convolved = passes(other, spectrum, m, width, factors, count, twiddles)
  const free = convolved == x ? y : x
  memory.copy(free, convolved + imaginary, imaginary)
  memory.copy(free + imaginary, convolved, imaginary)
  multiplyRows(free, imaginary, n, width, chirp)
  return free
}

// @ts-ignore: decorator
@inline
function scratchOf(begin: i32, args: usize): usize {
  return pointer(args, SCRATCH) + <usize>(begin / integer(args, GRAIN)) * <usize>real(args, SCRATCH_SIZE)
}

/** Complex sequences [begin, end), with length n and any strides; in place where input and output agree. */
export function complex(begin: i32, end: i32, args: usize): void {
  const plan = pointer(args, PLAN)
  const n = integer(plan, 0)
  const width = integer(args, WIDTH)
  const imaginary = (<usize>integer(plan, 1) * <usize>width) << 3
  const x = scratchOf(begin, args)
  for (let first = begin; first < end; first += width) {
    gather(x, pointer(args, IN_RE), n, width, first, args)
    gather(x + imaginary, pointer(args, IN_IM), n, width, first, args)
    const z = transform(x, x + 2 * imaginary, plan, width)
    scatter(z, pointer(args, OUT_RE), n, width, first, args)
    scatter(z + imaginary, pointer(args, OUT_IM), n, width, first, args)
  }
}

/**
 * Real sequences two by two: the second of a pair is the imaginary part of the first, and their spectra are
 * X_k = (Z_k + conj Z_(n-k)) / 2 and Y_k = (Z_k - conj Z_(n-k)) / 2i. `count` and the sequence strides count pairs; the
 * second of a pair lies half a stride behind the first. Writes k < kept, with element stride 1.
 */
export function realPairs(begin: i32, end: i32, args: usize): void {
  const plan = pointer(args, PLAN)
  const n = integer(plan, 0)
  const width = integer(args, WIDTH)
  const count = integer(args, COUNT)
  const kept = integer(args, KEPT)
  const imaginary = (<usize>integer(plan, 1) * <usize>width) << 3
  const row = <usize>width << 3
  const half = 0.5 * real(args, SCALE)
  const pair = <usize>integer(args, OUT_SEQUENCE) << 3
  const x = scratchOf(begin, args)
  for (let first = begin; first < end; first += width) {
    gather(x, pointer(args, IN_RE), n, width, first, args)
    gather(x + imaginary, pointer(args, IN_IM), n, width, first, args)
    const z = transform(x, x + 2 * imaginary, plan, width)
    for (let lane = 0; lane < width && first + lane < count; lane++) {
      const offset = <usize>(first + lane) * pair
      let re = pointer(args, OUT_RE) + offset
      let im = pointer(args, OUT_IM) + offset
      for (let k = 0; k < kept; k++) {
        const p = z + <usize>k * row + (<usize>lane << 3)
        const q = z + <usize>(k == 0 ? 0 : n - k) * row + (<usize>lane << 3)
        const pr = load<f64>(p)
        const pi = load<f64>(p + imaginary)
        const qr = load<f64>(q)
        const qi = load<f64>(q + imaginary)
        store<f64>(re, half * (pr + qr))
        store<f64>(im, half * (pi - qi))
        store<f64>(re + (pair >> 1), half * (pi + qi))
        store<f64>(im + (pair >> 1), half * (qr - pr))
        re += 8
        im += 8
      }
    }
  }
}

/**
 * The inverse of `realPairs`: half spectra two by two to real sequences, through Z = X + iY. The imaginary parts of the
 * elements 0 and n/2, which a real sequence does not have, are left out.
 */
export function halfPairs(begin: i32, end: i32, args: usize): void {
  const plan = pointer(args, PLAN)
  const n = integer(plan, 0)
  const width = integer(args, WIDTH)
  const count = integer(args, COUNT)
  const kept = integer(args, KEPT)
  const imaginary = (<usize>integer(plan, 1) * <usize>width) << 3
  const row = <usize>width << 3
  const pair = <usize>integer(args, IN_SEQUENCE) << 3
  const x = scratchOf(begin, args)
  for (let first = begin; first < end; first += width) {
    const hole = <usize>max(0, n - 2 * kept + 1)
    if (hole > 0) {
      memory.fill(x + <usize>kept * row, 0, hole * row)
      memory.fill(x + <usize>kept * row + imaginary, 0, hole * row)
    }
    for (let lane = 0; lane < width; lane++) {
      const offset = <usize>min(first + lane, count - 1) * pair
      let re = pointer(args, IN_RE) + offset
      let im = pointer(args, IN_IM) + offset
      for (let k = 0; k < kept; k++) {
        const own = k == 0 || 2 * k == n
        const xr = load<f64>(re)
        const xi = own ? 0 : load<f64>(im)
        const yr = load<f64>(re + (pair >> 1))
        const yi = own ? 0 : load<f64>(im + (pair >> 1))
        const p = x + <usize>k * row + (<usize>lane << 3)
        const q = x + <usize>(k == 0 ? 0 : n - k) * row + (<usize>lane << 3)
        // Exchanged parts on the way in, for the inverse: the real half holds Im Z, the imaginary half Re Z.
        store<f64>(p, xi + yr)
        store<f64>(p + imaginary, xr - yi)
        if (!own) {
          store<f64>(q, yr - xi)
          store<f64>(q + imaginary, xr + yi)
        }
        re += 8
        im += 8
      }
    }
    const z = transform(x, x + 2 * imaginary, plan, width)
    scatter(z + imaginary, pointer(args, OUT_RE), n, width, first, args)
    scatter(z, pointer(args, OUT_IM), n, width, first, args)
  }
}
