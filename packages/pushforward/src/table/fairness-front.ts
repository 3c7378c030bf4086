/**
 * Fronts of performance against fairness for a linear score on columns of evidence.
 *
 * Performance is the information value of the binned score towards the outcome (to be large), unfairness the information
 * value of the same bins towards a protected group (to be small). Neither is convex in β, as both depend on ranks; the
 * paper's programme "max IV_model subject to IV_group ≤ ε" is not linear either. The front is therefore traced by a convex
 * surrogate in which P(good) is modelled,
 *
 *   min over b, β ≥ 0 of  mean log-loss + μ (mean score of the protected − mean score of the reference group)²,
 *
 * for a ladder of μ, and each of its points is then improved by a coordinate search on the two true values.
 * One fit costs O(n p²), one evaluation O(n log n).
 *
 * Source: Sudjianto & Burakov 2025 (arXiv 2509.09855), §8 and equations 25–27; surrogate and search are ours.
 * @module
 */
import { binIndices } from '@pushforward/kernels/histogram'
import { InputError } from '../errors.js'
import type { Matrix } from '../linalg/matrix.js'
import { minimizeNewton, type SmoothFunction } from '../linalg/optimize.js'
import { assertBinary } from './binary-labels.js'
import { countRows } from './count.js'
import { quantileCuts } from './cuts.js'
import type { DivergenceEstimate } from './divergence-estimate.js'
import { informationValue } from './information-value.js'
import { logisticLoss, logits } from './logistic.js'
import { adverseImpactRatio, auc } from './ranking-metrics.js'

/** Rows of applicants. */
export interface ScoredRows {
  /** Evidence, good over bad, `[n, p]`. */
  readonly features: Matrix
  /** 1 for good, 0 for bad, `[n]`. */
  readonly good: ArrayLike<number>
  /** 1 for the protected group, 0 for the reference group, `[n]`. */
  readonly isProtected: ArrayLike<number>
}

