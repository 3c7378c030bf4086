/**
 * A network's parameters as named tensors, for safetensors files and for other programs.
 *
 * Names are `layers.0.weight`, `layers.0.bias`, … A weight is `[inputs, outputs]`: y = x W + b. PyTorch's `nn.Linear` keeps
 * the transpose.
 * @module
 */
import { InputError } from '../errors.js'
import type { Network, NetworkParameters } from './network.js'
import type { Tensor } from './safetensors.js'

/**
 * Copies of all weights and biases, by name.
 * @example
 * const net = mlp({ d: 2, hidden: [4] })
 * writeSafetensors(tensorsOf(net, net.initial(rng(0))))
 */
export function tensorsOf({ layers, length }: Network, { values }: NetworkParameters): Record<string, Tensor> {
  if (values.length !== length) {
    throw new InputError(`parameters: has ${values.length} numbers; ${length} are needed by this network`)
  }
  return Object.fromEntries(
    layers.flatMap(({ inputs, outputs, weight, bias }, l) => [
      [`layers.${l}.weight`, { shape: [inputs, outputs], data: values.slice(weight, weight + inputs * outputs) }],
      [`layers.${l}.bias`, { shape: [outputs], data: values.slice(bias, bias + outputs) }],
    ]),
  )
}

/**
 * Parameters from named tensors; others in the file are passed over.
 * @throws InputError naming the tensor that is missing, has another shape, or is not of floating-point numbers
 */
export function parametersFrom({ layers, length }: Network, tensors: ReadonlyMap<string, Tensor>): NetworkParameters {
  const values = new Float32Array(length)
  const read = (name: string, shape: readonly number[], at: number) => {
    const tensor = tensors.get(name)
    if (!tensor) throw new InputError(`tensors: "${name}" is missing; this network needs it`)
    if (tensor.shape.join() !== shape.join()) {
      throw new InputError(`tensors: "${name}" has shape [${tensor.shape.join(', ')}]; [${shape.join(', ')}] is needed`)
    }
    const { data } = tensor
    if (!(data instanceof Float32Array || data instanceof Float64Array)) {
      throw new InputError(`tensors: "${name}" holds integers; floating-point numbers are needed`)
    }
    values.set(data, at)
  }
  layers.forEach(({ inputs, outputs, weight, bias }, l) => {
    read(`layers.${l}.weight`, [inputs, outputs], weight)
    read(`layers.${l}.bias`, [outputs], bias)
  })
  return { values }
}
