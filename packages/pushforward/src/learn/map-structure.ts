/**
 * From a network's output F(x) to a map T, and the cotangent of T back to F.
 *
 *   'free'        T = F(x)
 *   'sphere'      T = F(x) / |F(x)|
 *   'h-gradient'  T = x − ∇h*(F(x)), for costs c(x, t) = h(x − t): the form that optimal maps have, with F in the place
 *                 of the gradient of a potential
 *
 * ∇h* by coordinate: |z|²: w/2 · ½ |z|² + γ |z|₁: sign(w) max(|w| − γ, 0) · Σ |z|^p / p: sign(w) |w|^(q − 1), 1/p + 1/q = 1.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import type { MapCost } from './map-cost.js'

export type MapStructure = 'free' | 'sphere' | 'h-gradient'

export interface Structure {
  /** T for inputs x `[n, d]` and outputs F(x) `[n, d]`. */
  readonly map: (x: Points, output: Points) => Points
  /** The cotangent of F for one of T, both `[n, d]`. */
  readonly pull: (output: Points, mapped: Points, cotangent: Float64Array) => Float64Array
  /** Factor on the network's last layer at the start: small, unless outputs must begin beyond a threshold. */
  readonly startScale: number
}

/** Outputs near 0: maps begin near a constant (or the identity), and the first steps are not spent on undoing noise. */
const SMALL_START = 0.3
/** Three layers shrink a standard normal input to about a third: outputs of the order of the threshold. */
const BEYOND_THRESHOLD = 3

/**
 * @throws InputError if the structure is unknown, or 'h-gradient' is asked for a cost that is not h(x − t)
 */
export function structureOf(structure: MapStructure, cost: MapCost): Structure {
  const startScale = SMALL_START
  if (structure === 'free') {
    return { map: (_, output) => output, pull: (_output, _mapped, cotangent) => cotangent, startScale }
  }
  if (structure === 'sphere') {
    return { map: (_, output) => normalised(output), pull: throughNormalisation, startScale }
  }
  if (structure === 'h-gradient') return byConjugate(conjugateOf(cost))
  throw new InputError(`structure: "${String(structure)}" is unknown; accepted are "free", "sphere" and "h-gradient"`)
}

/** ∇h* and its derivative, by coordinate. */
interface Conjugate {
  readonly gradient: (w: number) => number
  readonly slope: (w: number) => number
  readonly startScale: number
}

function conjugateOf(cost: MapCost): Conjugate {
  if (cost === 'sqeuclidean') return { gradient: (w) => w / 2, slope: () => 0.5, startScale: SMALL_START }
  if (typeof cost === 'object' && 'elastic' in cost) {
    const gamma = cost.elastic
    return {
      gradient: (w) => Math.sign(w) * Math.max(Math.abs(w) - gamma, 0),
      slope: (w) => (Math.abs(w) > gamma ? 1 : 0),
      // Within the threshold the slope is 0: a map that starts there stays there, optimal and useless.
      startScale: BEYOND_THRESHOLD * Math.max(1, gamma),
    }
  }
  if (typeof cost === 'object' && 'coordinates' in cost) {
    const power = 1 / (cost.coordinates - 1) // q − 1
    return {
      gradient: (w) => Math.sign(w) * Math.abs(w) ** power,
      // For p > 2 the slope is infinite at 0: bounded there, so that a step stays a step.
      slope: (w) => power * Math.max(Math.abs(w), 1e-3) ** (power - 1),
      startScale: SMALL_START,
    }
  }
  throw new InputError(
    'structure: "h-gradient" needs a cost h(x − t) with a conjugate: "sqeuclidean", { elastic } or { coordinates }',
  )
}

function byConjugate({ gradient, slope, startScale }: Conjugate): Structure {
  return {
    startScale,
    map(x, output) {
      const data = output.data.slice()
      for (let k = 0; k < data.length; k++) data[k] = (x.data[k] as number) - gradient(data[k] as number)
      return { data, n: x.n, d: x.d }
    },
    pull(output, _mapped, cotangent) {
      return cotangent.map((value, k) => -value * slope(output.data[k] as number))
    },
  }
}

function normalised({ data, n, d }: Points): Points {
  const unit = data.slice()
  for (let i = 0; i < n; i++) {
    const length = lengthOf(data, i * d, d)
    for (let k = 0; k < d; k++) unit[i * d + k] = (data[i * d + k] as number) / length
  }
  return { data: unit, n, d }
}

/** For T = F / |F|: (w − ⟨T, w⟩ T) / |F|. */
function throughNormalisation(output: Points, mapped: Points, cotangent: Float64Array): Float64Array {
  const { n, d } = output
  const pulled = new Float64Array(n * d)
  for (let i = 0; i < n; i++) {
    const at = i * d
    let along = 0
    for (let k = 0; k < d; k++) along += (mapped.data[at + k] as number) * (cotangent[at + k] as number)
    const length = lengthOf(output.data, at, d)
    for (let k = 0; k < d; k++) {
      pulled[at + k] = ((cotangent[at + k] as number) - along * (mapped.data[at + k] as number)) / length
    }
  }
  return pulled
}

function lengthOf(data: Points['data'], at: number, d: number): number {
  let square = 0
  for (let k = 0; k < d; k++) square += (data[at + k] as number) ** 2
  return Math.sqrt(square)
}
