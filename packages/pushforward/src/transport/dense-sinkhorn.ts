/**
 * Entropic transport between small uniform samples, a fixed number of iterations: the inner problem of a training step.
 *
 *   OT_ε = min ⟨P, C⟩ + ε KL(P | 1/n ⊗ 1/m)
 *
 * from zero potentials, several problems side by side. The cost matrix is kept (n, m of a few hundred), so an iteration
 * costs two products with it and no exponential: at n = m = 256 about 17 μs. `sinkhorn` streams its costs and iterates to
 * a tolerance; this does neither, and says with `residual` how far it is from one.
 *
 * float32 inside: values agree with float64 to about 1e-7 of the largest cost, down to ε of 1e-3 of it.
 *
 * Source: Schmitzer 2019, "Stabilized sparse scaling algorithms for entropy regularized transport problems", §3.2; the
 * averaged updates of symmetric problems: Feydy 2020, §3.3.
 * @module
 */
import { solveDense } from '@pushforward/kernels/dense-sinkhorn'
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import { type Cost, pairCost } from './cost.js'

export interface DenseProblem {
  /** `[n, d]` */
  readonly x: Points
  /** `[m, d]` */
  readonly y: Points
  /** In units of cost, > 0. */
  readonly epsilon: number
  /** Updates of both potentials, >= 1. */
  readonly iterations: number
  /** Default 'sqeuclidean', which the kernel computes; any other is filled in number by number. */
  readonly cost?: Cost
  /** y is x: averaged updates, which need a fifth of the iterations. Default false. */
  readonly symmetric?: boolean
  /** Whether the plan is wanted. Default false. */
  readonly plan?: boolean
}

export interface DenseResult {
  /** The dual value ⟨f, 1/n⟩ + ⟨g, 1/m⟩, that is OT_ε at convergence and below it before. */
  readonly value: number
  readonly iterations: number
  /** L1 violation of y's masses; those of x are exact. */
  readonly residual: number
  /** `[n, d]`: where x_i goes on average; undefined for costs other than 'sqeuclidean'. */
  readonly barycentres?: Points
  /** `[n, m]`, n times the plan: rows sum to 1; empty unless asked for. */
  readonly plan: Float32Array
}

/**
 * Solves each problem; the result does not depend on the number of threads.
 * @throws InputError if ε is not positive, iterations not a positive integer, or dimensions differ
 * @example
 * const x = points([[0, 0], [1, 0]])
 * denseSinkhorn([{ x, y: points([[0, 1], [1, 1]]), epsilon: 0.01, iterations: 50 }])[0]?.value // 1.0069 = 1 + ε log 2
 */
export function denseSinkhorn(problems: readonly DenseProblem[]): DenseResult[] {
  for (const problem of problems) assertProblem(problem)
  const solved = solveDense(
    problems.map(({ x, y, epsilon, iterations, cost = 'sqeuclidean', symmetric, plan }) => {
      const settings = { epsilon, iterations, symmetric, plan }
      return cost === 'sqeuclidean'
        ? { x: x.data, y: y.data, d: x.d, ...settings }
        : { costs: costMatrix(cost, x, y), columns: y.n, ...settings }
    }),
  )
  return solved.map(({ meanX, meanY, residual, barycentres, plan }, k) => {
    const { x, iterations } = problems[k] as DenseProblem
    const centres = barycentres.length > 0 ? { data: barycentres, n: x.n, d: x.d } : undefined
    return { value: meanX + meanY, iterations, residual, barycentres: centres, plan }
  })
}

function costMatrix(cost: Cost, x: Points, y: Points): Float64Array {
  const between = pairCost(cost, x, y)
  const costs = new Float64Array(x.n * y.n)
  for (let i = 0; i < x.n; i++) {
    for (let j = 0; j < y.n; j++) costs[i * y.n + j] = between(i, j)
  }
  return costs
}

function assertProblem({ x, y, epsilon, iterations, symmetric }: DenseProblem): void {
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new InputError(`epsilon: is ${epsilon}; a positive number is needed`)
  }
  if (!Number.isInteger(iterations) || iterations < 1) {
    throw new InputError(`iterations: is ${iterations}; a positive integer is needed`)
  }
  if (y.d !== x.d) throw new InputError(`y: points have dimension ${y.d}; ${x.d} is needed, as in the other sample`)
  if (x.n === 0 || y.n === 0) throw new InputError(`${x.n === 0 ? 'x' : 'y'}: has no points; at least one is needed`)
  if (symmetric && x.n !== y.n) throw new InputError(`symmetric: y has ${y.n} points; x itself is needed`)
}
