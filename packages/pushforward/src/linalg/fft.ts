/**
 * Discrete Fourier transforms in any number of dimensions and of any length, in float64.
 *
 *   X_k = Σ_j x_j e^(−2πi ⟨j, k/n⟩),   x_j = (1/N) Σ_k X_k e^(+2πi ⟨j, k/n⟩),   N = the number of elements
 *
 * the convention of NumPy and FFTW's users: forward not scaled, inverse divided by N. Real data have the half spectrum
 * k = 0 … ⌊n/2⌋ along the last axis. Cost O(N log N); lengths with prime factors above 5 cost about six times as much
 * (Bluestein). A relative error of a few units in the last place, growing like √log N.
 *
 * The kernel is our own, because no library in reach does this: fft.js 4.0.4, ml-fft and fourier-transform take powers of
 * two only, the Wasm builds of KISS FFT and PFFFT compute in float32, and a spectral solver needs float64 at 192 = 64 · 3.
 * One core, best of 15, n transforms of n complex numbers: n = 128 .048 ms (fft.js .107, pocketfft in SciPy 1.17 .046),
 * n = 192 .107 ms (SciPy .105), n = 256 .201 ms (fft.js .417, SciPy .178), n = 97 .170 ms (SciPy .325). fft.js stays
 * as an oracle in the tests.
 * @module
 */
import { type Address, type Arena, scope } from '@pushforward/kernels'
import {
  type Parts,
  putPlan,
  type TransformOptions,
  transformComplex,
  transformHalf,
  transformReal,
} from '@pushforward/kernels/fft'
import { InputError } from '../errors.js'

/** Complex numbers as two arrays of one length. */
export interface ComplexArray {
  readonly re: Float64Array
  readonly im: Float64Array
}

/**
 * @param x row-major, the slowest axis first
 * @param shape elements along each axis. Default: one axis
 * @throws InputError if the lengths do not fit each other
 * @example
 * fft({ re: new Float64Array([1, 2, 3, 4]), im: new Float64Array(4) }).im // [0, 2, 0, −2]
 */
export function fft(x: ComplexArray, shape: readonly number[] = [x.re.length]): ComplexArray {
  return complexTransform(x, shape, {})
}

/** The inverse of `fft`, divided by the number of elements. */
export function inverseFft(x: ComplexArray, shape: readonly number[] = [x.re.length]): ComplexArray {
  return complexTransform(x, shape, { inverse: true })
}

/** Length of the last axis of the half spectrum of n real numbers. */
export function halfLength(n: number): number {
  return Math.floor(n / 2) + 1
}

/**
 * The half spectrum of real data, `[..., ⌊n/2⌋ + 1]`: the rest is its conjugate.
 * @param x row-major `[..., n]`
 * @throws InputError if the length does not fit the shape
 * @example
 * realFft(new Float64Array([1, 2, 3, 4])).re // [10, −2, −2]
 */
export function realFft(x: Float64Array, shape: readonly number[] = [x.length]): ComplexArray {
  return realSpectrum(x, shape, true)
}

/** The half spectrum of each row by itself, `[rows, ⌊n/2⌋ + 1]`. */
export function realFftRows(x: Float64Array, n: number): ComplexArray {
  return realSpectrum(x, [x.length / n, n], false)
}

function realSpectrum(x: Float64Array, shape: readonly number[], allAxes: boolean): ComplexArray {
  const { rows, n, h } = layout('x', x.length, shape, 'real')
  return scope((arena) => {
    const pairs = Math.ceil(rows / 2)
    const input = arena.allocateFloat64(2 * pairs * n)
    const spectrum = allocateParts(arena, 2 * pairs * h)
    const view = arena.float64(input, 2 * pairs * n)
    view.set(x)
    view.fill(0, x.length)
    transformReal(arena, putPlan(arena, n), input, n, spectrum, h, pairs, h)
    if (allAxes) transformOtherAxes(arena, spectrum, [...shape.slice(0, -1), h], {})
    return copyParts(arena, spectrum, rows * h)
  })
}

/**
 * Real data from their half spectrum: the inverse of `realFft`, divided by the number of elements. Imaginary parts that
 * real data cannot have (of k = 0, and of k = n/2 for even n) do not count.
 * @param spectrum `[..., ⌊n/2⌋ + 1]`
 * @param shape of the real data, `[..., n]`: the spectrum does not tell an even n from an odd one
 * @throws InputError if the lengths do not fit the shape
 * @example
 * inverseRealFft(realFft(new Float64Array([1, 2, 3])), [3]) // [1, 2, 3]
 */
export function inverseRealFft(spectrum: ComplexArray, shape: readonly number[]): Float64Array {
  return fromRealSpectrum(spectrum, shape, true)
}

