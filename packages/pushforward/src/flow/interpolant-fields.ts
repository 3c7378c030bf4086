/**
 * The fields of an interpolant between two mixtures of Gaussians, in closed form.
 *
 * For ρ₀ = Σ p_i N(m_i, C_i), ρ₁ = Σ q_j N(n_j, D_j), drawn independently, x_t is a mixture over pairs (i, j) with
 *
 *   m_ij = α m_i + β n_j,  Σ_ij = α² C_i + β² D_j + γ² I,  w_ij(x) ∝ p_i q_j N(x; m_ij, Σ_ij),  y_ij = Σ_ij⁻¹ (x − m_ij)
 *
 * and every conditional average is Σ w_ij (a_ij + A_ij y_ij) with its own a and A:
 *
 *   b: ṁ_ij, ½ Σ̇_ij    v: ṁ_ij, αα̇ C_i + ββ̇ D_j    s: 0, −I    η₀: m_i, α C_i    η₁: n_j, β D_j    η_z: 0, γ I
 *
 * ½ Σ̇ has γγ̇, not γ̇, so b is finite at the ends. Cost O(n · pairs · d²); one Cholesky factor for each pair and time.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, the Gaussian mixture case.
 * @module
 */
import { InputError } from '../errors.js'
import type { Field } from '../field/field.js'
import { type Cholesky, cholesky, solveCholesky } from '../linalg/cholesky.js'
import type { Gaussian } from '../measure/gaussian.js'
import type { Mixture } from '../measure/mixture.js'
import { assertMeasure, type Points } from '../measure/points.js'
import type { Interpolant } from './interpolant.js'

export interface InterpolantFields {
  readonly d: number
  readonly interpolant: Interpolant
  /** log ρ(t, x_i), `[n]`. */
  readonly logDensity: (x: Points, t: number) => Float64Array
  /** b, the velocity of the probability flow. */
  readonly velocity: Field
  /** v = E[∂_t I | x_t]. */
  readonly slope: Field
  /** s = ∇ log ρ(t, ·). */
  readonly score: Field
  /** η₀ = E[x₀ | x_t]; absent where x₀ does not enter. */
  readonly eta0?: Field
  /** η₁ = E[x₁ | x_t]. */
  readonly eta1: Field
  /** η_z = E[z | x_t]. */
  readonly etaZ: Field
  /** b + ε s in one pass, for ε of either sign: the drift of a diffusion at half the cost of its two fields. */
  readonly drift: (epsilon: (t: number) => number) => Field
}

/** A vector a `[d]` and a matrix A `[d, d]` for a pair. */
interface Part {
  readonly vector: Float64Array
  readonly matrix: Float64Array
}

/** What of a pair depends on t alone. */
interface PairAt {
  readonly logWeight: number
  readonly mean: Float64Array
  readonly factor: Cholesky
}

type PartName = 'velocity' | 'slope' | 'score' | 'eta0' | 'eta1' | 'etaZ'

/**
 * @param rho0 law of x₀; not read, and may be undefined, for one-sided and mirror interpolants
 * @param rho1 law of x₁, of the same dimension
 * @throws InputError if the dimensions differ or ρ₀ is missing; when called, for t outside [0, 1]
 * @example
 * const unit = mixture([gaussian(0, 1)])
 * gaussianMixtureFields(unit, unit, interpolant('linear', { brownian: 2 })).score.value(points([2]), 0.3).data // [−2]
 */
export function gaussianMixtureFields(
  rho0: Mixture | undefined,
  rho1: Mixture,
  interpolant: Interpolant,
): InterpolantFields {
  const { d } = rho1
  const twoSided = interpolant.kind === 'two-sided'
  if (twoSided && !rho0) throw new InputError('rho0: is missing; a two-sided interpolant needs it')
  if (twoSided && rho0 && rho0.d !== d) {
    throw new InputError(`rho0: has dimension ${rho0.d}; ${d} is needed, as in rho1`)
  }
  const pairs = pairsOf(twoSided ? rho0 : undefined, rho1)
  const prepare = latest((t) => pairsAt(pairs, interpolant, d, t))

  const field = (name: PartName, epsilon = (_: number) => 0): Field => {
    const parts = latest((t) => pairs.map((pair) => partOf(name, pair, interpolant, d, t, epsilon(t))))
    const evaluate = (x: Points, t: number, divergence: boolean) => {
      assertMeasure('x', x, { dimension: d })
      return average(x, prepare(t), parts(t), divergence)
    }
    return {
      d,
      value: (x, t) => ({ data: evaluate(x, t, false).value, n: x.n, d }),
      divergence: (x, t) => evaluate(x, t, true).divergence,
    }
  }
  return {
    d,
    interpolant,
    logDensity(x, t) {
      assertMeasure('x', x, { dimension: d })
      return logDensityOf(x, prepare(t))
    },
    velocity: field('velocity'),
    slope: field('slope'),
    score: field('score'),
    ...(twoSided && { eta0: field('eta0') }),
    eta1: field('eta1'),
    etaZ: field('etaZ'),
    drift: (epsilon) => field('velocity', epsilon),
  }
}

