/**
 * Exponentials, logarithms and stable row reductions of whole arrays.
 *
 *   exp, log        within 2 units in the last place over the whole range of the type, subnormal numbers included
 *   logsumexp       log Σ_k exp(x_ik), by the maximum of each row
 *   softmax         exp(x_ik) / Σ_l exp(x_il)
 *
 * The result has the type of the input, but logsumexp, which is float64 always: its sum is.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import wasm from './generated/elementwise.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const elementwise = kernelModule('elementwise', wasm)

/** Elements a thread takes at a time: 64 kB of float32, which stays in its cache. */
const GRAIN = 16_384

type Reals = Float32Array | Float64Array

/** e^x elementwise; NaN stays NaN, overflow is Infinity, underflow goes through the subnormal numbers to 0. */
export function exp<T extends Reals>(x: T): T {
  return map('exp', x)
}

/** Natural logarithm elementwise; −Infinity at 0, NaN below it. */
export function log<T extends Reals>(x: T): T {
  return map('log', x)
}

function map<T extends Reals>(name: 'exp' | 'log', x: T): T {
  return scope((arena) => {
    const single = x instanceof Float32Array
    const input = single ? arena.putFloat32(x) : arena.putFloat64(x)
    const out = single ? arena.allocateFloat32(x.length) : arena.allocateFloat64(x.length)
    run(elementwise, single ? `${name}F32` : `${name}F64`, x.length, [input, out], { grain: GRAIN })
    return (single ? arena.float32(out, x.length) : arena.float64(out, x.length)).slice() as T
  })
}

/**
 * log Σ_k exp(x_ik) of every row.
 * @param x row-major `[n, columns]`
 * @returns `[n]`; a row of −Infinity gives −Infinity
 * @example
 * logsumexp(new Float64Array([1000, 1000]), 2)[0] // 1000 + log 2
 */
export function logsumexp(x: Reals, columns: number): Float64Array {
  return scope((arena) => {
    const rows = putRows(arena, x, columns)
    const out = arena.allocateFloat64(rows.n)
    run(elementwise, rows.single ? 'logSumExpF32' : 'logSumExpF64', rows.n, [rows.at, out, rows.stride], rows)
    return arena.float64(out, rows.n).slice()
  })
}

/**
 * exp(x_ik) / Σ_l exp(x_il) of every row.
 * @param x row-major `[n, columns]`
 * @returns `[n, columns]`; a row with Infinity or with nothing but −Infinity has no softmax and gives NaN
 * @example
 * softmax(new Float64Array([1000, 1000]), 2) // [0.5, 0.5]
 */
export function softmax<T extends Reals>(x: T, columns: number): T {
  return scope((arena) => {
    const rows = putRows(arena, x, columns)
    run(elementwise, rows.single ? 'softmaxF32' : 'softmaxF64', rows.n, [rows.at, rows.stride], rows)
    const out = x.slice() as T
    const padded = view(arena, rows)
    for (let i = 0; i < rows.n; i++) {
      out.set(padded.subarray(i * rows.width, i * rows.width + columns), i * columns)
    }
    return out
  })
}

interface PaddedRows {
  readonly at: Address
  readonly n: number
  readonly single: boolean
  /** Numbers in a padded row. */
  readonly width: number
  /** Bytes in a padded row. */
  readonly stride: number
  /** Rows a thread takes at a time. */
  readonly grain: number
}

/** Copies rows in, each padded with −Infinity to whole vectors. */
function putRows(arena: Arena, x: Reals, columns: number): PaddedRows {
  if (!Number.isInteger(columns) || columns < 1 || x.length % columns !== 0) {
    throw new RangeError(`columns: is ${columns}; a positive divisor of the ${x.length} numbers is needed`)
  }
  const single = x instanceof Float32Array
  const lanes = single ? 4 : 2
  const n = x.length / columns
  const width = Math.ceil(columns / lanes) * lanes
  const stride = width * (single ? 4 : 8)
  const rows = { at: arena.allocate(n * stride), n, single, width, stride, grain: Math.ceil(GRAIN / width) }
  const padded = view(arena, rows)
  for (let i = 0; i < n; i++) {
    padded.set(x.subarray(i * columns, (i + 1) * columns), i * width)
    padded.fill(Number.NEGATIVE_INFINITY, i * width + columns, (i + 1) * width)
  }
  return rows
}

function view(arena: Arena, { at, n, single, width }: PaddedRows): Reals {
  return single ? arena.float32(at, n * width) : arena.float64(at, n * width)
}
