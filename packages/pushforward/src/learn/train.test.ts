import { scope } from '@pushforward/kernels'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { mlp } from './network.js'
import { adamW, sgd } from './optimizer.js'
import { gate, type TrainOptions, type TrainResult, type TrainState, train } from './train.js'

/** Runs to the end and gives all reports and the result. */
async function finish(options: TrainOptions): Promise<{ states: TrainState[]; result: TrainResult }> {
  const run = train(options)
  const states: TrainState[] = []
  for (;;) {
    const { value, done } = await run.next()
    if (done) return { states, result: value }
    states.push(value)
  }
}

/** Minimises ½ |p|². */
const bowl = (values: Float32Array) => () => ({
  loss: 0.5 * values.reduce((sum, value) => sum + value * value, 0),
  gradient: values.slice(),
})

describe('train', () => {
  test('descends a bowl to its bottom and says that all steps are done', async () => {
    const values = Float32Array.of(3, -2)
    const optimizer = sgd({ learningRate: 0.5, momentum: 0 })
    const { result } = await finish({ parameters: { values }, optimizer, steps: 20, gradient: bowl(values) })
    // p halves at each step: loss at the last gradient is ½ · 13 · 4^-19.
    expect(result.loss / (6.5 * 4 ** -19)).toBeCloseTo(1, 5)
    expect(result).toMatchObject({ step: 20, steps: 20, converged: true, ending: 'steps done', learningRate: 0.5 })
  })

  test('a network learns a sine, and a thousand steps leave no memory behind', async () => {
    const network = mlp({ d: 1, hidden: [64, 64], activation: 'silu' })
    const parameters = network.initial(rng(5))
    const random = rng(6)
    const into = new Float32Array(network.length)
    const top = () => scope((arena) => arena.allocate(16))
    const before = top()
    let settled = 0
    const { result } = await finish({
      parameters,
      optimizer: adamW({ learningRate: 3e-3 }),
      steps: 1000,
      gradient: (step) => {
        if (step === 200) settled = process.memoryUsage().arrayBuffers
        const x = points(
          Float32Array.from({ length: 128 }, () => 6 * random.uniform() - 3),
          1,
        )
        const { at, gradient } = network.gradient(
          parameters,
          x,
          (y) => {
            const errors = y.data.map((value, k) => value - Math.sin(x.data[k] as number)) as Float32Array
            const loss = errors.reduce((sum, error) => sum + error * error, 0) / 128
            return { loss, cotangent: errors.map((error) => (2 * error) / 128) }
          },
          into,
        )
        return { loss: at.loss, gradient }
      },
    })
    expect(result.loss).toBeLessThan(1e-3)
    expect(top()).toBe(before)
    ;(globalThis as { gc?: () => void }).gc?.()
    // 800 further steps that kept one 64 × 64 gradient each would hold 13 MB.
    expect(process.memoryUsage().arrayBuffers - settled).toBeLessThan(8e6)
  })

  test('reports at a bounded rate, not at every step', async () => {
    const values = Float32Array.of(1)
    const { states, result } = await finish({
      parameters: { values },
      optimizer: sgd({ learningRate: 1e-3 }),
      steps: 3000,
      gradient: bowl(values),
      interval: 20,
    })
    expect(result.step).toBe(3000)
    expect(states.at(-1)?.step).toBe(3000)
    expect(states.length).toBeLessThan(1000)
  })

  test('with interval 0 every step is reported, with its metrics', async () => {
    const values = Float32Array.of(1)
    const { states } = await finish({
      parameters: { values },
      optimizer: sgd({ learningRate: 0.1 }),
      steps: 5,
      gradient: (step) => ({ ...bowl(values)(), metrics: { twice: 2 * step } }),
      interval: 0,
    })
    expect(states.map(({ step, metrics }) => [step, metrics.twice])).toEqual([1, 2, 3, 4, 5].map((s) => [s, 2 * s - 2]))
  })

  test('stops at a loss that is not finite and gives back the last good parameters', async () => {
    const values = Float32Array.of(1)
    const good: number[] = []
    const { result } = await finish({
      parameters: { values },
      optimizer: sgd({ learningRate: 0.1, momentum: 0 }),
      steps: 10,
      gradient: (step) => {
        if (step < 4) good.push(values[0] as number)
        return { loss: step < 4 ? 1 : Number.NaN, gradient: Float32Array.of(1) }
      },
      interval: 0,
    })
    expect(result).toMatchObject({ step: 4, converged: false, ending: 'loss not finite' })
    expect(values[0]).toBe(good.at(-1))
  })

  test('stops at a gradient that is not finite, before it touches the parameters', async () => {
    const values = Float32Array.of(1)
    const { result } = await finish({
      parameters: { values },
      optimizer: adamW(),
      steps: 10,
      gradient: () => ({ loss: 1, gradient: Float32Array.of(Infinity) }),
    })
    expect(result).toMatchObject({ step: 0, converged: false, ending: 'gradient not finite' })
    expect(values[0]).toBe(1)
  })

  test('an aborted signal ends it with its reason, also by a timer while it runs', async () => {
    const values = Float32Array.of(1)
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 30)
    const options = { parameters: { values }, optimizer: sgd({ learningRate: 1e-9 }), gradient: bowl(values) }
    const run = finish({ ...options, steps: 1e9, interval: 5, signal: controller.signal })
    await expect(run).rejects.toThrow('enough')
  })

  test('a closed gate holds it, a released one lets it go on from there', async () => {
    const values = Float32Array.of(1)
    const hold = gate()
    const run = train({
      parameters: { values },
      optimizer: sgd(),
      steps: 4,
      gradient: bowl(values),
      interval: 0,
      gate: hold,
    })
    expect(((await run.next()).value as TrainState).step).toBe(1)
    hold.close()
    expect(hold.closed).toBe(true)
    const next = run.next()
    const waited = await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 30, 'held'))])
    expect(waited).toBe('held')
    hold.release()
    expect(((await next).value as TrainState).step).toBe(2)
    await run.return(undefined as never)
  })

  test('keeps a running average beside the parameters', async () => {
    const values = Float32Array.of(1)
    const optimizer = sgd({ learningRate: 0.5, momentum: 0 })
    const options = { parameters: { values }, optimizer, steps: 2, gradient: bowl(values), averageDecay: 0.999 }
    const { result } = await finish(options)
    // From 1: after 0.5, 0.1 · 1 + 0.9 · 0.5 = 0.55; after 0.25, (2 · 0.55 + 9 · 0.25) / 11.
    expect(result.average?.[0]).toBeCloseTo((2 * 0.55 + 9 * 0.25) / 11, 6)
  })

  test('names what is wrong', async () => {
    const values = Float32Array.of(1)
    const options = { parameters: { values }, optimizer: sgd(), gradient: bowl(values) }
    await expect(train({ ...options, steps: 0 }).next()).rejects.toThrow(InputError)
    await expect(train({ ...options, steps: 5, interval: -1 }).next()).rejects.toThrow(/interval: is -1/)
  })
})
