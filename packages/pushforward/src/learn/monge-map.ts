/**
 * Learns a map that carries one measure onto another with least effort, for a cost of your choice, by an ordinary
 * network and the Monge gap:
 *
 *   min_θ  S_ε₁(T_θ♯μ, ν) + λ M_ε₂(T_θ) (+ κ E‖J_F v − J_Fᵀ v‖²),   M(T) = ∫ c(x, T(x)) dρ − W_c(ρ, T♯ρ)
 *
 * M ≥ 0, and M = 0 exactly when T is c-optimal between ρ and T♯ρ; the first term makes T♯ρ the target. Report both: a
 * large λ gives maps that are optimal for their own image and miss ν (constants and the identity have gap 0).
 *
 * Cost of a step at batch n = 256 with the default network: about 6 ms on one thread, of which the three entropic problems
 * take 5; they are tasks of one call, so two threads halve it.
 *
 * Source: Uscidda & Cuturi 2023, "The Monge gap: a regularizer to learn all transport maps".
 * @module
 */
import { InputError } from '../errors.js'
import { asMeasure, type Measure, type Points } from '../measure/points.js'
import { type Rng, rng } from '../measure/random.js'
import { type DenseResult, denseSinkhorn } from '../transport/dense-sinkhorn.js'
import { type MongeGapOptions, type MongeGapResult, mongeGap } from '../transport/monge-gap.js'
import { type SinkhornDivergenceResult, sinkhornDivergence } from '../transport/sinkhorn-divergence.js'
import { type Batches, batches, type Source } from './batches.js'
import { addConservativityGradient } from './conservativity.js'
import { displacementCost, groundCost, type MapCost, meanCost, onSphere } from './map-cost.js'
import { type MapStructure, type Structure, structureOf } from './map-structure.js'
import { gapProblem, type ObjectiveSettings, objective } from './monge-objective.js'
import { mlp, type Network, type NetworkOptions, type NetworkParameters } from './network.js'
import { adamW } from './optimizer.js'
import { constantThenLinear, type Schedule } from './schedule.js'
import { type Gate, type TrainResult, type TrainState, train } from './train.js'

/** A number in units of cost, or a share of the mean cost of 1024 draws. */
export type MapEpsilon = number | { readonly relative: 'mean'; readonly factor: number }

export interface MongeMapOptions {
  /** Cost of moving x to T(x). Default 'sqeuclidean'. The fit always uses |x − y|². */
  readonly cost?: MapCost
  /**
   * Weight of the gap, >= 0: a number, in units of |x − y|² per unit of cost, or relative to the mean costs between the
   * samples, so that it has no unit. Default { relative: 1 }.
   */
  readonly lambda?: number | { readonly relative: number }
  /** Points a step, of source and of target. Default 256: the plans' n² then cost as much as a few layers. */
  readonly batch?: number
  /** Default 3000. */
  readonly steps?: number
  /** Of the Sinkhorn divergence. Default a tenth of the mean cost within the target. */
  readonly epsilonFit?: MapEpsilon
  /** Of the gap. Default a hundredth of the mean cost between the samples. */
  readonly epsilonGap?: MapEpsilon
  /**
   * Default { hidden: [64, 64, 64], activation: 'gelu' } with `lastLayerScale` 0.3, or 3 where outputs must begin beyond
   * a threshold. `residual` starts near the identity.
   */
  readonly network?: Omit<NetworkOptions, 'd' | 'outputs'>
  /** Default 'free', and 'sphere' for the cost 'sphere'. */
  readonly structure?: MapStructure
  /** Weight κ of the penalty that makes the network's output a gradient field. Default 0. */
  readonly conservative?: number
  /** ρ, whose points the gap judges. Default the source: the gap then binds T where the source has mass. */
  readonly reference?: Source
  /** Default 1e-3, constant for half of the steps and then straight to 0. */
  readonly learningRate?: number | Schedule
  /** Updates of the potentials, from zero, for the fit, its self term, the gap. Default 40, 20 and 100. */
  readonly iterations?: { readonly fit: number; readonly self: number; readonly gap: number }
  /** Default `rng(0)`. */
  readonly random?: Rng
  /** Milliseconds between two states. Default 50. */
  readonly interval?: number
  readonly signal?: AbortSignal
  readonly gate?: Gate
}

