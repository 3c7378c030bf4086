/**
 * Ground costs c(x, y) on R^d. Solvers dispatch on `CostKernel.code` once and never see a matrix unless given one.
 *
 * Conventions: `sqeuclidean` is |x − y|², never halved; `sphere` is the squared arc length between unit vectors;
 * `cosine` is 1 − cos of the angle; `{ p }` is |x − y|₂^p.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'

export type CostName = 'sqeuclidean' | 'euclidean' | 'cityblock' | 'chebyshev' | 'cosine' | 'sphere'

export type Cost =
  | CostName
  /** |x − y|₂^p, p > 0. */
  | { readonly p: number }
  /** Row-major [n, m]; the points then serve for nothing but their number. */
  | { readonly matrix: Float64Array }
  | ((x: Float64Array, y: Float64Array) => number)

/** A cost between rows of two samples. */
export type PairCost = (i: number, j: number) => number

/** Codes that the Wasm kernels know. */
export const COST_CODE = {
  sqeuclidean: 0,
  euclidean: 1,
  cityblock: 2,
  chebyshev: 3,
  cosine: 4,
  sphere: 5,
  power: 6,
  matrix: 7,
} as const

/** The cost of row i of x and row j of y, in float64. For set-up, tests and small problems; kernels have their own. */
export function pairCost(cost: Cost, x: Points, y: Points): PairCost {
  const { d } = x
  if (typeof cost === 'function') {
    const a = new Float64Array(d)
    const b = new Float64Array(d)
    return (i, j) => {
      for (let k = 0; k < d; k++) {
        a[k] = x.data[i * d + k] as number
        b[k] = y.data[j * d + k] as number
      }
      return cost(a, b)
    }
  }
  if (typeof cost === 'object' && 'matrix' in cost) {
    const { matrix } = cost
    const columns = y.n
    return (i, j) => matrix[i * columns + j] as number
  }
  const between = typeof cost === 'object' ? powerOf(cost.p) : NAMED[cost]
  return (i, j) => between(x.data, i * d, y.data, j * d, d)
}

type Flat = Float32Array | Float64Array
type Between = (x: Flat, at: number, y: Flat, to: number, d: number) => number

function squared(x: Flat, at: number, y: Flat, to: number, d: number): number {
  let sum = 0
  for (let k = 0; k < d; k++) {
    const delta = (x[at + k] as number) - (y[to + k] as number)
    sum += delta * delta
  }
  return sum
}

const powerOf =
  (p: number): Between =>
  (x, at, y, to, d) =>
    squared(x, at, y, to, d) ** (p / 2)

/** cos and |sin| part of the angle between two vectors, by Kahan's stable form: 2 atan2(|u − v|, |u + v|). */
function angle(x: Flat, at: number, y: Flat, to: number, d: number): number {
  let nx = 0
  let ny = 0
  for (let k = 0; k < d; k++) {
    nx += (x[at + k] as number) ** 2
    ny += (y[to + k] as number) ** 2
  }
  nx = Math.sqrt(nx)
  ny = Math.sqrt(ny)
  let minus = 0
  let plus = 0
  for (let k = 0; k < d; k++) {
    const u = (x[at + k] as number) / nx
    const v = (y[to + k] as number) / ny
    minus += (u - v) ** 2
    plus += (u + v) ** 2
  }
  return 2 * Math.atan2(Math.sqrt(minus), Math.sqrt(plus))
}

const NAMED: Record<CostName, Between> = {
  sqeuclidean: squared,
  euclidean: (x, at, y, to, d) => Math.sqrt(squared(x, at, y, to, d)),
  cityblock: (x, at, y, to, d) => {
    let sum = 0
    for (let k = 0; k < d; k++) sum += Math.abs((x[at + k] as number) - (y[to + k] as number))
    return sum
  },
  chebyshev: (x, at, y, to, d) => {
    let most = 0
    for (let k = 0; k < d; k++) most = Math.max(most, Math.abs((x[at + k] as number) - (y[to + k] as number)))
    return most
  },
  cosine: (x, at, y, to, d) => 2 * Math.sin(angle(x, at, y, to, d) / 2) ** 2,
  sphere: (x, at, y, to, d) => angle(x, at, y, to, d) ** 2,
}

/**
 * The check at the door for costs.
 * @throws InputError if the cost is unknown, p is not positive, a matrix has the wrong size or a NaN, or a vector has no
 *   direction under `cosine` or `sphere`
 */
export function assertCost(cost: Cost, x: Points, y: Points): void {
  if (typeof cost === 'function') return
  if (typeof cost === 'object' && 'matrix' in cost) {
    if (cost.matrix.length !== x.n * y.n) {
      throw new InputError(`cost: the matrix has ${cost.matrix.length} numbers; n · m = ${x.n * y.n} are needed`)
    }
    const bad = cost.matrix.findIndex((value) => Number.isNaN(value) || value === Number.NEGATIVE_INFINITY)
    if (bad >= 0) {
      const i = Math.floor(bad / y.n)
      throw new InputError(
        `cost: matrix[${i}][${bad - i * y.n}] is ${cost.matrix[bad]}; a number or Infinity is needed`,
      )
    }
    return
  }
  if (typeof cost === 'object') {
    if (!(cost.p > 0 && cost.p < Number.POSITIVE_INFINITY)) {
      throw new InputError(`cost: p is ${cost.p}; a positive number is needed`)
    }
    return
  }
  if (!(cost in NAMED)) {
    throw new InputError(`cost: "${String(cost)}" is unknown; accepted are ${Object.keys(NAMED).join(', ')}`)
  }
  if (cost === 'cosine' || cost === 'sphere') {
    assertDirections('x', x, cost)
    assertDirections('y', y, cost)
  }
}

function assertDirections(name: string, { data, n, d }: Points, cost: CostName): void {
  for (let i = 0; i < n; i++) {
    let square = 0
    for (let k = 0; k < d; k++) square += (data[i * d + k] as number) ** 2
    if (square < 1e-18) {
      throw new InputError(`${name}: points[${i}] is (almost) the origin, which has no direction under "${cost}"`)
    }
  }
}
