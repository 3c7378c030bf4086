/**
 * The coarse correction of a Sinkhorn iteration.
 *
 * What makes Sinkhorn slow are smooth errors: mass that must cross the cloud moves one kernel width a sweep. The plan
 * added up over rectangles of tiles, M_IJ (which a soft-min pass yields for nothing), sees exactly these errors. The
 * best potentials that are constant on tiles solve a small balancing problem,
 *
 *   max_γ  Σ_J b_J γ_J − Σ_I a_I log Σ_J (M_IJ / a_I) e^{γ_J},     φ_I = −log Σ_J (M_IJ / a_I) e^{γ_J},
 *
 * and f + ε φ makes up for it. The dual value can only rise: this is a block ascent over one more subspace, so the
 * fixed point and the convergence of Sinkhorn stay. Cost O(N³) for N ≤ 128 groups.
 *
 * For linear equations the idea is known as iterative aggregation and disaggregation (Schweitzer & Kindle 1986); this is
 * its multiplicative form, derived here.
 * @module
 */
import type { BlockMass } from '@pushforward/kernels/softmin'
import { cholesky, solveCholesky } from '../linalg/index.js'

/** Column groups at most: their Newton step must stay cheap beside a pass. */
const MOST_GROUPS = 128
/** Newton steps: near the solution one is enough, and far from it the next sweep corrects the rest. */
const STEPS = 3
/** A step is cut to this length, in units of ε: e^3 is as far as a quadratic model of e^γ goes. */
const LONGEST_STEP = 3
/** Below this change of γ the next Newton step would change it by less than 1 % more. */
const SMALL_STEP = 0.01
/**
 * Share of a ⊗ b mixed into M. It makes the small problem solvable when tiles have no mass in common in floating point,
 * and does not move the fixed point, where M has the right sums already.
 */
const MIXTURE = 1e-8

/**
 * @param rowMasses a_I, one a block of rows
 * @param tileMasses b_J, one a tile of columns
 * @returns φ, one a block of rows; zeros if the small problem can't be solved
 */
export function coarseCorrection(
  { mass, blocks, tiles }: BlockMass,
  rowMasses: Float64Array,
  tileMasses: Float64Array,
): Float64Array {
  const size = Math.ceil(tiles / MOST_GROUPS)
  const groups = Math.ceil(tiles / size)
  const columnMasses = new Float64Array(groups)
  tileMasses.forEach((value, tile) => {
    const group = Math.floor(tile / size)
    columnMasses[group] = (columnMasses[group] as number) + value
  })
  // Rows are divided by a_I: they sum to 1.
  const shares = new Float64Array(blocks * groups)
  for (let block = 0; block < blocks; block++) {
    const scale = 1 / (rowMasses[block] as number)
    for (let group = 0; group < groups; group++) {
      let sum = 0
      for (let t = group * size; t < Math.min(tiles, (group + 1) * size); t++) sum += mass[block * tiles + t] as number
      shares[block * groups + group] = (1 - MIXTURE) * sum * scale + MIXTURE * (columnMasses[group] as number)
    }
  }
  return balance(shares, rowMasses, columnMasses) ?? new Float64Array(blocks)
}

interface Balance {
  /** Objective of the small problem. */
  readonly value: number
  /** −φ_I. */
  readonly logSums: Float64Array
  /** Conditional plan: shares · e^γ, rows summing to 1. */
  readonly plan: Float64Array
}

function balance(shares: Float64Array, a: Float64Array, b: Float64Array): Float64Array | undefined {
  let gamma: Float64Array = new Float64Array(b.length)
  let state = evaluate(shares, a, b, gamma)
  for (let step = 0; step < STEPS; step++) {
    const direction = newtonDirection(state.plan, a, b)
    if (!direction) return undefined
    const longest = direction.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
    let length = Math.min(1, LONGEST_STEP / longest)
    let next: Balance | undefined
    for (let halvings = 0; halvings < 6; halvings++, length *= 0.5) {
      const candidate = gamma.map((v, group) => v + length * (direction[group] as number))
      const tried = evaluate(shares, a, b, candidate)
      // At convergence the value changes by less than its rounding, 1e-14.
      if (tried.value >= state.value - 1e-13) {
        next = tried
        gamma = candidate
        break
      }
    }
    if (!next) return undefined
    state = next
    if (longest * length < SMALL_STEP) break
  }
  return state.logSums.map((v) => -v)
}

function evaluate(shares: Float64Array, a: Float64Array, b: Float64Array, gamma: Float64Array): Balance {
  const groups = b.length
  const factors = gamma.map(Math.exp)
  const plan = new Float64Array(shares.length)
  const logSums = new Float64Array(a.length)
  let value = 0
  for (let group = 0; group < groups; group++) value += (b[group] as number) * (gamma[group] as number)
  for (let block = 0; block < a.length; block++) {
    const at = block * groups
    let sum = 0
    for (let group = 0; group < groups; group++) {
      const entry = (shares[at + group] as number) * (factors[group] as number)
      plan[at + group] = entry
      sum += entry
    }
    for (let group = 0; group < groups; group++) plan[at + group] = (plan[at + group] as number) / sum
    logSums[block] = Math.log(sum)
    value -= (a[block] as number) * (logSums[block] as number)
  }
  return { value, logSums, plan }
}

/** Solves (diag(c) − Wᵀ diag(a) W + b bᵀ) δ = b − c for column sums c; b bᵀ fixes the free constant. */
function newtonDirection(plan: Float64Array, a: Float64Array, b: Float64Array): Float64Array | undefined {
  const n = b.length
  const data = new Float64Array(n * n)
  const sums = new Float64Array(n)
  for (let block = 0; block < a.length; block++) {
    const row = plan.subarray(block * n, (block + 1) * n)
    const weight = a[block] as number
    for (let k = 0; k < n; k++) {
      const scaled = weight * (row[k] as number)
      sums[k] = (sums[k] as number) + scaled
      // Only the lower triangle is read.
      for (let l = 0, at = k * n; l <= k; l++, at++) data[at] = (data[at] as number) - scaled * (row[l] as number)
    }
  }
  for (let k = 0; k < n; k++) {
    for (let l = 0, at = k * n; l <= k; l++, at++) {
      data[at] = (data[at] as number) + (b[k] as number) * (b[l] as number)
    }
    data[k * n + k] = (data[k * n + k] as number) + (sums[k] as number)
  }
  const factor = cholesky({ data, rows: n, columns: n })
  if (!factor.positiveDefinite) return undefined
  return solveCholesky(
    factor,
    b.map((v, k) => v - (sums[k] as number)),
  )
}
