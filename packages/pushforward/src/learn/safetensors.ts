/**
 * Reads and writes safetensors: named arrays in one file, with no code in it.
 *
 * Layout: N as an unsigned 64-bit integer, a JSON header of N bytes, then the data; every number little endian. The
 * header gives each tensor's dtype, shape and byte range within the data; the ranges cover the data without a hole and
 * without an overlap. All of that is checked before a byte is copied, so a damaged file is refused, never half read.
 *
 * Source: the format description of the safetensors project (github.com/huggingface/safetensors, "Format").
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'

export type TensorData =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

/** A row-major array; shape [] is one number. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: TensorData
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly metadata: Readonly<Record<string, string>>
}

type TensorType = {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer): TensorData
}

/** From the widest to the narrowest: written in this order, every tensor starts at a multiple of its element's size. */
const TYPES: readonly (readonly [string, TensorType])[] = [
  ['F64', Float64Array],
  ['I64', BigInt64Array],
  ['U64', BigUint64Array],
  ['F32', Float32Array],
  ['I32', Int32Array],
  ['U32', Uint32Array],
  ['I16', Int16Array],
  ['U16', Uint16Array],
  ['I8', Int8Array],
  ['U8', Uint8Array],
]

const LENGTH_BYTES = 8

/** The format's own bound on the header. */
const MOST_HEADER_BYTES = 100_000_000

interface Entry {
  readonly name: string
  readonly dtype: string
  readonly type: TensorType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/**
 * The tensors of a file, copied out of it.
 * @throws InputError saying what is damaged; UnsupportedError for a dtype that has no typed array here (F16, BF16, BOOL)
 * @example
 * readSafetensors(writeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } })).tensors.get('w')?.data[1] // 2
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (bytes.length < LENGTH_BYTES) refuse(`has ${bytes.length} bytes; at least ${LENGTH_BYTES} are needed`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerBytes = view.getBigUint64(0, true)
  const room = Math.min(bytes.length - LENGTH_BYTES, MOST_HEADER_BYTES)
  if (headerBytes > BigInt(room)) refuse(`announces a header of ${headerBytes} bytes; at most ${room} fit`)
  const start = LENGTH_BYTES + Number(headerBytes)
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start))
  const { __metadata__: metadata = {}, ...described } = header
  const entries = Object.entries(described).map(([name, entry]) => readEntry(name, entry))
  assertCovered(entries, bytes.length - start)

  const tensors = new Map<string, Tensor>()
  for (const { name, type: Type, shape, begin, end } of entries) {
    // A copy has its own buffer, so it is aligned whatever the header's length. Node's Buffer overrides slice: no copy.
    const part = new Uint8Array(end - begin)
    part.set(bytes.subarray(start + begin, start + end))
    tensors.set(name, { shape, data: new Type(part.buffer) })
  }
  return { tensors, metadata: readMetadata(metadata) }
}

/**
 * A file with these tensors, the widest element types first, then by name: equal tensors give equal bytes.
 * @param metadata texts to keep beside them
 * @throws InputError if a shape does not fit its data, or a name is reserved
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).map(([name, tensor]) => {
    if (name === '__metadata__') throw new InputError('tensors: the name "__metadata__" is reserved; choose another')
    const rank = TYPES.findIndex(([, Type]) => tensor.data instanceof Type)
    const dtype = TYPES[rank]?.[0]
    if (dtype === undefined) throw new InputError(`tensors: "${name}" has no typed array that the format knows`)
    const count = elements(tensor.shape)
    if (count !== tensor.data.length) {
      throw new InputError(`tensors: "${name}" has ${tensor.data.length} numbers; its shape needs ${count}`)
    }
    return { name, tensor, rank, dtype }
  })
  entries.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))

  const described: Record<string, unknown> = Object.create(null)
  if (Object.keys(metadata).length > 0) described.__metadata__ = metadata
  let size = 0
  for (const { name, tensor, dtype } of entries) {
    described[name] = { dtype, shape: tensor.shape, data_offsets: [size, size + tensor.data.byteLength] }
    size += tensor.data.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(described))
  const headerBytes = Math.ceil(text.length / 8) * 8
  const start = LENGTH_BYTES + headerBytes
  const bytes = new Uint8Array(start + size)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true)
  bytes.fill(0x20, LENGTH_BYTES, start) // spaces, which JSON ignores, up to a multiple of 8
  bytes.set(text, LENGTH_BYTES)
  let at = start
  for (const { tensor } of entries) {
    const { buffer, byteOffset, byteLength } = tensor.data
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return bytes
}

function refuse(message: string): never {
  throw new InputError(`safetensors: the file ${message}`)
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) refuse('has a header that does not begin with "{"')
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    refuse('has a header that is not JSON')
  }
  return header as Record<string, unknown>
}

function readEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
  if (!Array.isArray(shape) || !shape.every(whole)) refuse(`gives "${name}" no shape of integers >= 0`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole)) {
    refuse(`gives "${name}" no pair of data_offsets`)
  }
  const type = TYPES.find(([known]) => known === dtype)?.[1]
  if (!type) {
    const known = TYPES.map(([code]) => code).join(', ')
    throw new UnsupportedError(`safetensors: "${name}" has dtype ${String(dtype)}; ${known} can be read`)
  }
  const [begin, end] = offsets as [number, number]
  const needed = elements(shape) * type.BYTES_PER_ELEMENT
  if (end - begin !== needed) refuse(`gives "${name}" ${end - begin} bytes; its shape needs ${needed}`)
  return { name, dtype: String(dtype), type, shape, begin, end }
}

/** Every byte of the data belongs to exactly one tensor. */
function assertCovered(entries: readonly Entry[], size: number): void {
  let at = 0
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) refuse(`starts "${name}" at byte ${begin} of the data; ${at} is needed, without hole or overlap`)
    at = end
  }
  if (at !== size) refuse(`has ${size} bytes of data; its tensors cover ${at}`)
}

function readMetadata(metadata: unknown): Record<string, string> {
  const isRecord = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
  if (!isRecord || Object.values(metadata).some((text) => typeof text !== 'string')) {
    refuse('has metadata that are not texts')
  }
  return metadata as Record<string, string>
}

const elements = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1)
