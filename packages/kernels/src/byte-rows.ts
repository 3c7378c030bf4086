/**
 * A table of rows of signed bytes that stays in memory, and the dot products of one row with all of them.
 *
 * It has a memory of its own: what lives longer than a call has no place in the realm's arena, and what arrives once an
 * hour need not be copied in for each question. n rows of d bytes cost n·d bytes, a question n·d products, sixteen at a time.
 * @module
 */
import wasm from './generated/byte-rows.js'
import { ARENA_START, canShareMemory } from './memory.js'
import { kernelModule } from './module.js'

const PAGE = 65_536
/** 4 GiB of addresses; and as many bytes of rows. */
const MOST_PAGES = 65_536
const WIDTH = 16

const byteRows = kernelModule('byte-rows', wasm)

export interface ByteRows {
  readonly length: number
  /** Writes row `i`; one behind the last makes the table longer. */
  set(i: number, row: Int8Array): void
  /** out[i] = ⟨query, row i⟩, exact. */
  dots(query: Int8Array): Int32Array
}

/**
 * @param d bytes of a row, 1 to 65 536
 * @example
 * const rows = createByteRows(2)
 * rows.set(0, Int8Array.of(3, -4))
 * rows.dots(Int8Array.of(10, 1)) // [26]
 */
export function createByteRows(d: number): ByteRows {
  const stride = Math.ceil(d / WIDTH) * WIDTH
  const shared = canShareMemory()
  const memory = new WebAssembly.Memory({ initial: ARENA_START / PAGE + 2, maximum: MOST_PAGES, shared })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(byteRows.bytes()), { env: { memory } })
  const dotRows = exports.dotRows as (begin: number, end: number, args: number) => void
  // The arguments, the query, the rows, behind them the answer.
  const args = ARENA_START
  const query = args + 64
  const rows = query + stride
  let length = 0

  const reserve = (bytes: number) => {
    const missing = bytes - memory.buffer.byteLength
    // By an eighth at least: growing one row at a time would ask the host for each.
    if (missing > 0) memory.grow(Math.ceil(Math.max(missing, memory.buffer.byteLength / 8) / PAGE))
  }
  const check = (name: string, row: Int8Array) => {
    if (row.length !== d) throw new RangeError(`${name}: has ${row.length} bytes; ${d} are needed`)
  }
  return {
    get length() {
      return length
    },
    set(i, row) {
      check('row', row)
      if (!(Number.isInteger(i) && i >= 0 && i <= length))
        throw new RangeError(`i: is ${i}; 0 to ${length} is accepted`)
      reserve(rows + (i + 1) * stride)
      const target = new Int8Array(memory.buffer, rows + i * stride, stride)
      // The answer to an earlier question may have stood here.
      target.fill(0, d)
      target.set(row)
      length = Math.max(length, i + 1)
    },
    dots(row) {
      check('query', row)
      const out = rows + length * stride
      reserve(out + length * 4)
      new Int8Array(memory.buffer, query, d).set(row)
      new Float64Array(memory.buffer, args, 4).set([rows, stride, query, out])
      dotRows(0, length, args)
      return new Int32Array(memory.buffer, out, length).slice()
    },
  }
}
