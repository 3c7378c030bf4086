/**
 * Loads a kernel module: base64 -> bytes -> instance on the realm's memory, once, at the first use.
 * @module
 */
import { canShareMemory, realmMemory } from './memory.js'

/** `(begin, end, args) => void`; see assembly/args.ts. Other exports take plain numbers. */
export type KernelFunction = (...parameters: number[]) => number

export interface KernelModule {
  readonly name: string
  /** The module's bytes, fit for this realm's memory. */
  readonly bytes: () => Uint8Array<ArrayBuffer>
  readonly exports: () => Readonly<Record<string, KernelFunction>>
}

/** Declares a module; nothing is decoded or compiled before its first use. */
export function kernelModule(name: string, base64: string): KernelModule {
  let bytes: Uint8Array<ArrayBuffer> | undefined
  let exports: Readonly<Record<string, KernelFunction>> | undefined
  const decoded = () => {
    bytes ??= canShareMemory() ? decode(base64) : withPrivateMemory(decode(base64))
    return bytes
  }
  return {
    name,
    bytes: decoded,
    exports: () => {
      if (!exports) {
        const instance = new WebAssembly.Instance(new WebAssembly.Module(decoded()), { env: { memory: realmMemory() } })
        exports = instance.exports as Record<string, KernelFunction>
      }
      return exports
    },
  }
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k)
  return bytes
}

const SECTION_IMPORT = 2
const IMPORT_MEMORY = 2
const LIMITS_SHARED = 3
const LIMITS_BOUNDED = 1

/**
 * Modules are compiled once, for shared memory. The same code runs on private memory when the import says so: this
 * flips the one flag byte in the memory import (WebAssembly core specification, binary format, `limits`).
 */
export function withPrivateMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let at = 8
  const unsigned = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const section = bytes[at++]
    const size = unsigned()
    if (section !== SECTION_IMPORT) {
      at += size
      continue
    }
    unsigned() // one import
    for (let part = 0; part < 2; part++) {
      const length = unsigned() // module name, then field name
      at += length
    }
    if (bytes[at++] !== IMPORT_MEMORY) throw new Error('a kernel module may import its memory and nothing else')
    if (bytes[at] === LIMITS_SHARED) bytes[at] = LIMITS_BOUNDED
    break
  }
  return bytes
}
