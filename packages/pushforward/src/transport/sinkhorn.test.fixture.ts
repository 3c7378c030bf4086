/** Measures and checks that the tests of entropic transport share. */
import type { Measure, Points } from '../measure/points.js'
import { type Cost, pairCost } from './cost.js'
import { affine, cloud } from './emd.test.fixture.js'
import type { SinkhornResult } from './sinkhorn-result.js'

/** To rounding: what the oracles were iterated to. */
export const TIGHT = { tolerance: 1e-13, maxIterations: 20_000 }

export interface OracleSetup {
  readonly n: number
  readonly m: number
  readonly d: number
  readonly offset: readonly number[]
  readonly weighted: boolean
}

export function normalised(values: readonly number[]): Float64Array {
  const sum = values.reduce((a, b) => a + b, 0)
  return Float64Array.from(values, (v) => v / sum)
}

/** The measures of tools/oracles/sinkhorn.py. */
export function measures({ n, m, d, offset, weighted }: OracleSetup): { x: Measure; y: Measure } {
  const x = { points: cloud('uniform', n, d, 0) }
  const y = { points: affine(cloud('uniform', m, d, 0.3), 0.5, offset) }
  if (!weighted) return { x, y }
  return {
    x: { ...x, weights: normalised(Array.from({ length: n }, (_, i) => (i % 5) + 1)) },
    y: { ...y, weights: normalised(Array.from({ length: m }, (_, j) => j + 1)) },
  }
}

/** L1 violation of both marginals, entry by entry from the potentials. */
export function violation(result: SinkhornResult, x: Measure, y: Measure, cost: Cost): number {
  const c = pairCost(cost, x.points, y.points)
  const a = x.weights ?? new Float64Array(x.points.n).fill(1 / x.points.n)
  const b = y.weights ?? new Float64Array(y.points.n).fill(1 / y.points.n)
  const { f, g } = result.potentials
  const rows = new Float64Array(a.length)
  const columns = new Float64Array(b.length)
  a.forEach((mass, i) => {
    b.forEach((other, j) => {
      const p = mass * other * Math.exp(((f[i] as number) + (g[j] as number) - c(i, j)) / result.epsilon)
      rows[i] = (rows[i] as number) + p
      columns[j] = (columns[j] as number) + p
    })
  })
  const missing = (sums: Float64Array, masses: Float64Array) =>
    sums.reduce((total, v, i) => total + Math.abs(v - (masses[i] as number)), 0)
  return missing(rows, a) + missing(columns, b)
}

export function rowsOf({ data, n, d }: Points): number[][] {
  return Array.from({ length: n }, (_, i) => [...data.subarray(i * d, (i + 1) * d)])
}
