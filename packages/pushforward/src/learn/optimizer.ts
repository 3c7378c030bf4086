/**
 * Updates of a flat parameter vector, in place, by kernels that read each number once.
 *
 *   AdamW:  m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
 *           p ← p − η (m̂ / (√v̂ + δ) + λ p),  m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
 *   SGD:    m ← μ m + g,  p ← p − η (m + λ p)
 *
 * The decay λ is decoupled: it never enters the moments.
 *
 * Sources: Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, "Decoupled weight decay regularization", algorithm 2.
 * @module
 */
import { adamW as adamStep, momentum as momentumStep } from '@pushforward/kernels/adam'
import { InputError } from '../errors.js'
import { constant, type Schedule } from './schedule.js'

export interface UpdateReport {
  /** Norm of the gradient as given, before clipping. */
  readonly gradientNorm: number
  readonly learningRate: number
}

export interface Optimizer {
  /** Updates made so far. */
  readonly step: number
  /**
   * One update; overwrites `values`. A gradient with NaN or Infinity changes nothing and is reported by `gradientNorm`.
   * @throws InputError if the lengths differ from each other or from the first call's
   */
  update(values: Float32Array, gradient: Float32Array): UpdateReport
}

interface CommonOptions {
  /** A number, or a function of the step. */
  readonly learningRate?: number | Schedule
  /** Decoupled decay λ >= 0. Default 0. */
  readonly weightDecay?: number
  /** Longest gradient that goes in unscaled. Default Infinity: no clipping. */
  readonly clip?: number
}

export interface AdamOptions extends CommonOptions {
  /** Default 1e-3. */
  readonly learningRate?: number | Schedule
  /** Memory of the gradient's mean. Default 0.9. */
  readonly beta1?: number
  /** Memory of its square. Default 0.999. */
  readonly beta2?: number
  /** Added to √v̂: bounds the step of numbers whose gradient is almost 0. Default 1e-8. */
  readonly delta?: number
}

export interface SgdOptions extends CommonOptions {
  /** Default 0.1. */
  readonly learningRate?: number | Schedule
  /** μ in [0, 1). Default 0.9. */
  readonly momentum?: number
  /** Nesterov's form: the step looks one momentum ahead. Default false. */
  readonly nesterov?: boolean
}

/**
 * Adam with decoupled weight decay.
 * @example
 * const optimizer = adamW({ learningRate: 0.1 })
 * const values = new Float32Array([1])
 * optimizer.update(values, new Float32Array([5]))
 * values[0] // 0.9: the first step has the learning rate's length, whatever the gradient's
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, delta = 1e-8 } = options
  assertShare('beta1', beta1)
  assertShare('beta2', beta2)
  if (!(delta > 0)) throw new InputError(`delta: is ${delta}; a positive number is needed`)
  return optimizer(options, learningRate, 2, (values, gradient, [first, second], { clip, rate, step, weightDecay }) => {
    const correction1 = 1 - beta1 ** (step + 1)
    const correction2 = 1 - beta2 ** (step + 1)
    const settings = { clip, beta1, beta2, learningRate: rate, correction1, correction2, delta, weightDecay }
    return adamStep(values, gradient, first as Float32Array, second as Float32Array, settings)
  })
}

/** Stochastic gradient descent with momentum. */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { learningRate = 0.1, momentum = 0.9, nesterov = false } = options
  assertShare('momentum', momentum)
  return optimizer(options, learningRate, 1, (values, gradient, [velocity], { clip, rate, weightDecay }) => {
    const settings = { clip, momentum, learningRate: rate, weightDecay, nesterov }
    return momentumStep(values, gradient, velocity as Float32Array, settings)
  })
}

interface StepSettings {
  readonly clip: number
  readonly rate: number
  readonly step: number
  readonly weightDecay: number
}

/** What both share: moments made at the first call, and the count of the steps that were made. */
function optimizer(
  { weightDecay = 0, clip = Number.POSITIVE_INFINITY }: CommonOptions,
  learningRate: number | Schedule,
  momentCount: number,
  apply: (values: Float32Array, gradient: Float32Array, moments: Float32Array[], settings: StepSettings) => number,
): Optimizer {
  if (!(weightDecay >= 0)) throw new InputError(`weightDecay: is ${weightDecay}; a number >= 0 is needed`)
  if (!(clip > 0)) throw new InputError(`clip: is ${clip}; a positive number is needed`)
  const schedule = typeof learningRate === 'number' ? constant(learningRate) : learningRate
  let moments: Float32Array[] | undefined
  let step = 0
  return {
    get step() {
      return step
    },
    update(values, gradient) {
      moments ??= Array.from({ length: momentCount }, () => new Float32Array(values.length))
      const length = moments[0]?.length
      if (gradient.length !== length || values.length !== length) {
        throw new InputError(
          `gradient: ${values.length} values and ${gradient.length} gradients; ${length} of both are needed`,
        )
      }
      const rate = schedule(step)
      const gradientNorm = apply(values, gradient, moments, { clip, rate, step, weightDecay })
      if (Number.isFinite(gradientNorm)) step++
      return { gradientNorm, learningRate: rate }
    },
  }
}

function assertShare(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new InputError(`${name}: is ${value}; a number in [0, 1) is needed`)
}
