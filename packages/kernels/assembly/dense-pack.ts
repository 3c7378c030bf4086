/** Into panels and out of them: activations row by row, weights both ways. Panels are described in dense.ts. */
import { integer, pointer } from './args'
import { BIAS, INPUTS, layerAt, OUTPUTS, PACKED, panels, SHIFT, TRANSPOSED, WEIGHT } from './dense-layer'

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
