/**
 * The one linear memory that all kernels of a realm (a page worker, a Node thread) import.
 *
 * It is shared when the host allows it (Node; cross-origin isolated pages), so that threads can work on it, and private
 * otherwise. Addresses below `ARENA_START` hold the thread pool's control block and the modules' static data.
 * @module
 */

const PAGE = 65_536

/** Bytes reserved below the arena: control block [0, 1024), then one 4 KiB slot a module. */
export const ARENA_START = 2 * PAGE

/** Maxima to try, in pages: 4 GiB of address space, and less where the host refuses that. */
const MAXIMA = [65_536, 32_768, 16_384, 4_096]

let memory: WebAssembly.Memory | undefined

/** Whether this host lets threads share memory. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false
}

/** The memory of this realm, made at the first call. */
export function realmMemory(): WebAssembly.Memory {
  if (memory) return memory
  const shared = canShareMemory()
  let failure: unknown
  for (const maximum of MAXIMA) {
    try {
      memory = new WebAssembly.Memory({ initial: ARENA_START / PAGE, maximum, shared })
      return memory
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Grows the memory so that it holds at least `bytes`. Views made before may no longer cover it. */
export function ensureBytes(bytes: number): void {
  const current = realmMemory()
  const missing = bytes - current.buffer.byteLength
  if (missing <= 0) return
  // Grow by at least a sixteenth: growing re-creates every view, so few large steps beat many small ones.
  const pages = Math.ceil(Math.max(missing, current.buffer.byteLength / 16) / PAGE)
  try {
    current.grow(pages)
  } catch {
    current.grow(Math.ceil(missing / PAGE))
  }
}
