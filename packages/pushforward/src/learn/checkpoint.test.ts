import { describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { parametersFrom, tensorsOf } from './checkpoint.js'
import { mlp } from './network.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'

const net = mlp({ d: 2, outputs: 3, hidden: [5] })
const parameters = net.initial(rng(1))

describe('checkpoint', () => {
  test('a network saved and read maps points as before', () => {
    const { tensors } = readSafetensors(writeSafetensors(tensorsOf(net, parameters)))
    expect([...tensors.keys()]).toEqual(['layers.0.bias', 'layers.0.weight', 'layers.1.bias', 'layers.1.weight'])
    const x = points([
      [1, 2],
      [-3, 0.5],
    ])
    expect(net.apply(parametersFrom(net, tensors), x)).toEqual(net.apply(parameters, x))
  })

  test('weights are [inputs, outputs]: y = x W + b', () => {
    const affine = mlp({ d: 2, outputs: 1, hidden: [] })
    const tensors = new Map([
      ['layers.0.weight', { shape: [2, 1], data: Float64Array.of(10, 100) }],
      ['layers.0.bias', { shape: [1], data: Float64Array.of(1) }],
    ])
    expect([...affine.apply(parametersFrom(affine, tensors), points([[2, 3]])).data]).toEqual([321])
  })

  test('names what is wrong', () => {
    const tensors = tensorsOf(net, parameters)
    const without = new Map(Object.entries(tensors).filter(([name]) => name !== 'layers.1.bias'))
    expect(() => parametersFrom(net, without)).toThrow('"layers.1.bias" is missing')
    const other = new Map(Object.entries({ ...tensors, 'layers.0.bias': { shape: [4], data: new Float32Array(4) } }))
    expect(() => parametersFrom(net, other)).toThrow('"layers.0.bias" has shape [4]; [5] is needed')
    const integers = new Map(Object.entries({ ...tensors, 'layers.0.bias': { shape: [5], data: new Int32Array(5) } }))
    expect(() => parametersFrom(net, integers)).toThrow('"layers.0.bias" holds integers')
    expect(() => tensorsOf(net, { values: new Float32Array(1) })).toThrow('has 1 numbers')
  })
})
