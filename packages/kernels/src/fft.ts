/**
 * Discrete Fourier transforms of many sequences at once, in float64, for any length.
 *
 *   X_k = Σ_j x_j e^(−2πi jk/n)
 *
 * Lengths whose factors are 2, 3 and 5 take radix passes; the others a convolution of such a length m ≥ 2n − 1
 * (Bluestein 1970). Cost O(n log n) a sequence.
 * @module
 */
import type { Address, Arena } from './arena.js'
import wasm from './generated/fft.js'
import { kernelModule } from './module.js'
import { threadCount } from './pool.js'
import { run } from './run.js'

export const fourier = kernelModule('fft', wasm)

/** What a length needs: made once, kept, and put into the arena by `putPlan`. */
export interface FourierPlan {
  readonly n: number
  /** The length of the passes: n, or that of the convolution. */
  readonly m: number
  readonly factors: readonly number[]
  /** cos and −sin of 2πk/m, `[m, 2]` */
  readonly twiddles: Float64Array
  /** e^(−πi k²/n) `[n, 2]` and the transform of its wrapped conjugate, divided by m, `[m, 2]`. */
  readonly convolution?: { readonly chirp: Float64Array; readonly filter: Float64Array }
}

/** A plan in the arena. */
export interface PutPlan {
  readonly at: Address
  readonly n: number
  readonly m: number
}

/** Real and imaginary parts in the arena. */
export interface Parts {
  readonly re: Address
  readonly im: Address
}

/** Element k of sequence s lies at `k · element + s · sequence`, in doubles. */
export interface Strides {
  readonly element: number
  readonly sequence: number
}

/** The factors 4, 2, 3, 5 of n, or undefined where another prime divides it. */
export function radixFactors(n: number): readonly number[] | undefined {
  const factors: number[] = []
  let rest = n
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      factors.push(radix)
      rest /= radix
    }
  }
  return rest === 1 ? factors : undefined
}

/** The smallest length ≥ n whose factors are 2, 3 and 5: where padding is free, it makes transforms fast. */
export function fastLength(n: number): number {
  let length = n
  while (!radixFactors(length)) length++
  return length
}

/** e^(−2πi k/n) `[count, 2]`; arguments reduced to an eighth of the circle, so each number is rounded correctly almost always. */
function unitRoots(n: number, count = n, exponent: (k: number) => number = (k) => k): Float64Array {
  const roots = new Float64Array(2 * count)
  for (let k = 0; k < count; k++) {
    const eighths = 8 * (exponent(k) % n) // exact
    const octant = Math.round(eighths / (2 * n)) // quarter turns
    const angle = (Math.PI * (eighths - octant * 2 * n)) / (4 * n)
    const c = Math.cos(angle)
    const s = Math.sin(angle)
    const turn = octant & 3
    roots[2 * k] = turn === 0 ? c : turn === 1 ? -s : turn === 2 ? -c : s
    roots[2 * k + 1] = -(turn === 0 ? s : turn === 1 ? c : turn === 2 ? -s : -c)
  }
  return roots
}

const plans = new Map<number, FourierPlan>()
/** Plans kept at a time: an evaluation uses a few lengths, and a sweep over lengths must not fill the memory. */
const PLANS_KEPT = 32

/** The plan of length n, from the cache where it is there. */
export function fourierPlan(n: number, arena: Arena): FourierPlan {
  const known = plans.get(n)
  if (known) return known
  const factors = radixFactors(n)
  const plan = factors ? { n, m: n, factors, twiddles: unitRoots(n) } : convolutionPlan(n, arena)
  const oldest = plans.keys().next().value
  if (plans.size >= PLANS_KEPT && oldest !== undefined) plans.delete(oldest)
  plans.set(n, plan)
  return plan
}

