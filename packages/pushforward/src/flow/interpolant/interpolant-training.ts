/**
 * Learns the velocity b and the denoiser η_z of an interpolant from samples of its two ends, by least squares:
 *
 *   min ∫ E ½|b̂(t, x_t) − (∂_t I + γ̇ z)|² dt,   min ∫ E ½|η̂(t, x_t) − z|² dt
 *
 * Two networks read (x, t) and are trained on the same batches. After that one may sample by the flow, or by a diffusion
 * whose strength was not known in training. Cost of a step: 6 · batch · (numbers of both networks) flops.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, the objectives of b and η_z and their training.
 * @module
 */
import { InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import type { Source } from '../../learn/batches.js'
import { mlp, type Network, type NetworkOptions, type NetworkParameters } from '../../learn/network.js'
import { adamW } from '../../learn/optimizer.js'
import { cosine, type Schedule } from '../../learn/schedule.js'
import { type Gate, type TrainResult, type TrainState, train } from '../../learn/train.js'
import { empirical } from '../../measure/empirical.js'
import { gaussian } from '../../measure/gaussian.js'
import type { Points } from '../../measure/points.js'
import { type Rng, rng } from '../../measure/random.js'
import { type Distribution, normalPoints } from '../../measure/sampling.js'
import { type Coupling, takeRows } from './coupling.js'
import { assertInterpolant, type Interpolant, interpolate } from './interpolant.js'
import { interpolantLoss } from './interpolant-loss.js'
import { networkField, withTime } from './network-field.js'
import type { TimeDensity } from './time-density.js'

/** What stands at the two ends of time. */
export interface InterpolantEnds {
  /** Law or sample of x₀; two-sided interpolants need it, and only they. */
  readonly x0?: Source
  /** Law or sample of x₁. */
  readonly x1: Source
  /** Row i of the sample x₀ goes with row i of the sample x₁: they are drawn together. Default false. */
  readonly paired?: boolean
}

export interface InterpolantTrainingOptions {
  /** Pairs a step, >= 1. Default 512. */
  readonly batch?: number
  /** Default 2500: enough for a checkerboard. */
  readonly steps?: number
  /** Of both networks. Default { hidden: [96, 96, 96], activation: 'silu' }. */
  readonly network?: Omit<NetworkOptions, 'd' | 'outputs' | 'residual'>
  /** Default 2e-3, down to 0 by half a cosine. */
  readonly learningRate?: number | Schedule
  /**
   * Evaluate at x_t with z and with −z. Default: where γ̇ is infinite at an end, as the velocity's target has no variance
   * without it.
   */
  readonly antithetic?: boolean
  /**
   * Law of the times of a batch, whose rows then weigh 1/q(t): the losses stay the same, their spread does not. Default
   * uniform. `timeDensity` makes one of any shape.
   */
  readonly times?: TimeDensity
  /**
   * How a batch of x₀ is joined with one of x₁, both drawn independently. Default independently too; `minibatchCoupling()`
   * makes straighter paths. For data that come in pairs use `paired` of the ends.
   */
  readonly coupling?: Coupling
  /** Default `rng(0)`. */
  readonly random?: Rng
  /** Milliseconds between two states. Default 50. */
  readonly interval?: number
  readonly signal?: AbortSignal
  readonly gate?: Gate
}

/** Where the training stands. */
export interface InterpolantState {
  readonly step: number
  readonly steps: number
  /** ½|b̂ − Y|² on the last batch, weighted if times are; its least value is half the spread of the target at given x_t, not 0. */
  readonly velocityLoss: number
  /** ½|η̂ − z|² on the last batch. */
  readonly denoiserLoss: number
  /** The fields as they are now. */
  readonly velocity: Field
  readonly etaZ: Field
}

/** What `sample` and `logLikelihood` take. */
export interface InterpolantModel {
  readonly d: number
  readonly interpolant: Interpolant
  /** b, with exact divergence. */
  readonly velocity: Field
  /** η_z = −γ s; finite where the score is not. */
  readonly etaZ: Field
  /** ρ₀ */
  readonly base: Distribution
  /** ρ₁ */
  readonly target: Distribution
  readonly last: InterpolantState
  readonly networks: { readonly velocity: Network; readonly etaZ: Network }
  readonly parameters: { readonly velocity: NetworkParameters; readonly etaZ: NetworkParameters }
  /** False when the training broke down; the fields are then the last good ones. */
  readonly converged: boolean
  readonly ending: TrainResult['ending']
}

/**
 * Learns; yields a state about every `interval` milliseconds, works only while asked, and returns the model.
 * @throws InputError for ends or options that can't be used; the signal's reason when it is aborted
 */
export async function* learnInterpolant(
  interpolant: Interpolant,
  ends: InterpolantEnds,
  options: InterpolantTrainingOptions = {},
): AsyncGenerator<InterpolantState, InterpolantModel, void> {
  assertInterpolant(interpolant)
  const { batch = 512, steps = 2500, coupling, times, random = rng(0) } = options
  const { learningRate = cosine({ from: 2e-3, to: 0, steps }) } = options
  const { antithetic = !Number.isFinite(interpolant.gammaDot(0)) || !Number.isFinite(interpolant.gammaDot(1)) } =
    options
  if (!(Number.isInteger(batch) && batch >= 1)) {
    throw new InputError(`batch: is ${batch}; a positive integer is needed`)
  }
  const { base, target } = lawsOf(interpolant, ends)
  const { d } = target
  if (coupling && (interpolant.kind !== 'two-sided' || ends.paired)) {
    const why = ends.paired ? 'ends that are paired are joined already' : `a ${interpolant.kind} path has no x0 to join`
    throw new InputError(`coupling: ${why}; leave it out`)
  }
  const draw = ends.paired ? pairsOf(ends) : independently(base, target, coupling)
  const network = mlp({ hidden: [96, 96, 96], ...options.network, d: d + 1, outputs: d })
  // One array for both networks: one optimiser, and one norm if the gradient is clipped.
  const values = new Float32Array(2 * network.length)
  const halves = (all: Float32Array) => [all.subarray(0, network.length), all.subarray(network.length)] as const
  const [velocityValues, etaValues] = halves(values)
  velocityValues.set(network.initial(random.split('velocity')).values)
  etaValues.set(network.initial(random.split('denoiser')).values)
  const parameters = { velocity: { values: velocityValues }, etaZ: { values: etaValues } }
  const gradient = new Float32Array(values.length)
  const [velocityGradient, etaGradient] = halves(gradient)
  const draws = random.split('batches')

  const states = train({
    parameters: { values },
    optimizer: adamW({ learningRate }),
    steps,
    interval: options.interval,
    signal: options.signal,
    gate: options.gate,
    gradient() {
      const { x0, x1 } = draw(batch, draws)
      const z = normalPoints(draws, x1.n, d)
      const t = draws.fillUniform(new Float64Array(x1.n))
      // γ̇ may be infinite at 0, which a uniform draw hits once in 2⁵³.
      for (let i = 0; i < t.length; i++)
        t[i] = Math.max(times ? times.quantile(t[i] as number) : (t[i] as number), 2 ** -53)
      const rows = interpolate(interpolant, { x0, x1, z, t, antithetic })
      const inputs = withTime(rows.x, rows.t)
      const weights = times && rows.t.map((at) => 1 / times.density(at))
      const quadratic = { form: 'quadratic', weights } as const
      const velocity = network.gradient(
        parameters.velocity,
        inputs,
        (output) => interpolantLoss('velocity', output, rows, quadratic),
        velocityGradient,
      ).at.loss
      const denoiser = network.gradient(
        parameters.etaZ,
        inputs,
        (output) => interpolantLoss('denoiser', output, rows, quadratic),
        etaGradient,
      ).at.loss
      return { loss: velocity + denoiser, gradient, metrics: { velocity, denoiser } }
    },
  })

  const fields = {
    velocity: networkField(network, parameters.velocity),
    etaZ: networkField(network, parameters.etaZ),
  }
  const show = ({ step, metrics }: TrainState): InterpolantState => ({
    step,
    steps,
    velocityLoss: metrics.velocity ?? Number.NaN,
    denoiserLoss: metrics.denoiser ?? Number.NaN,
    ...fields,
  })
  for (;;) {
    const { value, done } = await states.next()
    const state = show(value)
    if (!done) {
      yield state
      continue
    }
    const { converged, ending } = value
    const networks = { velocity: network, etaZ: network }
    return { d, interpolant, ...fields, base, target, last: state, networks, parameters, converged, ending }
  }
}

/** Learns to the end; `onProgress` is called about every `interval` milliseconds. */
export async function fitInterpolant(
  interpolant: Interpolant,
  ends: InterpolantEnds,
  {
    onProgress,
    ...options
  }: InterpolantTrainingOptions & { readonly onProgress?: (state: InterpolantState) => void } = {},
): Promise<InterpolantModel> {
  const states = learnInterpolant(interpolant, ends, options)
  for (;;) {
    const { value, done } = await states.next()
    if (done) return value
    onProgress?.(value)
  }
}

/** A batch of x₀ and one of x₁, row with row. */
type DrawPairs = (size: number, random: Rng) => { readonly x0: Points; readonly x1: Points }

function independently(base: Distribution, target: Distribution, coupling: Coupling | undefined): DrawPairs {
  return (size, random) => {
    const x0 = base.sample(size, random)
    const x1 = target.sample(size, random)
    if (!coupling) return { x0, x1 }
    const { i, j } = coupling(x0, x1, random)
    return { x0: takeRows(x0, i), x1: takeRows(x1, j) }
  }
}

/** Rows of two samples with one random index. */
function pairsOf({ x0, x1 }: InterpolantEnds): DrawPairs {
  if (!x0 || !('data' in x0) || !('data' in x1) || x0.n !== x1.n) {
    throw new InputError('paired: two samples without weights and of as many points are needed')
  }
  return (size, random) => {
    const rows = Uint32Array.from({ length: size }, () => random.integer(x1.n))
    return { x0: takeRows(x0, rows), x1: takeRows(x1, rows) }
  }
}

/** Draws with replacement from samples, so that rows of the two ends are independent. */
function lawsOf({ kind }: Interpolant, { x0, x1 }: InterpolantEnds) {
  const law = (source: Source): Distribution => ('sample' in source ? source : empirical(source))
  const target = law(x1)
  if (kind !== 'two-sided') {
    if (x0) {
      const own = kind === 'mirror' ? 'x1' : 'N(0, I)'
      throw new InputError(`x0: a ${kind} interpolant starts from ${own}; leave it out`)
    }
    return { target, base: kind === 'mirror' ? target : gaussian(new Float64Array(target.d), 1) }
  }
  if (!x0) throw new InputError('x0: is missing; a two-sided interpolant needs it')
  const base = law(x0)
  if (base.d !== target.d) {
    throw new InputError(`x0: has dimension ${base.d}; ${target.d} is needed, as in x1`)
  }
  return { base, target }
}
