import { startThreads, stopThreads } from '@pushforward/kernels'
import fc from 'fast-check'
import FFT from 'fft.js'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { type ComplexArray, fft, fftFrequencies, inverseFft, inverseRealFft, realFft } from './fft.js'
import oracle from './fft.oracle.json' with { type: 'json' }

const EPSILON = 2 ** -52

const noise = (n: number, seed: number): ComplexArray => ({
  re: rng(seed).split('re').fillNormal(new Float64Array(n)),
  im: rng(seed).split('im').fillNormal(new Float64Array(n)),
})

const norm = (...parts: Float64Array[]) => Math.sqrt(parts.flatMap((p) => [...p]).reduce((sum, x) => sum + x * x, 0))

/** |a − b| / |b| in the Euclidean norm: what error analysis bounds (Higham 2002, theorem 24.2). */
function relativeError(a: ComplexArray, b: { re: ArrayLike<number>; im: ArrayLike<number> }): number {
  const [re, im] = [Float64Array.from(b.re), Float64Array.from(b.im)]
  return (
    norm(
      a.re.map((x, k) => x - (re[k] as number)),
      a.im.map((x, k) => x - (im[k] as number)),
    ) / norm(re, im)
  )
}

/**
 * A bound on the error of a transform against an independent one: about 3 ε a pass for each of the two, and three times as much
 * for a convolution, which is three transforms and as many products.
 */
const tolerance = (n: number) => 12 * EPSILON * (1 + Math.log2(n))

afterEach(stopThreads)

describe('closed forms', () => {
  test('an impulse has a flat spectrum, a constant has all of it at zero, a wave at its own frequency', () => {
    const n = 30
    const impulse = fft({ re: Float64Array.from({ length: n }, (_, k) => (k === 0 ? 1 : 0)), im: new Float64Array(n) })
    expect([...impulse.re]).toEqual(new Array(n).fill(1))
    const wave = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * 7 * k) / n))
    const { re, im } = realFft(wave)
    for (let k = 0; k < re.length; k++) {
      expect(Math.abs((re[k] as number) - (k === 7 ? n / 2 : 0))).toBeLessThan(n * tolerance(n))
      expect(Math.abs(im[k] as number)).toBeLessThan(n * tolerance(n))
    }
  })

  test('the examples of the documentation', () => {
    expect([...fft({ re: new Float64Array([1, 2, 3, 4]), im: new Float64Array(4) }).im]).toEqual([0, 2, 0, -2])
    expect([...realFft(new Float64Array([1, 2, 3, 4])).re]).toEqual([10, -2, -2])
    const back = inverseRealFft(realFft(new Float64Array([1, 2, 3])), [3])
    for (const [k, value] of [1, 2, 3].entries()) expect(Math.abs((back[k] as number) - value)).toBeLessThan(1e-15)
    expect([...fftFrequencies(4, 0.5)]).toEqual([0, 0.5, -1, -0.5])
  })
})

describe('the same as NumPy', () => {
  test.each(oracle.cases)('shape $shape', ({ shape, z, fft: forward, inverse, x, real }) => {
    const n = shape.reduce((product, size) => product * size, 1)
    const input = { re: Float64Array.from(z.re), im: Float64Array.from(z.im) }
    expect(relativeError(fft(input, shape), forward)).toBeLessThan(tolerance(n))
    expect(relativeError(inverseFft(input, shape), inverse)).toBeLessThan(tolerance(n))
    const half = realFft(Float64Array.from(x), shape)
    expect(relativeError(half, real)).toBeLessThan(tolerance(n))
    const back = { re: inverseRealFft(half, shape), im: new Float64Array(n) }
    expect(relativeError(back, { re: x, im: new Float64Array(n) })).toBeLessThan(2 * tolerance(n))
  })
})

test.each([2, 16, 256, 4096])('the same as fft.js at %i', (n) => {
  const x = noise(n, n)
  const other = new FFT(n)
  const out = other.createComplexArray()
  other.transform(
    out,
    Array.from({ length: 2 * n }, (_, k) => (k & 1 ? x.im : x.re)[k >> 1] as number),
  )
  const theirs = { re: out.filter((_, k) => k % 2 === 0), im: out.filter((_, k) => k % 2 === 1) }
  expect(relativeError(fft(x), theirs)).toBeLessThan(tolerance(n))
})

describe('properties', () => {
  const lengths = fc.integer({ min: 1, max: 300 })

  test('there and back is the identity, and the energy is kept (Parseval) (seed 7)', () => {
    fc.assert(
      fc.property(lengths, fc.nat(), (n, seed) => {
        const x = noise(n, seed)
        const spectrum = fft(x)
        expect(relativeError(inverseFft(spectrum), x)).toBeLessThan(2 * tolerance(n))
        expect(norm(spectrum.re, spectrum.im) / Math.sqrt(n) / norm(x.re, x.im) - 1).toBeCloseTo(0, 12)
      }),
      { seed: 7, numRuns: 100 },
    )
  })

  test('a real transform is the half of the complex one, along every axis (seed 8)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 3 }),
        fc.nat(),
        (shape, seed) => {
          const size = shape.reduce((product, n) => product * n, 1)
          const x = noise(size, seed).re
          const whole = fft({ re: x, im: new Float64Array(size) }, shape)
          const half = realFft(x, shape)
          const n = shape.at(-1) as number
          const h = Math.floor(n / 2) + 1
          const keep = (part: Float64Array) => part.filter((_, k) => k % n < h)
          expect(relativeError(half, { re: keep(whole.re), im: keep(whole.im) })).toBeLessThan(2 * tolerance(size))
        },
      ),
      { seed: 8, numRuns: 60 },
    )
  })

  test('a shift turns phases: X_k becomes X_k e^(−2πi k s/n) at a large prime length', () => {
    const n = 1009
    const x = noise(n, 5)
    const shift = 123
    const moved = (part: Float64Array) => part.map((_, k) => part[(k - shift + n) % n] as number)
    const plain = fft(x)
    const turned = {
      re: plain.re.map((re, k) => {
        const angle = (-2 * Math.PI * ((k * shift) % n)) / n
        return re * Math.cos(angle) - (plain.im[k] as number) * Math.sin(angle)
      }),
      im: plain.re.map((re, k) => {
        const angle = (-2 * Math.PI * ((k * shift) % n)) / n
        return re * Math.sin(angle) + (plain.im[k] as number) * Math.cos(angle)
      }),
    }
    expect(relativeError(fft({ re: moved(x.re), im: moved(x.im) }), turned)).toBeLessThan(2 * tolerance(n))
  })

  test('threads do not change a bit', async () => {
    const shape = [45, 52]
    const x = noise(45 * 52, 3)
    const alone = [fft(x, shape).re, realFft(x.re, shape).im, inverseRealFft(realFft(x.im, shape), shape)]
    await startThreads(3)
    expect([fft(x, shape).re, realFft(x.re, shape).im, inverseRealFft(realFft(x.im, shape), shape)]).toEqual(alone)
  })
})

describe('bad input', () => {
  test('lengths that do not fit are named', () => {
    expect(() => realFft(new Float64Array(5), [2, 3])).toThrow(InputError)
    expect(() => fft({ re: new Float64Array(4), im: new Float64Array(3) })).toThrow(/4 real and 3 imaginary/)
    expect(() => inverseRealFft({ re: new Float64Array(4), im: new Float64Array(4) }, [4])).toThrow(/needs 3/)
    expect(() => realFft(new Float64Array(0), [])).toThrow(/shape/)
    expect(() => realFft(new Float64Array(2), [1.5])).toThrow(/shape/)
  })
})
