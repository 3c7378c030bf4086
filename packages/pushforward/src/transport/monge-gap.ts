/**
 * The Monge gap of a map T on a sample: what T pays beyond the cheapest way to send the same points to the same images.
 *
 *   M(T) = 1/n Σ_i c(x_i, T_i) − W,     W = min over permutations σ of 1/n Σ_i c(x_i, T_σ(i))
 *
 * M ≥ 0, and 0 iff no permutation of the images does better. n points see inefficiency above their spacing only, so M
 * under-reports at small n. With an ε, W is one of three entropic values (uniform weights, OT_ε relative to a ⊗ b):
 *
 *   'kl'        OT_ε                     M_n − ε log n ≤ M ≤ M_n; may be negative
 *   'entropy'   OT_ε − 2 ε log n         M_n + ε log n ≤ M ≤ M_n + 2 ε log n; never 0, see `floor`
 *   'primal'    Σ c P_ε                  M ≤ M_n; may be negative
 *
 * Source: Uscidda & Cuturi 2023, "The Monge gap: a regularizer to learn all transport maps", definition 1 ('exact') and
 * §3.2 ('entropy'); the bounds are derived here from log n ≤ H(P) ≤ 2 log n.
 * @module
 */
import { ConvergenceError, InputError } from '../errors.js'
import { assertMeasure, type Points } from '../measure/points.js'
import { assertCost, type Cost, pairCost } from './cost.js'
import { costGradient } from './cost-gradient.js'
import { emd } from './emd.js'
import { feasibleDual } from './emd-dual.js'
import { geometryOf } from './emd-geometry.js'
import type { Epsilon } from './epsilon.js'
import { sinkhorn } from './sinkhorn.js'
import type { SinkhornProgress } from './sinkhorn-iteration.js'

export interface MongeGapOptions {
  /** Ground cost. Default `'sqeuclidean'`, |x − y|², never halved. */
  readonly cost?: Cost
  /** Default `'exact'`: by exact transport, with no floor and no ε. An ε makes the gap smooth in T. */
  readonly epsilon?: Epsilon | 'exact'
  /** What W is with an ε. Default `'kl'`; its gradient is that of `'entropy'`. */
  readonly form?: 'kl' | 'entropy' | 'primal'
  /** L1 violation of the marginals at which Sinkhorn stops. Default 1e-6. */
  readonly tolerance?: number
  /** Sweeps of Sinkhorn, or pivots of exact transport. Default: theirs. */
  readonly maxIterations?: number
  /** Throw a `ConvergenceError` instead of returning `converged: false`. Default false. */
  readonly strict?: boolean
  readonly signal?: AbortSignal
  /** Called after every sweep of Sinkhorn. */
  readonly onProgress?: (progress: SinkhornProgress) => void
}

export interface MongeGapResult {
  /** M(T), in the unit of the cost. */
  readonly value: number
  /** 1/n Σ c(x_i, T_i). */
  readonly displacementCost: number
  /** W. */
  readonly transportCost: number
  /** What an optimal map would score at least: ε log n for 'entropy', 0 otherwise. */
  readonly floor: number
  readonly iterations: number
  readonly converged: boolean
  /** L1 violation of the marginals; 0 up to rounding when exact. */
  readonly residual: number
  /**
   * c(x_i, T_i) − f_i − g_i ≥ 0 for feasible potentials of transport without entropy, `[n]`: where T is wasteful.
   *
   * Exact potentials are not unique, and corners of their polytope paint arbitrary pictures; so these are potentials of
   * Sinkhorn (ε = a thousandth of the mean cost when exact) made feasible by a c-transform. Their mean is M plus the
   * dual gap of these potentials, at most about ε log n. Computed when first read.
   */
  readonly perPoint: Float64Array
  /**
   * ∂M/∂T_j `[n, d]` with the plan held fixed (envelope theorem).
   * @throws InputError for the form 'primal', whose plan may not be held fixed, and for matrices and functions
   */
  gradient(): Points
}

/** ε for the potentials behind `perPoint` of the exact gap: smooth over ties, and within 0.1 % · log n of optimal. */
const SMOOTHING = { relative: 'mean', factor: 1e-3 } as const

/**
 * @param x points `[n, d]`
 * @param tx their images T(x), `[n, d]`, in the same order
 * @throws InputError if the numbers of points differ, a number is not finite, or an option is out of range
 * @throws ConvergenceError with `strict`, if the solver did not converge
 * @example
 * const x = points([[0], [1]])
 * mongeGap(x, points([[1], [0]])).value // 1: exchanging two points is a waste
 */