interface Pair {
  readonly weight: number
  readonly first?: Gaussian
  readonly second: Gaussian
}

function pairsOf(rho0: Mixture | undefined, rho1: Mixture): readonly Pair[] {
  const seconds = rho1.components.map((second, j) => ({ second, weight: rho1.weights[j] as number }))
  if (!rho0) return seconds
  return rho0.components.flatMap((first, i) =>
    seconds.map(({ second, weight }) => ({ first, second, weight: (rho0.weights[i] as number) * weight })),
  )
}

/** Remembers the value at the last time asked for: fields of one interpolant are evaluated at the same t in turn. */
function latest<T>(compute: (t: number) => T): (t: number) => T {
  let last: { readonly t: number; readonly value: T } | undefined
  return (t) => {
    if (last?.t !== t) last = { t, value: compute(t) }
    return last.value
  }
}

function pairsAt(pairs: readonly Pair[], interpolant: Interpolant, d: number, t: number): readonly PairAt[] {
  if (!(t >= 0 && t <= 1)) throw new InputError(`t: is ${t}; a number in [0, 1] is needed`)
  const [alpha, beta, gamma] = [interpolant.alpha(t), interpolant.beta(t), interpolant.gamma(t)]
  return pairs.map(({ weight, first, second }) => {
    const mean = second.mean.map((value, k) => beta * value + alpha * (first?.mean[k] ?? 0))
    const sigma = combine(d, alpha * alpha, first, beta * beta, second, gamma * gamma)
    const factor = cholesky({ data: sigma, rows: d, columns: d })
    if (!factor.positiveDefinite) {
      throw new InputError(`t: at ${t} all mass of a pair of components lies in a subspace; a γ > 0 there is needed`)
    }
    let logDeterminant = 0
    for (let k = 0; k < d; k++) logDeterminant += 2 * Math.log(factor.lower.data[k * d + k] as number)
    return { mean, factor, logWeight: Math.log(weight) - (logDeterminant + d * Math.log(2 * Math.PI)) / 2 }
  })
}

/** a C + b D + c I */
function combine(
  d: number,
  a: number,
  first: Gaussian | undefined,
  b: number,
  second: Gaussian,
  c: number,
): Float64Array {
  return second.covariance.data.map(
    (value, at) => b * value + a * (first?.covariance.data[at] ?? 0) + (at % (d + 1) === 0 ? c : 0),
  )
}

/** @param epsilon how much of the score is added to the velocity */
function partOf(
  name: PartName,
  { first, second }: Pair,
  interpolant: Interpolant,
  d: number,
  t: number,
  epsilon: number,
): Part {
  const [alpha, beta] = [interpolant.alpha(t), interpolant.beta(t)]
  const [alphaDot, betaDot] = [interpolant.alphaDot(t), interpolant.betaDot(t)]
  const moving = () => second.mean.map((value, k) => betaDot * value + alphaDot * (first?.mean[k] ?? 0))
  const zero = () => new Float64Array(d)
  const spread = (a: number, b: number, c: number) => combine(d, a, first, b, second, c)
  switch (name) {
    case 'velocity':
      return {
        vector: moving(),
        matrix: spread(alpha * alphaDot, beta * betaDot, interpolant.gammaGammaDot(t) - epsilon),
      }
    case 'slope':
      return { vector: moving(), matrix: spread(alpha * alphaDot, beta * betaDot, 0) }
    case 'score':
      return { vector: zero(), matrix: spread(0, 0, -1) }
    case 'eta0':
      return { vector: first?.mean ?? zero(), matrix: spread(alpha, 0, 0) }
    case 'eta1':
      return { vector: second.mean, matrix: spread(0, beta, 0) }
    case 'etaZ':
      return { vector: zero(), matrix: spread(0, 0, interpolant.gamma(t)) }
  }
}

