/**
 * Stacks of dense layers z = a W + b, a' = f(z): forward, tangent, backward and the gradient of the parameters, float32.
 *
 * Matrices of activations [rows, columns] are kept in panels of eight columns: element (r, c) is at
 * ((c / 8) · rows + r) · 8 + c mod 8. A panel is read along its rows without a stride, in all three products of a layer,
 * and two matrices are joined by putting their panels one after the other. `rows` is a multiple of 4. Weights are
 * packed in panels of eight outputs (for the forward product) and of eight inputs (for the backward one).
 *
 * Every element is summed in one fixed order, whatever block of rows or columns a thread takes.
 */
import { activate, LINEAR } from './activation'
import { integer, pointer } from './args'
import {
  ACTIVATION, BIAS, COTANGENT, FIRST, INPUT, INPUT_COTANGENT, INPUT_TANGENT, INPUT_TANGENT_COTANGENT, INPUTS,
  layerAt, OUTPUT, OUTPUT_TANGENT, OUTPUTS, PACKED, panels, RATE, SECOND, SHIFT, TANGENT_COTANGENT,
  TRANSPOSED, WEIGHT,
} from './dense-layer'
import { multiply } from './dense-multiply'
import { multiplyAdd } from './multiply-add'

export { infer } from './dense-infer'
export { fromPanels, pack, toPanels } from './dense-pack'

/** All layers for rows [begin, end), both multiples of 4. args: table, layers, rows. */
export function forward(begin: i32, end: i32, args: usize): void {
  const table = pointer(args, 0)
  const layers = integer(args, 1)
  const rows = integer(args, 2)
  for (let l = 0; l < layers; l++) {
    const layer = layerAt(table, l)
    const inputs = integer(layer, INPUTS)
    const outPanels = panels(integer(layer, OUTPUTS))
    const output = pointer(layer, OUTPUT)
    multiply(begin, end, rows, pointer(layer, INPUT), inputs, pointer(layer, PACKED), pointer(layer, SHIFT), output, outPanels)
    const activation = integer(layer, ACTIVATION)
    if (activation == LINEAR) continue
    const first = pointer(layer, FIRST)
    const second = pointer(layer, SECOND)
    const bytes = <usize>(end - begin) << 5
    for (let q = 0; q < outPanels; q++) {
      const at = <usize>(q * rows + begin) << 5
      activate(activation, output + at, first ? first + at : 0, second ? second + at : 0, bytes)
    }
  }
}

/** The directional derivative through all layers, after `forward` with first derivatives. args: table, layers, rows. */
export function tangent(begin: i32, end: i32, args: usize): void {
  const table = pointer(args, 0)
  const layers = integer(args, 1)
  const rows = integer(args, 2)
  for (let l = 0; l < layers; l++) {
    const layer = layerAt(table, l)
    const inputs = integer(layer, INPUTS)
    const outPanels = panels(integer(layer, OUTPUTS))
    const out = pointer(layer, OUTPUT_TANGENT)
    multiply(begin, end, rows, pointer(layer, INPUT_TANGENT), inputs, pointer(layer, PACKED), 0, out, outPanels)
    if (integer(layer, ACTIVATION) == LINEAR) continue
    const first = pointer(layer, FIRST)
    const rate = pointer(layer, RATE)
    for (let q = 0; q < outPanels; q++) {
      const from = <usize>(q * rows + begin) << 5
      const to = <usize>(q * rows + end) << 5
      for (let k = from; k < to; k += 16) {
        const z = v128.load(out + k)
        if (rate) v128.store(rate + k, z)
        v128.store(out + k, f32x4.mul(z, v128.load(first + k)))
      }
    }
  }
}

/**
 * Cotangents from the last layer's output down to every layer's z, and to the first layer's input if wanted. With
 * tangent cotangents, those of the tangent pass too: z̄ = f' ā + f'' ż ǡ and ż̄ = f' ǡ. args: table, layers, rows.
 */
export function backward(begin: i32, end: i32, args: usize): void {
  const table = pointer(args, 0)
  const rows = integer(args, 2)
  for (let l = integer(args, 1) - 1; l >= 0; l--) {
    const layer = layerAt(table, l)
    const inPanels = panels(integer(layer, INPUTS))
    const outputs = integer(layer, OUTPUTS)
    const outPanels = panels(outputs)
    const cotangent = pointer(layer, COTANGENT)
    const second = pointer(layer, TANGENT_COTANGENT)
    if (integer(layer, ACTIVATION) != LINEAR) {
      for (let q = 0; q < outPanels; q++) {
        const from = <usize>(q * rows + begin) << 5
        const to = <usize>(q * rows + end) << 5
        if (second) bendCotangents(layer, from, to)
        else scaleCotangents(cotangent, pointer(layer, FIRST), from, to)
      }
    }
    const transposed = pointer(layer, TRANSPOSED)
    const below = pointer(layer, INPUT_COTANGENT)
    if (below) multiply(begin, end, rows, cotangent, outputs, transposed, 0, below, inPanels)
    const secondBelow = pointer(layer, INPUT_TANGENT_COTANGENT)
    if (secondBelow) multiply(begin, end, rows, second, outputs, transposed, 0, secondBelow, inPanels)
  }
}

// @ts-ignore: decorator
@inline
function scaleCotangents(cotangent: usize, first: usize, from: usize, to: usize): void {
  for (let k = from; k < to; k += 16) {
    v128.store(cotangent + k, f32x4.mul(v128.load(cotangent + k), v128.load(first + k)))
  }
}

