/**
 * A stack of dense layers as its kernels see it: where each layer's numbers lie, and the table of addresses that they read.
 * @module
 */
import type { Address, Arena } from './arena.js'

/** Between the layers; the last layer is linear. `gelu` is its usual tanh form. */
export type Activation = 'silu' | 'gelu' | 'tanh' | 'relu' | 'softplus'

const LINEAR = 0
const ACTIVATION_CODE: Readonly<Record<Activation, number>> = { silu: 1, gelu: 2, tanh: 3, relu: 4, softplus: 5 }

export const activations = Object.keys(ACTIVATION_CODE) as readonly Activation[]

export interface DenseShape {
  /** Columns of the input, of every hidden layer, of the output: at least two numbers. */
  readonly widths: readonly number[]
  readonly activation: Activation
  /** Every layer after the first also reads the input; hidden widths are then multiples of 8. Default false. */
  readonly inputSkip?: boolean
}

/** Where a layer lies in the flat parameters: W `[inputs, outputs]` row-major, then b `[outputs]`. */
export interface DenseLayer {
  readonly inputs: number
  readonly outputs: number
  readonly weight: number
  readonly bias: number
}

/** The layers of a shape, in the order of the flat parameters. */
export function denseLayers({ widths, inputSkip = false }: DenseShape): readonly DenseLayer[] {
  const layers: DenseLayer[] = []
  let at = 0
  for (let l = 0; l + 1 < widths.length; l++) {
    const inputs = (widths[l] as number) + (inputSkip && l > 0 ? (widths[0] as number) : 0)
    const outputs = widths[l + 1] as number
    layers.push({ inputs, outputs, weight: at, bias: at + inputs * outputs })
    at += inputs * outputs + outputs
  }
  return layers
}

/** Numbers in the flat parameters. */
export function denseLength(shape: DenseShape): number {
  return denseLayers(shape).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0)
}

/** Rows a thread takes at a time: its activations and one panel of weights fit the first-level cache. */
export const ROW_GRAIN = 32

/** Columns of the layer table; see assembly/dense.ts. */
const STRIDE = 20
const COLUMN = {
  inputs: 0,
  outputs: 1,
  activation: 2,
  weight: 3,
  bias: 4,
  packed: 5,
  transposed: 6,
  shift: 7,
  input: 8,
  output: 9,
  first: 10,
  second: 11,
  inputTangent: 12,
  outputTangent: 13,
  rate: 14,
  inputCotangent: 15,
  cotangent: 16,
  inputTangentCotangent: 17,
  tangentCotangent: 18,
} as const

export const panels = (columns: number) => Math.ceil(columns / 8)

/** Of a layer: addresses, by column. What is missing is not wanted. */
export type LayerAddresses = { readonly [name in keyof typeof COLUMN]?: Address | undefined }

/** Writes the table of all layers: their shapes, and `addresses(l)`. */
export function putLayers(arena: Arena, shape: DenseShape, addresses: (layer: number) => LayerAddresses): Address {
  const layers = denseLayers(shape)
  const table = arena.allocateFloat64(layers.length * STRIDE)
  const cells = arena.float64(table, layers.length * STRIDE).fill(0)
  layers.forEach((layer, l) => {
    const activation = l < layers.length - 1 ? ACTIVATION_CODE[shape.activation] : LINEAR
    const row: LayerAddresses = { ...layer, activation, ...addresses(l) }
    for (const [name, column] of Object.entries(COLUMN))
      cells[l * STRIDE + column] = row[name as keyof typeof COLUMN] ?? 0
  })
  return table
}
