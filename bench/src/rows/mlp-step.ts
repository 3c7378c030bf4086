/**
 * One training step of a small network: the inner loop of every learnt flow and map here.
 * @module
 */
import { mlp } from 'pushforward/learn'
import { rng } from 'pushforward/measure'
import { load, save, savePoints } from '../npy.js'
import type { Row } from '../row.js'

const D = 16
const HIDDEN = [128, 128, 128]
const BATCH = 256
/** Losses of 20 steps in float32, summed in another order: the relative difference grows with the steps. */
const RELATIVE = 1e-3

export const mlpStep: Row = {
  name: 'mlp-step',
  title: 'Training step of a network',
  what: `Value, gradient and AdamW update of a network ${[D, ...HIDDEN, D].join('-')} with SiLU, mean squared error on a batch of ${BATCH}, float32.`,
  threads: 2,
  cases: {
    quick: [{ label: 'one step', parameters: parameters() }],
    full: [{ label: 'one step', parameters: parameters(), rounds: 21 }],
  },
  ours: { name: 'pushforward', program: { runtime: 'node', program: 'mlp-step' } },
  peers: [
    {
      name: 'PyTorch',
      program: { runtime: 'python', file: 'mlp-step', program: 'torch' },
      note: 'eager; `torch.optim.AdamW`.',
    },
    {
      name: 'TensorFlow.js',
      program: { runtime: 'node', program: 'mlp-step-tensorflow' },
      note: 'Wasm backend with SIMD, one thread (it starts no others on Node); its Adam, and the decay as a second update.',
    },
    {
      name: 'jax-js',
      program: { runtime: 'node', program: 'mlp-step-jax' },
      note: 'Wasm backend, one thread on Node; value and gradient jitted, AdamW jitted apart.',
    },
  ],
  makeData: (folder) => {
    const random = rng(3)
    const network = mlp({ d: D, hidden: HIDDEN })
    const { values } = network.initial(random)
    network.layers.forEach(({ inputs, outputs, weight, bias }, k) => {
      save(folder, `weight-${k}`, values.slice(weight, bias), [inputs, outputs])
      save(folder, `bias-${k}`, values.slice(bias, bias + outputs))
    })
    const x = random.fillNormal(new Float32Array(BATCH * D))
    savePoints(folder, 'x', { data: x, n: BATCH, d: D })
    savePoints(folder, 'y', { data: x.map(Math.sin), n: BATCH, d: D })
  },
  agreement: (side, ours) => {
    const losses = load(side.folder, 'losses')
    const reference = load(ours.folder, 'losses')
    let most = 0
    losses.forEach((loss, k) => {
      most = Math.max(most, Math.abs(loss / (reference[k] as number) - 1))
    })
    const [first, last] = [losses[0] ?? Number.NaN, losses.at(-1) ?? Number.NaN]
    return { text: `loss ${first.toFixed(5)} → ${last.toFixed(5)} in 20 steps`, agrees: most <= RELATIVE }
  },
}

function parameters() {
  return { layers: HIDDEN.length + 1, batch: BATCH, learningRate: 1e-3, weightDecay: 0.01 }
}
