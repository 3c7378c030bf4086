/** The two networks that the rows on interpolants save. */
import { mlp, type Network, type NetworkParameters } from 'pushforward/learn'
import { load } from '../npy.js'
import { WIDTHS } from '../rows/interpolant.js'

export function loadNetwork(folder: string, name: string): { network: Network; parameters: NetworkParameters } {
  const network = mlp({ d: 3, outputs: 2, hidden: WIDTHS })
  const values = new Float32Array(network.length)
  network.layers.forEach(({ weight, bias }, k) => {
    values.set(load(folder, `${name}-weight-${k}`), weight)
    values.set(load(folder, `${name}-bias-${k}`), bias)
  })
  return { network, parameters: { values } }
}
