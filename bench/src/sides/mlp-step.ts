/** A training step by the public functions of `pushforward/learn`. */
import { startThreads } from '@pushforward/kernels'
import { adamW, mlp, type Network, type Optimizer } from 'pushforward/learn'
import type { Points } from 'pushforward/measure'
import { load, loadPoints, save } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

interface State {
  readonly network: Network
  readonly parameters: { readonly values: Float32Array }
  readonly optimizer: Optimizer
  readonly gradient: Float32Array
}

let x: Points
let y: Points
let make: () => State
let state: State

/** Mean squared error of the network's output, and its gradient. */
function meanSquare(out: Points) {
  const cotangent = new Float32Array(out.data.length)
  let sum = 0
  for (let k = 0; k < cotangent.length; k++) {
    const difference = (out.data[k] as number) - (y.data[k] as number)
    sum += difference * difference
    cotangent[k] = (2 * difference) / cotangent.length
  }
  return { loss: sum / cotangent.length, cotangent }
}

function step({ network, parameters, optimizer, gradient }: State): number {
  const { at } = network.gradient(parameters, x, meanSquare, gradient)
  optimizer.update(parameters.values, gradient)
  return at.loss
}

export const program: Program = {
  async prepare(folder, { layers, learningRate, weightDecay }, threads) {
    x = loadPoints(folder, 'x')
    y = loadPoints(folder, 'y')
    const widths = Array.from({ length: layers as number }, (_, k) => load(folder, `bias-${k}`).length)
    make = () => {
      const network = mlp({ d: x.d, outputs: widths.at(-1), hidden: widths.slice(0, -1) })
      const values = new Float32Array(network.length)
      network.layers.forEach(({ weight, bias }, k) => {
        values.set(load(folder, `weight-${k}`), weight)
        values.set(load(folder, `bias-${k}`), bias)
      })
      const optimizer = adamW({ learningRate: learningRate as number, weightDecay: weightDecay as number })
      return { network, parameters: { values }, optimizer, gradient: new Float32Array(network.length) }
    }
    state = make()
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run() {
    step(state)
    return {}
  },
  output(folder) {
    const fresh = make()
    save(
      folder,
      'losses',
      Float64Array.from({ length: 20 }, () => step(fresh)),
    )
  },
}
