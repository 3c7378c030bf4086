/**
 * Training of a stochastic interpolant: draws, targets, two networks and their updates, as the paper's page runs it.
 * @module
 */
import { interpolant, interpolate } from 'pushforward/flow'
import { empirical, gaussian, normalPoints, type Points, rng } from 'pushforward/measure'
import { load, save, savePoints } from '../npy.js'
import type { Row } from '../row.js'
import { checkerboardPoints, saveNetworks } from './interpolant.js'

const BATCH = 512
/** Steps that both sides take on the same batches, to compare losses. */
const CHECKED = 20
/** Losses of 20 steps in float32, summed in another order: the relative difference grows with the steps. */
const RELATIVE = 1e-3

export const interpolantTraining: Row = {
  name: 'interpolant-training',
  title: 'Training a stochastic interpolant',
  what: `Velocity and denoiser of noise to a checkerboard (40 000 points), networks 3-96-96-96-2 with SiLU, batch ${BATCH}, Adam with half a cosine: draws, x_t, both losses and gradients, update.`,
  threads: 2,
  cases: {
    quick: [{ label: '100 steps', parameters: { steps: 100 }, rounds: 5 }],
    full: [{ label: '500 steps', parameters: { steps: 500 } }],
  },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'interpolant-training' },
    note: '`fitInterpolant`.',
  },
  peers: [
    {
      name: 'PyTorch',
      program: { runtime: 'python', file: 'interpolant', program: 'training' },
      note: 'eager, float32; one `torch.optim.Adam` over both networks, one backward pass of the sum of both losses.',
    },
  ],
  makeData: (folder) => {
    const board = checkerboardPoints(40_000)
    savePoints(folder, 'board', board)
    saveNetworks(folder, rng(0))
    saveBatches(folder, board)
  },
  agreement: (side, ours) => {
    const losses = load(side.folder, 'losses')
    const reference = load(ours.folder, 'losses')
    let most = losses.length === CHECKED ? 0 : Number.POSITIVE_INFINITY
    losses.forEach((loss, k) => {
      most = Math.max(most, Math.abs(loss / (reference[k] as number) - 1))
    })
    const [first, last] = [losses[0] ?? Number.NaN, losses.at(-1) ?? Number.NaN]
    return {
      text: `loss ${first.toFixed(5)} → ${last.toFixed(5)} in ${CHECKED} steps on the same batches`,
      agrees: most <= RELATIVE,
    }
  },
}

/** The batches that `fitInterpolant` draws with rng(0), for the side that is to take the same steps. */
function saveBatches(folder: string, board: Points): void {
  const draws = rng(0).split('batches')
  const base = gaussian(new Float64Array(2), 1)
  const target = empirical(board)
  const stacked = new Map<string, number[]>(['x', 't', 'velocity', 'z'].map((name) => [name, []]))
  for (let step = 0; step < CHECKED; step++) {
    base.sample(BATCH, draws) // drawn for any path; a one-sided one does not read it
    const x1 = target.sample(BATCH, draws)
    const z = normalPoints(draws, BATCH, 2)
    const t = draws.fillUniform(new Float64Array(BATCH))
    const { x, velocity } = interpolate(interpolant('oneSidedLinear'), { x1, z, t })
    for (const [name, data] of Object.entries({ x: x.data, t, velocity, z: z.data })) stacked.get(name)?.push(...data)
  }
  for (const [name, values] of stacked) {
    save(folder, `batch-${name}`, Float32Array.from(values), [CHECKED, BATCH, values.length / CHECKED / BATCH])
  }
}
