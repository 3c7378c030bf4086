/**
 * A mixture of Gaussians Σ_k w_k N(m_k, Σ_k) on R^d.
 *
 * Densities are summed in the log domain, so points far from every component keep a finite log density.
 * @module
 */
import { InputError } from '../errors.js'
import type { Matrix } from '../linalg/matrix.js'
import type { Gaussian } from './gaussian.js'
import { assertHistogram } from './histogram.js'
import type { Points } from './points.js'
import { categorical, type Density } from './sampling.js'

export interface Mixture extends Density {
  readonly components: readonly Gaussian[]
  /** `[k]`, sum 1. */
  readonly weights: Float64Array
  /** `[d]` */
  readonly mean: Float64Array
  /** Within plus between components, `[d, d]`. */
  readonly covariance: Matrix
  /** P(component | point), `[n, k]` row-major; rows sum to 1. */
  readonly responsibilities: (x: Points) => Float64Array
}

/**
 * @param components Gaussians of one dimension, at least one
 * @param weights probabilities `[k]`. Default: equal.
 * @throws InputError if there is no component, the dimensions differ, or the weights are not probabilities
 * @example
 * mixture([gaussian(-1, 1), gaussian(1, 1)]).responsibilities(points([0])) // [0.5, 0.5]
 */
export function mixture(components: readonly Gaussian[], weights?: ArrayLike<number>): Mixture {
  const first = components[0]
  if (!first) throw new InputError('components: is empty; at least one Gaussian is needed')
  const { d } = first
  const count = components.length
  components.forEach((component, k) => {
    if (component.d !== d) {
      throw new InputError(`components: [${k}] has dimension ${component.d}; ${d} is needed, as in [0]`)
    }
  })
  const shares = assertHistogram('weights', weights ?? new Float64Array(count).fill(1 / count), count)
  const draw = categorical(shares)

  return {
    d,
    components,
    weights: shares,
    ...mixtureMoments(components, shares, d),
    logDensity: (x) => logJoint(components, shares, x).total,
    responsibilities: (x) => {
      const { joint, total } = logJoint(components, shares, x)
      return joint.map((value, at) => Math.exp(value - (total[Math.floor(at / count)] as number)))
    },
    sample: (n, random) => {
      const data = new Float64Array(n * d)
      for (let i = 0; i < n; i++) {
        const component = components[draw(random)] as Gaussian
        data.set(component.sample(1, random).data, i * d)
      }
      return { data, n, d }
    },
  }
}

/** log(w_k N(x_i; m_k, Σ_k)) `[n, k]`, and its log sum over k `[n]`. */
export function logJoint(
  components: readonly Gaussian[],
  weights: Float64Array,
  x: Points,
): { joint: Float64Array; total: Float64Array } {
  const count = components.length
  const joint = new Float64Array(x.n * count)
  components.forEach((component, k) => {
    const logShare = Math.log(weights[k] as number)
    component.logDensity(x).forEach((value, i) => {
      joint[i * count + k] = logShare + value
    })
  })
  return { joint, total: logSumRows(joint, x.n, count) }
}

function logSumRows(values: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    const row = values.subarray(i * columns, (i + 1) * columns)
    const most = row.reduce((a, b) => Math.max(a, b))
    let sum = 0
    for (const value of row) sum += Math.exp(value - most)
    out[i] = most + Math.log(sum)
  }
  return out
}

/** m = Σ w_k m_k and Σ = Σ_k w_k (Σ_k + (m_k − m)(m_k − m)ᵀ). */
function mixtureMoments(components: readonly Gaussian[], weights: Float64Array, d: number) {
  const mean = new Float64Array(d)
  components.forEach((component, k) => {
    for (let j = 0; j < d; j++) mean[j] = (mean[j] as number) + (weights[k] as number) * (component.mean[j] as number)
  })
  const data = new Float64Array(d * d)
  components.forEach((component, k) => {
    for (let i = 0; i < d; i++) {
      const shift = (component.mean[i] as number) - (mean[i] as number)
      for (let j = 0; j < d; j++) {
        const between = shift * ((component.mean[j] as number) - (mean[j] as number))
        const within = component.covariance.data[i * d + j] as number
        data[i * d + j] = (data[i * d + j] as number) + (weights[k] as number) * (within + between)
      }
    }
  })
  return { mean, covariance: { data, rows: d, columns: d } }
}
