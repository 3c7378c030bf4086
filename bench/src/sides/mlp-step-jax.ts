/** The same training step in jax-js: value and gradient in one jitted function, the update in another. */
import { init, jit, nn, numpy as np, type Array as Tensor, tree, valueAndGrad } from '@jax-js/jax'
import { load, loadPoints, save } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

interface State {
  weights: Tensor[]
  first: Tensor[]
  second: Tensor[]
  step: number
}

let x: Tensor
let y: Tensor
let make: () => State
let state: State
let update: (weights: Tensor[], first: Tensor[], second: Tensor[], gradient: Tensor[], correction: Tensor) => Tensor[][]

function loss(weights: Tensor[], input: Tensor, target: Tensor): Tensor {
  let a = input
  for (let k = 0; k < weights.length; k += 2) {
    const z = np.matmul(a, weights[k] as Tensor).add(weights[k + 1] as Tensor)
    a = k + 2 < weights.length ? nn.silu(z) : z
  }
  return np.mean(np.square(a.sub(target)))
}

const valueAndGradient = jit(valueAndGrad(loss)) as unknown as (
  weights: Tensor[],
  input: Tensor,
  target: Tensor,
) => [Tensor, Tensor[]]

/** AdamW; the corrections 1 − βᵗ come as data, so that the function is traced once. */
function adamW(learningRate: number, weightDecay: number): typeof update {
  const step = (weights: Tensor[], first: Tensor[], second: Tensor[], gradient: Tensor[], correction: Tensor) => {
    const [one, two] = [correction.ref.slice(0), correction.slice(1)]
    const next: Tensor[][] = [[], [], []]
    weights.forEach((weight, k) => {
      const g = gradient[k] as Tensor
      const m = (first[k] as Tensor).mul(0.9).add(g.ref.mul(0.1))
      const v = (second[k] as Tensor).mul(0.999).add(np.square(g).mul(0.001))
      const direction = m.ref.div(one.ref).div(np.sqrt(v.ref.div(two.ref)).add(1e-8))
      next[0]?.push(weight.mul(1 - learningRate * weightDecay).sub(direction.mul(learningRate)))
      next[1]?.push(m)
      next[2]?.push(v)
    })
    one.dispose()
    two.dispose()
    return next
  }
  return jit(step as never) as never
}

function step(s: State): number {
  s.step++
  const [value, gradient] = valueAndGradient(tree.ref(s.weights), x.ref, y.ref)
  const correction = np.array([1 - 0.9 ** s.step, 1 - 0.999 ** s.step])
  const [weights, first, second] = update(s.weights, s.first, s.second, gradient, correction)
  s.weights = weights ?? []
  s.first = first ?? []
  s.second = second ?? []
  return value.js() as number
}

export const program: Program = {
  async prepare(folder, { layers, learningRate, weightDecay }) {
    await init('wasm') // without an argument it looks for what Node lacks
    const tensor = (name: string) => {
      const { data, n, d } = loadPoints(folder, name)
      return np.array(data as Float32Array<ArrayBuffer>, { shape: [n, d] })
    }
    x = tensor('x')
    y = tensor('y')
    update = adamW(learningRate as number, weightDecay as number)
    make = () => {
      const weights = Array.from({ length: layers as number }, (_, k) => {
        return [tensor(`weight-${k}`), np.array(load(folder, `bias-${k}`) as Float32Array<ArrayBuffer>)]
      }).flat()
      const zeros = () => weights.map((weight) => np.zeros(weight.shape))
      return { weights, first: zeros(), second: zeros(), step: 0 }
    }
    state = make()
    return { threads: 1, versions: ourVersions() }
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
