/**
 * f-divergences as records: one table for estimation (f), one-step distillation (h), robust bounds (the conjugate).
 *
 *   D_f(p‖q) = Σ q f(p / q),   f convex, f(1) = 0
 *
 * Every f here is the representative with f >= 0 and 0 in its subdifferential at 1 (f + c(r − 1) gives the same D_f), so
 * each term of the sum is non-negative and nothing cancels. Then f*(0) = 0 and f*'(0) = 1 for every record.
 *
 * Sources: Csiszár 1967; Liese & Vajda 2006, "On divergences and informations in statistics and information theory", for
 * the limits; the α-family is that of Cressie & Read 1984 with α = λ + 1.
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'
import { assertHistogram, type Histogram } from '../measure/histogram.js'
import { upperLambert, wrightOmega } from './conjugate-roots.js'
import { expm1Minus, logRatio, relativeEntropyAt, relativeEntropyTerm } from './log-ratio.js'

/** What evaluation needs: enough to bring one's own divergence. */
export interface Generator {
  /** f(r) for 0 < r < Infinity. */
  readonly f: (r: number) => number
  readonly limits: {
    /** f(0+): what a cell with p = 0 < q costs per unit of q. May be Infinity. */
    readonly zero: number
    /** lim f(r) / r for r → Infinity: what a cell with q = 0 < p costs per unit of p. May be Infinity. */
    readonly infinity: number
  }
  /** q f(p / q) for p, q >= 0, with its limits; derived from `f` when absent, and then as accurate as `f` is near 1. */
  readonly term?: (p: number, q: number) => number
}

export interface FDivergence extends Generator {
  readonly name: string
  readonly term: (p: number, q: number) => number
  /**
   * The weight r² f''(r) at log r, defined for −Infinity to Infinity: ∇θ D_f(p‖qθ) = −E_q[h(log r) (∇log p − ∇log q) ∇θx].
   * @throws UnsupportedError for `tv`, whose f'' is a point mass at r = 1
   */
  readonly h: (logRatio: number) => number
  /** f*(t) = sup over r >= 0 of t r − f(r); Infinity outside its domain, which ends at `limits.infinity`. */
  readonly conjugate: (t: number) => number
  /** The maximising r: the weight of an observation in a robust bound. Infinity at and beyond the end of the domain. */
  readonly conjugateDerivative: (t: number) => number
  /** Name of the record for D_f(q‖p), where there is one. */
  readonly dual?: string
}

const { POSITIVE_INFINITY } = Number
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** `value` where t < end; elsewhere the supremum is infinite. */
const below = (t: number, end: number, value: (t: number) => number) => (t < end ? value(t) : POSITIVE_INFINITY)

function define(record: Omit<FDivergence, 'f'>): FDivergence {
  return { ...record, f: (r) => record.term(r, 1) }
}

/** KL(p‖q) = Σ p log(p/q), f = r log r − r + 1. */
const kl = define({
  name: 'kl',
  dual: 'reverse-kl',
  term: relativeEntropyTerm,
  limits: { zero: 1, infinity: POSITIVE_INFINITY },
  h: Math.exp,
  conjugate: Math.expm1,
  conjugateDerivative: Math.exp,
})

/** KL(q‖p), f = r − 1 − log r. */
const reverseKl = define({
  name: 'reverse-kl',
  dual: 'kl',
  term: (p, q) => relativeEntropyTerm(q, p),
  limits: { zero: POSITIVE_INFINITY, infinity: 1 },
  h: () => 1,
  conjugate: (t) => below(t, 1, () => -Math.log1p(-t)),
  conjugateDerivative: (t) => below(t, 1, () => 1 / (1 - t)),
})

/** ½ KL(p‖m) + ½ KL(q‖m), m = (p + q) / 2; at most log 2. */
const js = define({
  name: 'js',
  dual: 'js',
  term: (p, q) => {
    const sum = p + q
    if (sum === 0) return 0
    const delta = (p - q) / sum // p/m − 1, without rounding m
    return (sum * (relativeEntropyAt(delta) + relativeEntropyAt(-delta))) / 4
  },
  limits: { zero: Math.LN2 / 2, infinity: Math.LN2 / 2 },
  h: (logR) => sigmoid(logR) / 2,
  // −½ log(2 − e^2t), with 2 − e^2t = 1 − expm1(2t)
  conjugate: (t) => below(t, Math.LN2 / 2, () => -Math.log1p(-Math.expm1(2 * t)) / 2),
  conjugateDerivative: (t) => below(t, Math.LN2 / 2, () => Math.exp(2 * t) / (1 - Math.expm1(2 * t))),
})