/** Where the training stands. */
export interface MongeMapState {
  readonly step: number
  readonly steps: number
  /** fit + λ gap (+ the penalty) on the last batch. */
  readonly loss: number
  /** S_ε₁ between a mapped batch and a batch of the target. */
  readonly fit: number
  /** M_ε₂ on the batch, less its floor: between the exact gap M_n of the batch and M_n + ε₂ log n. */
  readonly gap: number
  /** ε₂ log n: what the plain entropic gap never goes below. */
  readonly floor: number
  /** Mean cost that the map pays on the batch. */
  readonly displacementCost: number
  /** Largest marginal violation of the step's entropic problems. */
  readonly residual: number
  /** All states so far, this one included. */
  readonly log: MongeMapLog
  /** The map as it is now, for any points `[m, d]`. */
  readonly map: (points: Points) => Points
}

/** The curves of a training, one entry a state. */
export interface MongeMapLog {
  readonly step: readonly number[]
  readonly fit: readonly number[]
  readonly gap: readonly number[]
}

export interface MongeMapModel {
  /** T at any points `[m, d]`. */
  readonly map: (points: Points) => Points
  /** The gap of the map on points `[m, d]`, exact unless an ε is given: 1000 points or more see what fewer do not. */
  readonly gap: (points: Points, options?: Omit<MongeGapOptions, 'cost'>) => MongeGapResult
  /** S_ε₁ between the image of x and y, points that the training need not have seen. */
  readonly fit: (x: Points | Measure, y: Points | Measure) => SinkhornDivergenceResult
  /** Where the training ended; its log has all states. */
  readonly last: MongeMapState
  readonly network: Network
  readonly parameters: NetworkParameters
  readonly cost: MapCost
  /** False when the training broke down; the map is then the last good one. */
  readonly converged: boolean
  readonly ending: TrainResult['ending']
}

/**
 * Learns a map; the promise resolves when the steps are done.
 * @param onProgress called about every `interval` milliseconds
 * @throws InputError for samples or options that can't be used; the signal's reason when it is aborted
 */
export async function fitMongeMap(
  x: Source,
  y: Source,
  { onProgress, ...options }: MongeMapOptions & { readonly onProgress?: (state: MongeMapState) => void } = {},
): Promise<MongeMapModel> {
  const states = learnMongeMap(x, y, options)
  for (;;) {
    const { value, done } = await states.next()
    if (done) return value
    onProgress?.(value)
  }
}

