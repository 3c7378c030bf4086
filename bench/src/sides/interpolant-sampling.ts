/** Sampling from two networks by `sample`. */
import { startThreads } from '@pushforward/kernels'
import { fuseMultiplyAdds } from '@pushforward/kernels/fused'
import { interpolant, networkField, type SampledFields, type SampleOptions, sample } from 'pushforward/flow'
import { type Points, rng } from 'pushforward/measure'
import { loadPoints, savePoints } from '../npy.js'
import type { Program } from '../protocol.js'
import { loadNetwork } from './interpolant-networks.js'
import { ourVersions } from './versions.js'

let model: SampledFields
let start: Points
let options: SampleOptions
let points: Points

export const program: Program = {
  async prepare(folder, { method, steps, products }, threads) {
    if (products === 'fused' && !fuseMultiplyAdds()) throw new Error('this engine has no fused multiply-adds')
    const field = (name: string) => {
      const { network, parameters } = loadNetwork(folder, name)
      return networkField(network, parameters)
    }
    model = {
      d: 2,
      interpolant: interpolant('oneSidedLinear'),
      velocity: field('velocity'),
      etaZ: field('denoiser'),
    }
    start = loadPoints(folder, 'start')
    options = { method: method as 'ode' | 'sde', solver: 'euler', steps: Number(steps) }
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run() {
    points = sample(model, { ...options, start, random: rng(2) }).points
    return {}
  },
  output(folder) {
    savePoints(folder, 'points', points)
  },
}