/** Squared Hellinger distance ½ Σ (√p − √q)² = 1 − Σ √(p q); at most 1. */
const hellinger = define({
  name: 'hellinger',
  dual: 'hellinger',
  term: (p, q) => {
    const sum = Math.sqrt(p) + Math.sqrt(q)
    // √p − √q = (p − q) / (√p + √q) keeps its digits when p ≈ q
    return sum === 0 ? 0 : ((p - q) / sum) ** 2 / 2
  },
  limits: { zero: 0.5, infinity: 0.5 },
  h: (logR) => Math.exp(logR / 2) / 4,
  conjugate: (t) => below(t, 0.5, () => t / (1 - 2 * t)),
  conjugateDerivative: (t) => below(t, 0.5, () => (1 - 2 * t) ** -2),
})

/** (p − q)² / q with its limits. */
function pearsonTerm(p: number, q: number): number {
  if (q === 0) return p === 0 ? 0 : POSITIVE_INFINITY
  return ((p - q) / q) * (p - q)
}

/** Pearson's χ²: Σ (p − q)² / q. */
const chi2 = define({
  name: 'chi2',
  dual: 'neyman',
  term: pearsonTerm,
  limits: { zero: 1, infinity: POSITIVE_INFINITY },
  h: (logR) => 2 * Math.exp(2 * logR),
  conjugate: (t) => (t > -2 ? t + (t * t) / 4 : -1),
  conjugateDerivative: (t) => Math.max(1 + t / 2, 0),
})

/** Neyman's χ²: Σ (p − q)² / p. */
const neyman = define({
  name: 'neyman',
  dual: 'chi2',
  term: (p, q) => pearsonTerm(q, p),
  limits: { zero: POSITIVE_INFINITY, infinity: 1 },
  h: (logR) => 2 * Math.exp(-logR),
  conjugate: (t) => (t <= 1 ? 2 - 2 * Math.sqrt(1 - t) : POSITIVE_INFINITY),
  conjugateDerivative: (t) => below(t, 1, () => 1 / Math.sqrt(1 - t)),
})

/** Total variation ½ Σ |p − q|; at most 1. */
const tv = define({
  name: 'tv',
  dual: 'tv',
  term: (p, q) => Math.abs(p - q) / 2,
  limits: { zero: 0.5, infinity: 0.5 },
  h: () => {
    throw new UnsupportedError("tv: has no weight h; its f'' is a point mass at r = 1, so use a smooth divergence")
  },
  conjugate: (t) => (t <= 0.5 ? Math.max(t, -0.5) : POSITIVE_INFINITY),
  // A subgradient: at t = −½ every value in [0, 1] is one, at t = ½ every value >= 1.
  conjugateDerivative: (t) => (t > 0.5 ? POSITIVE_INFINITY : t > -0.5 ? 1 : 0),
})

/** KL(p‖q) + KL(q‖p) = Σ (p − q) log(p/q): the population stability index, the information value. */
const jeffreys = define({
  name: 'jeffreys',
  dual: 'jeffreys',
  term: (p, q) => {
    if (p === q) return 0
    const [less, more] = p < q ? [p, q] : [q, p] // so that the rounding, too, is symmetric
    return less === 0 ? POSITIVE_INFINITY : (more - less) * logRatio(more, less)
  },
  limits: { zero: POSITIVE_INFINITY, infinity: POSITIVE_INFINITY },
  h: (logR) => 1 + Math.exp(logR),
  // With w = 1/r the stationarity condition is w + log w = 1 − t.
  conjugate: (t) => {
    const w = wrightOmega(1 - t)
    return (1 - w) ** 2 / w + t
  },
  conjugateDerivative: (t) => 1 / wrightOmega(1 - t),
})

/** 2 KL(m‖p), m = (p + q) / 2: f = (r + 1) log((r + 1) / 2r) + r − 1. Its dual, 2 KL(m‖q), is not in the table. */
const softenedReverseKl = define({
  name: 'softened-reverse-kl',
  term: (p, q) => {
    const delta = (q - p) / (2 * p) // m/p − 1, without rounding m
    return delta < POSITIVE_INFINITY ? 2 * p * relativeEntropyAt(delta) : 2 * relativeEntropyTerm((p + q) / 2, p)
  },
  limits: { zero: POSITIVE_INFINITY, infinity: 1 - Math.LN2 },
  h: (logR) => sigmoid(-logR),
  // With w = 1/r the stationarity condition is w − log(1 + w) = 1 − log 2 − t.
  conjugate: (t) => (t <= 1 - Math.LN2 ? 1 - t - upperLambert(1 - Math.LN2 - t) : POSITIVE_INFINITY),
  conjugateDerivative: (t) => below(t, 1 - Math.LN2, () => 1 / upperLambert(1 - Math.LN2 - t)),
})

