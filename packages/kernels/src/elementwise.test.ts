import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exp, log, logsumexp, softmax } from './elementwise.js'

/** Distance from `value` to `exact` in units in the last place of float32 at `exact`; subnormal numbers have one unit. */
function ulpsFloat32(value: number, exact: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(exact))), -126)
  return Math.abs(value - exact) / 2 ** (exponent - 23)
}

function ulpsFloat64(value: number, exact: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(exact))), -1022)
  return Math.abs(value - exact) / 2 ** Math.max(exponent - 52, -1074)
}

/** Every `step`-th float32 between two bit patterns. */
function floats(from: number, to: number, step: number): Float32Array {
  const bits = new Uint32Array(Math.floor((to - from) / step) + 1)
  for (let k = 0; k < bits.length; k++) bits[k] = from + k * step
  return new Float32Array(bits.buffer)
}

const bitsOf = (x: number) => new Uint32Array(new Float32Array([x]).buffer)[0] as number

function worst(x: ArrayLike<number>, y: ArrayLike<number>, exact: (x: number) => number, ulps: typeof ulpsFloat32) {
  let most = 0
  for (let k = 0; k < x.length; k++) most = Math.max(most, ulps(y[k] as number, exact(x[k] as number)))
  return most
}

describe('exp', () => {
  // A stride that is odd visits all residues of the last bits; the sweep runs from −104 (0) through the subnormal
  // results below −87.3 to 0, and from 0 to the last argument with a finite result.
  test.each([
    ['negative', floats(bitsOf(-1e-10), bitsOf(-103.97), 211)],
    ['positive', floats(bitsOf(1e-10), bitsOf(88.722831), 211)],
    ['subnormal results', floats(bitsOf(-87.3), bitsOf(-103.97), 3)],
  ])('float32 is within 2 units in the last place of float64: %s arguments', (_, x) => {
    expect(x.length).toBeGreaterThan(500_000)
    expect(worst(x, exp(x), Math.exp, ulpsFloat32)).toBeLessThan(2)
  })

  test('float32 at the ends: overflow is Infinity, underflow 0, NaN passes', () => {
    const x = new Float32Array([88.73, 1e30, Infinity, -103.98, -1e30, -Infinity, Number.NaN, 0, -0, 1e-45])
    expect([...exp(x)]).toEqual([Infinity, Infinity, Infinity, 0, 0, 0, Number.NaN, 1, 1, 1])
    expect(exp(new Float32Array([88.72283]))[0]).toBeLessThan(Infinity)
  })

  test('float64 is within 2 units in the last place of the host', () => {
    const x = Float64Array.from({ length: 400_001 }, (_, k) => -745 + (k / 400_000) * 1454.7)
    expect(worst(x, exp(x), Math.exp, ulpsFloat64)).toBeLessThan(2)
    const near = Float64Array.from({ length: 100_001 }, (_, k) => -1 + k / 50_000)
    expect(worst(near, exp(near), Math.exp, ulpsFloat64)).toBeLessThan(2)
  })

  test('float64 at the ends', () => {
    const x = new Float64Array([709.79, Infinity, -745.2, -Infinity, Number.NaN, 0])
    expect([...exp(x)]).toEqual([Infinity, Infinity, 0, 0, Number.NaN, 1])
  })
})

describe('log', () => {
  test('float32 is within 2 units in the last place of float64, subnormal arguments included', () => {
    const x = floats(1, bitsOf(3.4e38), 1009)
    expect(x.length).toBeGreaterThan(2_000_000)
    expect(worst(x, log(x), Math.log, ulpsFloat32)).toBeLessThan(2)
    const nearOne = floats(bitsOf(0.99), bitsOf(1.01), 1)
    expect(worst(nearOne, log(nearOne), Math.log, ulpsFloat32)).toBeLessThan(2)
  })

  test('float64 is within 2 units in the last place of the host', () => {
    const x = Float64Array.from({ length: 200_001 }, (_, k) => 10 ** (-323 + (k / 200_000) * 631))
    expect(worst(x, log(x), Math.log, ulpsFloat64)).toBeLessThan(2)
    const nearOne = Float64Array.from({ length: 200_001 }, (_, k) => 0.5 + k / 100_000)
    expect(worst(nearOne, log(nearOne), Math.log, ulpsFloat64)).toBeLessThan(2)
  })

  test.each([
    ['float32', Float32Array],
    ['float64', Float64Array],
  ])('%s at the ends', (_, Reals) => {
    const x = new Reals([0, -0, -1, Infinity, -Infinity, Number.NaN, 1])
    const expected = [-Infinity, -Infinity, Number.NaN, Infinity, Number.NaN, Number.NaN, 0]
    expect([...log(x as Float64Array)]).toEqual(expected)
  })
})

describe('logsumexp and softmax', () => {
  test('rows of large and of small numbers neither overflow nor vanish', () => {
    expect(logsumexp(new Float64Array([1000, 1000, -1000, -1000]), 2)[0]).toBeCloseTo(1000 + Math.LN2, 12)
    expect(logsumexp(new Float64Array([-1000, -1000]), 2)[0]).toBeCloseTo(-1000 + Math.LN2, 12)
    expect([...softmax(new Float64Array([1000, 1000]), 2)]).toEqual([0.5, 0.5])
  })

  test('infinite rows have the limits of the definition', () => {
    const x = new Float64Array([-Infinity, -Infinity, 0, -Infinity, 0, Infinity])
    expect([...logsumexp(x, 2)]).toEqual([-Infinity, 0, Infinity])
    expect([...softmax(x, 2)]).toEqual([Number.NaN, Number.NaN, 1, 0, Number.NaN, Number.NaN])
  })

  test('agree with the definition in float64 for every width, both types', () => {
    const value = fc.double({ min: -30, max: 30, noNaN: true })
    const table = fc
      .integer({ min: 1, max: 9 })
      .chain((columns) =>
        fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
      )
    fc.assert(
      fc.property(table, fc.boolean(), (rows, single) => {
        const columns = rows[0]?.length ?? 0
        const flat = single ? new Float32Array(rows.flat()) : new Float64Array(rows.flat())
        const sums = logsumexp(flat, columns)
        const shares = softmax(flat, columns)
        // float32: one rounding of x, of the difference to the maximum (<= 60) and of exp.
        const tolerance = single ? 1e-5 : 1e-13
        for (let i = 0; i < rows.length; i++) {
          const row = [...flat.subarray(i * columns, (i + 1) * columns)]
          const exact = Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0))
          expect(Math.abs((sums[i] as number) - exact)).toBeLessThan(tolerance)
          row.forEach((v, k) => {
            expect(Math.abs((shares[i * columns + k] as number) - Math.exp(v - exact))).toBeLessThan(tolerance)
          })
        }
      }),
      { seed: 20261201, numRuns: 200 },
    )
  })

  test('refuse a width that does not divide the length', () => {
    expect(() => logsumexp(new Float64Array(5), 2)).toThrow('columns: is 2; a positive divisor of the 5 numbers')
  })
})