export interface FrontOptions {
  /** μ, ascending. Default 0 and 25 values from 10⁻³ to 10³: from the plain fit to a score that is nearly blind. */
  readonly multipliers?: readonly number[]
  /** Weight of ½|β|². Default 1e-6. */
  readonly ridge?: number
  /** Bins of the score, of equal share on the rows of the fit and closed on the right. Default 10. */
  readonly bins?: number
  /** Passes of the coordinate search over all columns, at most. Default 0: the path alone, which costs a tenth. */
  readonly refinements?: number
  /** Rows to evaluate on. Default: the rows of the fit, whose values are optimistic. */
  readonly held?: ScoredRows
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

export interface FrontPoint {
  /** μ. */
  readonly multiplier: number
  readonly intercept: number
  /** β ≥ 0 by column. */
  readonly coefficients: Float64Array
  /** Of the binned score towards the outcome and towards the group, with standard errors by the delta method. */
  readonly ivModel: DivergenceEstimate
  readonly ivGroup: DivergenceEstimate
  readonly auc: number
  /** Adverse impact ratio when those above the median score are approved. */
  readonly air: number
  /** Whether another point of the path has at least this performance at no more unfairness. */
  readonly dominated: boolean
}

export interface FairnessFront {
  /** All points in the order of μ. */
  readonly path: readonly FrontPoint[]
  /** The points that are not dominated, one of each pair of values, by rising IV_group. */
  readonly points: readonly FrontPoint[]
  /** Whether every fit converged. */
  readonly converged: boolean
}

/**
 * @throws InputError if lengths differ, a class or a group is empty, or an option is out of range
 * @example
 * fairnessFront({ features, good, isProtected }).points.map(({ auc, air }) => [auc, air])
 */
export function fairnessFront(rows: ScoredRows, options: FrontOptions = {}): FairnessFront {
  const { multipliers = MULTIPLIERS, ridge = 1e-6, bins = 10, refinements = 0, held = rows, signal } = options
  checkRows('rows', rows)
  if (held !== rows) checkRows('held', held)
  multipliers.forEach((mu, k) => {
    if (!(mu >= 0 && mu < Number.POSITIVE_INFINITY)) {
      throw new InputError(`multipliers: multipliers[${k}] is ${mu}; finite numbers >= 0 are needed`)
    }
  })
  const { features, good } = rows
  const p = features.columns
  const loss = logisticLoss(features, good, ridge)
  const gap = groupGap(rows)
  const lower = new Float64Array(p + 1)
  lower[0] = Number.NEGATIVE_INFINITY
  let start = new Float64Array(p + 1)
  let converged = true
  const raw = multipliers.map((multiplier, k): Omit<FrontPoint, 'dominated'> => {
    signal?.throwIfAborted()
    const fit = minimizeNewton(withGap(loss, gap, multiplier), start, { lower })
    start = Float64Array.from(fit.x) // neighbours on the path are near
    converged &&= fit.converged
    const beta = fit.x.slice(1)
    const coefficients = refinements > 0 ? refine(rows, beta, bins, refinements) : beta
    options.onProgress?.(k + 1, multipliers.length)
    return { multiplier, intercept: fit.x[0] as number, coefficients, ...evaluate(rows, held, coefficients, bins) }
  })
  const path = raw.map((point) => ({ ...point, dominated: raw.some((other) => dominates(other, point)) }))
  const points = path.filter((point) => !point.dominated).sort((a, b) => a.ivGroup.value - b.ivGroup.value)
  // Neighbours on the path often rank alike; the sort is stable, so the least μ of equals stays.
  const distinct = points.filter(({ ivGroup }, k) => ivGroup.value !== points[k - 1]?.ivGroup.value)
  return { path, points: distinct, converged }
}

const MULTIPLIERS: readonly number[] = [0, ...Array.from({ length: 25 }, (_, k) => 10 ** (-3 + k / 4))]

function checkRows(name: string, { features, good, isProtected }: ScoredRows): void {
  assertBinary(`${name}.good`, good, features.rows)
  assertBinary(`${name}.isProtected`, isProtected, features.rows)
}

/** Mean of each column among the protected less that among the reference group: the gap of a score is ⟨gap, β⟩. */
function groupGap({ features: { data, rows, columns }, isProtected }: ScoredRows): Float64Array {
  const sums = [new Float64Array(columns), new Float64Array(columns)]
  const sizes = [0, 0]
  for (let i = 0; i < rows; i++) {
    const group = isProtected[i] as number
    const sum = sums[group] as Float64Array
    sizes[group] = (sizes[group] as number) + 1
    for (let j = 0; j < columns; j++) sum[j] = (sum[j] as number) + (data[i * columns + j] as number)
  }
  const [reference, other] = sums as [Float64Array, Float64Array]
  return other.map((sum, j) => sum / (sizes[1] as number) - (reference[j] as number) / (sizes[0] as number))
}

/** Adds μ ⟨gap, β⟩² to the loss of (b, β). */
function withGap(loss: SmoothFunction, gap: Float64Array, mu: number): SmoothFunction {
  return (x, gradient, hessian) => {
    const size = x.length
    const value = loss(x, gradient, hessian)
    const distance = gap.reduce((sum, g, j) => sum + g * (x[j + 1] as number), 0)
    for (let j = 1; j < size; j++) {
      const g = gap[j - 1] as number
      gradient[j] = (gradient[j] as number) + 2 * mu * distance * g
      for (let k = 1; k < size; k++) {
        hessian[j * size + k] = (hessian[j * size + k] as number) + 2 * mu * g * (gap[k - 1] as number)
      }
    }
    return value + mu * distance * distance
  }
}

const scoreOf = (features: Matrix, coefficients: Float64Array) => logits({ intercept: 0, coefficients }, features)

/** The two information values of a score in given bins: a score has atoms, so bins are closed on the right. */
function valuesOf({ good, isProtected }: ScoredRows, score: Float64Array, edges: Float64Array) {
  const bins = binIndices(score, edges, { closed: 'right' })
  const towards = (label: ArrayLike<number>) => {
    const target = Uint8Array.from(label, (value) => 1 - value)
    const table = countRows(bins, edges.length + 1, [], { target })
    return informationValue(table, { inference: 'delta', interval: 'delta' })
  }
  return { ivModel: towards(good), ivGroup: towards(isProtected) }
}

function evaluate(rows: ScoredRows, held: ScoredRows, coefficients: Float64Array, bins: number) {
  const edges = quantileCuts(scoreOf(rows.features, coefficients), bins)
  const score = scoreOf(held.features, coefficients)
  return {
    ...valuesOf(held, score, edges),
    auc: auc(score, held.good),
    air: adverseImpactRatio(score, held.isProtected),
  }
}

/** Factors that a coefficient is tried at; the information values only depend on ratios of coefficients. */
const FACTORS = [0, 0.5, 0.8, 0.95, 1.05, 1.25, 2]

/** Raises IV_model while IV_group stays at or below where it was, one coefficient at a time. */
function refine(rows: ScoredRows, start: Float64Array, bins: number, passes: number): Float64Array {
  const worth = (beta: Float64Array) => {
    const score = scoreOf(rows.features, beta)
    const { ivModel, ivGroup } = valuesOf(rows, score, quantileCuts(score, bins))
    return { model: ivModel.value, group: ivGroup.value }
  }
  let best = start
  let reached = worth(start)
  const limit = reached.group
  for (let pass = 0, improved = true; pass < passes && improved; pass++) {
    improved = false
    for (let j = 0; j < start.length; j++) {
      const from = best[j] as number
      if (from === 0) continue
      for (const factor of FACTORS) {
        const trial = best.slice()
        trial[j] = from * factor
        const got = worth(trial)
        if (got.group > limit || got.model <= reached.model) continue
        best = trial
        reached = got
        improved = true
      }
    }
  }
  return best
}

function dominates(a: Omit<FrontPoint, 'dominated'>, b: Omit<FrontPoint, 'dominated'>): boolean {
  const [better, fairer] = [a.ivModel.value - b.ivModel.value, b.ivGroup.value - a.ivGroup.value]
  return better >= 0 && fairer >= 0 && (better > 0 || fairer > 0)
}
