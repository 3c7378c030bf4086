/**
 * Sampling from an interpolant's two networks: by the flow, and by a diffusion.
 * @module
 */
import { normalPoints, rng } from 'pushforward/measure'
import { load, save, savePoints } from '../npy.js'
import type { Row } from '../row.js'
import { saveNetworks } from './interpolant.js'

const N = 10_000
const STEPS = 100
/** A hundred steps of float32 networks with Lipschitz constants of a few units: 1e-7 grows to below 1e-4. */
const MOST = 1e-3

const at = (n: number) =>
  ['fused', 'plain'].flatMap((products) => [
    { label: `flow, Euler; our products ${products}`, parameters: { method: 'ode', n, steps: STEPS, products } },
    {
      label: `diffusion, Euler–Maruyama, ε = γ; our products ${products}`,
      parameters: { method: 'sde', n, steps: STEPS, products },
    },
  ])

export const interpolantSampling: Row = {
  name: 'interpolant-sampling',
  title: 'Sampling from an interpolant',
  what: `${N} points in ${STEPS} equal steps: the flow of the velocity's network 3-96-96-96-2, and the diffusion that also takes the denoiser's.`,
  threads: 2,
  cases: { quick: at(N), full: at(N) },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'interpolant-sampling' },
    note: '`sample`; states in float64, networks in float32. 38 Gflop a network. Products reach 44 GFLOP/s a thread of the 58 that 128-bit vectors allow at 3.6 GHz, and 53 after `fuseMultiplyAdds()`, which gives other last bits on other machines and so is a choice. PyTorch always fuses, on vectors four times as long, but writes every layer to memory.',
  },
  peers: [
    {
      name: 'PyTorch',
      program: { runtime: 'python', file: 'interpolant', program: 'sampling' },
      note: 'eager under `inference_mode`, float32.',
    },
  ],
  makeData: (folder, { n, steps }) => {
    saveNetworks(folder, rng(0)) // untrained: the time does not depend on the weights
    savePoints(folder, 'start', normalPoints(rng(1), Number(n), 2))
    // The kicks that our side draws with rng(2), for the check alone.
    const random = rng(2).split('noise')
    const kicks = new Float32Array(Number(steps) * Number(n) * 2)
    for (let k = 0; k < Number(steps); k++) {
      kicks.set(random.fillNormal(new Float64Array(Number(n) * 2)), k * Number(n) * 2)
    }
    save(folder, 'kicks', kicks, [Number(steps), Number(n), 2])
  },
  agreement: (side, ours) => {
    const theirs = load(side.folder, 'points')
    const own = load(ours.folder, 'points')
    let most = theirs.length === own.length ? 0 : Number.POSITIVE_INFINITY
    for (let k = 0; k < own.length; k++) most = Math.max(most, Math.abs((theirs[k] as number) - (own[k] as number)))
    return {
      text: `points within ${most.toExponential(1)} of ours, with the same starts and kicks`,
      agrees: most <= MOST,
    }
  },
}
