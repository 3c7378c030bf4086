import { describe, expect, test } from 'vitest'
import { leastIterations } from './calibrate-iterations.js'

function solver(error: (iterations: number) => number) {
  const runs: number[] = []
  return {
    runs,
    errorAfter: async (iterations: number) => {
      runs.push(iterations)
      return error(iterations)
    },
  }
}

describe('leastIterations', () => {
  test.each([0.8, 0.9, 0.97])('finds the least multiple of ten for an error of %s per iteration', async (factor) => {
    const { errorAfter, runs } = solver((k) => factor ** k)
    const found = await leastIterations(errorAfter, { target: 1e-3 })
    const exact = Math.ceil(Math.log(1e-3) / Math.log(factor) / 10) * 10
    expect(found?.iterations).toBe(exact)
    expect(runs.length).toBeLessThanOrEqual(6)
  })

  test('holds for an error that falls slower than by a constant factor', async () => {
    const { errorAfter } = solver((k) => 1 / k)
    const found = await leastIterations(errorAfter, { target: 1e-3, most: 5000 })
    expect(found).toEqual({ iterations: 1000, error: 1e-3 })
  })

  test('one run confirms what another program of the same iteration needed, and a search follows where it does not', async () => {
    const confirmed = solver((k) => 0.9 ** k)
    expect((await leastIterations(confirmed.errorAfter, { target: 1e-3, found: 70 }))?.iterations).toBe(70)
    expect(confirmed.runs).toEqual([70])
    const slower = solver((k) => 0.95 ** k)
    expect((await leastIterations(slower.errorAfter, { target: 1e-3, found: 70 }))?.iterations).toBe(140)
  })

  test('says when the target is not reached', async () => {
    const { errorAfter } = solver(() => 1e-5)
    expect(await leastIterations(errorAfter, { target: 1e-6, most: 200 })).toBeUndefined()
  })
})