// @ts-ignore: decorator
@inline
function bendCotangents(layer: usize, from: usize, to: usize): void {
  const cotangent = pointer(layer, COTANGENT)
  const tangentCotangent = pointer(layer, TANGENT_COTANGENT)
  const first = pointer(layer, FIRST)
  const second = pointer(layer, SECOND)
  const rate = pointer(layer, RATE)
  for (let k = from; k < to; k += 16) {
    const slope = v128.load(first + k)
    const above = v128.load(tangentCotangent + k)
    const bend = f32x4.mul(f32x4.mul(v128.load(second + k), v128.load(rate + k)), above)
    v128.store(cotangent + k, f32x4.add(f32x4.mul(slope, v128.load(cotangent + k)), bend))
    v128.store(tangentCotangent + k, f32x4.mul(slope, above))
  }
}

/**
 * The parameters' gradient, one task a panel of outputs, layers in turn: dW = aᵀ z̄ (+ ȧᵀ ż̄), db = Σ z̄.
 * args: table, layers, rows, gradient.
 */
export function weights(begin: i32, end: i32, args: usize): void {
  const table = pointer(args, 0)
  const layers = integer(args, 1)
  const rows = integer(args, 2)
  const gradient = pointer(args, 3)
  let first = 0
  for (let l = 0; l < layers; l++) {
    const layer = layerAt(table, l)
    const outPanels = panels(integer(layer, OUTPUTS))
    const from = max(begin - first, 0)
    const to = min(end - first, outPanels)
    for (let q = from; q < to; q++) weightPanel(layer, q, rows, gradient)
    first += outPanels
  }
}

function weightPanel(layer: usize, q: i32, rows: i32, gradient: usize): void {
  const inputs = integer(layer, INPUTS)
  const outputs = integer(layer, OUTPUTS)
  const input = pointer(layer, INPUT)
  const inputTangent = pointer(layer, INPUT_TANGENT)
  const bytes = <usize>rows << 5
  const z = pointer(layer, COTANGENT) + <usize>q * bytes
  const tangentCotangent = pointer(layer, TANGENT_COTANGENT)
  const zTangent = tangentCotangent ? tangentCotangent + <usize>q * bytes : 0
  const w = gradient + (<usize>(integer(layer, WEIGHT) + q * 8) << 2)
  const count = min(outputs - q * 8, 8)
  for (let i = 0; i < inputs; i += 4) {
    const column = <usize>(i >> 3) * bytes + (<usize>(i & 7) << 2)
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00
    let a = input + column
    let c = z
    for (let pass = 0; ; pass++) {
      const stop = c + bytes
      while (c < stop) {
        const c0 = v128.load(c)
        const c1 = v128.load(c, 16)
        const x0 = v128.load_splat<f32>(a)
        s00 = multiplyAdd(s00, x0, c0)
        s01 = multiplyAdd(s01, x0, c1)
        const x1 = v128.load_splat<f32>(a, 4)
        s10 = multiplyAdd(s10, x1, c0)
        s11 = multiplyAdd(s11, x1, c1)
        const x2 = v128.load_splat<f32>(a, 8)
        s20 = multiplyAdd(s20, x2, c0)
        s21 = multiplyAdd(s21, x2, c1)
        const x3 = v128.load_splat<f32>(a, 12)
        s30 = multiplyAdd(s30, x3, c0)
        s31 = multiplyAdd(s31, x3, c1)
        a += 32
        c += 32
      }
      if (!zTangent || pass) break
      a = inputTangent + column
      c = zTangent
    }
    const row = w + (<usize>(i * outputs) << 2)
    const step = <usize>outputs << 2
    storeRow(row, s00, s01, count)
    if (i + 1 < inputs) storeRow(row + step, s10, s11, count)
    if (i + 2 < inputs) storeRow(row + 2 * step, s20, s21, count)
    if (i + 3 < inputs) storeRow(row + 3 * step, s30, s31, count)
  }
  let b0 = f32x4.splat(0)
  let b1 = b0
  for (let c = z, stop = z + bytes; c < stop; c += 32) {
    b0 = f32x4.add(b0, v128.load(c))
    b1 = f32x4.add(b1, v128.load(c, 16))
  }
  storeRow(gradient + (<usize>(integer(layer, BIAS) + q * 8) << 2), b0, b1, count)
}

// @ts-ignore: decorator
@inline
function storeRow(at: usize, low: v128, high: v128, count: i32): void {
  if (count == 8) {
    v128.store(at, low)
    v128.store(at, high, 16)
    return
  }
  store<f32>(at, f32x4.extract_lane(low, 0))
  if (count > 1) store<f32>(at, f32x4.extract_lane(low, 1), 4)
  if (count > 2) store<f32>(at, f32x4.extract_lane(low, 2), 8)
  if (count > 3) store<f32>(at, f32x4.extract_lane(low, 3), 12)
  if (count > 4) store<f32>(at, f32x4.extract_lane(high, 0), 16)
  if (count > 5) store<f32>(at, f32x4.extract_lane(high, 1), 20)
  if (count > 6) store<f32>(at, f32x4.extract_lane(high, 2), 24)
}

/** to += from over floats [begin, end), both multiples of 4. args: to, from. */
export function accumulate(begin: i32, end: i32, args: usize): void {
  const to = pointer(args, 0)
  const from = pointer(args, 1)
  for (let k = <usize>begin << 2, stop = <usize>end << 2; k < stop; k += 16) {
    v128.store(to + k, f32x4.add(v128.load(to + k), v128.load(from + k)))
  }
}
