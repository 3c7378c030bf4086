/**
 * The density that a flow gives to points: with x_t carried by dx/dt = v(x, t) from t₀, where x is, to t₁, where the law
 * is known,
 *
 *   log p(x) = log base(x_{t₁}) + ∫_{t₀}^{t₁} div v(x_t, t) dt
 *
 * integrated along with x. The divergence is exact, or estimated by random probes z of ±1 (Hutchinson): E zᵀ J z = tr J. A
 * probe is kept along its path, so the integrand stays smooth; probes for one point are independent, and so give a standard
 * error. A good `base` matters as much as a good solver: a prior that misses the law at t₁ shifts every value.
 *
 * Cost for each evaluation: exact, one divergence of the field (d of its Jacobian products where it has no divergence, 2d
 * values where it has no derivatives); hutchinson, one product a probe.
 *
 * Sources: Chen, Rubanova, Bettencourt & Duvenaud 2018, "Neural ordinary differential equations", theorem 1; Grathwohl et
 * al. 2019, "FFJORD", §3.1.
 * @module
 */
import { InputError } from '../../errors.js'
import { withDerivatives } from '../../field/derivatives.js'
import type { Field } from '../../field/field.js'
import { type OdeOptions, solveOde } from '../../field/ode.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import { type Rng, rng } from '../../measure/random.js'
import type { Density } from '../../measure/sampling.js'

export interface LikelihoodOptions extends Omit<OdeOptions, 'onStep'> {
  /** The law at t₁. */
  readonly base: Density
  /** [t₀, t₁]: from the time of the points to that of the base; either may be the earlier. */
  readonly span: readonly [number, number]
  /** Default `'exact'`; `'hutchinson'` pays from about d = 8 on, when the field has no divergence of its own. */
  readonly divergence?: 'exact' | 'hutchinson'
  /** Probes a point, >= 1, for `'hutchinson'`. Default 8: fewer give no useful standard error. */
  readonly probes?: number
  /** Source of the probes. Default `rng(0)`. */
  readonly random?: Rng
  /** Default `'dopri5'`: one bad region must not spoil the value unseen. */
  readonly method?: OdeOptions['method']
}

export interface LikelihoodResult {
  /** log p(x_i), `[n]`, natural logarithm; NaN for all when not converged. */
  readonly value: Float64Array
  /** Standard error of each value over its probes, `[n]`; only for `'hutchinson'`, NaN for one probe. */
  readonly standardError?: Float64Array
  /** The points at t₁, `[n, d]`. */
  readonly latent: Points
  /** Calls of the field, each for all points; a call takes the velocity and the divergence. */
  readonly evaluations: number
  /** Whether the ordinary equation was solved to t₁. */
  readonly converged: boolean
}

const PROBES = 8

/**
 * @param x points at t₀ `[n, d]`
 * @throws InputError if dimensions differ, a number is not finite, or an option is out of range
 * @throws ConvergenceError if the field stops being finite
 * @example
 * // x(1) = 2 x(0), so the density at 0 is twice the normal density at 0
 * const growth: Field = { d: 1, value: ({ data, n, d }) => ({ data: data.map((x) => x * Math.LN2), n, d }) }
 * logLikelihood(growth, points([0]), { base: gaussian(0, 1), span: [0, 1] }).value[0] // log 2 − log(2π)/2 ≈ −0.2258
 */
export function logLikelihood(field: Field, x: Points, options: LikelihoodOptions): LikelihoodResult {
  const { base, span, divergence = 'exact', probes = PROBES, random = rng(0), ...control } = options
  assertMeasure('x', x, { dimension: field.d })
  if (base.d !== field.d) throw new InputError(`base: has dimension ${base.d}; ${field.d} is needed, as the field has`)
  if (divergence !== 'exact' && divergence !== 'hutchinson') {
    throw new InputError(`divergence: is '${divergence}'; 'exact' or 'hutchinson' is needed`)
  }
  if (!(Number.isInteger(probes) && probes >= 1)) {
    throw new InputError(`probes: is ${probes}; a positive integer is needed`)
  }
  const { d } = field
  const complete = withDerivatives(field)
  const traces =
    divergence === 'exact'
      ? [complete.divergence]
      : Array.from({ length: probes }, () => probedTrace(complete, signs(random, x)))
  const start = widen(x, traces.length)
  const solved = solveOde(augmented(complete, traces), start, span, { method: 'dopri5', ...control })
  const latent = columns(solved.points, 0, d)
  const sums = columns(solved.points, d, traces.length)
  const logBase = solved.converged ? base.logDensity(latent) : new Float64Array(x.n).fill(Number.NaN)
  const { mean, standardError } = overProbes(sums)
  return {
    value: logBase.map((value, i) => value + (mean[i] as number)),
    ...(divergence === 'hutchinson' && { standardError }),
    latent,
    evaluations: solved.evaluations,
    converged: solved.converged,
  }
}

type Trace = (x: Points, t: number) => Float64Array

/** zᵀ J z at each point. */
function probedTrace({ jvp }: Required<Field>, z: Points): Trace {
  return (x, t) => {
    const { data } = jvp(x, z, t)
    const out = new Float64Array(x.n)
    for (let at = 0; at < data.length; at++) {
      const i = Math.floor(at / x.d)
      out[i] = (out[i] as number) + (z.data[at] as number) * (data[at] as number)
    }
    return out
  }
}

function signs(random: Rng, { n, d }: Points): Points {
  return { data: Float64Array.from({ length: n * d }, () => (random.bits() & 1 ? 1 : -1)), n, d }
}

/** The field of (x, s_1 … s_m) with ds_j/dt the j-th trace. */
function augmented({ d, value }: Required<Field>, traces: readonly Trace[]): Field {
  const width = d + traces.length
  return {
    d: width,
    value: (state, t) => {
      const x = columns(state, 0, d)
      const { data: velocity } = value(x, t)
      const data = new Float64Array(state.n * width)
      for (let i = 0; i < state.n; i++) {
        for (let k = 0; k < d; k++) data[i * width + k] = velocity[i * d + k] as number
      }
      traces.forEach((trace, j) => {
        trace(x, t).forEach((rate, i) => {
          data[i * width + d + j] = rate
        })
      })
      return { data, n: state.n, d: width }
    },
  }
}

/** The points with `extra` zeros behind each. */
function widen({ data, n, d }: Points, extra: number): Points {
  const out = new Float64Array(n * (d + extra))
  for (let i = 0; i < n; i++) out.set(data.subarray(i * d, (i + 1) * d), i * (d + extra))
  return { data: out, n, d: d + extra }
}

/** `count` columns from `first` on. */
function columns({ data, n, d }: Points, first: number, count: number): Points {
  const out = new Float64Array(n * count)
  for (let i = 0; i < n; i++) out.set(data.subarray(i * d + first, i * d + first + count), i * count)
  return { data: out, n, d: count }
}

function overProbes({ data, n, d: probes }: Points): { mean: Float64Array; standardError: Float64Array } {
  const mean = new Float64Array(n)
  const standardError = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const own = data.subarray(i * probes, (i + 1) * probes)
    let sum = 0
    for (const value of own) sum += value
    let squares = 0
    for (const value of own) squares += (value - sum / probes) ** 2
    mean[i] = sum / probes
    standardError[i] = Math.sqrt(squares / (probes - 1) / probes) // 0/0 for one probe
  }
  return { mean, standardError }
}