/** The inverse of `realFftRows`, divided by n. */
export function inverseRealFftRows(spectrum: ComplexArray, n: number): Float64Array {
  return fromRealSpectrum(spectrum, [spectrum.re.length / halfLength(n), n], false)
}

function fromRealSpectrum(spectrum: ComplexArray, shape: readonly number[], allAxes: boolean): Float64Array {
  assertParts('spectrum', spectrum)
  const { rows, n, h } = layout('spectrum', spectrum.re.length, shape, 'half')
  return scope((arena) => {
    const pairs = Math.ceil(rows / 2)
    const parts = putParts(arena, spectrum, 2 * pairs * h)
    const out = arena.allocateFloat64(2 * pairs * n)
    if (allAxes) transformOtherAxes(arena, parts, [...shape.slice(0, -1), h], { inverse: true })
    transformHalf(arena, putPlan(arena, n), parts, h, out, n, pairs, h, { scale: 1 / (allAxes ? rows * n : n) })
    return arena.float64(out, rows * n).slice()
  })
}

/**
 * Frequencies of a transform's elements in cycles a unit: 0, 1, …, −2, −1 over n · spacing. An even n has the one of
 * n/2 with a minus sign, as NumPy's `fftfreq`.
 * @example
 * fftFrequencies(4, 0.5) // [0, 0.5, −1, −0.5]
 */
export function fftFrequencies(n: number, spacing = 1): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => (k < n / 2 ? k : k - n) / (n * spacing))
}

function complexTransform(x: ComplexArray, shape: readonly number[], options: TransformOptions): ComplexArray {
  assertParts('x', x)
  const { rows, n } = layout('x', x.re.length, shape, 'complex')
  return scope((arena) => {
    const parts = putParts(arena, x, x.re.length)
    transformOtherAxes(arena, parts, shape, options)
    const strides = { element: 1, sequence: n }
    const scale = options.inverse ? 1 / (rows * n) : 1
    transformComplex(arena, putPlan(arena, n), parts, strides, parts, strides, rows, { ...options, scale })
    return copyParts(arena, parts, rows * n)
  })
}

/** In place, along all axes but the last, not scaled: an axis is a set of columns, which lie side by side. */
function transformOtherAxes(arena: Arena, parts: Parts, shape: readonly number[], options: TransformOptions): void {
  let inner = shape.at(-1) as number
  const size = shape.reduce((product, n) => product * n, 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    const n = shape[axis] as number
    const plan = putPlan(arena, n)
    const strides = { element: inner, sequence: 1 }
    for (let begin = 0; begin < size; begin += n * inner) {
      const block = { re: parts.re + 8 * begin, im: parts.im + 8 * begin }
      scope((inside) => transformComplex(inside, plan, block, strides, block, strides, inner, options))
    }
    inner *= n
  }
}

function allocateParts(arena: Arena, length: number): Parts {
  return { re: arena.allocateFloat64(length), im: arena.allocateFloat64(length) }
}

/** Copies in, with zeros up to `length`. */
function putParts(arena: Arena, x: ComplexArray, length: number): Parts {
  const parts = allocateParts(arena, length)
  const copy = (at: Address, data: Float64Array) => {
    const view = arena.float64(at, length)
    view.set(data)
    view.fill(0, data.length)
  }
  copy(parts.re, x.re)
  copy(parts.im, x.im)
  return parts
}

function copyParts(arena: Arena, { re, im }: Parts, length: number): ComplexArray {
  return { re: arena.float64(re, length).slice(), im: arena.float64(im, length).slice() }
}

function assertParts(name: string, { re, im }: ComplexArray): void {
  if (re.length !== im.length) {
    throw new InputError(`${name}: has ${re.length} real and ${im.length} imaginary parts; as many of each are needed`)
  }
}

function layout(name: string, length: number, shape: readonly number[], kind: 'complex' | 'real' | 'half') {
  const bad = shape.findIndex((n) => !(Number.isInteger(n) && n >= 1))
  if (shape.length === 0 || bad >= 0) {
    throw new InputError(`shape: is [${shape.join(', ')}]; whole numbers >= 1 are needed, one for each axis`)
  }
  const n = shape.at(-1) as number
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1)
  const h = halfLength(n)
  const needed = rows * (kind === 'half' ? h : n)
  if (length !== needed) {
    const what = kind === 'half' ? `the half spectrum of shape [${shape.join(', ')}]` : `shape [${shape.join(', ')}]`
    throw new InputError(`${name}: has ${length} numbers; ${what} needs ${needed}`)
  }
  return { rows, n, h }
}