/** y = Σ⁻¹ (x − m) into `y`, and log(w N(x; m, Σ)). */
function solvePair({ mean, factor, logWeight }: PairAt, x: Points['data'], at: number, y: Float64Array): number {
  const d = mean.length
  const lower = factor.lower.data
  let square = 0
  for (let k = 0; k < d; k++) {
    let sum = (x[at + k] as number) - (mean[k] as number)
    for (let l = 0; l < k; l++) sum -= (lower[k * d + l] as number) * (y[l] as number)
    const value = sum / (lower[k * d + k] as number)
    y[k] = value
    square += value * value
  }
  for (let k = d - 1; k >= 0; k--) {
    let sum = y[k] as number
    for (let l = k + 1; l < d; l++) sum -= (lower[l * d + k] as number) * (y[l] as number)
    y[k] = sum / (lower[k * d + k] as number)
  }
  return logWeight - square / 2
}

function logDensityOf({ data, n, d }: Points, pairs: readonly PairAt[]): Float64Array {
  const out = new Float64Array(n)
  const y = new Float64Array(d)
  const logs = new Float64Array(pairs.length)
  for (let i = 0; i < n; i++) {
    let most = Number.NEGATIVE_INFINITY
    for (let p = 0; p < pairs.length; p++) {
      logs[p] = solvePair(pairs[p] as PairAt, data, i * d, y)
      most = Math.max(most, logs[p] as number)
    }
    let sum = 0
    for (const log of logs) sum += Math.exp(log - most)
    out[i] = most + Math.log(sum)
  }
  return out
}

/** Logarithm of a share, e^{−45} = 3e-20, that rounding would lose beside 1. */
const NEGLIGIBLE = -45

/**
 * f = Σ w (a + A y), and its divergence: as ∇w_p = −w_p (y_p + s) with s = −Σ w y,
 *
 *   ∇·f = Σ w [ tr(A Σ⁻¹) − (y + s)·(a + A y) ]
 */
function average({ data, n, d }: Points, pairs: readonly PairAt[], parts: readonly Part[], withDivergence: boolean) {
  const count = pairs.length
  const value = new Float64Array(n * d)
  const divergence = new Float64Array(withDivergence ? n : 0)
  const ys = Array.from({ length: count }, () => new Float64Array(d))
  const logs = new Float64Array(count)
  const weights = new Float64Array(count)
  const terms = new Float64Array(count * d)
  const score = new Float64Array(d)
  const traces = withDivergence ? pairs.map(({ factor }, p) => traceOfSolve(factor, parts[p] as Part)) : []
  for (let i = 0; i < n; i++) {
    let most = Number.NEGATIVE_INFINITY
    for (let p = 0; p < count; p++) {
      const log = solvePair(pairs[p] as PairAt, data, i * d, ys[p] as Float64Array)
      logs[p] = log
      if (log > most) most = log
    }
    let total = 0
    for (let p = 0; p < count; p++) {
      const below = (logs[p] as number) - most
      const weight = below > NEGLIGIBLE ? Math.exp(below) : 0
      weights[p] = weight
      total += weight
    }
    for (let p = 0; p < count; p++) {
      if (weights[p] === 0) continue
      const { vector, matrix } = parts[p] as Part
      const y = ys[p] as Float64Array
      const weight = (weights[p] as number) / total
      weights[p] = weight
      for (let k = 0; k < d; k++) {
        let term = vector[k] as number
        for (let l = 0; l < d; l++) term += (matrix[k * d + l] as number) * (y[l] as number)
        terms[p * d + k] = term
        value[i * d + k] = (value[i * d + k] as number) + weight * term
        if (withDivergence) score[k] = (score[k] as number) - weight * (y[k] as number)
      }
    }
    if (!withDivergence) continue
    // Σ w (y + s)·f̄ = 0, so subtracting the average f̄ from each term changes nothing but the rounding.
    for (let p = 0; p < count; p++) {
      if (weights[p] === 0) continue
      const y = ys[p] as Float64Array
      let inner = 0
      for (let k = 0; k < d; k++) {
        const shift = (y[k] as number) + (score[k] as number)
        inner += shift * ((terms[p * d + k] as number) - (value[i * d + k] as number))
      }
      divergence[i] = (divergence[i] as number) + (weights[p] as number) * ((traces[p] as number) - inner)
    }
    score.fill(0)
  }
  return { value, divergence }
}

/** tr(A Σ⁻¹), column by column. */
function traceOfSolve(factor: Cholesky, { matrix, vector }: Part): number {
  const d = vector.length
  let trace = 0
  for (let k = 0; k < d; k++) {
    const row = matrix.slice(k * d, (k + 1) * d)
    trace += solveCholesky(factor, row)[k] as number
  }
  return trace
}
