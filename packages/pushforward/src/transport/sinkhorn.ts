/**
 * Entropic optimal transport between two weighted samples:
 *
 *   OT_ε = min_P ⟨P, C⟩ + ε KL(P | a ⊗ b)    over P 1 = a, Pᵀ 1 = b,
 *   P_ij = a_i b_j exp((f_i + g_j − c(x_i, y_j)) / ε)
 *
 * With `rhoX` or `rhoY` a marginal is not prescribed but penalised by ρ KL(P 1 | a).
 *
 * In the log domain, streamed: a sweep costs 2 n m soft-min terms (about 1 ns each in the plane) and O(n + m) memory.
 * Coarse correction and Anderson mixing make sweeps few: at n = m = 5000 in the plane with ε a twentieth of the mean
 * cost 5 to 7 sweeps reach 1e-6, where plain Sinkhorn takes 60 to 150.
 *
 * How it works is told in sinkhorn-sweeps.ts (the sweeps), sinkhorn-coarse.ts (the correction), sinkhorn-iteration.ts
 * (arithmetic and stopping) and sinkhorn-start.ts.
 *
 * Source: Peyré & Cuturi 2019, "Computational optimal transport", §4.
 * @module
 */
import { scope } from '@pushforward/kernels'
import { openPairs, type Pairs, type Precision } from '@pushforward/kernels/softmin'
import { ConvergenceError, InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points } from '../measure/points.js'
import { assertCost, type Cost } from './cost.js'
import { type Epsilon, resolveEpsilon } from './epsilon.js'
import { auditBalanced, auditUnbalanced, type Penalties } from './sinkhorn-audit.js'
import { iterate, type Outcome, type Potentials, type SinkhornProgress, type Sweep } from './sinkhorn-iteration.js'
import { gather, type SoftProblem, softProblem } from './sinkhorn-problem.js'
import { type SinkhornResult, sinkhornResult } from './sinkhorn-result.js'
import { noGuess, startOf } from './sinkhorn-start.js'
import { balancedSweep, symmetricSweep, unbalancedSweep } from './sinkhorn-sweeps.js'

export interface SinkhornOptions {
  /** Strength of the entropy; there is no default, because a good one depends on the question. */
  readonly epsilon: Epsilon
  /** Ground cost. Default `'sqeuclidean'`, |x − y|², never halved. */
  readonly cost?: Cost
  /**
   * L1 violation of the marginals, both sides together, at which to stop. Default 1e-6: the cost is then right to about
   * 1e-6 of its largest entry, and the dual value to the square of that.
   */
  readonly tolerance?: number
  /** Sweeps over all points, both potentials each, coarser starts not counted. Default 2000. */
  readonly maxIterations?: number
  /**
   * ε-scaling of small problems and of the coarse start of large ones: the factor from one ε to the next, in (0, 1), or
   * false for none. Default 0.5.
   */
  readonly scaling?: number | false
  /**
   * Default `'anderson'`: from twice to twenty times fewer sweeps, most at small ε. Over-relaxation with the best factor
   * was measured to gain half as much.
   */
  readonly acceleration?: 'anderson' | 'none'
  /**
   * Arithmetic of the sweeps; sums over the samples and the final check are float64 always. Default `'auto'`: float32
   * for `sqeuclidean` and `euclidean` as far as it goes, then float64 to the tolerance. `'float32'` stops at what
   * float32 can reach, a violation of 3e-9 to 2e-8 of the largest cost over ε, and says so in `residual`.
   */
  readonly precision?: 'auto' | Precision
  /** Potentials of a similar problem, in place of a start of our own; one of them is enough. */
  readonly warm?: { readonly f?: Float64Array; readonly g?: Float64Array }
  /** Penalty on Σ_j P_ij ≠ a_i, in the unit of the cost. Default Infinity: none may differ. */
  readonly rhoX?: number
  /** Penalty on Σ_i P_ij ≠ b_j. Default Infinity. */
  readonly rhoY?: number
  /** Throw a `ConvergenceError` instead of returning `converged: false`. Default false. */
  readonly strict?: boolean
  /** Stops the solver between sweeps; its reason is thrown. */
  readonly signal?: AbortSignal
  /** Called after every sweep. */
  readonly onProgress?: (progress: SinkhornProgress) => void
}

const TOLERANCE = 1e-6
const MAX_ITERATIONS = 2000
/** Steps that Anderson mixing remembers: 8 needs up to twice the sweeps at small ε, 32 gains nothing more. */
const MEMORY = 16
/** Below so many pairs float64 passes are as fast as setting up float32. */
const SMALL = 2 ** 13
/** Where float32 begins to be blind, as a share of the largest cost over ε; displaced clouds are several times worse. */
const SINGLE_FLOOR = 3e-9
/** Largest cost over ε beyond which float32 exponents carry no digits. */
const MOST_SINGLE_RATIO = 1e6

/**
 * @param x points `[n, d]`, or a measure on them; points of weight 0 are allowed
 * @param y points `[m, d]`, or a measure on them
 * @throws InputError if an input is not finite, dimensions or weights do not fit, or an option is out of range
 * @throws ConvergenceError with `strict`, if the tolerance was not reached
 * @example
 * const x = points([[0, 0], [1, 0]])
 * sinkhorn(x, points([[0, 1], [1, 1]]), { epsilon: 0.01 }).value // 1: each point goes straight up
 */