/**
 * The α-family f = (r^α − 1 − α(r − 1)) / (α(α − 1)), for which h = r^α exactly.
 * α = 0 is `reverse-kl`, 1 is `kl`; ½ is four times `hellinger`, 2 half of `chi2`, −1 half of `neyman`.
 * Near 0 and 1 rounding grows as 2⁻⁵² / |α(α − 1)|, relative to the value.
 * @throws InputError if alpha is not finite
 * @example
 * fDivergence(alphaDivergence(2), [0.5, 0.5], [0.25, 0.75]) // 1/6, half of chi2
 */
export function alphaDivergence(alpha: number): FDivergence {
  if (!Number.isFinite(alpha)) throw new InputError(`alpha: is ${alpha}; a finite number is needed`)
  if (alpha === 0) return { ...reverseKl, name: 'alpha(0)', dual: 'alpha(1)' }
  if (alpha === 1) return { ...kl, name: 'alpha(1)', dual: 'alpha(0)' }
  const scale = alpha * (alpha - 1)
  const zero = alpha > 0 ? 1 / alpha : POSITIVE_INFINITY
  const infinity = alpha < 1 ? 1 / (1 - alpha) : POSITIVE_INFINITY
  // The base of the powers in f*; it reaches 0 at the end of the domain (α < 1) or where the maximum is at r = 0 (α > 1).
  const base = (t: number) => Math.max(1 + (alpha - 1) * t, 0)
  return define({
    name: `alpha(${alpha})`,
    dual: `alpha(${1 - alpha})`,
    limits: { zero, infinity },
    term: (p, q) => {
      if (q === 0) return p === 0 ? 0 : p * infinity
      if (p === 0) return q * zero
      const l = logRatio(p, q)
      // Far from 1 nothing cancels, and this form overflows only where the value does.
      if (Math.abs(l) > 1) return (p * Math.exp((alpha - 1) * l) - q - alpha * (p - q)) / scale
      return (q * (expm1Minus(alpha * l) - alpha * expm1Minus(l))) / scale
    },
    h: (logR) => Math.exp(alpha * logR),
    conjugate: (t) => {
      if (t > infinity) return POSITIVE_INFINITY
      return Math.expm1((alpha / (alpha - 1)) * Math.log(base(t))) / alpha
    },
    conjugateDerivative: (t) => (t > infinity ? POSITIVE_INFINITY : base(t) ** (1 / (alpha - 1))),
  })
}

/** Every named divergence. */
export const fDivergences = {
  kl,
  'reverse-kl': reverseKl,
  js,
  hellinger,
  chi2,
  neyman,
  tv,
  jeffreys,
  'softened-reverse-kl': softenedReverseKl,
} as const satisfies Record<string, FDivergence>

export type FDivergenceName = keyof typeof fDivergences

/** The record of a name; a record passes through. */
export function resolveDivergence<Given extends Generator>(divergence: FDivergenceName | Given): FDivergence | Given {
  if (typeof divergence === 'object') return divergence
  if (!Object.hasOwn(fDivergences, divergence)) {
    const accepted = Object.keys(fDivergences).join(', ')
    throw new InputError(`divergence: "${String(divergence)}" is unknown; accepted are ${accepted}, or a record`)
  }
  return fDivergences[divergence]
}

/**
 * D_f(p‖q) = Σ q f(p / q) between histograms, in natural units. Cells where p and q are both 0 count nothing; Infinity
 * where one is 0 and the other is not is a value, not an error.
 * @param divergence a name, a record of the table, `alphaDivergence(α)`, or one's own `{ f, limits }`
 * @param p probabilities, length n
 * @param q probabilities, length n
 * @throws InputError if the name is unknown, or p or q is not a histogram; both are then divided by their exact sums
 * @example
 * fDivergence('tv', [0.5, 0.5], [0.25, 0.75]) // 0.25
 */
export function fDivergence(divergence: FDivergenceName | Generator, p: Histogram, q: Histogram): number {
  const record = resolveDivergence(divergence)
  const from = assertHistogram('p', p)
  const to = assertHistogram('q', q, from.length)
  const term = record.term ?? termOf(record)
  let sum = 0
  for (let k = 0; k < from.length; k++) sum += term(from[k] as number, to[k] as number)
  return sum
}

function termOf({ f, limits }: Generator): (p: number, q: number) => number {
  return (p, q) => {
    if (q === 0) return p === 0 ? 0 : p * limits.infinity
    return p === 0 ? q * limits.zero : q * f(p / q)
  }
}
