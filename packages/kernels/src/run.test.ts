import { afterEach, expect, test } from 'vitest'
import { scope } from './arena.js'
import { exp } from './elementwise.js'
import wasm from './generated/elementwise.js'
import { withPrivateMemory } from './module.js'
import { startThreads, stopThreads, threadCount } from './pool.js'

afterEach(() => stopThreads())

const ramp = Float32Array.from({ length: 100_001 }, (_, k) => -20 + (k / 100_000) * 40)

test('the result does not depend on the number of threads', async () => {
  const alone = exp(ramp)
  expect(await startThreads(3)).toBe(3)
  expect(threadCount()).toBe(3)
  expect(exp(ramp)).toEqual(alone)
})

test('two callers that start threads at once share them', async () => {
  const alone = exp(ramp)
  expect(await Promise.all([startThreads(3), startThreads(3)])).toEqual([3, 3])
  expect(exp(ramp)).toEqual(alone)
  expect(exp(ramp)).toEqual(alone)
})

test('scopes free what they allocated, also when the body throws', () => {
  const first = scope((arena) => arena.allocate(1 << 20))
  expect(() =>
    scope((arena) => {
      arena.allocate(1 << 20)
      throw new Error('stop')
    }),
  ).toThrow('stop')
  expect(scope((arena) => arena.allocate(16))).toBe(first)
})

test('a module built for shared memory runs on private memory after its flag is flipped', () => {
  const bytes = withPrivateMemory(Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0)))
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 65_536 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const base = 65_536
  new Float32Array(memory.buffer, base, 4).set([0, 1, 2, -1])
  new Float64Array(memory.buffer, base + 64, 2).set([base, base + 32])
  ;(exports.expF32 as (begin: number, end: number, args: number) => void)(0, 4, base + 64)
  const [one, e] = new Float32Array(memory.buffer, base + 32, 4)
  expect(one).toBe(1)
  expect(e).toBeCloseTo(Math.E, 5)
})
