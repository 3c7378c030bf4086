/**
 * The layer table that the kernels of dense.ts share: one row of `STRIDE` doubles a layer. Addresses that are 0 are not
 * wanted. Panels are described in dense.ts.
 */

const STRIDE: i32 = 20
export const INPUTS: i32 = 0 // columns of the layer's input, without padding
export const OUTPUTS: i32 = 1
export const ACTIVATION: i32 = 2
export const WEIGHT: i32 = 3 // offset in the flat parameters: W as [inputs, outputs], row-major
export const BIAS: i32 = 4 // offset in the flat parameters
export const PACKED: i32 = 5 // W in panels of eight outputs
export const TRANSPOSED: i32 = 6 // W in panels of eight inputs
export const SHIFT: i32 = 7 // b, padded with zeros
export const INPUT: i32 = 8 // the panels that the layer reads
export const OUTPUT: i32 = 9 // f(z)
export const FIRST: i32 = 10 // f'(z)
export const SECOND: i32 = 11 // f''(z)
export const INPUT_TANGENT: i32 = 12
export const OUTPUT_TANGENT: i32 = 13
export const RATE: i32 = 14 // the tangent of z
export const INPUT_COTANGENT: i32 = 15
export const COTANGENT: i32 = 16 // of f(z), replaced by that of z
export const INPUT_TANGENT_COTANGENT: i32 = 17
export const TANGENT_COTANGENT: i32 = 18 // of the tangent of f(z), replaced by that of the tangent of z

// @ts-ignore: decorator
@inline
export function layerAt(table: usize, layer: i32): usize {
  return table + (<usize>(layer * STRIDE) << 3)
}

// @ts-ignore: decorator
@inline
export function panels(columns: i32): i32 {
  return (columns + 7) >> 3
}
