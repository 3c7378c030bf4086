/**
 * The density of a diffusion on an interval of the line, without particles:
 *
 *   ∂_t ρ = −∂_x (f ρ − ε ∂_x ρ),   no flux through the ends
 *
 * In space Scharfetter-Gummel fluxes, exact for a constant drift between two nodes and positive whatever the Péclet number,
 *
 *   J_{i+½} = (ε/h) [ B(−u) ρ_i − B(u) ρ_{i+1} ],   u = f(x_{i+½}) h / ε,   B(u) = u / (e^u − 1);
 *
 * in time the Crank-Nicolson rule. Both are of second order. Mass is kept to rounding, for the fluxes telescope. Cost O(nodes)
 * a step: one tridiagonal solve.
 *
 * Source: Scharfetter & Gummel 1969, equation for the current between two nodes; Crank & Nicolson 1947.
 * @module
 */
import { InputError } from '../../errors.js'

export interface FokkerPlanckProblem {
  /** f(x, t). */
  readonly drift: (x: number, t: number) => number
  /** ε > 0, constant: dX = f dt + √(2ε) dW. */
  readonly epsilon: number
  /** ρ at time 0; scaled to mass 1 on the grid. */
  readonly initial: (x: number) => number
  /** Ends of the interval: so far out that nothing of the density is there. */
  readonly interval: readonly [number, number]
}

export interface FokkerPlanckOptions {
  /** Default 2001. */
  readonly nodes?: number
  /** Steps of time. Default 1000. */
  readonly steps?: number
  /** The end of time; it begins at 0. Default 1. */
  readonly until?: number
  /** The drift does not depend on t: the matrix is factored once. Default false. */
  readonly steady?: boolean
}

export interface FokkerPlanckResult {
  /** `[nodes]` */
  readonly x: Float64Array
  /** Density at the nodes; the mass of a node is h times it, half of that at the ends. */
  readonly density: Float64Array
  /** Width of a cell. */
  readonly spacing: number
  /** |mass − 1| at the end: rounding. */
  readonly massError: number
  /** Least value over all nodes at the end; below 0 says that the steps were too long for the grid. */
  readonly least: number
}

/**
 * @throws InputError if a number is out of range or the initial density is not one
 * @example
 * // Ornstein-Uhlenbeck keeps its own law.
 * const { density } = fokkerPlanck({ drift: (x) => -x, epsilon: 1, initial: (x) => Math.exp(-x * x / 2), interval: [-8, 8] })
 * density[1000] // 1/√(2π)
 */
export function fokkerPlanck(problem: FokkerPlanckProblem, options: FokkerPlanckOptions = {}): FokkerPlanckResult {
  const { drift, epsilon, initial, interval } = problem
  const { nodes = 2001, steps = 1000, until = 1, steady = false } = options
  const [left, right] = interval
  if (!(right > left)) throw new InputError(`interval: is [${left}, ${right}]; the left end must be the smaller`)
  if (!(epsilon > 0)) throw new InputError(`epsilon: is ${epsilon}; a positive number is needed`)
  if (!(Number.isInteger(nodes) && nodes >= 3)) throw new InputError(`nodes: is ${nodes}; an integer >= 3 is needed`)
  if (!(Number.isInteger(steps) && steps >= 1)) throw new InputError(`steps: is ${steps}; a positive integer is needed`)
  if (!(until > 0)) throw new InputError(`until: is ${until}; a positive number is needed`)

  const h = (right - left) / (nodes - 1)
  const dt = until / steps
  const x = Float64Array.from({ length: nodes }, (_, i) => left + i * h)
  const volume = new Float64Array(nodes).fill(h)
  volume[0] = h / 2
  volume[nodes - 1] = h / 2
  const density = x.map(initial)
  const total = massOf(density, volume)
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) {
    throw new InputError(`initial: has mass ${total}; a density with a positive finite mass is needed`)
  }
  for (let i = 0; i < nodes; i++) density[i] = (density[i] as number) / total

  const known = new Float64Array(nodes)
  let operator = operatorAt(x, drift, epsilon, h, dt / 2)
  let factor: TridiagonalFactor | undefined
  for (let step = 0; step < steps; step++) {
    // ρ + ½ dt L ρ, then (1 − ½ dt L) ρ' = that; the midpoint in time keeps the second order when f moves.
    if (!steady) operator = operatorAt(x, drift, epsilon, h, (step + 0.5) * dt)
    if (!steady || !factor) factor = factorize(operator, volume, dt / 2)
    applyHalf(operator, volume, dt / 2, density, known)
    solve(factor, known, density)
  }
  const mass = massOf(density, volume)
  let least = Number.POSITIVE_INFINITY
  for (const value of density) least = Math.min(least, value)
  return { x, density, spacing: h, massError: Math.abs(mass - 1), least }
}

