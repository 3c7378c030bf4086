/**
 * The optimal map for |x − y|² by two convex networks: what the Monge gap is compared with.
 *
 *   max_f min_g  E_μ[f(∇g(x)) − ⟨x, ∇g(x)⟩] − E_ν[f(y)],   f and g convex;   T = ∇g
 *
 * (the semi-dual of ½ W₂², with the conjugate of f replaced by a network). A network is convex in its input when its
 * activation is convex and non-decreasing, every layer also reads the input, and the weights on hidden units are not
 * negative, which a projection after each update keeps so. The step of g needs the gradient of ∇g in its parameters:
 * ∂/∂θ ⟨w, ∇g(x)⟩ is that of a directional derivative along w.
 *
 * Sources: Makkuva, Taghvaei, Oh & Lee 2020, "Optimal transport mapping via input convex neural networks", algorithm 1;
 * Amos, Xu & Kolter 2017, "Input convex neural networks".
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import { type Rng, rng } from '../measure/random.js'
import { batches, type Source } from './batches.js'
import { mlp, type Network, type NetworkParameters } from './network.js'
import { adamW } from './optimizer.js'
import { constantThenLinear } from './schedule.js'
import { train } from './train.js'

export interface ConvexDualOptions {
  /** Widths of both networks, multiples of 8. Default [48, 48, 48]. */
  readonly hidden?: readonly number[]
  /** Updates of f. Default 1500. */
  readonly steps?: number
  /** Updates of g for one of f. Default 5. */
  readonly innerSteps?: number
  /** Points a step. Default 256. */
  readonly batch?: number
  /** Of both networks at first; constant for half of the steps, then straight to 0. Default 1e-3. */
  readonly learningRate?: number
  /** Default `rng(0)`. */
  readonly random?: Rng
  readonly signal?: AbortSignal
}

export interface ConvexDualModel {
  /** ∇g. */
  readonly map: (points: Points) => Points
  readonly converged: boolean
  /** Numbers in both networks. */
  readonly length: number
}

/**
 * @param x source; @param y target
 * @throws InputError for samples or options that can't be used; the signal's reason when it is aborted
 */
export async function fitConvexDual(x: Source, y: Source, options: ConvexDualOptions = {}): Promise<ConvexDualModel> {
  const { hidden = [48, 48, 48], steps = 1500, innerSteps = 5, batch = 256, random = rng(0) } = options
  const { learningRate = 1e-3, signal } = options
  if (!Number.isInteger(innerSteps) || innerSteps < 1) {
    throw new InputError(`innerSteps: is ${innerSteps}; a positive integer is needed`)
  }
  const source = batches('x', x)
  const target = batches('y', y, source.d)
  const network = mlp({ d: source.d, outputs: 1, hidden, activation: 'softplus', inputSkip: true })
  const convex = projection(network)
  const potential = () => {
    const parameters = network.initial(random.split(name++))
    for (let k = 0; k < parameters.values.length; k++) {
      // Half-normal weights on hidden units: their mean adds up, so they are scaled once more by their number.
      if (convex.constrained[k]) {
        parameters.values[k] = (Math.abs(parameters.values[k] as number) * 2) / Math.sqrt(hidden[0] as number)
      }
    }
    return parameters
  }
  let name = 0
  const f = potential()
  const g = potential()
  const draws = random.split('batches')
  const into = new Float32Array(network.length)
  // Short memories, as the paper's: both networks chase a moving opponent.
  const schedule = (count: number) => constantThenLinear({ rate: learningRate, steps: count })
  const ofG = adamW({ learningRate: schedule(steps * innerSteps), beta1: 0.5, beta2: 0.9 })
  const ofF = adamW({ learningRate: schedule(steps), beta1: 0.5, beta2: 0.9 })

  const states = train({
    parameters: f,
    optimizer: ofF,
    steps,
    signal,
    gradient() {
      convex.project(f.values)
      for (let k = 0; k < innerSteps; k++) {
        const points = source.draw(batch, draws)
        const slope = gradientOf(network, f, gradientOf(network, g, points))
        descendConjugate(network, g, points, slope, into)
        ofG.update(g.values, into)
        convex.project(g.values)
      }
      const mapped = gradientOf(network, g, source.draw(batch, draws))
      const { loss, gradient } = separate(network, f, target.draw(batch, draws), mapped, into)
      return { loss, gradient }
    },
  })
  for (;;) {
    const { value, done } = await states.next()
    if (!done) continue
    return { map: (points) => gradientOf(network, g, points), converged: value.converged, length: 2 * network.length }
  }
}

/** Which parameters act on hidden units, and what sets the negative ones among them to 0. */
function projection({ layers, d, length }: Network) {
  const constrained = new Uint8Array(length)
  layers.forEach(({ inputs, outputs, weight }, l) => {
    if (l > 0) constrained.fill(1, weight, weight + (inputs - d) * outputs)
  })
  const project = (values: Float32Array) => {
    for (let k = 0; k < values.length; k++) if (constrained[k] && (values[k] as number) < 0) values[k] = 0
  }
  return { constrained, project }
}

/** ∇ of a network with one output, at each point. */
function gradientOf(network: Network, parameters: NetworkParameters, x: Points): Points {
  return network.vjp(parameters, x, new Float32Array(x.n).fill(1)).inputGradient
}

/** ∂/∂θ of the mean of f(∇g(x)) − ⟨x, ∇g(x)⟩, given ∇f(∇g(x)): that of the mean of ⟨w, ∇g(x)⟩, w = ∇f − x. */
function descendConjugate(network: Network, g: NetworkParameters, x: Points, slope: Points, into: Float32Array): void {
  const direction = Float32Array.from(slope.data, (value, k) => value - (x.data[k] as number))
  const w: Points = { data: direction, n: x.n, d: x.d }
  const cotangent = new Float32Array(x.n)
  const tangentCotangent = new Float32Array(x.n).fill(1 / x.n)
  network.tangentGradient(g, x, w, () => ({ loss: 0, cotangent, tangentCotangent }), into)
}

/** The mean of f over the target less that over the mapped source, to be minimised in f. */
function separate(network: Network, f: NetworkParameters, y: Points, mapped: Points, into: Float32Array) {
  const data = new Float32Array(y.data.length + mapped.data.length)
  data.set(y.data)
  data.set(mapped.data, y.data.length)
  const sign = Float32Array.from({ length: y.n + mapped.n }, (_, i) => (i < y.n ? 1 / y.n : -1 / mapped.n))
  const { at, gradient } = network.gradient(
    f,
    { data, n: sign.length, d: y.d },
    ({ data: values }) => {
      let loss = 0
      for (let i = 0; i < sign.length; i++) loss += (sign[i] as number) * (values[i] as number)
      return { loss, cotangent: sign }
    },
    into,
  )
  return { loss: at.loss, gradient }
}
