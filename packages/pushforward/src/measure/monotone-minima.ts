/**
 * Minima of the rows of a matrix whose minimisers never move left from one row to the next, as those of a cost that satisfies the
 * quadrangle inequality: the middle row by looking, the others to both sides of its minimiser. O((rows + columns) log rows)
 * entries, none of which is stored.
 *
 * Source: Grønlund et al. 2017, "Fast exact k-means, k-medians and Bregman divergence clustering in 1D", §2.2.
 * @module
 */

/** Whole numbers low … high. */
export interface Range {
  readonly low: number
  readonly high: number
}

export interface RowMinima {
  /** Of row low + i; Infinity where it has no column. */
  readonly least: Float64Array<ArrayBuffer>
  /** The column, the first of several. */
  readonly at: Int32Array
}

/**
 * @param reach row i has the columns below i + reach only
 * @param value at a column and a row
 */
export function monotoneMinima(
  rows: Range,
  columns: Range,
  reach: number,
  value: (column: number, row: number) => number,
): RowMinima {
  const size = Math.max(0, rows.high - rows.low + 1)
  const least = new Float64Array(size)
  const at = new Int32Array(size)
  const fill = (low: number, high: number, from: number, to: number): void => {
    if (low > high) return
    const middle = (low + high) >> 1
    const last = Math.min(to, middle + reach - 1)
    let best = Number.POSITIVE_INFINITY
    let column = from
    for (let l = from; l <= last; l++) {
      const here = value(l, middle)
      if (here < best) {
        best = here
        column = l
      }
    }
    least[middle - rows.low] = best
    at[middle - rows.low] = column
    fill(low, middle - 1, from, column)
    fill(middle + 1, high, column, to)
  }
  fill(rows.low, rows.high, columns.low, columns.high)
  return { least, at }
}