const massOf = (density: Float64Array, volume: Float64Array) =>
  density.reduce((sum, value, i) => sum + value * (volume[i] as number), 0)

/** Coefficients of J_{i+½} = out_i ρ_i − in_i ρ_{i+1}. */
interface Fluxes {
  readonly out: Float64Array
  readonly in: Float64Array
}

/** B(u) = u / (e^u − 1). */
const bernoulli = (u: number) => (Math.abs(u) < 1e-10 ? 1 - u / 2 : u / Math.expm1(u))

function operatorAt(
  x: Float64Array,
  drift: FokkerPlanckProblem['drift'],
  epsilon: number,
  h: number,
  t: number,
): Fluxes {
  const count = x.length - 1
  const out = new Float64Array(count)
  const back = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const u = (drift((x[i] as number) + h / 2, t) * h) / epsilon
    out[i] = (epsilon / h) * bernoulli(-u)
    back[i] = (epsilon / h) * bernoulli(u)
  }
  return { out, in: back }
}

/** into = ρ + τ L ρ, (L ρ)_i = (J_{i−½} − J_{i+½}) / volume_i. */
function applyHalf(
  { out, in: back }: Fluxes,
  volume: Float64Array,
  tau: number,
  density: Float64Array,
  into: Float64Array,
): void {
  let before = 0
  for (let i = 0; i < density.length; i++) {
    const own = density[i] as number
    const after = i < out.length ? (out[i] as number) * own - (back[i] as number) * (density[i + 1] as number) : 0
    into[i] = own + (tau / (volume[i] as number)) * (before - after)
    before = after
  }
}

/** (1 − τ L) after the forward sweep of Thomas' algorithm. */
interface TridiagonalFactor {
  readonly below: Float64Array
  readonly above: Float64Array
  readonly pivot: Float64Array
}

function factorize({ out, in: back }: Fluxes, volume: Float64Array, tau: number): TridiagonalFactor {
  const n = volume.length
  const below = new Float64Array(n)
  const above = new Float64Array(n)
  const pivot = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const scale = tau / (volume[i] as number)
    const leaves = (i < n - 1 ? (out[i] as number) : 0) + (i > 0 ? (back[i - 1] as number) : 0)
    // Diagonally dominant by columns, so no pivoting is needed.
    if (i > 0) below[i] = (-scale * (out[i - 1] as number)) / (pivot[i - 1] as number)
    pivot[i] = 1 + scale * leaves - (i > 0 ? (below[i] as number) * (above[i - 1] as number) : 0)
    if (i < n - 1) above[i] = -scale * (back[i] as number)
  }
  return { below, above, pivot }
}

function solve({ below, above, pivot }: TridiagonalFactor, b: Float64Array, into: Float64Array): void {
  const n = b.length
  into[0] = b[0] as number
  for (let i = 1; i < n; i++) into[i] = (b[i] as number) - (below[i] as number) * (into[i - 1] as number)
  into[n - 1] = (into[n - 1] as number) / (pivot[n - 1] as number)
  for (let i = n - 2; i >= 0; i--) {
    into[i] = ((into[i] as number) - (above[i] as number) * (into[i + 1] as number)) / (pivot[i] as number)
  }
}
