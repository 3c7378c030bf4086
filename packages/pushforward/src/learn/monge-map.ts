/**
 * Learns a map that carries one measure onto another with least effort, for a cost of your choice, by an ordinary
 * network and the Monge gap:
 *
 *   min_θ  S_ε₁(T_θ♯μ, ν) + λ M_ε₂(T_θ) (+ κ E‖J_F v − J_Fᵀ v‖²),   M(T) = ∫ c(x, T(x)) dρ − W_c(ρ, T♯ρ)
 *
 * M ≥ 0, and M = 0 exactly when T is c-optimal between ρ and T♯ρ; the first term makes T♯ρ the target. Report both: a
 * large λ gives maps that are optimal for their own image and miss ν (constants and the identity have gap 0).
 *
 * Cost of a step at batch n = 256 with the default network and cost: about 6 ms on one thread, most of it in the three
 * entropic problems, which are the tasks of one call. Costs other than |x − y|² are filled in pair by pair: 7 to 13 ms.
 *
 * Source: Uscidda & Cuturi 2023, "The Monge gap: a regularizer to learn all transport maps".
 * @module
 */
import { asMeasure, type Measure, type Points } from '../measure/points.js'
import type { Rng } from '../measure/random.js'
import { type DenseResult, denseSinkhorn } from '../transport/dense-sinkhorn.js'
import { type MongeGapOptions, type MongeGapResult, mongeGap } from '../transport/monge-gap.js'
import { type SinkhornDivergenceResult, sinkhornDivergence } from '../transport/sinkhorn-divergence.js'
import type { Source } from './batches.js'
import { addConservativityGradient } from './conservativity.js'
import { displacementCost, type MapCost } from './map-cost.js'
import type { Structure } from './map-structure.js'
import { gapProblem, type ObjectiveSettings, objective } from './monge-objective.js'
import { type MongeMapOptions, type MongeProblem, mongeProblem } from './monge-problem.js'
import type { Network, NetworkParameters } from './network.js'
import { adamW } from './optimizer.js'
import { type TrainResult, type TrainState, train } from './train.js'

export type { MapEpsilon, MongeMapOptions } from './monge-problem.js'

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
  const problem = mongeProblem(x, y, options)
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
  { network, parameters, cost, settings }: MongeProblem,
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
function measureGap(
  { settings, reference, source, batch }: MongeProblem,
  map: (x: Points) => Points,
  random: Rng,
): number {
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
