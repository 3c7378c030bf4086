import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, UnsupportedError } from '../errors.js'
import { readSafetensors, type Tensor, type TensorData, writeSafetensors } from './safetensors.js'

/** A file from a header as it stands, to damage it. */
function file(header: string, data: number): Uint8Array {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.length + data)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

describe('safetensors', () => {
  test('the bytes of one tensor, by hand from the format description', () => {
    const header = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    const bytes = file(header, 8)
    new DataView(bytes.buffer).setFloat32(8 + header.length, 1.5, true)
    new DataView(bytes.buffer).setFloat32(12 + header.length, -2, true)
    expect(readSafetensors(bytes).tensors).toEqual(new Map([['a', { shape: [2], data: Float32Array.of(1.5, -2) }]]))
    const written = writeSafetensors({ a: { shape: [2], data: Float32Array.of(1.5, -2) } })
    expect(new TextDecoder().decode(written.subarray(8, 8 + header.length))).toBe(header)
    expect([...written.subarray(-8)]).toEqual([...bytes.subarray(-8)])
  })

  test('what is written is read back, bit for bit', () => {
    const typed: fc.Arbitrary<TensorData> = fc.oneof(
      fc.float32Array({ maxLength: 12 }),
      fc.float64Array({ maxLength: 12 }),
      fc.bigInt64Array({ maxLength: 12 }),
      fc.bigUint64Array({ maxLength: 12 }),
      fc.int32Array({ maxLength: 12 }),
      fc.uint32Array({ maxLength: 12 }),
      fc.int16Array({ maxLength: 12 }),
      fc.uint16Array({ maxLength: 12 }),
      fc.int8Array({ maxLength: 12 }),
      fc.uint8Array({ maxLength: 12 }),
    )
    const tensor: fc.Arbitrary<Tensor> = typed.chain((data) =>
      fc.constantFrom([data.length], [1, data.length], [data.length, 1, 1]).map((shape) => ({ shape, data })),
    )
    const name = fc.string({ minLength: 1 }).filter((text) => text !== '__metadata__' && text !== '__proto__')
    fc.assert(
      fc.property(fc.dictionary(name, tensor), fc.dictionary(name, fc.string()), (tensors, metadata) => {
        const bytes = writeSafetensors(tensors, metadata)
        const back = readSafetensors(bytes)
        expect(back.tensors).toEqual(new Map(Object.entries(tensors)))
        expect({ ...back.metadata }).toEqual({ ...metadata })
        expect(writeSafetensors(Object.fromEntries(back.tensors), metadata)).toEqual(bytes)
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })

  test('a Buffer of Node, and a window on a larger buffer, are read like any bytes', () => {
    const bytes = writeSafetensors({ a: { shape: [2], data: Int16Array.of(7, -7) } })
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    for (const source of [Buffer.from(bytes), shifted.subarray(3)]) {
      expect(readSafetensors(source).tensors.get('a')).toEqual({ shape: [2], data: Int16Array.of(7, -7) })
    }
  })

  test('a file cut anywhere, or with bytes behind it, is refused', () => {
    const whole = writeSafetensors({ a: { shape: [3], data: Int16Array.of(1, 2, 3) } })
    for (let length = 0; length < whole.length; length++) {
      expect(() => readSafetensors(whole.subarray(0, length))).toThrow(InputError)
    }
    expect(() => readSafetensors(Uint8Array.of(...whole, 0))).toThrow('has 7 bytes of data; its tensors cover 6')
  })

  test.each([
    ['an empty file', new Uint8Array(0), 'has 0 bytes; at least 8 are needed'],
    [
      'a header longer than the file',
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255),
      /announces a header of 1844/,
    ],
    ['no JSON object', file('[1]  ', 0), 'does not begin with "{"'],
    ['broken JSON', file('{"a":', 0), 'is not JSON'],
    ['no shape', file('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4), '"a" no shape'],
    ['a negative length', file('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4), '"a" no shape'],
    ['no offsets', file('{"a":{"dtype":"F32","shape":[1]}}', 4), '"a" no pair of data_offsets'],
    ['an entry that is null', file('{"a":null}', 0), '"a" no shape'],
    ['too few bytes', file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4), '4 bytes; its shape needs 8'],
    [
      'a range beyond the data',
      file('{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}', 4),
      'has 4 bytes of data',
    ],
    ['a hole', file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2), 'starts "a" at byte 1'],
    [
      'an overlap',
      file(
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
        3,
      ),
      'starts "b" at byte 1 of the data; 2 is needed',
    ],
    ['metadata that are numbers', file('{"__metadata__":{"a":1}}', 0), 'metadata that are not texts'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(InputError)
    expect(() => readSafetensors(bytes)).toThrow(message)
  })

  test('says which dtypes it reads', () => {
    const half = file('{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}', 2)
    expect(() => readSafetensors(half)).toThrow(UnsupportedError)
    expect(() => readSafetensors(half)).toThrow('"a" has dtype BF16; F64, I64')
  })

  test('refuses to write a shape that does not fit, or a reserved name', () => {
    const data = new Float32Array(3)
    expect(() => writeSafetensors({ a: { shape: [2], data } })).toThrow('"a" has 3 numbers; its shape needs 2')
    expect(() => writeSafetensors({ __metadata__: { shape: [3], data } })).toThrow(/reserved/)
  })
})

const FOLDERS = [...(process.env.PUSHFORWARD_DATA ?? '').split(delimiter).filter(Boolean), '../shared/data']
const PUBLISHED = FOLDERS.map((folder) => join(folder, 'probconserv-anp')).find(existsSync)

describe.skipIf(!PUBLISHED)('a published file', () => {
  test.each([
    ['stefan-anp', 66, 989_826],
    ['pme-anp', 66, 989_826],
    ['stefan-test', 2, 100 * 100 * 3],
  ])('%s holds %d tensors with %d numbers', (name, count, numbers) => {
    const { tensors } = readSafetensors(readFileSync(join(PUBLISHED as string, `${name}.safetensors`)))
    expect(tensors.size).toBe(count)
    let total = 0
    for (const { data } of tensors.values()) total += data.length
    expect(total).toBe(numbers)
    expect([...tensors.values()].every(({ data }) => Number.isFinite(Number(data[0])))).toBe(true)
  })
})
