/**
 * The layout of a kd-tree over targets y_j with values v_j.
 *
 * Points lie in columns in tree order: node (begin, end) has the children (begin, middle) and (middle, end), middle =
 * (begin + end) / 2, down to a fixed depth, so ranges are implied and the nodes form a heap. A node's record is
 *   highest v | offset | curvature | d times (low, high, slope)
 * and bounds the values in the node: v <= highest, and v(y) <= offset + slope . y + curvature |y|^2.
 */

const HEADER: i32 = 3
export const HIGHEST: usize = 0
export const OFFSET: usize = 8
export const CURVATURE: usize = 16
export const AXES: usize = 24
export const HIGH: usize = 8
export const SLOPE: usize = 16
export const AXIS: usize = 24

/** The tree of a call; globals are private to each thread's instance. */
export let columns: usize = 0
export let stride: usize = 0
export let d: i32 = 0
let nodes: usize = 0

export function useTree(atColumns: usize, atStride: i32, dimension: i32, atNodes: usize): void {
  columns = atColumns
  stride = atStride
  d = dimension
  nodes = atNodes
}

/** Bytes of a tree's nodes. */
export function treeBytes(dimension: i32, treeDepth: i32): usize {
  return <usize>(((2 << treeDepth) - 1) * (HEADER + 3 * dimension)) * 8
}

// @ts-ignore: decorator
@inline
export function node(k: i32): usize {
  return nodes + <usize>(k * (HEADER + 3 * d)) * 8
}

// @ts-ignore: decorator
@inline
export function coordinate(k: i32, i: i32): f64 {
  return load<f64>(columns + ((<usize>k * stride + <usize>i) << 3))
}
