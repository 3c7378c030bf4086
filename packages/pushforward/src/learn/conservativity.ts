/**
 * How far a network's output F: R^d → R^d is from being the gradient of a function, as a penalty:
 *
 *   C(F) = E_x E_v ‖J_F(x) v − J_F(x)ᵀ v‖²,  v ~ N(0, I),   whose mean over v is ‖J_F − J_Fᵀ‖_F²
 *
 * With r = J v − Jᵀ v, one draw of v a point: ∂C/∂θ = 2 (∂/∂θ ⟨r, J v⟩ − ∂/∂θ ⟨v, J r⟩) at fixed r and v, as
 * ⟨r, Jᵀ v⟩ = ⟨v, J r⟩. So two backward passes through a directional derivative do; no Jacobian is formed.
 * @module
 */
import type { Points } from '../measure/points.js'
import type { Rng } from '../measure/random.js'
import type { Network, NetworkParameters } from './network.js'

/**
 * Adds weight · ∂C/∂θ to `gradient`.
 * @param x where the Jacobian is judged `[n, d]`
 * @returns weight · C, estimated with one v a point
 */
export function addConservativityGradient(
  network: Network,
  parameters: NetworkParameters,
  x: Points,
  weight: number,
  random: Rng,
  gradient: Float32Array,
): number {
  const { v, asymmetry, square } = probe(network, parameters, x, random)
  const zeros = new Float32Array(v.data.length)
  const part = new Float32Array(network.length)
  const scale = (2 * weight) / x.n
  const add = (direction: Points, against: Points, sign: number) => {
    const at = { loss: 0, cotangent: zeros, tangentCotangent: against.data.map((value) => sign * scale * value) }
    network.tangentGradient(parameters, x, direction, () => at, part)
    for (let k = 0; k < gradient.length; k++) gradient[k] = (gradient[k] as number) + (part[k] as number)
  }
  add(v, asymmetry, 1)
  add(asymmetry, v, -1)
  return (weight * square) / x.n
}

/**
 * C(F), estimated with one draw of v a point.
 * @param x `[n, d]`
 */
export function conservativity(network: Network, parameters: NetworkParameters, x: Points, random: Rng): number {
  return probe(network, parameters, x, random).square / x.n
}

function probe(network: Network, parameters: NetworkParameters, x: Points, random: Rng) {
  const v: Points = { data: random.fillNormal(new Float32Array(x.data.length)), n: x.n, d: x.d }
  const { tangent } = network.jvp(parameters, x, v)
  const { inputGradient } = network.vjp(parameters, x, v.data)
  const data = new Float32Array(v.data.length)
  let square = 0
  for (let k = 0; k < data.length; k++) {
    const r = (tangent.data[k] as number) - (inputGradient.data[k] as number)
    data[k] = r
    square += r * r
  }
  return { v, asymmetry: { data, n: x.n, d: x.d } as Points, square }
}
