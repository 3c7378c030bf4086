/**
 * Small entropic transport problems between uniform samples, a fixed number of iterations each, side by side: one task
 * a problem, so that a training step solves its three on as many threads as there are. float32 inside.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import wasm from './generated/dense-sinkhorn.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const denseSinkhorn = kernelModule('dense-sinkhorn', wasm)

interface ProblemBase {
  /** In units of cost. */
  readonly epsilon: number
  /** Updates of both potentials, >= 1, from zero potentials. */
  readonly iterations: number
  /** A sample with itself: averaged updates, which need fewer of them. */
  readonly symmetric?: boolean
  /** Whether the plan is wanted: n · m numbers. */
  readonly plan?: boolean
}

/** Cost |x − y|². */
export interface PointsProblem extends ProblemBase {
  /** `[n, d]`, row-major. */
  readonly x: ArrayLike<number>
  /** `[m, d]`, row-major. */
  readonly y: ArrayLike<number>
  readonly d: number
}

/** Any cost. */
export interface CostsProblem extends ProblemBase {
  /** `[n, m]`, row-major. */
  readonly costs: ArrayLike<number>
  readonly columns: number
}

export interface DenseSolution {
  /** Means of the potentials in units of cost; their sum is the dual value. */
  readonly meanX: number
  readonly meanY: number
  /** L1 violation of the columns' masses; the rows' are exact. */
  readonly residual: number
  /** `[n, d]`: each row's mean of y under its share of the plan; empty for given costs. */
  readonly barycentres: Float32Array
  /** `[n, m]`, rows that sum to 1 (n times the plan); empty unless asked for. */
  readonly plan: Float32Array
}

/** What a padded column costs. */
const FAR = 1e30

interface Prepared {
  readonly row: readonly number[]
  readonly n: number
  readonly m: number
  readonly d: number
  readonly width: number
  readonly kernel: Address
  readonly out: Address
}

/** Solves all problems; results do not depend on the number of threads. */
export function solveDense(problems: readonly (PointsProblem | CostsProblem)[]): DenseSolution[] {
  return scope((arena) => {
    const prepared = problems.map((problem) => prepare(arena, problem))
    const table = arena.putFloat64(prepared.flatMap(({ row }) => row))
    run(denseSinkhorn, 'solve', problems.length, [table], { grain: 1 })
    return prepared.map(({ n, m, d, width, kernel, out }, k) => {
      const { epsilon, plan } = problems[k] as ProblemBase
      const unit = unitOf(epsilon)
      const [meanX, meanY, residual] = arena.float64(out, 3) as unknown as [number, number, number]
      return {
        meanX: meanX / unit,
        meanY: meanY / unit,
        residual,
        barycentres: arena.float32(out + 24, n * d).slice(),
        plan: plan ? withoutPadding(arena.float32(kernel, n * width), n, m, width) : new Float32Array(0),
      }
    })
  })
}

/** Half bits in one unit of cost: c/ε = 2 t ln 2. */
const unitOf = (epsilon: number) => 1 / (2 * Math.LN2 * epsilon)

function prepare(arena: Arena, problem: PointsProblem | CostsProblem): Prepared {
  const given = 'costs' in problem
  const d = given ? 0 : problem.d
  const m = given ? problem.columns : problem.y.length / d
  const n = given ? problem.costs.length / m : problem.x.length / d
  const width = Math.ceil(m / 8) * 8
  const paddedRows = Math.ceil(n / 8) * 8
  const unit = unitOf(problem.epsilon)
  const cost = arena.allocateFloat32(n * width)
  const kernel = arena.allocateFloat32(paddedRows * width)
  const x = given ? 0 : arena.putFloat32(problem.x)
  const y = given ? 0 : arena.allocateFloat32(d * width)
  const vectors = [paddedRows, width, paddedRows, width, width].map((length) => arena.allocateFloat32(length))
  const out = arena.allocate(24 + 4 * n * d)
  if (given) fillCosts(arena.float32(cost, n * width), problem.costs, n, m, width, unit)
  else fillColumns(arena.float32(y, d * width), problem.y, m, d, width)
  const { iterations, symmetric = false } = problem
  const row = [n, m, d, x, y, cost, unit, iterations, symmetric ? 1 : 0, kernel, ...vectors, out]
  return { row, n, m, d, width, kernel, out }
}

function fillCosts(
  to: Float32Array,
  costs: ArrayLike<number>,
  n: number,
  m: number,
  width: number,
  unit: number,
): void {
  to.fill(FAR)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) to[i * width + j] = unit * (costs[i * m + j] as number)
  }
}

/** Row-major points, coordinate by coordinate. */
function fillColumns(to: Float32Array, y: ArrayLike<number>, m: number, d: number, width: number): void {
  to.fill(0)
  for (let j = 0; j < m; j++) {
    for (let k = 0; k < d; k++) to[k * width + j] = y[j * d + k] as number
  }
}

function withoutPadding(padded: Float32Array, n: number, m: number, width: number): Float32Array {
  if (width === m) return padded.slice()
  const plan = new Float32Array(n * m)
  for (let i = 0; i < n; i++) plan.set(padded.subarray(i * width, i * width + m), i * m)
  return plan
}