function convolutionPlan(n: number, arena: Arena): FourierPlan {
  const m = fastLength(2 * n - 1)
  const { factors, twiddles } = fourierPlan(m, arena)
  // k² mod 2n stays below 2^53 for every n that fits the memory.
  const chirp = unitRoots(2 * n, n, (k) => k * k)
  const re = arena.allocateFloat64(m)
  const im = arena.allocateFloat64(m)
  const parts = [arena.float64(re, m), arena.float64(im, m)] as const
  for (const part of parts) part.fill(0)
  for (let k = 0; k < n; k++) {
    for (const at of [k, (m - k) % m]) {
      parts[0][at] = chirp[2 * k] as number
      parts[1][at] = -(chirp[2 * k + 1] as number)
    }
  }
  const strides = { element: 1, sequence: m }
  transformComplex(arena, putPlan(arena, m), { re, im }, strides, { re, im }, strides, 1, { scale: 1 / m })
  const filter = new Float64Array(2 * m)
  const [real, imaginary] = [arena.float64(re, m), arena.float64(im, m)]
  for (let k = 0; k < m; k++) {
    filter[2 * k] = real[k] as number
    filter[2 * k + 1] = imaginary[k] as number
  }
  return { n, m, factors, twiddles, convolution: { chirp, filter } }
}

export function putPlan(arena: Arena, n: number): PutPlan {
  const { m, factors, twiddles, convolution } = fourierPlan(n, arena)
  const chirp = convolution ? arena.putFloat64(convolution.chirp) : 0
  const filter = convolution ? arena.putFloat64(convolution.filter) : 0
  const at = arena.putFloat64([n, m, factors.length, arena.putFloat64(twiddles), chirp, filter, ...factors])
  return { at, n, m }
}

export interface TransformOptions {
  /** Factor on the result. Default 1. */
  readonly scale?: number
  /** e^(+2πi jk/n) instead. Default false. */
  readonly inverse?: boolean
}

/** `count` complex sequences; `to` may be `from` where the strides agree. Writes n elements of each. */
export function transformComplex(
  arena: Arena,
  plan: PutPlan,
  from: Parts,
  fromStrides: Strides,
  to: Parts,
  toStrides: Strides,
  count: number,
  { scale = 1, inverse = false }: TransformOptions = {},
): void {
  const swap = (parts: Parts) => (inverse ? { re: parts.im, im: parts.re } : parts)
  transform(arena, 'complex', plan, swap(from), fromStrides, swap(to), toStrides, count, scale, 0)
}

/**
 * Rows of real numbers to half spectra, two by two.
 * @param from `[2 pairs, rowStride]`
 * @param to `[2 pairs, spectrumStride]`, of which the first `kept` of each row are written
 */
export function transformReal(
  arena: Arena,
  plan: PutPlan,
  from: Address,
  rowStride: number,
  to: Parts,
  spectrumStride: number,
  pairs: number,
  kept: number,
  { scale = 1 }: { readonly scale?: number } = {},
): void {
  const rows = { re: from, im: from + 8 * rowStride }
  const strides = { element: 1, sequence: 2 * rowStride }
  const spectra = { element: 1, sequence: 2 * spectrumStride }
  transform(arena, 'realPairs', plan, rows, strides, to, spectra, pairs, scale, kept)
}

/** The inverse of `transformReal`, not divided by n unless `scale` says so; elements from `kept` on count as zero. */
export function transformHalf(
  arena: Arena,
  plan: PutPlan,
  from: Parts,
  spectrumStride: number,
  to: Address,
  rowStride: number,
  pairs: number,
  kept: number,
  { scale = 1 }: { readonly scale?: number } = {},
): void {
  const rows = { re: to, im: to + 8 * rowStride }
  const strides = { element: 1, sequence: 2 * rowStride }
  const spectra = { element: 1, sequence: 2 * spectrumStride }
  transform(arena, 'halfPairs', plan, from, spectra, rows, strides, pairs, scale, kept)
}

/** Sequences in lockstep: four doubles are two vectors, which hides the latency of the arithmetic. */
const WIDTH = 4
/** Ranges to cut a batch in, where threads run: enough to even out their loads. */
const RANGES = 16

function transform(
  arena: Arena,
  kernel: string,
  plan: PutPlan,
  from: Parts,
  fromStrides: Strides,
  to: Parts,
  toStrides: Strides,
  count: number,
  scale: number,
  kept: number,
): void {
  const width = count === 1 ? 2 : WIDTH
  const ranges = threadCount() > 1 ? RANGES : 1
  const grain = width * Math.ceil(count / (width * ranges))
  const size = 4 * plan.m * width * 8
  const scratch = arena.allocate(size * Math.ceil(count / grain))
  const strides = [fromStrides.element, fromStrides.sequence, toStrides.element, toStrides.sequence]
  const work = [plan.at, scratch, size, grain, width, scale, kept]
  run(fourier, kernel, count, [from.re, from.im, to.re, to.im, count, ...strides, ...work], { grain })
}
