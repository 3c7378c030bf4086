import { startThreads, stopThreads } from '@pushforward/kernels'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { gaussian } from '../measure/gaussian.js'
import { type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { conservativity } from './conservativity.js'
import { fitMongeMap, learnMongeMap, type MongeMapOptions, type MongeMapState } from './monge-map.js'
import { constantThenLinear } from './schedule.js'

afterEach(() => stopThreads())

/** Small enough for a test: two layers, batches of 64. */
const SMALL: MongeMapOptions = { batch: 64, steps: 300, network: { hidden: [32, 32], activation: 'silu' } }

const normal = (n: number, d: number, seed: number) => points(rng(seed).fillNormal(new Float64Array(n * d)), d)

function meanSquare(x: Points, y: Points): number {
  let sum = 0
  for (let k = 0; k < x.data.length; k++) sum += ((x.data[k] as number) - (y.data[k] as number)) ** 2
  return sum / x.n
}

describe('fitMongeMap', () => {
  test('learns the map between two Gaussians on the line', async () => {
    // The optimal map is x ↦ 3 + 2x; a fit alone may as well find 3 − 2x.
    const learningRate = constantThenLinear({ rate: 1e-2, steps: 300 })
    const model = await fitMongeMap(gaussian(0, 1), gaussian(3, 4), { ...SMALL, learningRate, random: rng(1) })
    const x = normal(500, 1, 2)
    const optimal = points(x.data.map((value) => 3 + 2 * value) as Float64Array, 1)
    // 2 % of the target's variance: what 300 batches of 64 leave.
    expect(meanSquare(model.map(x), optimal)).toBeLessThan(0.02 * 4)
    expect(model).toMatchObject({ converged: true, ending: 'steps done', last: { step: 300, steps: 300 } })
    expect(model.last.gap).toBeLessThan(model.last.floor + 1e-6)
    expect(model.last.log.step.at(-1)).toBe(300)
    // On the line an increasing map wastes nothing; and 500 points cannot tell the image from the target.
    expect(Math.abs(model.gap(x).value)).toBeLessThan(1e-5)
    expect(model.gap(x).displacementCost).toBeGreaterThan(9)
    expect(model.fit(x, optimal).value).toBeLessThan(0.05)
  })

  test('is the same for the same seed, for any number of threads and any rate of reports', async () => {
    const options = { ...SMALL, steps: 20, lambda: 0 }
    const run = (interval: number) =>
      fitMongeMap(normal(80, 2, 3), gaussian([1, 2], 1), { ...options, interval, random: rng(4) })
    const alone = await run(1000)
    expect((await run(0)).parameters).toEqual(alone.parameters)
    await startThreads(2)
    expect((await run(0)).parameters).toEqual(alone.parameters)
    expect(
      (await fitMongeMap(normal(80, 2, 3), gaussian([1, 2], 1), { ...options, random: rng(5) })).parameters,
    ).not.toEqual(alone.parameters)
  })

  test('a residual network starts at the identity', async () => {
    const states = learnMongeMap(normal(30, 2, 6), normal(30, 2, 7), {
      ...SMALL,
      network: { hidden: [32], residual: true, lastLayerScale: 1e-6 },
      interval: 0,
    })
    const first = (await states.next()).value as MongeMapState
    // One step of 1e-3 later the map has moved points by a few thousandths.
    expect(first.displacementCost).toBeLessThan(1e-6)
    expect(meanSquare(first.map(normal(30, 2, 6)), normal(30, 2, 6))).toBeLessThan(1e-2)
    await states.return(undefined as never)
  })

  test('on the sphere points stay on it, from points of any length', async () => {
    const x = points(normal(60, 3, 8).data.map((value) => 5 * value) as Float64Array, 3)
    const model = await fitMongeMap(x, normal(60, 3, 9), { ...SMALL, cost: 'sphere', steps: 20 })
    const { data } = model.map(x)
    for (let i = 0; i < 60; i++) expect(Math.hypot(...data.slice(3 * i, 3 * i + 3))).toBeCloseTo(1, 5)
  })

  test('h-gradient maps with a sparse cost leave coordinates exactly where they were', async () => {
    const x = normal(200, 2, 10)
    const y = points(x.data.map((value, k) => value + (k % 2 ? 0 : 4)) as Float64Array, 2) // only the first coordinate moves
    const model = await fitMongeMap(x, y, { ...SMALL, cost: { elastic: 0.5 }, structure: 'h-gradient', random: rng(3) })
    const mapped = model.map(x)
    const still = [...mapped.data].filter((value, k) => k % 2 === 1 && value === Math.fround(x.data[k] as number))
    expect(still.length).toBeGreaterThan(150)
  })

  test('the penalty makes the displacement field more nearly a gradient', async () => {
    const x = normal(300, 2, 11)
    const y = points(x.data.map((_, k) => (k % 2 ? 2 : -1) * (x.data[k ^ 1] as number)) as Float64Array, 2)
    const options: MongeMapOptions = { ...SMALL, lambda: 0, structure: 'h-gradient', steps: 200 }
    const asymmetry = async (conservative: number) => {
      const { network, parameters } = await fitMongeMap(x, y, { ...options, conservative, random: rng(12) })
      return conservativity(network, parameters, x, rng(13))
    }
    expect(await asymmetry(1)).toBeLessThan(0.2 * (await asymmetry(0)))
  })

  test('a reference measure binds the map where the source has no mass', async () => {
    const x = normal(100, 1, 14)
    const reference = points(normal(100, 1, 15).data.map((value) => 3 * value) as Float64Array, 1)
    const { last, converged } = await fitMongeMap(x, x, { ...SMALL, steps: 50, reference })
    expect(converged).toBe(true)
    expect(last.gap).toBeGreaterThanOrEqual(-1e-4)
  })

  test('a training that breaks down says so and gives the last good map', async () => {
    const model = await fitMongeMap(normal(50, 2, 16), normal(50, 2, 17), { ...SMALL, learningRate: 1e30 })
    expect(model.converged).toBe(false)
    expect(model.ending).toMatch(/not finite/)
    expect([...model.parameters.values].every(Number.isFinite)).toBe(true)
  })

  test('stops when told to', async () => {
    const controller = new AbortController()
    const run = fitMongeMap(normal(50, 2, 18), normal(50, 2, 19), {
      ...SMALL,
      steps: 1e6,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    })
    await expect(run).rejects.toThrow('enough')
  })

  test('names what is wrong', async () => {
    const x = normal(10, 2, 20)
    const fit = (y: Points, options: MongeMapOptions = {}) => fitMongeMap(x, y, { steps: 1, ...options })
    await expect(fit(normal(10, 3, 21))).rejects.toThrow(
      new InputError('y: points have dimension 3; 2 is needed, as in the other sample'),
    )
    await expect(fit(x, { lambda: -1 })).rejects.toThrow(/lambda: is -1; a number >= 0/)
    await expect(fit(x, { epsilonGap: 0 })).rejects.toThrow(/epsilonGap: is 0/)
    await expect(fit(x, { batch: 1 })).rejects.toThrow(/batch: is 1/)
    await expect(fit(x, { conservative: -2 })).rejects.toThrow(/conservative: is -2/)
    await expect(fit(x, { cost: 'euclidean', structure: 'h-gradient' })).rejects.toThrow(/needs a cost h\(x − t\)/)
    await expect(fit(points([[1, 1]]), { epsilonFit: { relative: 'mean', factor: 0.1 } })).rejects.toThrow(
      /epsilonFit: is 0/,
    )
    await expect(fitMongeMap(points([[0, 0, 0]]), points([[1, 0, 0]]), { cost: 'sphere' })).rejects.toThrow(
      /x: points\[0\] is \(almost\) the origin/,
    )
  })
})
