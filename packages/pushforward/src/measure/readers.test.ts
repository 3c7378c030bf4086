import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, UnsupportedError } from '../errors.js'
import { readPointsCsv } from './readers-csv.js'
import { readNpy, readNpyPoints, writeNpy } from './readers-npy.js'
import oracle from './readers-npy.oracle.json' with { type: 'json' }

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)
const isOwn = (error: unknown) => error instanceof InputError || error instanceof UnsupportedError

/** A file of the data set piv-air-jet, which a checkout may lack; PUSHFORWARD_DATA names another folder of data sets. */
const measured = (name: string) => {
  const folder = process.env.PUSHFORWARD_DATA ?? fileURLToPath(new URL('../../../../data', import.meta.url))
  return `${folder}/piv-air-jet/${name}.npy`
}

describe('readNpy', () => {
  test.each(oracle.cases)('reads what NumPy writes: $name', ({ bytes, type, shape, values }) => {
    const array = readNpy(fromBase64(bytes))
    expect(array.type).toBe(type)
    expect(array.shape).toEqual(shape)
    expect([...array.data]).toEqual(values)
  })

  test.each(oracle.refused)('refuses by name: $name', ({ bytes }) => {
    expect(() => readNpy(fromBase64(bytes))).toThrow(UnsupportedError)
  })

  if (existsSync(measured('velocity')))
    test('reads a measured velocity field', () => {
      const velocity = readNpy(readFileSync(measured('velocity')))
      expect(velocity.type).toBe('<f4')
      expect(velocity.shape).toEqual([3, 2, 128, 128])
      const mask = readNpy(readFileSync(measured('mask')))
      expect(mask.shape).toEqual([3, 128, 128])
      expect(readNpyPoints(readFileSync(measured('x_mm')))).toMatchObject({ n: 128, d: 1 })
      // Mean of u and v over the valid vectors of the first snapshot, and their share, as the data set states them.
      const cells = 128 * 128
      const valid = Array.from({ length: cells }, (_, k) => k).filter((k) => mask.data[k] === 1)
      const meanOf = (component: number) =>
        valid.reduce((sum, k) => sum + velocity.data[component * cells + k]!, 0) / valid.length
      expect(meanOf(0)).toBeCloseTo(-0.0358, 4)
      expect(meanOf(1)).toBeCloseTo(3.065, 4)
      expect(valid.length / cells).toBeCloseTo(0.9399, 4)
    })

  test('reads a view into a larger buffer, as Node hands files out', () => {
    const bytes = writeNpy(Float64Array.of(1, 2, 3))
    const larger = new Uint8Array(bytes.length + 9)
    larger.set(bytes, 3)
    expect([...readNpy(larger.subarray(3, 3 + bytes.length)).data]).toEqual([1, 2, 3])
    expect([...readNpy(Buffer.from(larger.buffer, 3, bytes.length)).data]).toEqual([1, 2, 3])
  })

  test('reads back what it writes', () => {
    const arrays = fc.oneof(
      fc.float32Array({ maxLength: 60 }),
      fc.float64Array({ maxLength: 60 }),
      fc.int32Array({ maxLength: 60 }),
      fc.uint8Array({ maxLength: 60 }),
    )
    fc.assert(
      fc.property(arrays, fc.boolean(), (data, column) => {
        const shape = column ? [data.length, 1] : [data.length]
        const bytes = writeNpy(data, shape)
        const array = readNpy(bytes)
        expect(array.data).toEqual(data)
        expect(array.shape).toEqual(shape)
        expect((bytes.length - data.byteLength) % 64).toBe(0)
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })

  test('answers damaged files with an error of its own, or with an array of the stated size', () => {
    const good = oracle.cases.map(({ bytes }) => fromBase64(bytes))
    const damage = fc.record({
      file: fc.nat(good.length - 1),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
      flips: fc.array(fc.tuple(fc.nat(160), fc.nat(255)), { maxLength: 4 }),
    })
    fc.assert(
      fc.property(damage, ({ file, keep, flips }) => {
        const bytes = good[file]!.slice(0, keep < 0.5 ? undefined : Math.floor(keep * good[file]!.length))
        for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value
        try {
          const { data, shape } = readNpy(bytes)
          expect(data.length).toBe(shape.reduce((a, b) => a * b, 1))
        } catch (error) {
          if (!isOwn(error)) throw error
        }
      }),
      { seed: 20261124, numRuns: 2000 },
    )
  })

  test('names what is wrong', () => {
    expect(() => readNpy(utf8('x,y\n1,2\n3,4'))).toThrow(/npy: does not begin with the magic bytes/)
    const bytes = writeNpy(Float64Array.of(1, 2, 3))
    expect(() => readNpy(bytes.slice(0, -1))).toThrow('npy: has 23 bytes of data; 24 are needed for shape (3)')
    expect(() => readNpy(bytes.slice(0, 40))).toThrow(/npy: ends within the header, at byte 40 of 128/)
    expect(() => writeNpy(Float64Array.of(1, 2, 3), [2, 2])).toThrow(/shape: \(2, 2\) does not hold 3 numbers/)
    expect(() => readNpyPoints(writeNpy(new Float64Array(8), [2, 2, 2]))).toThrow(/has shape \(2, 2, 2\); \(n, d\)/)
    expect(() => readNpyPoints(writeNpy(Float64Array.of(1, Number.NaN)))).toThrow(/points\[1\]\[0\] is NaN/)
  })
})

describe('readPointsCsv', () => {
  test.each([
    ['commas and a header', 'x,y\n0,1\n2,-3e-1\n'],
    ['semicolons and Windows line ends', '\ufeff"x";"y"\r\n0;1\r\n2;-.3\r\n'],
    ['tabs without a header', '0\t1\n2\t-0.3'],
    ['spaces, a comment and empty lines', '# made by hand\n\n 0   1 \n\n2 -0.3\n'],
    ['quoted numbers', '"0","1"\n"2","-0.3"'],
  ])('reads %s', (_, text) => {
    const { data, n, d } = readPointsCsv(utf8(text))
    expect({ data: [...data], n, d }).toEqual({ data: [0, 1, 2, -0.3], n: 2, d: 2 })
  })

  test('keeps the names of the columns, and reads points on the line', () => {
    expect(readPointsCsv(utf8('height,weight\n1,2')).columns).toEqual(['height', 'weight'])
    expect(readPointsCsv(utf8('1\n2\n3'))).toEqual({ data: Float64Array.of(1, 2, 3), n: 3, d: 1 })
  })

  test('reads back any finite numbers', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    const rows = fc.array(fc.tuple(finite, finite, finite), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(rows, fc.constantFrom(',', ';', '\t', ' '), (table, separator) => {
        const text = table.map((row) => row.join(separator)).join('\n')
        expect([...readPointsCsv(utf8(text)).data].map((value) => value + 0)).toEqual(
          table.flat().map((value) => value + 0),
        )
      }),
      { seed: 20261125, numRuns: 300 },
    )
  })

  test('answers any bytes with an error of its own or with finite points', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789.,;\t\n\r "-+eEx#∞'.split('')), maxLength: 60 })
    fc.assert(
      fc.property(fc.oneof(text.map(utf8), fc.uint8Array({ maxLength: 60 })), (bytes) => {
        try {
          const { data, n, d } = readPointsCsv(bytes)
          expect(data.length).toBe(n * d)
          expect(data.every(Number.isFinite)).toBe(true)
        } catch (error) {
          if (!isOwn(error)) throw error
        }
      }),
      { seed: 20261126, numRuns: 3000 },
    )
  })

  test('names line and column', () => {
    expect(() => readPointsCsv(utf8('x,y\n0,1\n2,\n'))).toThrow(
      'csv: line 3, column 2 is empty; a finite number is needed',
    )
    expect(() => readPointsCsv(utf8('0,1\n\n2,abc'))).toThrow(
      'csv: line 3, column 2 is "abc"; a finite number is needed',
    )
    expect(() => readPointsCsv(utf8('0,1\n2,1e999'))).toThrow(/line 2, column 2 is "1e999"/)
    expect(() => readPointsCsv(utf8('0,1\n2'))).toThrow('csv: line 2 has 1 fields; 2 are needed, as in the first line')
    expect(() => readPointsCsv(utf8('x,y\n'))).toThrow(/csv: has no line of numbers/)
    expect(() => readPointsCsv(utf8(''))).toThrow(/csv: has no line of numbers/)
    expect(() => readPointsCsv(Uint8Array.of(0xff, 0xfe, 0x31))).toThrow(/csv: is not UTF-8 text/)
    // A typing error in the first line of numbers is an error, not a header.
    expect(() => readPointsCsv(utf8('0,l\n2,3'))).toThrow(/line 1, column 2 is "l"/)
  })
})
