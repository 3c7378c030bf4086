/**
 * From a user's options to a problem that can be trained: samples to draw from, scales measured once, network and map.
 * @module
 */
import { InputError } from '../errors.js'
import { type Rng, rng } from '../measure/random.js'
import { denseSinkhorn } from '../transport/dense-sinkhorn.js'
import { type Batches, batches, type Source } from './batches.js'
import { groundCost, type MapCost, meanCost, onSphere } from './map-cost.js'
import { type MapStructure, type Structure, structureOf } from './map-structure.js'
import type { ObjectiveSettings } from './monge-objective.js'
import { mlp, type Network, type NetworkOptions, type NetworkParameters } from './network.js'
import { constantThenLinear, type Schedule } from './schedule.js'
import type { Gate } from './train.js'

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

/** Everything that a step needs. */
export interface MongeProblem {
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

/** @throws InputError for samples or options that can't be used */
export function mongeProblem(x: Source, y: Source, options: MongeMapOptions): MongeProblem {
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
