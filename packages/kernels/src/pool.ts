/**
 * Threads that share the realm's memory. They are opt-in (`await startThreads()`), because a library must not start
 * threads by being imported; without them every kernel runs on the calling thread, with the same result.
 *
 * A job is a row in the control block at address 0: which kernel, how many blocks. Every thread, the caller included,
 * draws the next block with one atomic add until none is left. The calls stay synchronous.
 * @module
 */

import { scope } from './arena.js'
import { canShareMemory, realmMemory } from './memory.js'
import type { KernelModule } from './module.js'
import { spawnThread, type Thread, threadLimit } from './thread.js'

// Slots of the control block, as indices of an Int32Array over the memory.
const GENERATION = 0
const NEXT_BLOCK = 1
const FINISHED = 2
const KIND = 3
const MODULE = 4
const FUNCTION = 5
const COUNT = 6
const GRAIN = 7
const ARGS = 8
const FAILED = 9

const KIND_RUN = 0
const KIND_LOAD = 1
const KIND_STOP = 2

export interface Pool {
  /** Threads at work, the caller included. */
  readonly size: number
  run(module: KernelModule, name: string, count: number, grain: number, args: number): void
  stop(): void
}

let active: Pool | undefined
/** The start in progress: a second caller waits for the first one's threads instead of starting its own. */
let starting: Promise<Pool> | undefined

export function pool(): Pool | undefined {
  return active
}

/** Threads that kernels run on: 1 until `startThreads` has resolved. */
export function threadCount(): number {
  return active?.size ?? 1
}

/**
 * Starts helper threads for all kernels of this realm; without shared memory it does nothing.
 * @param threads threads at work in all, the caller included. Default: the processors of the host.
 * @returns the number of threads that kernels run on from now on
 */
export async function startThreads(threads: number = threadLimit()): Promise<number> {
  if (active || threads <= 1 || !canShareMemory()) return threadCount()
  starting ??= startPool(threads - 1)
  try {
    active = await starting
  } finally {
    starting = undefined
  }
  return threadCount()
}

async function startPool(helpers: number): Promise<Pool> {
  const memory = realmMemory()
  return createPool(
    memory,
    await Promise.all(Array.from({ length: helpers }, () => spawnThread(WORKER_SOURCE, { memory }))),
  )
}

export function stopThreads(): void {
  active?.stop()
  active = undefined
}

function createPool(memory: WebAssembly.Memory, helpers: readonly Thread[]): Pool {
  const control = new Int32Array(memory.buffer, 0, 16)
  const loaded = new Map<KernelModule, { id: number; functions: string[] }>()

  const begin = (kind: number) => {
    Atomics.store(control, KIND, kind)
    Atomics.store(control, FINISHED, 0)
    Atomics.add(control, GENERATION, 1)
    Atomics.notify(control, GENERATION)
  }
  const end = () => {
    // The caller has drawn the last block itself, so what remains is short: spin (a page's main thread may not wait).
    while (Atomics.load(control, FINISHED) < helpers.length);
    if (Atomics.load(control, FAILED)) {
      Atomics.store(control, FAILED, 0)
      throw new Error('a kernel failed on a helper thread')
    }
  }
  const load = (module: KernelModule) => {
    const known = loaded.get(module)
    if (known) return known
    const entry = { id: loaded.size, functions: Object.keys(module.exports()).sort() }
    loaded.set(module, entry)
    scope((arena) => {
      const bytes = module.bytes()
      const at = arena.allocate(bytes.length)
      arena.uint8(at, bytes.length).set(bytes)
      control[MODULE] = entry.id
      control[ARGS] = at
      control[COUNT] = bytes.length
      begin(KIND_LOAD)
      end()
    })
    return entry
  }

  return {
    size: helpers.length + 1,
    run(module, name, count, grain, args) {
      const { id, functions } = load(module)
      const kernel = module.exports()[name]
      if (!kernel) throw new Error(`kernel ${module.name}.${name} does not exist`)
      control[MODULE] = id
      control[FUNCTION] = functions.indexOf(name)
      control[COUNT] = count
      control[GRAIN] = grain
      control[ARGS] = args
      Atomics.store(control, NEXT_BLOCK, 0)
      begin(KIND_RUN)
      for (;;) {
        const from = Atomics.add(control, NEXT_BLOCK, 1) * grain
        if (from >= count) break
        kernel(from, Math.min(from + grain, count), args)
      }
      end()
    },
    stop() {
      begin(KIND_STOP)
      for (const helper of helpers) helper.terminate()
    },
  }
}

/** What a helper thread runs: plain JavaScript in a string, so that it needs no file of its own in any bundler. */
const WORKER_SOURCE = `
const start = ({ memory }, ready) => {
  const control = new Int32Array(memory.buffer, 0, 16)
  const modules = []
  let generation = Atomics.load(control, ${GENERATION})
  ready()
  for (;;) {
    Atomics.wait(control, ${GENERATION}, generation)
    const next = Atomics.load(control, ${GENERATION})
    if (next === generation) continue
    generation = next
    const kind = Atomics.load(control, ${KIND})
    if (kind === ${KIND_STOP}) return
    try {
      if (kind === ${KIND_LOAD}) {
        const bytes = new Uint8Array(memory.buffer, control[${ARGS}], control[${COUNT}]).slice()
        const copy = new Uint8Array(bytes.length)
        copy.set(bytes)
        const instance = new WebAssembly.Instance(new WebAssembly.Module(copy), { env: { memory } })
        modules[control[${MODULE}]] = Object.keys(instance.exports).sort().map((name) => instance.exports[name])
      } else {
        const kernel = modules[control[${MODULE}]][control[${FUNCTION}]]
        const count = control[${COUNT}], grain = control[${GRAIN}], args = control[${ARGS}]
        for (;;) {
          const from = Atomics.add(control, ${NEXT_BLOCK}, 1) * grain
          if (from >= count) break
          kernel(from, Math.min(from + grain, count), args)
        }
      }
    } catch (error) {
      Atomics.store(control, ${FAILED}, 1)
    }
    Atomics.add(control, ${FINISHED}, 1)
  }
}
`
