import { afterEach, describe, expect, test } from 'vitest'
import { type Atoms, atomPosterior, atomTrace, type ComponentTable, mixturePosterior, mixtureTrace } from './mixture.js'
import { startThreads, stopThreads } from './pool.js'

afterEach(() => stopThreads())

/** frac((i + 1) √2 …) − ½, stretched: numbers without a generator. */
const numbers = (n: number, size: number, shift = 0) =>
  Float64Array.from({ length: n }, (_, i) => size * ((((i + 1) * Math.SQRT2 + (i % 7) * Math.E + shift) % 1) - 0.5))

const matrixLength = ({ d, matrices }: Pick<ComponentTable, 'd' | 'matrices'>) =>
  matrices === 'square' ? d * d : (d * (d + 1)) / 2

/** constant, m, G, two sections with a number behind each. */
function table(d: number, count: number, matrices: ComponentTable['matrices'] = 'symmetric'): ComponentTable {
  const width = 3 + 3 * d + (d * (d + 1)) / 2 + 2 * matrixLength({ d, matrices })
  return { d, matrices, count, width, rows: numbers(count * width, 3, 0.1) }
}

const section = ({ d }: ComponentTable) => 1 + d + (d * (d + 1)) / 2

const second = (components: ComponentTable) => section(components) + components.d + matrixLength(components) + 1

const entry = (i: number, j: number) => (j <= i ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i)

/** One point, by the definition. */
function posterior(x: Float64Array, components: ComponentTable, from: number, beside = from) {
  const { d, count, width, rows, matrices } = components
  const exponents: number[] = []
  const maps: number[][] = []
  const others: number[][] = []
  const affine = (row: Float64Array, at: number) =>
    Array.from({ length: d }, (_, i) => {
      let sum = row[at + i] as number
      for (let j = 0; j < d; j++) {
        sum += (row[at + d + (matrices === 'square' ? i * d + j : entry(i, j))] as number) * (x[j] as number)
      }
      return sum
    })
  for (let k = 0; k < count; k++) {
    const row = rows.subarray(k * width, (k + 1) * width)
    let square = 0
    for (let i = 0; i < d; i++) {
      let sum = 0
      for (let j = 0; j <= i; j++) {
        sum += (row[1 + d + entry(i, j)] as number) * ((x[j] as number) - (row[1 + j] as number))
      }
      square += sum * sum
    }
    exponents.push((row[0] as number) - square / 2)
    maps.push(affine(row, from))
    others.push(affine(row, beside))
  }
  const most = Math.max(...exponents)
  const total = exponents.reduce((sum, value) => sum + Math.exp(value - most), 0)
  const shares = exponents.map((value) => Math.exp(value - most) / total)
  const average = (list: number[][]) =>
    Array.from({ length: d }, (_, i) => shares.reduce((sum, p, k) => sum + p * (list[k]?.[i] as number), 0))
  const [mean, otherMean] = [average(maps), average(others)]
  const extra = (k: number) => rows[k * width + from + d + matrixLength(components)] as number
  const trace = shares.reduce((sum, p, k) => {
    const product = mean.reduce(
      (all, value, i) =>
        all + ((maps[k]?.[i] as number) - value) * ((others[k]?.[i] as number) - (otherMean[i] as number)),
      0,
    )
    return sum + p * (extra(k) + product)
  }, 0)
  return { logSum: most + Math.log(total), mean, trace }
}

function atomTable(d: number, count: number): Atoms {
  const rows = numbers(count * (d + 1), 4, 0.2)
  for (let j = 0; j < count; j++) rows[j * (d + 1)] = -Math.log(count) + 0.3 * (j % 3)
  return { d, count, rows }
}

