/**
 * Minimisation of a smooth function of few variables under bounds, and roots of a monotone function of one.
 *
 *   min f(x)  subject to  lower ≤ x ≤ upper
 *
 * by projected Newton: variables that sit on a bound which the gradient pushes against are held, the others take a
 * Newton step, and the step is searched along the projection arc x(t) = P(x + t d). For n variables an iteration costs
 * one evaluation and n³/3; a convex f with Lipschitz Hessian converges quadratically once the held set has settled.
 * A Newton method is kept in place of a quasi-Newton one because every caller has the Hessian at the price of the
 * gradient and few variables.
 *
 * Source: Bertsekas 1982, "Projected Newton methods for optimization problems with simple constraints", §2.
 * @module
 */
import { ConvergenceError, InputError } from '../errors.js'
import { cholesky, solveCholesky } from './cholesky.js'

/**
 * Evaluates at x `[n]`: returns f and fills `gradient` `[n]` and `hessian` `[n, n]`, row-major and symmetric.
 * Both arrive filled with zeros.
 */
export type SmoothFunction = (x: Float64Array, gradient: Float64Array, hessian: Float64Array) => number

export interface NewtonOptions {
  /** Lower bounds `[n]`, −∞ allowed. Default: none. */
  readonly lower?: ArrayLike<number>
  /** Upper bounds `[n]`, +∞ allowed. Default: none. */
  readonly upper?: ArrayLike<number>
  /** Default 100: Newton needs about ten; a hundred steps mean that something else is wrong. */
  readonly maxIterations?: number
  /** Largest |x − P(x − ∇f)| that counts as solved. Default 1e-9: the root of float64's precision for f of order one. */
  readonly tolerance?: number
  /** Throw a ConvergenceError in place of returning `converged: false`. Default false. */
  readonly strict?: boolean
}

export interface MinimumResult {
  readonly x: Float64Array
  /** f(x). */
  readonly value: number
  readonly iterations: number
  readonly converged: boolean
  /** max |x − P(x − ∇f)|: 0 exactly at a stationary point. */
  readonly residual: number
}

/** Sufficient decrease asked of a step (Armijo), and how often a step is halved before giving up. */
const SUFFICIENT_DECREASE = 1e-4
const HALVINGS = 60
/** Relative error of f that is put down to rounding: a sum of some thousand terms. */
const ROUNDING = 1e-12
/** How near to its bound a variable is held when the gradient pushes it out; prevents zigzags. */
const HELD_WITHIN = 1e-8

/**
 * @param objective value, gradient and Hessian
 * @param start `[n]`; projected onto the bounds first, never written to
 * @throws InputError if bounds have another length or cross, or f is not finite at the start
 * @example
 * // (x − 3)² + (y + 1)² with y ≥ 0
 * minimizeNewton((x, g, h) => {
 *   g[0] = 2 * (x[0] - 3)
 *   g[1] = 2 * (x[1] + 1)
 *   h[0] = h[3] = 2
 *   return (x[0] - 3) ** 2 + (x[1] + 1) ** 2
 * }, [0, 5], { lower: [-Infinity, 0] }).x // [3, 0]
 */
export function minimizeNewton(
  objective: SmoothFunction,
  start: ArrayLike<number>,
  options: NewtonOptions = {},
): MinimumResult {
  const { maxIterations = 100, tolerance = 1e-9, strict = false } = options
  const n = start.length
  const project = projection(n, options)
  const gradient = new Float64Array(n)
  const hessian = new Float64Array(n * n)
  const evaluate = (at: Float64Array): number => {
    gradient.fill(0)
    hessian.fill(0)
    return objective(at, gradient, hessian)
  }

  const first = project(Float64Array.from(start))
  const value = evaluate(first)
  if (!Number.isFinite(value)) throw new InputError(`start: the objective is ${value} there; a finite value is needed`)
  let point: Point = { x: first, value, residual: stationarity(first, gradient, project) }
  let iterations = 0
  while (point.residual > tolerance && iterations < maxIterations) {
    iterations++
    const step = direction(point.x, gradient, hessian, project)
    const next = search(point, step, gradient, project, evaluate)
    if (!next) break // no decrease is left in float64
    point = next
  }
  const result = { ...point, iterations, converged: point.residual <= tolerance }
  if (strict && !result.converged) {
    const message = `no minimum within ${iterations} iterations; residual ${point.residual}`
    throw new ConvergenceError(message, result, point.residual)
  }
  return result
}

type Projection = (x: Float64Array) => Float64Array

/** P, in place. */
function projection(n: number, { lower, upper }: NewtonOptions): Projection {
  for (const [name, bound] of [
    ['lower', lower],
    ['upper', upper],
  ] as const) {
    if (bound && bound.length !== n) throw new InputError(`${name}: has ${bound.length} numbers; ${n} are needed`)
  }
  const low = (i: number) => lower?.[i] ?? Number.NEGATIVE_INFINITY
  const high = (i: number) => upper?.[i] ?? Number.POSITIVE_INFINITY
  for (let i = 0; i < n; i++) {
    if (!(low(i) <= high(i))) {
      throw new InputError(`lower: bound ${i} is ${low(i)}, above upper ${high(i)}; lower ≤ upper is needed`)
    }
  }
  return (x) => {
    for (let i = 0; i < n; i++) x[i] = Math.min(high(i), Math.max(low(i), x[i] as number))
    return x
  }
}