/** The same as a generator of states, to draw while it learns; it works only while it is asked for the next state. */
export async function* learnMongeMap(
  x: Source,
  y: Source,
  options: MongeMapOptions = {},
): AsyncGenerator<MongeMapState, MongeMapModel, void> {
  const problem = prepare(x, y, options)
  const { network, parameters, structure, settings, reference } = problem
  const { steps, batch, kappa, learningRate, random } = problem
  const into = new Float32Array(network.length)
  const draws = random.split('batches')
  // Reports come when the clock says so: their draws must not shift those of the training.
  const reports = random.split('reports')
  const map = (points: Points) => structure.map(points, network.apply(parameters, points))

  const states = train({
    parameters,
    optimizer: adamW({ learningRate }),
    steps,
    interval: options.interval,
    signal: options.signal,
    gate: options.gate,
    gradient() {
      const source = problem.source.draw(batch, draws)
      const target = problem.target.draw(batch, draws)
      const judged = reference?.draw(batch, draws)
      const inputs = judged ? joined(source, judged) : source
      const { at } = network.gradient(
        parameters,
        inputs,
        (output) => evaluate(settings, structure, inputs, output, target, judged && source.n),
        into,
      )
      let { loss } = at
      if (kappa > 0) loss += addConservativityGradient(network, parameters, source, kappa, draws, into)
      const { fit, gap, residual, paid } = at
      return { loss, gradient: into, metrics: { fit, gap, residual, paid } }
    },
  })

  const log = { step: [] as number[], fit: [] as number[], gap: [] as number[] }
  const show = (state: TrainState): MongeMapState => {
    const { fit = Number.NaN, residual = Number.NaN, paid = Number.NaN } = state.metrics
    // Without the gap in the objective no step computes it; a report does.
    const gap = settings.lambda > 0 ? (state.metrics.gap ?? Number.NaN) : measureGap(problem, map, reports)
    const floor = settings.epsilonGap * Math.log(batch)
    const { step, loss } = state
    return { step, steps, loss, fit, gap, floor, displacementCost: paid, residual, log, map }
  }
  for (;;) {
    const { value, done } = await states.next()
    const state = show(value)
    if (done) {
      return modelOf(problem, map, state, value)
    }
    log.step.push(state.step)
    log.fit.push(state.fit)
    log.gap.push(state.gap)
    yield state
  }
}

function modelOf(
  { network, parameters, cost, settings }: Prepared,
  map: (points: Points) => Points,
  last: MongeMapState,
  { converged, ending }: TrainResult,
): MongeMapModel {
  return {
    map,
    gap: (points, options) => mongeGap(points, map(points), { ...options, cost: settings.cost.transport }),
    fit(x, y) {
      const { points, weights } = asMeasure(x)
      return sinkhornDivergence({ points: map(points), weights }, y, { epsilon: settings.epsilonFit })
    },
    last,
    network,
    parameters,
    cost,
    converged,
    ending,
  }
}

interface Prepared {
  readonly source: Batches
  readonly target: Batches
  readonly reference?: Batches
  readonly network: Network
  readonly parameters: NetworkParameters
  readonly structure: Structure
  readonly cost: MapCost
  readonly settings: ObjectiveSettings
  readonly batch: number
  readonly steps: number
  readonly kappa: number
  readonly learningRate: number | Schedule
  readonly random: Rng
}

/** Draws that set the scales: ε, the weight of the gap, the target's self term. */
const SCALE_DRAWS = 1024

function prepare(x: Source, y: Source, options: MongeMapOptions): Prepared {
  const { cost = 'sqeuclidean', batch = 256, steps = 3000, conservative: kappa = 0, random = rng(0) } = options
  const { iterations = { fit: 40, self: 20, gap: 100 } } = options
  const spherical = cost === 'sphere'
  const checked = (name: string, source: Source, dimension?: number) =>
    batches(name, spherical && !('sample' in source) ? onSphereSource(name, source) : source, dimension)
  const source = checked('x', x)
  const target = checked('y', y, source.d)
  const reference = options.reference && checked('reference', options.reference, source.d)
  if (!Number.isInteger(batch) || batch < 2) throw new InputError(`batch: is ${batch}; an integer >= 2 is needed`)
  if (!(kappa >= 0)) throw new InputError(`conservative: is ${kappa}; a number >= 0 is needed`)

  const ground = groundCost(cost, source.d)
  const structure = structureOf(options.structure ?? (spherical ? 'sphere' : 'free'), cost)
  const scales = random.split('scales')
  const ys = target.draw(SCALE_DRAWS, scales)
  const xs = source.draw(SCALE_DRAWS, scales)
  const between = meanCost(ground.transport, xs, ys)
  const epsilonFit = epsilonOf('epsilonFit', options.epsilonFit, 0.1, () => meanCost('sqeuclidean', ys, ys))
  const settings: ObjectiveSettings = {
    cost: ground,
    lambda: lambdaOf(options.lambda, () => meanCost('sqeuclidean', xs, ys) / between),
    epsilonFit,
    epsilonGap: epsilonOf('epsilonGap', options.epsilonGap, 0.01, () => between),
    targetSelf: selfTerm(target, batch, epsilonFit, iterations.self, scales),
    iterationsFit: iterations.fit,
    iterationsSelf: iterations.self,
    iterationsGap: iterations.gap,
  }
  const network = mlp({
    hidden: [64, 64, 64],
    activation: 'gelu',
    lastLayerScale: structure.startScale,
    ...options.network,
    d: source.d,
  })
  const parameters = network.initial(random.split('weights'))
  const { learningRate = constantThenLinear({ rate: 1e-3, steps }) } = options
  return {
    source,
    target,
    reference,
    network,
    parameters,
    structure,
    cost,
    settings,
    batch,
    steps,
    kappa,
    learningRate,
    random,
  }
}