export function sinkhorn(x: Points | Measure, y: Points | Measure, options: SinkhornOptions): SinkhornResult {
  const { cost = 'sqeuclidean', strict = false } = options
  const matrixGiven = typeof cost === 'object' && 'matrix' in cost
  const measureX = assertMeasure('x', x)
  const measureY = assertMeasure('y', y, matrixGiven ? {} : { dimension: measureX.points.d })
  assertCost(cost, measureX.points, measureY.points)
  assertSinkhornOptions(options, measureX.points.n, measureY.points.n)

  const problem = softProblem(measureX, measureY, cost)
  const epsilon = resolveEpsilon(options.epsilon, cost, problem)
  const penalties = { rhoX: options.rhoX ?? Number.POSITIVE_INFINITY, rhoY: options.rhoY ?? Number.POSITIVE_INFINITY }
  const outcome = solveProblem(problem, epsilon, penalties, options)
  const samples = { x: measureX.points, y: measureY.points, cost }
  const result = sinkhornResult(samples, problem, epsilon, penalties, outcome)
  if (strict && !result.converged) {
    const message = `sinkhorn: ${result.iterations} sweeps left a violation of ${result.residual} of the marginals`
    throw new ConvergenceError(message, result, result.residual)
  }
  return result
}

/** Solves a prepared problem. */
export function solveProblem(
  problem: SoftProblem,
  epsilon: number,
  penalties: Penalties,
  options: Omit<SinkhornOptions, 'epsilon' | 'cost'>,
): Outcome {
  const { tolerance = TOLERANCE, maxIterations = MAX_ITERATIONS, scaling = 0.5, signal, onProgress } = options
  const memory = options.acceleration === 'none' ? 0 : MEMORY
  const balanced = penalties.rhoX === Number.POSITIVE_INFINITY && penalties.rhoY === Number.POSITIVE_INFINITY
  const makeSweep = (pairs: Pairs, at: SoftProblem, start: Potentials, level: number): Sweep => {
    if (!balanced) return unbalancedSweep(pairs, at, start, { epsilon: level, memory, ...penalties })
    return (at.x === at.y ? symmetricSweep : balancedSweep)(pairs, at, start, { epsilon: level, memory })
  }
  const start = options.warm
    ? warmStart(problem, options.warm)
    : startOf(problem, makeSweep, { epsilon, scaling, ...(signal && { signal }) })
  return scope((arena) => {
    const pairs = openPairs(arena, problem.x, problem.y, problem)
    const audit = balanced
      ? auditBalanced(pairs, problem, epsilon)
      : auditUnbalanced(pairs, problem, epsilon, penalties)
    return iterate(makeSweep(pairs, problem, start, epsilon), audit, {
      tolerance,
      maxIterations,
      precisions: precisionsOf(options.precision ?? 'auto', problem, epsilon),
      singleFloor: (SINGLE_FLOOR * problem.scale) / epsilon,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    })
  })
}

function precisionsOf(asked: 'auto' | Precision, { x, y, cost, scale }: SoftProblem, epsilon: number): Precision[] {
  const possible = cost.code === 0 || cost.code === 1
  if (asked === 'float32' && !possible) {
    throw new InputError('precision: float32 passes exist for "sqeuclidean", "euclidean" and "cosine"; use "auto"')
  }
  if (asked !== 'auto') return [asked]
  const worthwhile = x.weights.length * y.weights.length >= SMALL && scale <= MOST_SINGLE_RATIO * epsilon
  return possible && worthwhile ? ['float32', 'float64'] : ['float64']
}

function warmStart({ x, y }: SoftProblem, { f, g }: { f?: Float64Array; g?: Float64Array }): Potentials {
  const startX = f ? gather(f, x.order) : noGuess(x.weights.length)
  // A symmetric problem has one potential; a sweep over two starts from g.
  const startY = g ? gather(g, y.order) : x === y ? startX : new Float64Array(y.weights.length)
  return { f: x === y && !f ? startY : startX, g: startY }
}

/** The check at the door for options. */
export function assertSinkhornOptions(options: SinkhornOptions, n: number, m: number): void {
  const { tolerance = TOLERANCE, maxIterations = MAX_ITERATIONS, scaling = 0.5, warm } = options
  if (!(tolerance > 0)) throw new InputError(`tolerance: is ${tolerance}; a positive number is needed`)
  if (!(Number.isInteger(maxIterations) && maxIterations > 0)) {
    throw new InputError(`maxIterations: is ${maxIterations}; a positive integer is needed`)
  }
  if (scaling !== false && !(scaling > 0 && scaling < 1)) {
    throw new InputError(`scaling: is ${scaling}; a number between 0 and 1, or false, is needed`)
  }
  for (const name of ['rhoX', 'rhoY'] as const) {
    const rho = options[name] ?? Number.POSITIVE_INFINITY
    if (!(rho > 0)) throw new InputError(`${name}: is ${rho}; a positive number or Infinity is needed`)
  }
  assertPotential('warm.f', warm?.f, n)
  assertPotential('warm.g', warm?.g, m)
}

function assertPotential(name: string, potential: Float64Array | undefined, n: number): void {
  if (!potential) return
  if (potential.length !== n) throw new InputError(`${name}: has ${potential.length} numbers; ${n} are needed`)
  const bad = potential.findIndex((v) => !Number.isFinite(v))
  if (bad >= 0) throw new InputError(`${name}[${bad}]: is ${potential[bad]}; finite numbers are needed`)
}
