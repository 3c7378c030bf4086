/**
 * Stacks of dense layers z = a W + b, a' = f(z): forward, tangent, backward and the gradient of the parameters, float32.
 *
 * Matrices of activations [rows, columns] are kept in panels of eight columns: element (r, c) is at
 * ((c / 8) · rows + r) · 8 + c mod 8. A panel is read along its rows without a stride, in all three products of a layer,
 * and two matrices are joined by putting their panels one after the other. `rows` is a multiple of 4. Weights are
 * packed in panels of eight outputs (for the forward product) and of eight inputs (for the backward one).
 *
 * Every element is summed in one fixed order, whatever block of rows or columns a thread takes.
 *
 * Layer table, one row of `STRIDE` doubles a layer: see the constants below. Addresses that are 0 are not wanted.
 */
import { activate, LINEAR } from './activation'
import { integer, pointer } from './args'

const STRIDE: i32 = 20
const INPUTS: i32 = 0 // columns of the layer's input, without padding
const OUTPUTS: i32 = 1
const ACTIVATION: i32 = 2
const WEIGHT: i32 = 3 // offset in the flat parameters: W as [inputs, outputs], row-major
const BIAS: i32 = 4 // offset in the flat parameters
const PACKED: i32 = 5 // W in panels of eight outputs
const TRANSPOSED: i32 = 6 // W in panels of eight inputs
const SHIFT: i32 = 7 // b, padded with zeros
const INPUT: i32 = 8 // the panels that the layer reads
const OUTPUT: i32 = 9 // f(z)
const FIRST: i32 = 10 // f'(z)
const SECOND: i32 = 11 // f''(z)
const INPUT_TANGENT: i32 = 12
const OUTPUT_TANGENT: i32 = 13
const RATE: i32 = 14 // the tangent of z
const INPUT_COTANGENT: i32 = 15
const COTANGENT: i32 = 16 // of f(z), replaced by that of z
const INPUT_TANGENT_COTANGENT: i32 = 17
const TANGENT_COTANGENT: i32 = 18 // of the tangent of f(z), replaced by that of the tangent of z

// @ts-ignore: decorator
@inline
function layerAt(table: usize, layer: i32): usize {
  return table + (<usize>(layer * STRIDE) << 3)
}

// @ts-ignore: decorator
@inline
function panels(columns: i32): i32 {
  return (columns + 7) >> 3
}

// @ts-ignore: decorator
@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

/** out = a W (+ shift) for rows [begin, end): tiles of 4 rows × 8 columns, which just fit the sixteen registers. */
function multiply(
  begin: i32, end: i32, rows: i32,
  a: usize, aPanels: i32, w: usize, shift: usize, out: usize, outPanels: i32,
): void {
  const stride = <usize>rows << 5
  for (let q = 0; q < outPanels; q++) {
    const panel = w + (<usize>(q * aPanels) << 8)
    let shift0 = f32x4.splat(0)
    let shift1 = shift0
    if (shift) {
      shift0 = v128.load(shift + (<usize>q << 5))
      shift1 = v128.load(shift + (<usize>q << 5), 16)
    }
    for (let r = begin; r < end; r += 4) {
      let s00 = shift0, s01 = shift1, s10 = shift0, s11 = shift1
      let s20 = shift0, s21 = shift1, s30 = shift0, s31 = shift1
      let weights = panel
      let at = a + (<usize>r << 5)
      for (let p = 0; p < aPanels; p++) {
        // One step a turn: unrolled by hand, the compiler hoists the loads of all steps and spills the sums.
        const stop = at + 32
        while (at < stop) {
          const w0 = v128.load(weights)
          const w1 = v128.load(weights, 16)
          const x0 = v128.load_splat<f32>(at)
          s00 = multiplyAdd(s00, x0, w0)
          s01 = multiplyAdd(s01, x0, w1)
          const x1 = v128.load_splat<f32>(at, 32)
          s10 = multiplyAdd(s10, x1, w0)
          s11 = multiplyAdd(s11, x1, w1)
          const x2 = v128.load_splat<f32>(at, 64)
          s20 = multiplyAdd(s20, x2, w0)
          s21 = multiplyAdd(s21, x2, w1)
          const x3 = v128.load_splat<f32>(at, 96)
          s30 = multiplyAdd(s30, x3, w0)
          s31 = multiplyAdd(s31, x3, w1)
          at += 4
          weights += 32
        }
        at += stride - 32
      }
      const to = out + (<usize>(q * rows + r) << 5)
      v128.store(to, s00)
      v128.store(to, s01, 16)
      v128.store(to, s10, 32)
      v128.store(to, s11, 48)
      v128.store(to, s20, 64)
      v128.store(to, s21, 80)
      v128.store(to, s30, 96)
      v128.store(to, s31, 112)
    }
  }
}

/** Row-major [n, columns] to panels; columns and rows that pad are zero. args: from, n, columns, to, rows. */
export function toPanels(begin: i32, end: i32, args: usize): void {
  const from = pointer(args, 0)
  const n = integer(args, 1)
  const columns = integer(args, 2)
  const to = pointer(args, 3)
  const rows = integer(args, 4)
  for (let p = begin; p < end; p++) {
    for (let r = 0; r < rows; r++) {
      const cell = to + (<usize>(p * rows + r) << 5)
      for (let c = 0; c < 8; c++) {
        const column = p * 8 + c
        const inside = r < n && column < columns
        store<f32>(cell + (<usize>c << 2), inside ? load<f32>(from + (<usize>(r * columns + column) << 2)) : 0)
      }
    }
  }
}

