/**
 * Stacks of dense layers, float32: the value, the directional derivative, the backward pass and the gradient of the
 * parameters, and the backward pass through the directional derivative (second order). The matrices stay in the arena
 * between the passes, in the panels that assembly/dense.ts describes.
 *
 * A row of a batch goes through all layers in one kernel call, and each panel of a weight gradient is one task, so a
 * training step is four parallel calls, whatever the depth. Results do not depend on the number of threads.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import { type DenseLayer, type DenseShape, denseLayers, panels, putLayers, ROW_GRAIN } from './dense-layers.js'
import { dense } from './dense-module.js'
import { run } from './run.js'

/**
 * What a pass prepares for: `tangent` (value and directional derivative); `gradient` (value and backward pass); `second`
 * (all, and the backward pass through the directional derivative).
 */
export type DenseMode = 'tangent' | 'gradient' | 'second'

/** Call `forward` first, as often as there are batches of n rows, then what the mode allows. Arrays are row-major; what is returned outlives the scope. */
export interface DensePass {
  forward(x: ArrayLike<number>): Float32Array
  /** J v at the input of `forward`. */
  tangent(v: ArrayLike<number>): Float32Array
  /** Backward from the cotangent of the output; with a second argument, also from that of `tangent`'s result. */
  backward(cotangent: ArrayLike<number> | undefined, tangentCotangent?: ArrayLike<number>): void
  /** Jᵀ cotangent, after `backward`. */
  inputGradient(): Float32Array
  /** Writes it in the order of the flat parameters, after `backward`; into a given array, as a fresh one costs more. */
  parameterGradient(into: Float32Array): void
}

/**
 * Packs the parameters and reserves the matrices of a pass over n rows; valid until the arena's scope ends.
 * @param parameters `denseLength(shape)` numbers
 */
export function densePass(
  arena: Arena,
  shape: DenseShape,
  parameters: Float32Array,
  n: number,
  mode: DenseMode,
): DensePass {
  const { widths, inputSkip = false } = shape
  const layers = denseLayers(shape)
  const d = widths[0] as number
  const last = layers.length - 1
  const outputs = (layers[last] as DenseLayer).outputs
  // An odd multiple of four: with a power of two, all panels of a block of rows would fall on the same cache sets.
  const rows = (Math.ceil(n / 4) | 1) * 4
  const backwards = mode === 'gradient' || mode === 'second'
  const tangents = mode === 'tangent' || mode === 'second'

  const matrix = (count: number) => arena.allocateFloat32(count * rows * 8)
  const skipPanels = inputSkip ? panels(d) : 0
  /** A matrix for every layer's result, with room behind the hidden ones for a copy of the input. */
  const results = (wanted: boolean) =>
    layers.map(({ outputs }, l) => (wanted ? matrix(panels(outputs) + (l < last ? skipPanels : 0)) : 0))

  const x = matrix(panels(d))
  const output = results(true)
  const xTangent = tangents ? matrix(panels(d)) : 0
  const outputTangent = results(tangents)
  const xCotangent = backwards ? matrix(panels(d)) : 0
  const cotangent = results(backwards)
  const tangentCotangent = results(mode === 'second')
  const first = results(true)
  const second = results(mode === 'second')
  const rate = results(mode === 'second')
  const flat = arena.putFloat32(parameters)
  const weights = layers.map((layer) => panels(layer.inputs) * panels(layer.outputs) * 64)
  const packed = weights.map((length) => arena.allocateFloat32(length))
  const transposed = weights.map((length) => (backwards ? arena.allocateFloat32(length) : 0))
  const shift = layers.map((layer) => arena.allocateFloat32(panels(layer.outputs) * 8))

  const table = putLayers(arena, shape, (l) => ({
    packed: packed[l],
    transposed: transposed[l],
    shift: shift[l],
    input: l > 0 ? output[l - 1] : x,
    output: output[l],
    first: first[l],
    second: second[l],
    inputTangent: l > 0 ? outputTangent[l - 1] : xTangent,
    outputTangent: outputTangent[l],
    rate: rate[l],
    inputCotangent: l > 0 ? cotangent[l - 1] : xCotangent,
    cotangent: cotangent[l],
    inputTangentCotangent: l > 0 ? tangentCotangent[l - 1] : 0,
    tangentCotangent: tangentCotangent[l],
  }))
  run(dense(), 'pack', layers.length, [table, flat], { grain: 1 })

  const sizeOf = (columns: number) => panels(columns) * rows * 8
  // Staging room is given back at once, so that a pass may be used for any number of batches.
  const load = (from: ArrayLike<number>, columns: number, to: Address) =>
    scope((inner) => {
      const staged = inner.putFloat32(from)
      run(dense(), 'toPanels', panels(columns), [staged, n, columns, to, rows])
    })
  const unload = (from: Address, columns: number) =>
    scope((inner) => {
      const staged = inner.allocateFloat32(n * columns)
      run(dense(), 'fromPanels', n, [from, rows, staged, n, columns])
      return inner.float32(staged, n * columns).slice()
    })
  const behind = (results: readonly Address[], l: number) =>
    (results[l] as Address) + 4 * sizeOf((layers[l] as DenseLayer).outputs)
  /** Copies the input's panels behind every hidden result that the next layer reads together with it. */
  const joinInput = (from: Address, to: readonly Address[]) => {
    if (!inputSkip) return
    const input = arena.float32(from, sizeOf(d))
    for (let l = 0; l < last; l++) arena.float32(behind(to, l), sizeOf(d)).set(input)
  }
  const overRows = (kernel: string) => run(dense(), kernel, rows, [table, layers.length, rows], { grain: ROW_GRAIN })

  return {
    forward(from) {
      load(from, d, x)
      joinInput(x, output)
      overRows('forward')
      return unload(output[last] as Address, outputs)
    },
    tangent(v) {
      load(v, d, xTangent)
      joinInput(xTangent, outputTangent)
      overRows('tangent')
      return unload(outputTangent[last] as Address, outputs)
    },
    backward(above, aboveTangent) {
      const zeros = () => new Float32Array(n * outputs)
      load(above ?? zeros(), outputs, cotangent[last] as Address)
      if (mode === 'second') load(aboveTangent ?? zeros(), outputs, tangentCotangent[last] as Address)
      overRows('backward')
      if (!inputSkip) return
      for (let l = 0; l < last; l++) run(dense(), 'accumulate', sizeOf(d), [xCotangent, behind(cotangent, l)])
    },
    inputGradient: () => unload(xCotangent, d),
    parameterGradient(into) {
      const length = into.length
      const gradient = arena.allocateFloat32(length)
      const tasks = layers.reduce((sum, layer) => sum + panels(layer.outputs), 0)
      run(dense(), 'weights', tasks, [table, layers.length, rows, gradient], { grain: 1 })
      into.set(arena.float32(gradient, length))
    },
  }
}
