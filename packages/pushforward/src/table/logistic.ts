/**
 * Logistic regression by Newton's method (iteratively reweighted least squares), with bounds and a ridge.
 *
 *   min over b, β of  (1/n) Σ [log(1 + exp z_i) − y_i z_i] + (ridge / 2) |β|²,   z_i = b + ⟨x_i, β⟩,
 *
 * the intercept free of ridge and bounds. Each iteration costs O(n p²) for p columns; zeros are skipped, so a one-hot
 * design costs what its ones cost.
 *
 * Source: McCullagh & Nelder 1989, "Generalized Linear Models", §2.5 and §4.4.
 * @module
 */
import { InputError } from '../errors.js'
import { cholesky, inverseDiagonal } from '../linalg/cholesky.js'
import type { Matrix } from '../linalg/matrix.js'
import { minimizeNewton, type SmoothFunction } from '../linalg/optimize.js'
import { assertBinary } from './binary-labels.js'

export interface LogisticOptions {
  /** Weight of ½|β|² beside the mean loss. Default 1e-6: gives collinear columns one solution, moves β by about 1e-5. */
  readonly ridge?: number
  /** Bounds of β by column. Default: none. With good-over-bad evidence and bad as the event, `upper: 0` for each. */
  readonly lower?: ArrayLike<number>
  readonly upper?: ArrayLike<number>
  /** Default 50: from zero, Newton needs about seven steps; more is a sign of separation. */
  readonly maxIterations?: number
}

export interface LogisticModel {
  readonly intercept: number
  /** β by column. */
  readonly coefficients: Float64Array
  /** √ of the diagonal of the inverse information by column; NaN when the information is singular. */
  readonly standardErrors: Float64Array
  /** Mean loss and ridge at the solution, in nats. */
  readonly value: number
  /**
   * Whether classes can be told apart without error along some direction, so that the likelihood has no maximum and β is
   * the ridge's doing: every row is on its right side, |β| > 15 for some column (of evidence, or 0 and 1), or Newton's
   * method did not end.
   */
  readonly separated: boolean
  readonly iterations: number
  readonly converged: boolean
  readonly residual: number
}

/** A factor of e¹⁵ on the odds by one unit of evidence: no table of people shows that. */
const SEPARATED_BEYOND = 15

/**
 * @param features `[n, p]`, without a column of ones
 * @param y 1 for the event, `[n]`, both values present
 * @throws InputError if lengths differ, y has one class, or the ridge is negative
 * @example
 * // Two groups, 1 of 4 and 3 of 4 events: β is the log of the odds ratio, log 9.
 * logistic(matrix([[0], [0], [0], [0], [1], [1], [1], [1]]), [1, 0, 0, 0, 1, 1, 1, 0], { ridge: 0 }).coefficients // [2.197…]
 */
export function logistic(features: Matrix, y: ArrayLike<number>, options: LogisticOptions = {}): LogisticModel {
  const { ridge = 1e-6, lower, upper, maxIterations = 50 } = options
  if (!(ridge >= 0 && ridge < Number.POSITIVE_INFINITY)) {
    throw new InputError(`ridge: is ${ridge}; a finite number >= 0 is needed`)
  }
  const events = assertBinary('y', y, features.rows)
  const p = features.columns
  const objective = logisticLoss(features, y, ridge)
  const start = new Float64Array(p + 1)
  start[0] = Math.log(events / (y.length - events))
  const fit = minimizeNewton(objective, start, {
    lower: lower && [Number.NEGATIVE_INFINITY, ...Array.from(lower)],
    upper: upper && [Number.POSITIVE_INFINITY, ...Array.from(upper)],
    maxIterations,
  })
  const coefficients = fit.x.slice(1)
  const model = { intercept: fit.x[0] as number, coefficients }
  const { value, iterations, converged, residual } = fit
  const separated =
    !converged || coefficients.some((beta) => Math.abs(beta) > SEPARATED_BEYOND) || separates(model, features, y)
  const standardErrors = errorsAt(objective, fit.x, y.length)
  return { ...model, standardErrors, value, separated, iterations, converged, residual }
}

/** Log-odds of the event `[n]`: z = b + X β. */
export function logits(model: Pick<LogisticModel, 'intercept' | 'coefficients'>, features: Matrix): Float64Array {
  const { intercept, coefficients } = model
  const { data, rows, columns } = features
  if (coefficients.length !== columns) {
    throw new InputError(`features: has ${columns} columns; ${coefficients.length} are needed, as in the model`)
  }
  const out = new Float64Array(rows)
  for (let i = 0, at = 0; i < rows; i++) {
    let z = intercept
    for (let j = 0; j < columns; j++) z += (data[at++] as number) * (coefficients[j] as number)
    out[i] = z
  }
  return out
}

/** The penalised mean loss of (b, β), with its derivatives: what other fits add terms to. */
export function logisticLoss(features: Matrix, y: ArrayLike<number>, ridge: number): SmoothFunction {
  const { data, rows: n, columns: p } = features
  const size = p + 1
  const places = new Int32Array(size)
  return (x, gradient, hessian) => {
    let loss = 0
    for (let i = 0; i < n; i++) {
      const row = i * p - 1 // so that place j + 1 of x is data[row + j + 1]
      let used = 1 // place 0 is the intercept's
      let z = x[0] as number
      for (let j = 1; j < size; j++) {
        const value = data[row + j] as number
        if (value === 0) continue
        places[used++] = j
        z += value * (x[j] as number)
      }
      const event = y[i] as number
      const small = Math.exp(-Math.abs(z))
      loss += Math.log1p(small) + Math.max(z, 0) - event * z
      const probability = z >= 0 ? 1 / (1 + small) : small / (1 + small)
      const slope = probability - event
      const curvature = probability * (1 - probability)
      for (let a = 0; a < used; a++) {
        const j = places[a] as number
        const value = j === 0 ? 1 : (data[row + j] as number)
        gradient[j] = (gradient[j] as number) + slope * value
        const scaled = curvature * value
        for (let b = 0; b <= a; b++) {
          const k = places[b] as number
          const cell = j * size + k
          hessian[cell] = (hessian[cell] as number) + scaled * (k === 0 ? 1 : (data[row + k] as number))
        }
      }
    }
    for (let j = 0; j < size; j++) {
      const penalty = j === 0 ? 0 : ridge
      loss += (n * penalty * (x[j] as number) ** 2) / 2
      gradient[j] = (gradient[j] as number) / n + penalty * (x[j] as number)
      for (let k = 0; k <= j; k++) {
        const value = (hessian[j * size + k] as number) / n + (j === k ? penalty : 0)
        hessian[j * size + k] = value
        hessian[k * size + j] = value
      }
    }
    return loss / n
  }
}

function errorsAt(objective: SmoothFunction, x: Float64Array, n: number): Float64Array {
  const hessian = new Float64Array(x.length ** 2)
  objective(x, new Float64Array(x.length), hessian)
  const factor = cholesky({ data: hessian, rows: x.length, columns: x.length })
  if (!factor.positiveDefinite) return new Float64Array(x.length - 1).fill(Number.NaN)
  return inverseDiagonal(factor)
    .subarray(1)
    .map((variance) => Math.sqrt(variance / n))
}

function separates(
  model: Pick<LogisticModel, 'intercept' | 'coefficients'>,
  features: Matrix,
  y: ArrayLike<number>,
): boolean {
  return logits(model, features).every((z, i) => (y[i] === 1 ? z > 0 : z < 0))
}
