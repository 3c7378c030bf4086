/** The same training step in TensorFlow.js on its Wasm backend. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { load, loadPoints, save } from '../npy.js'
import type { Program } from '../protocol.js'
import { registerGradients } from './tensorflow-gradients.js'
import { ourVersions } from './versions.js'

interface State {
  readonly weights: readonly tf.Variable[]
  readonly optimizer: tf.Optimizer
  readonly decay: tf.Scalar
}

let x: tf.Tensor2D
let y: tf.Tensor2D
let make: () => State
let state: State

function loss(weights: readonly tf.Variable[]): tf.Scalar {
  let a: tf.Tensor2D = x
  for (let k = 0; k < weights.length; k += 2) {
    const z = tf.add(tf.matMul(a, weights[k] as tf.Tensor2D), weights[k + 1] as tf.Tensor1D) as tf.Tensor2D
    a = k + 2 < weights.length ? tf.mul(z, tf.sigmoid(z)) : z
  }
  return tf.mean(tf.squaredDifference(a, y))
}

function step({ weights, optimizer, decay }: State): tf.Scalar {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => loss(weights))
    for (const weight of weights) weight.assign(tf.mul(weight, decay))
    optimizer.applyGradients(grads)
    return value
  })
}

export const program: Program = {
  async prepare(folder, { layers, learningRate, weightDecay }) {
    await registerGradients()
    await tf.setBackend('wasm')
    await tf.ready()
    const tensor = (name: string) => {
      const { data, n, d } = loadPoints(folder, name)
      return tf.tensor2d(data as Float32Array, [n, d])
    }
    x = tensor('x')
    y = tensor('y')
    make = () => ({
      weights: Array.from({ length: layers as number }, (_, k) => {
        const bias = load(folder, `bias-${k}`) as Float32Array
        return [tf.variable(tensor(`weight-${k}`)), tf.variable(tf.tensor1d(bias))]
      }).flat(),
      optimizer: tf.train.adam(learningRate as number, 0.9, 0.999, 1e-8),
      decay: tf.scalar(1 - (learningRate as number) * (weightDecay as number)),
    })
    state = make()
    return { threads: 1, versions: ourVersions('@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm') }
  },
  run() {
    const value = step(state)
    value.dataSync() // the backend is synchronous; this only reads the number, as a training loop does
    value.dispose()
    return {}
  },
  output(folder) {
    const fresh = make()
    const losses = Float64Array.from({ length: 20 }, () => {
      const value = step(fresh)
      const [number = Number.NaN] = value.dataSync()
      value.dispose()
      return number
    })
    save(folder, 'losses', losses)
  },
}
