/**
 * What both rows on stochastic interpolants share: two networks of (x, t), as the paper's checkerboard takes them.
 * @module
 */
import { mlp, type Network } from 'pushforward/learn'
import { type Rng, rng } from 'pushforward/measure'
import { save } from '../npy.js'

export const WIDTHS = [96, 96, 96] as const
export const NETWORKS = ['velocity', 'denoiser'] as const

/** Weights at the start of a training, as every side reads them: `<network>-weight-<layer>` `[inputs, outputs]` and `…-bias-…`. */
export function saveNetworks(folder: string, random: Rng): Network {
  const network = mlp({ d: 3, outputs: 2, hidden: WIDTHS })
  for (const name of NETWORKS) {
    const { values } = network.initial(random.split(name))
    network.layers.forEach(({ inputs, outputs, weight, bias }, k) => {
      save(folder, `${name}-weight-${k}`, values.slice(weight, bias), [inputs, outputs])
      save(folder, `${name}-bias-${k}`, values.slice(bias, bias + outputs))
    })
  }
  return network
}

/** n points of the checkerboard of eight squares on [−4, 4]². */
export function checkerboardPoints(n: number) {
  const random = rng(7)
  const data = new Float64Array(2 * n)
  for (let i = 0; i < n; i++) {
    const u = 4 * random.uniform() - 2
    data[2 * i] = 2 * u
    data[2 * i + 1] = 2 * (random.uniform() - 2 * random.integer(2) + (Math.abs(Math.floor(u)) % 2))
  }
  return { data, n, d: 2 }
}
