/**
 * A network of (x, t) as a vector field, with exact Jacobian products.
 *
 * The divergence costs d Jacobian-vector products; beyond ten dimensions or so a random probe is cheaper.
 * @module
 */
import { InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import type { Network, NetworkParameters } from '../../learn/network.js'
import type { Points } from '../../measure/points.js'

/** Rows (x_i, t_i) `[n, d + 1]`, float32: what the network reads. */
export function withTime({ data, n, d }: Points, t: number | Float64Array): Points {
  const width = d + 1
  const rows = new Float32Array(n * width)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) rows[i * width + k] = data[i * d + k] as number
    rows[i * width + d] = typeof t === 'number' ? t : (t[i] as number)
  }
  return { data: rows, n, d: width }
}

/** The same with a last column of 0: a direction in x at a fixed time. */
const inSpace = (u: Points) => withTime(u, 0)

/**
 * @param network from d + 1 columns, the last of which is time, to d
 * @param parameters read at every call: a network that is still being trained is followed
 * @throws InputError if the network has other widths
 */
export function networkField(network: Network, parameters: NetworkParameters): Field {
  const d = network.outputs
  if (network.d !== d + 1) {
    throw new InputError(`network: reads ${network.d} columns and gives ${d}; it must read one more, the time`)
  }
  const wide = ({ data, n }: Points): Points => ({ data: new Float64Array(data), n, d })
  const jvp = (x: Points, u: Points, t: number) => wide(network.jvp(parameters, withTime(x, t), inSpace(u)).tangent)
  return {
    d,
    value: (x, t) => wide(network.apply(parameters, withTime(x, t))),
    jvp,
    vjp(x, w, t) {
      const { data, n } = network.vjp(parameters, withTime(x, t), w.data).inputGradient
      const out = new Float64Array(n * d)
      for (let i = 0; i < n; i++) for (let k = 0; k < d; k++) out[i * d + k] = data[i * (d + 1) + k] as number
      return { data: out, n, d }
    },
    divergence(x, t) {
      const out = new Float64Array(x.n)
      for (let k = 0; k < d; k++) {
        const unit = new Float64Array(x.n * d)
        for (let i = 0; i < x.n; i++) unit[i * d + k] = 1
        const { data } = jvp(x, { data: unit, n: x.n, d }, t)
        for (let i = 0; i < x.n; i++) out[i] = (out[i] as number) + (data[i * d + k] as number)
      }
      return out
    },
  }
}
