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
 * ½ Σ̇ has γγ̇, not γ̇, so b is finite at the ends. As ∇w = w (s_ij − s) with s_ij = −y_ij, the divergence of the average f is
 *
 *   ∇·f = Σ w [ tr(A Σ⁻¹) + (s_ij − s)·(f_ij − f) ],   f_ij = a + A y
 *
 * Cost O(n · pairs · d²) by the kernel, twice to three times that with divergence, after O(pairs · d³) for each time. Values
 * are within 100 d 2⁻⁵² (1 + |log ρ|) of the largest |a| + |A Σ⁻¹| (|x| + |m|) of a pair, mostly far less: where a component
 * of deviation σ is far from 0 that is about |m|/σ roundings.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, the Gaussian mixture case.
 * @module
 */
import { mixturePosterior, mixtureTrace } from '@pushforward/kernels/mixture'
import { InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import type { Mixture } from '../../measure/mixture.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import type { Interpolant } from './interpolant.js'
import { combine, type Pair, type Part, pairLayout, pairsAt, pairsOf, pairTable } from './interpolant-pairs.js'

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
  const layout = pairLayout(d)
  const prepare = latest((t) => pairsAt(pairs, interpolant, d, t))
  const tableOf = (name: PartName, epsilon = (_: number) => 0) =>
    latest((t) => {
      const at = prepare(t)
      return pairTable(
        d,
        at,
        pairs.map((pair) => partOf(name, pair, interpolant, d, t, epsilon(t))),
      )
    })
  const field = (name: PartName, epsilon?: (t: number) => number): Field => {
    const table = tableOf(name, epsilon)
    const beside = name === 'score' ? layout.part : layout.score
    const checked = (x: Points) => {
      assertMeasure('x', x, { dimension: d })
      return x.data
    }
    return {
      d,
      value: (x, t) => ({ data: mixturePosterior(checked(x), table(t), layout.part).mean, n: x.n, d }),
      divergence: (x, t) => mixtureTrace(checked(x), table(t), layout.part, { beside }),
    }
  }
  const scores = tableOf('score')
  return {
    d,
    interpolant,
    logDensity(x, t) {
      assertMeasure('x', x, { dimension: d })
      return mixturePosterior(x.data, scores(t), layout.part).logSum
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

/** Remembers the value at the last time asked for: fields of one interpolant are evaluated at the same t in turn. */
function latest<T>(compute: (t: number) => T): (t: number) => T {
  let last: { readonly t: number; readonly value: T } | undefined
  return (t) => {
    if (last?.t !== t) last = { t, value: compute(t) }
    return last.value
  }
}

/** @param epsilon how much of the score is added to the velocity */
function partOf(name: PartName, pair: Pair, interpolant: Interpolant, d: number, t: number, epsilon: number): Part {
  const { first, second } = pair
  const [alpha, beta] = [interpolant.alpha(t), interpolant.beta(t)]
  const [alphaDot, betaDot] = [interpolant.alphaDot(t), interpolant.betaDot(t)]
  const moving = () => second.mean.map((value, k) => betaDot * value + alphaDot * (first?.mean[k] ?? 0))
  const zero = () => new Float64Array(d)
  const spread = (a: number, b: number, c: number) => combine(pair, a, b, c)
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
