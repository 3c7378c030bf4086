/**
 * A bump allocator over the realm's memory. A solver opens a scope, copies its inputs in once, lets kernels work on
 * addresses, copies its results out once, and the scope gives everything back.
 * @module
 */
import { ARENA_START, ensureBytes, realmMemory } from './memory.js'

/** Every block starts at a multiple of this and is padded to it, so kernels may load whole vectors at the end. */
const ALIGNMENT = 16

let top = ARENA_START

/** An address in the realm's memory, in bytes. */
export type Address = number

export interface Arena {
  /** Reserves `bytes`, not cleared. */
  allocate(bytes: number): Address
  /** Reserves room for `length` elements, not cleared. */
  allocateFloat32(length: number): Address
  allocateFloat64(length: number): Address
  allocateInt32(length: number): Address
  /** Copies data in; float64 data given to `putFloat32` is rounded. The padding is zero. */
  putFloat32(data: ArrayLike<number>): Address
  putFloat64(data: ArrayLike<number>): Address
  putInt32(data: ArrayLike<number>): Address
  /** A window on the memory: valid until the next allocation. Copy what must outlive the scope. */
  float32(at: Address, length: number): Float32Array
  float64(at: Address, length: number): Float64Array
  int32(at: Address, length: number): Int32Array
  uint32(at: Address, length: number): Uint32Array
  uint8(at: Address, length: number): Uint8Array
}

function allocate(bytes: number): Address {
  const at = top
  top = at + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
  ensureBytes(top + ALIGNMENT)
  return at
}

type Numeric = Float32Array | Float64Array | Int32Array

function put(
  View: new (buffer: ArrayBufferLike, offset: number, length: number) => Numeric,
  size: number,
  data: ArrayLike<number>,
): Address {
  const at = allocate(data.length * size)
  const view = new View(realmMemory().buffer, at, (top - at) / size)
  view.set(data)
  view.fill(0, data.length)
  return at
}

const arena: Arena = {
  allocate,
  allocateFloat32: (length) => allocate(length * 4),
  allocateFloat64: (length) => allocate(length * 8),
  allocateInt32: (length) => allocate(length * 4),
  putFloat32: (data) => put(Float32Array, 4, data),
  putFloat64: (data) => put(Float64Array, 8, data),
  putInt32: (data) => put(Int32Array, 4, data),
  float32: (at, length) => new Float32Array(realmMemory().buffer, at, length),
  float64: (at, length) => new Float64Array(realmMemory().buffer, at, length),
  int32: (at, length) => new Int32Array(realmMemory().buffer, at, length),
  uint32: (at, length) => new Uint32Array(realmMemory().buffer, at, length),
  uint8: (at, length) => new Uint8Array(realmMemory().buffer, at, length),
}

/**
 * Runs `body` with the arena and frees what it allocated, also when it throws. Scopes nest. `body` must be synchronous:
 * a scope that outlives its caller's stack would free its neighbour's memory.
 */
export function scope<T>(body: (arena: Arena) => T): T {
  const mark = top
  try {
    return body(arena)
  } finally {
    top = mark
  }
}
