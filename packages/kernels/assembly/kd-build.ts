/** Building a kd-tree: the order of its points and the boxes of its nodes. */
import { AXES, AXIS, HIGH, columns, coordinate, d, node, stride, useTree } from './kd-node'

// @ts-ignore: decorator
@inline
function item(index: usize, k: i32): u32 {
  return load<u32>(index + (<usize>k << 2))
}

/** Permutes `index` so that every node of a tree of this depth is a contiguous range split at the median of its widest axis. */
export function order(atColumns: usize, atStride: i32, count: i32, dimension: i32, treeDepth: i32, index: usize): void {
  useTree(atColumns, atStride, dimension, 0)
  splitRange(index, 0, count, treeDepth)
}

function splitRange(index: usize, begin: i32, end: i32, levels: i32): void {
  if (levels == 0 || end - begin < 2) return
  let axis = 0
  let widest: f64 = -1
  for (let k = 0; k < d; k++) {
    let low = f64.POSITIVE_INFINITY
    let high = f64.NEGATIVE_INFINITY
    for (let t = begin; t < end; t++) {
      const x = coordinate(k, item(index, t))
      low = min(low, x)
      high = max(high, x)
    }
    if (high - low > widest) {
      widest = high - low
      axis = k
    }
  }
  const middle = (begin + end) >> 1
  select(index, begin, end - 1, middle, columns + ((<usize>axis * stride) << 3))
  splitRange(index, begin, middle, levels - 1)
  splitRange(index, middle, end, levels - 1)
}

/** Partitions index[low..high] so that position k holds its order statistic (Hoare's selection). */
function select(index: usize, low: i32, high: i32, k: i32, keys: usize): void {
  while (low < high) {
    const pivot = load<f64>(keys + (<usize>item(index, (low + high) >> 1) << 3))
    let i = low
    let j = high
    while (i <= j) {
      while (load<f64>(keys + (<usize>item(index, i) << 3)) < pivot) i++
      while (pivot < load<f64>(keys + (<usize>item(index, j) << 3))) j--
      if (i <= j) {
        const swap = item(index, i)
        store<u32>(index + (<usize>i << 2), item(index, j))
        store<u32>(index + (<usize>j << 2), swap)
        i++
        j--
      }
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else return
  }
}

/** Fills the boxes of points that lie in tree order. */
export function setBoxes(atColumns: usize, atStride: i32, count: i32, dimension: i32, treeDepth: i32, atNodes: usize): void {
  useTree(atColumns, atStride, dimension, atNodes)
  boxOf(0, 0, count, treeDepth)
}

function boxOf(k: i32, begin: i32, end: i32, levels: i32): void {
  const record = node(k)
  if (levels > 0) {
    const middle = (begin + end) >> 1
    boxOf(2 * k + 1, begin, middle, levels - 1)
    boxOf(2 * k + 2, middle, end, levels - 1)
    const left = node(2 * k + 1) + AXES
    const right = node(2 * k + 2) + AXES
    for (let axis: usize = 0, to = record + AXES; axis < <usize>d * AXIS; axis += AXIS) {
      store<f64>(to + axis, min(load<f64>(left + axis), load<f64>(right + axis)))
      store<f64>(to + axis + HIGH, max(load<f64>(left + axis + HIGH), load<f64>(right + axis + HIGH)))
    }
    return
  }
  for (let axis = 0; axis < d; axis++) {
    let low = f64.POSITIVE_INFINITY
    let high = f64.NEGATIVE_INFINITY
    for (let t = begin; t < end; t++) {
      low = min(low, coordinate(axis, t))
      high = max(high, coordinate(axis, t))
    }
    const to = record + AXES + <usize>axis * AXIS
    store<f64>(to, low)
    store<f64>(to + HIGH, high)
  }
}