function onSphereSource(name: string, source: Exclude<Source, { sample: unknown }>): Source {
  return 'points' in source ? { ...source, points: onSphere(name, source.points) } : onSphere(name, source)
}

function epsilonOf(name: string, epsilon: MapEpsilon | undefined, factor: number, mean: () => number): number {
  const value = typeof epsilon === 'number' ? epsilon : (epsilon?.factor ?? factor) * mean()
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`${name}: is ${value}; a positive number is needed`)
  }
  return value
}

function lambdaOf(lambda: MongeMapOptions['lambda'] = { relative: 1 }, scale: () => number): number {
  const value = typeof lambda === 'number' ? lambda : lambda.relative * scale()
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`lambda: is ${value}; a number >= 0 is needed`)
  }
  return value
}

/** OT_ε of the target with itself at the size of a batch, over eight batches. */
function selfTerm(target: Batches, batch: number, epsilon: number, iterations: number, random: Rng): number {
  const problems = Array.from({ length: 8 }, () => {
    const y = target.draw(batch, random)
    return { x: y, y, epsilon, iterations, symmetric: true }
  })
  return denseSinkhorn(problems).reduce((sum, { value }) => sum + value / problems.length, 0)
}

/** The objective at the network's output, and its cotangent there. `split` rows are the source's, the rest ρ's. */
function evaluate(
  settings: ObjectiveSettings,
  structure: Structure,
  inputs: Points,
  output: Points,
  target: Points,
  split: number | undefined,
) {
  const mapped = structure.map(inputs, output)
  const rows = ({ data, d }: Points, from: number, to: number): Points => ({
    data: data.subarray(from * d, to * d),
    n: to - from,
    d,
  })
  const cut = split ?? inputs.n
  const x = rows(inputs, 0, cut)
  const own = rows(mapped, 0, cut)
  const judged =
    split === undefined ? undefined : { x: rows(inputs, cut, inputs.n), mapped: rows(mapped, cut, inputs.n) }
  const at = objective(settings, x, own, target, judged)
  const whole = new Float64Array(inputs.data.length)
  whole.set(at.cotangent)
  if (at.referenceCotangent) whole.set(at.referenceCotangent, at.cotangent.length)
  const paid = displacementCost(settings.cost.transport, judged?.x ?? x, judged?.mapped ?? own)
  return { ...at, paid, cotangent: structure.pull(output, mapped, whole) }
}

/** The gap on a fresh batch, less its floor. */
function measureGap({ settings, reference, source, batch }: Prepared, map: (x: Points) => Points, random: Rng): number {
  const x = (reference ?? source).draw(batch, random)
  const mapped = map(x)
  const { transport } = settings.cost
  const [solved] = denseSinkhorn([gapProblem(settings, x, mapped)]) as [DenseResult]
  return displacementCost(transport, x, mapped) - solved.value + settings.epsilonGap * Math.log(x.n)
}

function joined(x: Points, z: Points): Points {
  const data = new Float64Array(x.data.length + z.data.length)
  data.set(x.data)
  data.set(z.data, x.data.length)
  return { data, n: x.n + z.n, d: x.d }
}