/** One point, by the definition. */
function atomsOf(x: Float64Array, { d, count, rows }: Atoms, sigma: number) {
  const atoms = Array.from({ length: count }, (_, j) => rows.subarray(j * (d + 1), (j + 1) * (d + 1)))
  const distance = (atom: Float64Array, centre: ArrayLike<number>) => {
    let square = 0
    for (let k = 0; k < d; k++) square += ((centre[k] as number) - (atom[k + 1] as number)) ** 2
    return square
  }
  const exponents = atoms.map((atom) => (atom[0] as number) - distance(atom, x) / (2 * sigma ** 2))
  const most = Math.max(...exponents)
  const total = exponents.reduce((sum, value) => sum + Math.exp(value - most), 0)
  const shares = exponents.map((value) => Math.exp(value - most) / total)
  const mean = Array.from({ length: d }, (_, k) =>
    atoms.reduce((sum, atom, j) => sum + (shares[j] as number) * (atom[k + 1] as number), 0),
  )
  const trace = atoms.reduce((sum, atom, j) => sum + (shares[j] as number) * distance(atom, mean), 0) / sigma ** 2
  return { logSum: most + Math.log(total), mean, trace }
}

// Some hundred additions of numbers up to 100 in float64, exponentials within 2 units in the last place of exponents up
// to 1000.
const close = (actual: number | undefined, expected: number) =>
  expect(Math.abs((actual as number) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)))

describe('mixturePosterior and mixtureTrace', () => {
  const cases = [1, 2, 3, 5].flatMap((d) =>
    (['symmetric', 'square'] as const).map((matrices) => [d, matrices] as const),
  )
  test.each(cases)(
    'the definition, d = %i, %s matrices, for few components and several chunks, odd n too',
    (d, matrices) => {
      for (const [count, n] of [
        [1, 1],
        [3, 7],
        [64, 10],
        [150, 5],
      ] as const) {
        const components = table(d, count, matrices)
        const x = numbers(n * d, 4)
        const from = section(components)
        const { logSum, mean } = mixturePosterior(x, components, from)
        const trace = mixtureTrace(x, components, from)
        const beside = second(components)
        const product = mixtureTrace(x, components, from, { beside })
        for (let i = 0; i < n; i++) {
          close(product[i], posterior(x.subarray(i * d, (i + 1) * d), components, from, beside).trace)
          const expected = posterior(x.subarray(i * d, (i + 1) * d), components, from)
          close(logSum[i], expected.logSum)
          for (const [k, value] of expected.mean.entries()) close(mean[i * d + k], value)
          close(trace[i], expected.trace)
        }
      }
    },
  )
})

describe('atomPosterior and atomTrace', () => {
  test.each([1, 2, 3, 4, 9])('the definition, d = %i, with noise from point to point', (d) => {
    for (const [count, n] of [
      [1, 3],
      [64, 4],
      [333, 9],
    ] as const) {
      const atoms = atomTable(d, count)
      const x = numbers(n * d, 6)
      const sigma = Float64Array.from({ length: n }, (_, i) => 0.2 + 0.7 * i)
      const { logSum, mean } = atomPosterior(x, atoms, sigma)
      const trace = atomTrace(x, atoms, sigma)
      for (let i = 0; i < n; i++) {
        const expected = atomsOf(x.subarray(i * d, (i + 1) * d), atoms, sigma[i] as number)
        close(logSum[i], expected.logSum)
        for (const [k, value] of expected.mean.entries()) close(mean[i * d + k], value)
        close(trace[i], expected.trace)
      }
    }
  })
})

test('neither the grain nor threads change a bit', async () => {
  const components = table(2, 70)
  const wide = table(3, 70, 'square')
  const atoms = atomTable(2, 200)
  const x = numbers(1002, 4)
  const sigma = new Float64Array(501).fill(0.5)
  const all = (options: { grain?: number }) => [
    mixturePosterior(x, components, section(components), options),
    mixtureTrace(x, components, section(components), options),
    mixturePosterior(x, wide, section(wide), options),
    mixtureTrace(x, wide, section(wide), { ...options, beside: second(wide) }),
    atomPosterior(x, atoms, sigma, options),
    atomTrace(x, atoms, sigma, options),
  ]
  const reference = all({})
  for (const grain of [1, 7, 1000]) expect(all({ grain })).toEqual(reference)
  await startThreads(3)
  for (const grain of [7, 64]) expect(all({ grain })).toEqual(reference)
})
