import { startThreads, stopThreads } from '@pushforward/kernels'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { type Activation, mlp, type NetworkOptions } from './network.js'
import oracle from './network.oracle.json' with { type: 'json' }

afterEach(() => stopThreads())

/** The oracle's inputs: sines of the index, rounded to float32. */
const wave = (count: number, frequency: number, scale: number) =>
  Float32Array.from({ length: count }, (_, k) => scale * Math.sin(frequency * (k + 1)))

/** float32 sums of at most 20 terms of size about 1 in four layers: 20 · 4 · 2^-24 ≈ 5e-6 of the largest number. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, relative = 5e-6): void {
  expect(actual.length).toBe(expected.length)
  let largest = 0
  let worst = 0
  for (let k = 0; k < expected.length; k++) {
    largest = Math.max(largest, Math.abs(expected[k] as number))
    worst = Math.max(worst, Math.abs((actual[k] as number) - (expected[k] as number)))
  }
  expect(worst).toBeLessThan(relative * Math.max(largest, 1))
}

describe('mlp', () => {
  test('without hidden layers it is x W + b', () => {
    const net = mlp({ d: 2, outputs: 3, hidden: [] })
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30) // W = [1 2 3; 4 5 6], b = (10, 20, 30)
    const { data } = net.apply(
      { values },
      points([
        [1, 0],
        [0, 1],
        [1, -1],
      ]),
    )
    expect([...data]).toEqual([11, 22, 33, 14, 25, 36, 7, 17, 27])
  })

  test.each(oracle.cases)('agrees with PyTorch in float64: $name', (entry) => {
    const { widths, n } = entry
    const [d, outputs] = [widths[0] as number, widths.at(-1) as number]
    const net = mlp({
      d,
      outputs,
      hidden: widths.slice(1, -1),
      activation: entry.activation as Activation,
      residual: entry.residual,
      inputSkip: entry.inputSkip,
    })
    const parameters = { values: wave(net.length, 0.7, 0.5) }
    const x = points(wave(n * d, 1.3, 1.5), d)
    const v = points(wave(n * d, 0.9, 1), d)
    const cotangent = wave(n * outputs, 2.1, 1)
    const tangentCotangent = wave(n * outputs, 0.4, 1)

    expectClose(net.apply(parameters, x).data, entry.value)
    expectClose(net.jvp(parameters, x, v).tangent.data, entry.tangent)
    const { inputGradient, gradient } = net.vjp(parameters, x, cotangent)
    expectClose(inputGradient.data, entry.inputGradient)
    expectClose(gradient, entry.gradient)
    const loss = () => ({ loss: 0, cotangent, tangentCotangent })
    expectClose(net.tangentGradient(parameters, x, v, loss).gradient, entry.tangentGradient)
  })

  test.each(['silu', 'gelu', 'tanh', 'softplus'] as const)(
    'the gradient is the slope of the loss, by central differences in float64: %s',
    (activation) => {
      const options: NetworkOptions = { d: 3, outputs: 2, hidden: [16, 8], activation, residual: false }
      const net = mlp(options)
      const parameters = net.initial(rng(4))
      const x = points(wave(36, 1.3, 1.5), 3)
      const cotangent = wave(24, 2.1, 1)
      const { gradient } = net.vjp(parameters, x, cotangent)
      const loss = (values: Float64Array) => {
        const y = reference(values, x, [3, 16, 8, 2], activation)
        return dot(y, cotangent)
      }
      const exact = Float64Array.from(gradient, (_, k) => {
        // Step 1e-5: truncation h² and rounding 1e-16 / h both leave 1e-10.
        const shifted = Float64Array.from(parameters.values)
        shifted[k] = (shifted[k] as number) + 1e-5
        const above = loss(shifted)
        shifted[k] = (shifted[k] as number) - 2e-5
        return (above - loss(shifted)) / 2e-5
      })
      expectClose(gradient, exact)
    },
  )

  test('a tangent is the limit of differences, and ⟨w, J v⟩ = ⟨Jᵀ w, v⟩', () => {
    const any = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 40 }),
    )
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 1e6 }), ([d, outputs, n], seed) => {
        const random = rng(seed)
        const net = mlp({ d, outputs, hidden: [12, 8], activation: 'silu' })
        const parameters = net.initial(random)
        const x = points(random.fillNormal(new Float32Array(n * d)), d)
        const v = points(random.fillNormal(new Float32Array(n * d)), d)
        const w = random.fillNormal(new Float32Array(n * outputs))
        const { tangent, value } = net.jvp(parameters, x, v)
        const { inputGradient } = net.vjp(parameters, x, w)
        expect(value.data).toEqual(net.apply(parameters, x).data)
        const forward = dot(tangent.data, w)
        const backward = dot(inputGradient.data, v.data)
        const size = Math.sqrt(dot(tangent.data, tangent.data) * dot(w, w)) + 1
        expect(Math.abs(forward - backward)).toBeLessThan(1e-5 * size)
      }),
      { seed: 20261123, numRuns: 60 },
    )
  })

  test('every row is mapped by itself: batches of any size, and rows above the batch of apply', () => {
    const net = mlp({ d: 2, hidden: [8], activation: 'tanh' })
    const parameters = net.initial(rng(1))
    const all = points(rng(2).fillNormal(new Float32Array(2 * 5000)), 2)
    const { data } = net.apply(parameters, all)
    for (const i of [0, 3, 1023, 1024, 3976, 4095, 4096, 4999]) {
      const one: Points = { data: all.data.slice(2 * i, 2 * i + 2), n: 1, d: 2 }
      expect([...net.apply(parameters, one).data]).toEqual([...data.slice(2 * i, 2 * i + 2)])
    }
  })

  test('the result does not depend on the number of threads', async () => {
    const net = mlp({ d: 3, outputs: 2, hidden: [40, 24] })
    const parameters = net.initial(rng(1))
    const x = points(rng(2).fillNormal(new Float32Array(3 * 301)), 3)
    const cotangent = rng(3).fillNormal(new Float32Array(2 * 301))
    const alone = net.vjp(parameters, x, cotangent)
    await startThreads(3)
    expect(net.vjp(parameters, x, cotangent)).toEqual(alone)
  })

  test('the first weights have variance 1/inputs, and the same seed gives the same ones', () => {
    const net = mlp({ d: 4, hidden: [256, 256], lastLayerScale: 0.3 })
    const { values } = net.initial(rng(7))
    expect(values).toEqual(net.initial(rng(7)).values)
    net.layers.forEach(({ inputs, outputs, weight, bias }, l) => {
      const part = values.subarray(weight, bias)
      const scale = l === 2 ? 0.3 : 1
      const variance = (part.reduce((sum, value) => sum + value * value, 0) / part.length) * (inputs / scale ** 2)
      expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / part.length))
      expect(values.subarray(bias, bias + outputs).every((value) => value === 0)).toBe(true)
    })
  })

  test('NaN in, NaN out', () => {
    const net = mlp({ d: 1, hidden: [8], activation: 'silu' })
    const parameters = net.initial(rng(0))
    const x: Points = { data: Float32Array.of(Number.NaN), n: 1, d: 1 }
    expect(net.apply(parameters, x).data[0]).toBeNaN()
  })

  test('names what is wrong', () => {
    expect(() => mlp({ d: 0 })).toThrow(new InputError('d: is 0; a positive integer is needed'))
    expect(() => mlp({ d: 2, hidden: [8, 2.5] })).toThrow(/hidden\[1\]: is 2.5/)
    expect(() => mlp({ d: 2, outputs: 3, residual: true })).toThrow(/outputs is 3 and d is 2/)
    expect(() => mlp({ d: 2, hidden: [12], inputSkip: true })).toThrow(/multiples of 8/)
    expect(() => mlp({ d: 2, activation: 'sine' as Activation })).toThrow(/accepted are silu, gelu/)
    const net = mlp({ d: 2 })
    const parameters = net.initial(rng(0))
    expect(() => net.apply(parameters, points([[1, 2, 3]]))).toThrow(/dimension 3; 2 is needed/)
    expect(() => net.apply({ values: new Float32Array(3) }, points([[1, 2]]))).toThrow(/parameters: has 3 numbers/)
    expect(() => net.vjp(parameters, points([[1, 2]]), [1])).toThrow(/cotangent: has 1 numbers; 2 are needed/)
  })
})

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += (x[k] as number) * (y[k] as number)
  return sum
}

/** The network written out in float64, for differences. */
function reference(flat: Float64Array, x: Points, widths: readonly number[], activation: string): Float64Array {
  const f: Record<string, (z: number) => number> = {
    silu: (z) => z / (1 + Math.exp(-z)),
    gelu: (z) => 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
    tanh: Math.tanh,
    softplus: (z) => Math.log1p(Math.exp(z)),
  }
  let a = Float64Array.from(x.data)
  let at = 0
  for (let l = 0; l + 1 < widths.length; l++) {
    const [inputs, outputs] = [widths[l] as number, widths[l + 1] as number]
    const z = new Float64Array(x.n * outputs)
    for (let r = 0; r < x.n; r++) {
      for (let j = 0; j < outputs; j++) {
        let sum = flat[at + inputs * outputs + j] as number
        for (let k = 0; k < inputs; k++) sum += (a[r * inputs + k] as number) * (flat[at + k * outputs + j] as number)
        z[r * outputs + j] = l + 2 < widths.length ? (f[activation] as (z: number) => number)(sum) : sum
      }
    }
    at += (inputs + 1) * outputs
    a = z
  }
  return a
}
