/**
 * An order of points in which runs are compact: balanced splits along the widest side of the box, so that every run of
 * `width` points (and every aligned run of twice, four times … as many) fills a small box.
 *
 * Cost O(n d log n) expected, by quickselect.
 * @module
 */

/** Splits stop at this many points. */
const LEAF = 16

/**
 * @param rows row-major `[n, d]`
 * @param width a multiple of 16: splits above it fall on its multiples
 * @returns the positions of the points in their new order, `[n]`
 */
export function compactOrder(rows: Float64Array, n: number, d: number, width: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  const keys = new Float64Array(n)
  const split = (begin: number, end: number): void => {
    const count = end - begin
    if (count <= LEAF) return
    const side = widestSide(rows, d, order, begin, end)
    for (let k = begin; k < end; k++) keys[k] = rows[(order[k] as number) * d + side] as number
    const unit = count > width ? width : LEAF
    const middle = begin + unit * Math.ceil(count / unit / 2)
    select(keys, order, begin, end - 1, middle)
    split(begin, middle)
    split(middle, end)
  }
  split(0, n)
  return order
}

function widestSide(rows: Float64Array, d: number, order: Uint32Array, begin: number, end: number): number {
  let widest = 0
  let extent = -1
  for (let k = 0; k < d; k++) {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (let at = begin; at < end; at++) {
      const value = rows[(order[at] as number) * d + k] as number
      if (value < least) least = value
      if (value > most) most = value
    }
    if (most - least > extent) {
      extent = most - least
      widest = k
    }
  }
  return widest
}

/** Hoare's quickselect: afterwards the keys before `middle` are at most, those from it on at least, keys[middle]. */
function select(keys: Float64Array, order: Uint32Array, first: number, last: number, middle: number): void {
  let low = first
  let high = last
  while (low < high) {
    const pivot = medianOfThree(keys[low] as number, keys[(low + high) >> 1] as number, keys[high] as number)
    let i = low
    let j = high
    while (i <= j) {
      while ((keys[i] as number) < pivot) i++
      while ((keys[j] as number) > pivot) j--
      if (i <= j) {
        swap(keys, i, j)
        swap(order, i, j)
        i++
        j--
      }
    }
    if (middle <= j) high = j
    else if (middle >= i) low = i
    else return
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

function swap(values: Float64Array | Uint32Array, i: number, j: number): void {
  const value = values[i] as number
  values[i] = values[j] as number
  values[j] = value
}