/** x − P(x − g), one number a variable. */
function projectedGradient(x: Float64Array, gradient: Float64Array, project: Projection): Float64Array {
  const moved = project(x.map((value, i) => value - (gradient[i] as number)))
  return moved.map((value, i) => (x[i] as number) - value)
}

function stationarity(x: Float64Array, gradient: Float64Array, project: Projection): number {
  return projectedGradient(x, gradient, project).reduce((worst, value) => Math.max(worst, Math.abs(value)), 0)
}

/** The Newton direction on the free variables; a held variable keeps a plain gradient step into its bound. */
function direction(x: Float64Array, gradient: Float64Array, hessian: Float64Array, project: Projection): Float64Array {
  const n = x.length
  const step = projectedGradient(x, gradient, project)
  const free: number[] = []
  for (let i = 0; i < n; i++) {
    const held = Math.abs(step[i] as number) <= HELD_WITHIN && Math.abs(gradient[i] as number) > HELD_WITHIN
    if (!held) free.push(i)
  }
  const out = gradient.map((value) => -value)
  const newton = solveFree(hessian, gradient, free, n)
  free.forEach((i, k) => {
    out[i] = -(newton[k] as number)
  })
  return out
}

/** Solves H_FF d = g_F; where H_FF is not positive definite, with the least multiple of its diagonal scale that is. */
function solveFree(hessian: Float64Array, gradient: Float64Array, free: readonly number[], n: number): Float64Array {
  const size = free.length
  const block = new Float64Array(size * size)
  let scale = 0
  free.forEach((i, a) => {
    scale = Math.max(scale, Math.abs(hessian[i * n + i] as number))
    free.forEach((j, b) => {
      block[a * size + b] = hessian[i * n + j] as number
    })
  })
  const right = free.map((i) => gradient[i] as number)
  for (let damping = 0; ; damping = damping === 0 ? 1e-8 * (scale || 1) : damping * 10) {
    const damped = block.slice()
    for (let a = 0; a < size; a++) damped[a * size + a] = (damped[a * size + a] as number) + damping
    const factor = cholesky({ data: damped, rows: size, columns: size })
    if (factor.positiveDefinite) return solveCholesky(factor, right)
  }
}

interface Point {
  readonly x: Float64Array
  readonly value: number
  readonly residual: number
}

/**
 * Halves t from 1 until f(P(x + t d)) falls by a fraction of what the gradient promises. Near the minimum that decrease
 * drowns in the rounding of f, whose gradient is still exact: there a step is taken that halves the residual.
 * @returns undefined when no such t is found; `gradient` is then no longer that of x
 */
function search(
  { x, value, residual }: Point,
  step: Float64Array,
  gradient: Float64Array,
  project: Projection,
  evaluate: (at: Float64Array) => number,
): Point | undefined {
  const slope = gradient.slice() // evaluate overwrites it
  const rounding = ROUNDING * Math.abs(value)
  for (let halving = 0, t = 1; halving < HALVINGS; halving++, t /= 2) {
    const next = project(x.map((start, i) => start + t * (step[i] as number)))
    let promised = 0
    for (let i = 0; i < x.length; i++) promised += (slope[i] as number) * ((x[i] as number) - (next[i] as number))
    const candidate = evaluate(next)
    const reached = stationarity(next, gradient, project)
    const falls = candidate <= value - SUFFICIENT_DECREASE * promised
    const settles = candidate <= value + rounding && reached <= residual / 2
    if (falls || settles) return { x: next, value: candidate, residual: reached }
    if (promised < rounding) return undefined
  }
  return undefined
}

export interface BisectOptions {
  /** Width of the final bracket, relative to the larger end. Default 1e-14: a few units in the last place. */
  readonly tolerance?: number
  /** Default 200: a bracket of any two doubles halves to neighbours in fewer. */
  readonly maxIterations?: number
}

export interface RootResult {
  /** Middle of the final bracket. */
  readonly value: number
  readonly iterations: number
  readonly converged: boolean
  /** f at `value`. */
  readonly residual: number
}

/**
 * A root of f between `low` and `high`, where its signs differ, by bisection.
 * @throws InputError if the signs agree
 * @example
 * bisect((x) => x * x - 2, 0, 2).value // 1.4142135623730951
 */
export function bisect(
  f: (x: number) => number,
  low: number,
  high: number,
  { tolerance = 1e-14, maxIterations = 200 }: BisectOptions = {},
): RootResult {
  const atLow = f(low)
  const atHigh = f(high)
  if (atLow === 0) return { value: low, iterations: 0, converged: true, residual: 0 }
  if (atHigh === 0) return { value: high, iterations: 0, converged: true, residual: 0 }
  if (!(atLow * atHigh < 0)) {
    throw new InputError(`f: is ${atLow} at ${low} and ${atHigh} at ${high}; values of opposite signs are needed`)
  }
  const rising = atHigh > 0
  let [a, b] = [low, high]
  let iterations = 0
  const narrow = () => Math.abs(b - a) <= tolerance * Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE)
  while (!narrow() && iterations < maxIterations) {
    iterations++
    const middle = a + (b - a) / 2
    const at = f(middle)
    if (at === 0) return { value: middle, iterations, converged: true, residual: 0 }
    if (at > 0 === rising) b = middle
    else a = middle
  }
  const value = a + (b - a) / 2
  return { value, iterations, converged: narrow(), residual: f(value) }
}
