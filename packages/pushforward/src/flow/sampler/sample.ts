/**
 * Samples of an interpolant's fields, with as much noise as one likes:
 *
 *   flow        Ẋ = b(X, t)
 *   diffusion   dX = (b + ε s) dt + √(2ε) dW   forward,   dX = (b − ε s) dt + √(2ε) dW   from t = 1 back to 0
 *
 * Exact fields give the law of x_t at every t whatever ε(t) >= 0; learnt ones give different errors, and only the diffusion's
 * are bounded by the losses (`klUpperBound`).
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, the three transport equations of an interpolant.
 * @module
 */
import { InputError } from '../../errors.js'
import { type OdeMethod, solveOde } from '../../field/ode.js'
import type { Points } from '../../measure/points.js'
import { type Rng, rng } from '../../measure/random.js'
import { type Diffusion, diffusion, type SampledFields } from './diffusion.js'
import { type SdeMethod, solveSde } from './sde.js'

export interface SampleOptions {
  /** Default 'ode'. */
  readonly method?: 'ode' | 'sde'
  /** Points to start from `[n, d]`; or how many to draw from the model's own law there. */
  readonly start?: Points
  readonly n?: number
  /** Steps of equal length. Default 100. */
  readonly steps?: number
  /** Default 'heun' for both: two evaluations a step. 'platen' is the diffusion's alone: it needs fewer steps where ε is large. */
  readonly solver?: OdeMethod | SdeMethod
  /** ε. Default { relative: 'gamma', factor: 1 }. */
  readonly epsilon?: Diffusion
  /** Default 'forward', from t = 0 to 1. */
  readonly direction?: 'forward' | 'backward'
  /** First and last time, in [0, 1], in the order of increasing t. Default [0, 1]. */
  readonly span?: readonly [number, number]
  /** Default `rng(0)`. */
  readonly random?: Rng
  readonly signal?: AbortSignal
  /** Called after every step. */
  readonly onStep?: (state: { readonly step: number; readonly t: number; readonly x: Points }) => void
}

export interface SampleResult {
  /** `[n, d]`, at the end of the span. */
  readonly points: Points
  /** Where they started. */
  readonly start: Points
  /** Steps done. */
  readonly steps: number
  /** Times that the fields were evaluated, at all points. */
  readonly evaluations: number
  /** False when an adaptive solver stopped early. */
  readonly converged: boolean
}

/**
 * @throws InputError for options out of range, a diffusion without score or denoiser, or one whose ε/γ has no bound
 * @example
 * const fields = gaussianMixtureFields(rho0, rho1, interpolant('linear'))
 * sample(fields, { start: rho0.sample(1000, rng(1)), method: 'sde', epsilon: 2 }).points // a sample of rho1
 */
export function sample(model: SampledFields, options: SampleOptions = {}): SampleResult {
  const { method = 'ode', direction = 'forward', steps = 100, random = rng(0), signal, onStep } = options
  const [first, last] = options.span ?? [0, 1]
  if (!(first >= 0 && last <= 1 && first < last)) {
    throw new InputError(`span: is [${first}, ${last}]; 0 <= first < last <= 1 is needed`)
  }
  const forward = direction === 'forward'
  const span = forward ? ([first, last] as const) : ([last, first] as const)
  const start = startOf(model, options, forward, random)
  if (method === 'ode') {
    const solver = options.solver ?? 'heun'
    if (solver === 'platen') throw new InputError('solver: is platen, a method for diffusions; method sde is needed')
    const {
      points,
      steps: done,
      evaluations,
      converged,
    } = solveOde(model.velocity, start, span, {
      method: solver,
      steps,
      signal,
      onStep,
    })
    return { points, start, steps: done, evaluations, converged }
  }
  const { drift, noise } = diffusion(model, options.epsilon, forward ? 1 : -1, [first, last])
  const solver = options.solver ?? 'heun'
  if (solver !== 'euler' && solver !== 'heun' && solver !== 'platen') {
    throw new InputError(`solver: is ${solver}; euler, heun or platen are needed with method sde`)
  }
  const solved = solveSde(drift, noise, start, span, {
    method: solver,
    steps,
    random: random.split('noise'),
    signal,
    onStep,
  })
  return { points: solved.points, start, steps: solved.steps, evaluations: solved.evaluations, converged: true }
}

function startOf(model: SampledFields, { start, n }: SampleOptions, forward: boolean, random: Rng): Points {
  if (start) return start
  const law = forward ? model.base : model.target
  if (n === undefined || !law) {
    throw new InputError(
      `start: is missing; points, or ${law ? 'their number n' : 'a model with its own law'} are needed`,
    )
  }
  if (!(Number.isInteger(n) && n >= 1)) throw new InputError(`n: is ${n}; a positive integer is needed`)
  return law.sample(n, random.split('start'))
}
