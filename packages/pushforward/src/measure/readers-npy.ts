/**
 * NumPy's .npy format, versions 1 to 3: reading and writing arrays of numbers.
 *
 * Layout: the magic string "\x93NUMPY", two version bytes, the length of the header (2 bytes in version 1, 4 in 2 and 3,
 * little endian), the header (a Python dictionary literal with `descr`, `fortran_order` and `shape`), the data.
 *
 * Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'
import { type Points, points } from './points.js'

/** Little-endian types that are read and written. */
export type NpyType = '<f4' | '<f8' | '<i4' | '<i8' | '|u1'

export interface NpyArray {
  /**
   * In C order (the last index runs fastest), whatever the file's order. `<i8` is read as float64, exactly, so that
   * labels and indices need no BigInt.
   */
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array
  /** One length a dimension; empty for a single number. */
  readonly shape: readonly number[]
  /** The type in the file. */
  readonly type: NpyType
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const BYTES: Record<NpyType, number> = { '<f4': 4, '<f8': 8, '<i4': 4, '<i8': 8, '|u1': 1 }

/**
 * @param bytes the whole file
 * @throws InputError if the file is not .npy, is cut short or too long, or an `<i8` is not exact in float64
 * @throws UnsupportedError if the type is none of `NpyType` (big-endian, half, complex, strings, objects)
 * @example
 * readNpy(writeNpy(new Float64Array([1, 2, 3, 4]), [2, 2])).shape // [2, 2]
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const { text, end } = headerOf(bytes)
  const { type, fortran, shape } = parseHeader(text)
  const count = shape.reduce((product, length) => product * length, 1)
  const needed = count * BYTES[type]
  if (bytes.length - end !== needed) {
    throw new InputError(
      `npy: has ${bytes.length - end} bytes of data; ${needed} are needed for shape (${shape.join(', ')})`,
    )
  }
  // Copied, so that the result is aligned and the file may be freed. (`slice` of a Node Buffer would not copy.)
  const data = decode(new Uint8Array(bytes.subarray(end)).buffer, type, count)
  return { data: fortran ? rowMajor(data, shape) : data, shape, type }
}

/**
 * Reads a .npy file as points: shape [n, d], or [n] for points on the line.
 * @throws InputError if the array has another number of dimensions, or a number is not finite
 */
export function readNpyPoints(bytes: Uint8Array): Points {
  const { data, shape } = readNpy(bytes)
  if (shape.length !== 1 && shape.length !== 2) {
    throw new InputError(`npy: has shape (${shape.join(', ')}); (n, d) or (n,) is needed for points`)
  }
  const floats = data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data)
  return points(floats, shape[1] ?? 1)
}

/**
 * Writes an array in C order, version 1, with the data starting at a multiple of 64 bytes.
 * @param data row-major; its class gives the type: float32, float64, int32 or uint8
 * @param shape Default: one dimension.
 * @throws InputError if the shape does not hold as many numbers as given
 */
export function writeNpy(
  data: Float32Array | Float64Array | Int32Array | Uint8Array,
  shape: readonly number[] = [data.length],
): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((product, length) => product * length, 1)
  if (count !== data.length || shape.some((length) => !Number.isSafeInteger(length) || length < 0)) {
    throw new InputError(`shape: (${shape.join(', ')}) does not hold ${data.length} numbers`)
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${typeOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`
  const prefix = MAGIC.length + 4
  const start = Math.ceil((prefix + text.length + 1) / 64) * 64
  const header = `${text.padEnd(start - prefix - 1)}\n`
  const out = new Uint8Array(start + data.byteLength)
  out.set(MAGIC)
  out.set([1, 0, header.length & 0xff, header.length >> 8], MAGIC.length)
  for (let k = 0; k < header.length; k++) out[prefix + k] = header.charCodeAt(k)
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start)
  return out
}

function typeOf(data: Float32Array | Float64Array | Int32Array | Uint8Array): NpyType {
  if (data instanceof Float32Array) return '<f4'
  if (data instanceof Float64Array) return '<f8'
  return data instanceof Int32Array ? '<i4' : '|u1'
}

/** The header's text and where the data begin. */
function headerOf(bytes: Uint8Array): { text: string; end: number } {
  if (bytes.length < 10 || MAGIC.some((byte, k) => bytes[k] !== byte)) {
    throw new InputError('npy: does not begin with the magic bytes of the .npy format')
  }
  const major = bytes[6] as number
  if (major < 1 || major > 3) throw new UnsupportedError(`npy: version ${major} of the format; 1 to 3 are read`)
  const wide = major > 1
  const start = wide ? 12 : 10
  if (bytes.length < start) throw new InputError('npy: ends within the header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true))
  if (end > bytes.length) throw new InputError(`npy: ends within the header, at byte ${bytes.length} of ${end}`)
  // Version 3 allows UTF-8, which only names of fields need; fields are refused below.
  return { text: new TextDecoder('latin1').decode(bytes.subarray(start, end)), end }
}

/** The three entries of the dictionary literal, in any order. */
function parseHeader(text: string): { type: NpyType; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1]
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1]
  const tuple = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1]
  if (descr === undefined && /'descr'\s*:\s*\[/.test(text)) {
    throw new UnsupportedError('npy: has named fields; a plain array of numbers is needed')
  }
  if (descr === undefined || order === undefined || tuple === undefined) {
    throw new InputError(
      `npy: has the header ${JSON.stringify(text.trim().slice(0, 80))}; descr, fortran_order and shape are needed`,
    )
  }
  const type = descr === '<u1' ? '|u1' : descr
  if (!Object.hasOwn(BYTES, type)) {
    throw new UnsupportedError(
      `npy: has type "${descr}"; accepted are ${Object.keys(BYTES).join(', ')} (in Python: .astype)`,
    )
  }
  const shape = tuple
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number)
  if (!shape.every(Number.isSafeInteger)) {
    throw new InputError(`npy: has shape (${tuple.trim()}); integers are needed`)
  }
  return { type: type as NpyType, fortran: order === 'True', shape }
}

function decode(buffer: ArrayBuffer, type: NpyType, count: number): NpyArray['data'] {
  if (type === '<f4') return new Float32Array(buffer)
  if (type === '<f8') return new Float64Array(buffer)
  if (type === '<i4') return new Int32Array(buffer)
  if (type === '|u1') return new Uint8Array(buffer)
  const wide = new BigInt64Array(buffer)
  const out = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    const value = Number(wide[k])
    if (!Number.isSafeInteger(value)) {
      throw new InputError(`npy: entry ${k} is ${wide[k]}; integers below 2^53 are exact in float64`)
    }
    out[k] = value
  }
  return out
}

/** From Fortran order (the first index runs fastest) to C order. */
function rowMajor(data: NpyArray['data'], shape: readonly number[]): NpyArray['data'] {
  const out = data.slice()
  const index = new Array<number>(shape.length).fill(0)
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1))
  for (let k = 0; k < data.length; k++) {
    let at = 0
    for (let axis = 0; axis < shape.length; axis++) at += (index[axis] as number) * (strides[axis] as number)
    out[k] = data[at] as number
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1
      if ((index[axis] as number) < (shape[axis] as number)) break
      index[axis] = 0
    }
  }
  return out
}