export function mongeGap(x: Points, tx: Points, options: MongeGapOptions = {}): MongeGapResult {
  const { cost = 'sqeuclidean', epsilon = 'exact', form = 'kl', strict = false } = options
  assertMeasure('x', x)
  assertMeasure('tx', tx, { dimension: x.d })
  if (tx.n !== x.n) throw new InputError(`tx: has ${tx.n} points; ${x.n} are needed, an image for each point of x`)
  assertCost(cost, x, tx)
  if (!['kl', 'entropy', 'primal'].includes(form)) {
    throw new InputError(`form: is "${String(form)}"; "kl", "entropy" or "primal" is needed`)
  }

  const solved =
    epsilon === 'exact' ? exactCost(x, tx, cost, options) : entropicCost(x, tx, cost, epsilon, form, options)
  const displacementCost = meanCost(x, tx, cost)
  let perPoint: Float64Array | undefined
  const result: MongeGapResult = {
    value: displacementCost - solved.transportCost,
    displacementCost,
    transportCost: solved.transportCost,
    floor: solved.floor,
    iterations: solved.iterations,
    converged: solved.converged,
    residual: solved.residual,
    get perPoint() {
      perPoint ??= inefficiency(x, tx, cost, solved.smoothPotential())
      return perPoint
    },
    gradient() {
      if (epsilon !== 'exact' && form === 'primal') {
        throw new InputError('form: the "primal" gap has no gradient at a fixed plan; "kl" or "entropy" is needed')
      }
      return gapGradient(x, tx, cost, solved.planGradient())
    },
  }
  if (strict && !result.converged) {
    const message = `mongeGap: the solver stopped after ${result.iterations} iterations with a violation of ${result.residual}`
    throw new ConvergenceError(message, result, result.residual)
  }
  return result
}

interface SolvedCost {
  readonly transportCost: number
  readonly floor: number
  readonly iterations: number
  readonly converged: boolean
  readonly residual: number
  /** Potential on the images, of smooth transport. */
  readonly smoothPotential: () => Float64Array
  /** Σ_i P_ij ∇_T c(x_i, T_j). */
  readonly planGradient: () => Points
}

function exactCost(x: Points, tx: Points, cost: Cost, options: MongeGapOptions): SolvedCost {
  const { maxIterations, signal } = options
  const solved = emd(x, tx, { cost, ...(maxIterations && { maxIterations }), ...(signal && { signal }) })
  return {
    transportCost: solved.value,
    floor: 0,
    iterations: solved.iterations,
    converged: solved.converged,
    residual: solved.residual,
    smoothPotential: () => sinkhorn(x, tx, { cost, epsilon: SMOOTHING, tolerance: 1e-3 }).potentials.g,
    planGradient: () => solved.gradient('y'),
  }
}

function entropicCost(
  x: Points,
  tx: Points,
  cost: Cost,
  asked: Epsilon,
  form: NonNullable<MongeGapOptions['form']>,
  { tolerance, maxIterations, signal, onProgress }: MongeGapOptions,
): SolvedCost {
  const solved = sinkhorn(x, tx, {
    cost,
    epsilon: asked,
    ...(tolerance && { tolerance }),
    ...(maxIterations && { maxIterations }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const floor = form === 'entropy' ? solved.epsilon * Math.log(x.n) : 0
  return {
    transportCost: form === 'primal' ? solved.value : solved.dual - 2 * floor,
    floor,
    iterations: solved.iterations,
    converged: solved.converged,
    residual: solved.residual,
    smoothPotential: () => solved.potentials.g,
    planGradient: () => solved.gradient('y'),
  }
}

function meanCost(x: Points, tx: Points, cost: Cost): number {
  const c = pairCost(cost, x, tx)
  let sum = 0
  for (let i = 0; i < x.n; i++) sum += c(i, i)
  return sum / x.n
}

/** c(x_i, T_i) − f_i − g_i with f_i = min_j c(x_i, T_j) − g_j; rounding below 0 is cut off. */
function inefficiency(x: Points, tx: Points, cost: Cost, g: Float64Array): Float64Array {
  const everyone = Uint32Array.from({ length: tx.n }, (_, j) => j)
  const { f } = feasibleDual(geometryOf(x, tx, cost), g, everyone)
  const c = pairCost(cost, x, tx)
  return f.map((v, i) => Math.max(0, c(i, i) - v - (g[i] as number)))
}

/** 1/n ∇_T c(x_j, T_j) − Σ_i P_ij ∇_T c(x_i, T_j); named costs are symmetric, so ∇_T c(x, T) = ∇_1 c(T, x). */
function gapGradient(x: Points, tx: Points, cost: Cost, planGradient: Points): Points {
  const add = costGradient(cost)
  const { n, d } = x
  const data = Float64Array.from(planGradient.data, (v) => -v)
  for (let j = 0; j < n; j++) add(tx.data, j * d, x.data, j * d, d, 1 / n, data, j * d)
  return { data, n, d }
}
