/**
 * What two potentials are worth: one float64 pass over the plan that they describe.
 *
 * The dual value includes ε (1 − ΣP), so that it is the dual objective exactly at any potentials: its error is of second
 * order in theirs, and float32 potentials give a float64 value.
 * @module
 */
import type { Pairs } from '@pushforward/kernels/softmin'
import type { Audit, Potentials } from './sinkhorn-iteration.js'
import { dot, type SoftProblem } from './sinkhorn-problem.js'

export interface Penalties {
  /** Strength of KL(P 1 | a), in units of cost; Infinity: P 1 = a. */
  readonly rhoX: number
  readonly rhoY: number
}

/** Sums the plan of two potentials up in float64: how far it is from its marginals, what it costs. */
export function auditBalanced(pairs: Pairs, { x, y }: SoftProblem, epsilon: number) {
  return ({ f, g }: Potentials): Audit => {
    const symmetric = x === y && f.every((v, i) => v === g[i])
    const plan = pairs.plan({ rows: 'x', epsilon, own: f, potential: g, columnSums: !symmetric })
    let rows = 0
    let mass = 0
    x.weights.forEach((a, i) => {
      const sum = plan.sums[i] as number
      rows += a * Math.abs(1 - sum)
      mass += a * sum
    })
    const columns = plan.columnSums?.reduce((sum, v, j) => sum + Math.abs(v - (y.weights[j] as number)), 0) ?? rows
    const dual = dot(x.weights, f) + dot(y.weights, g) + epsilon * (1 - mass)
    return { residual: rows + columns, value: dot(x.weights, plan.costs), dual, mass }
  }
}

/** As for balanced problems, but the marginals must be a e^{−f/ρ_x} and b e^{−g/ρ_y}. */
export function auditUnbalanced(pairs: Pairs, { x, y }: SoftProblem, epsilon: number, { rhoX, rhoY }: Penalties) {
  return ({ f, g }: Potentials): Audit => {
    const plan = pairs.plan({ rows: 'x', epsilon, own: f, potential: g, columnSums: true })
    let residual = 0
    let mass = 0
    x.weights.forEach((a, i) => {
      const sum = plan.sums[i] as number
      residual += a * Math.abs(Math.exp(-(f[i] as number) / rhoX) - sum)
      mass += a * sum
    })
    plan.columnSums?.forEach((sum, j) => {
      residual += Math.abs((y.weights[j] as number) * Math.exp(-(g[j] as number) / rhoY) - sum)
    })
    const dual = conjugate(x.weights, f, rhoX) + conjugate(y.weights, g, rhoY) + epsilon * (1 - mass)
    return { residual, value: dot(x.weights, plan.costs), dual, mass }
  }
}

/** ρ Σ a (1 − e^{−f/ρ}), which is ⟨a, f⟩ for ρ = Infinity. */
function conjugate(weights: Float64Array, potential: Float64Array, rho: number): number {
  if (rho === Number.POSITIVE_INFINITY) return dot(weights, potential)
  return (
    -rho *
    dot(
      weights,
      potential.map((v) => Math.expm1(-v / rho)),
    )
  )
}