/** Panels to row-major [n, columns]. args: from, rows, to, n, columns. */
export function fromPanels(begin: i32, end: i32, args: usize): void {
  const from = pointer(args, 0)
  const rows = integer(args, 1)
  const to = pointer(args, 2)
  const columns = integer(args, 4)
  for (let r = begin; r < end; r++) {
    for (let c = 0; c < columns; c++) {
      const cell = from + (<usize>((c >> 3) * rows + r) << 5) + (<usize>(c & 7) << 2)
      store<f32>(to + (<usize>(r * columns + c) << 2), load<f32>(cell))
    }
  }
}

/** Packs the weights of layers [begin, end). args: table, parameters. */
export function pack(begin: i32, end: i32, args: usize): void {
  const table = pointer(args, 0)
  const parameters = pointer(args, 1)
  for (let l = begin; l < end; l++) {
    const layer = layerAt(table, l)
    const inputs = integer(layer, INPUTS)
    const outputs = integer(layer, OUTPUTS)
    const w = parameters + (<usize>integer(layer, WEIGHT) << 2)
    const b = parameters + (<usize>integer(layer, BIAS) << 2)
    const shift = pointer(layer, SHIFT)
    const outWidth = panels(outputs) << 3
    const inWidth = panels(inputs) << 3
    for (let j = 0; j < outWidth; j++) {
      store<f32>(shift + (<usize>j << 2), j < outputs ? load<f32>(b + (<usize>j << 2)) : 0)
    }
    packBlocks(w, inputs, outputs, pointer(layer, PACKED), inWidth, outWidth)
    const transposed = pointer(layer, TRANSPOSED)
    if (transposed) packTransposed(w, inputs, outputs, transposed, inWidth, outWidth)
  }
}

/** to[(q · inWidth + k) · 8 + c] = W[k, 8 q + c]. */
function packBlocks(w: usize, inputs: i32, outputs: i32, to: usize, inWidth: i32, outWidth: i32): void {
  for (let q = 0; q < outWidth; q += 8) {
    const whole = q + 8 <= outputs
    for (let k = 0; k < inWidth; k++) {
      const cell = to + (<usize>(q * inWidth + k * 8) << 2)
      const from = w + (<usize>(k * outputs + q) << 2)
      if (whole && k < inputs) {
        v128.store(cell, v128.load(from))
        v128.store(cell, v128.load(from, 16), 16)
      } else {
        for (let c = 0; c < 8; c++) {
          const inside = k < inputs && q + c < outputs
          store<f32>(cell + (<usize>c << 2), inside ? load<f32>(from + (<usize>c << 2)) : 0)
        }
      }
    }
  }
}

/** to[(p · outWidth + j) · 8 + c] = W[8 p + c, j]. */
function packTransposed(w: usize, inputs: i32, outputs: i32, to: usize, inWidth: i32, outWidth: i32): void {
  const step = <usize>outputs << 2
  for (let p = 0; p < inWidth; p += 8) {
    const panel = to + (<usize>(p * outWidth) << 2)
    const from = w + <usize>p * step
    // Blocks of eight rows by four columns, transposed in registers; what they leave over goes number by number.
    const blocks = p + 8 <= inputs ? outputs & ~3 : 0
    for (let j = 0; j < blocks; j += 4) {
      const source = from + (<usize>j << 2)
      const target = panel + (<usize>j << 5)
      transpose(source, step, target)
      transpose(source + 4 * step, step, target + 16)
    }
    for (let c = 0; c < 8; c++) {
      for (let j = blocks; j < outWidth; j++) {
        const inside = p + c < inputs && j < outputs
        const value = inside ? load<f32>(from + <usize>c * step + (<usize>j << 2)) : 0
        store<f32>(panel + (<usize>(j * 8 + c) << 2), value)
      }
    }
  }
}

/** Four rows of four floats, `step` bytes apart, written as four columns 32 bytes apart. */
// @ts-ignore: decorator
@inline
function transpose(from: usize, step: usize, to: usize): void {
  const a = v128.load(from)
  const b = v128.load(from + step)
  const c = v128.load(from + 2 * step)
  const d = v128.load(from + 3 * step)
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<f64>(ab0, cd0, 0, 2))
  v128.store(to + 32, v128.shuffle<f64>(ab0, cd0, 1, 3))
  v128.store(to + 64, v128.shuffle<f64>(ab1, cd1, 0, 2))
  v128.store(to + 96, v128.shuffle<f64>(ab1, cd1, 1, 3))
}

/** All layers for rows [begin, end), both multiples of 4. args: table, layers, rows. */
export function forward(begin: i32, end: i32, args: usize): void {
  const table = pointer(args, 0)
  const layers = integer(args, 1)
  const rows = integer(args, 2)
  for (let l = 0; l < layers; l++) {
    const layer = layerAt(table, l)
    const inPanels = panels(integer(layer, INPUTS))
    const outPanels = panels(integer(layer, OUTPUTS))
    const output = pointer(layer, OUTPUT)
    multiply(begin, end, rows, pointer(layer, INPUT), inPanels, pointer(layer, PACKED), pointer(layer, SHIFT), output, outPanels)
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
    const inPanels = panels(integer(layer, INPUTS))
    const outPanels = panels(integer(layer, OUTPUTS))
    const out = pointer(layer, OUTPUT_TANGENT)
    multiply(begin, end, rows, pointer(layer, INPUT_TANGENT), inPanels, pointer(layer, PACKED), 0, out, outPanels)
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
    const outPanels = panels(integer(layer, OUTPUTS))
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
    if (below) multiply(begin, end, rows, cotangent, outPanels, transposed, 0, below, inPanels)
    const secondBelow = pointer(layer, INPUT_TANGENT_COTANGENT)
    if (secondBelow) multiply(begin, end, rows, second, outPanels, transposed, 0, secondBelow, inPanels)
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
