/** Lists of candidate arcs in rows by source: starts (u32, n + 1), targets (u32, ascending in a row), costs (f64). */
import { integer, pointer, real } from './args'
import { MATRIX, code, costBetween, useCost } from './ground-cost'

// @ts-ignore: decorator
@inline
function get(array: usize, k: u32): u32 {
  return load<u32>(array + (<usize>k << 2))
}

// @ts-ignore: decorator
@inline
function set(array: usize, k: u32, value: u32): void {
  store<u32>(array + (<usize>k << 2), value)
}

/** Bytes from a source to the next: a coordinate, or a row of a matrix. */
// @ts-ignore: decorator
@inline
function sourceStep(m: u32): usize {
  return code == MATRIX ? <usize>m << 3 : 8
}

/** Sorts targets[from, to) and drops repetitions; returns the new end. */
function distinct(targets: usize, from: u32, to: u32): u32 {
  for (let k = from + 1; k < to; k++) {
    const target = get(targets, k)
    let at = k
    for (; at > from && get(targets, at - 1) > target; at--) set(targets, at, get(targets, at - 1))
    set(targets, at, target)
  }
  let end = from
  for (let k = from; k < to; k++) {
    if (k == from || get(targets, k) != get(targets, end - 1)) set(targets, end++, get(targets, k))
  }
  return end
}

/**
 * The union of candidates by source and by target; returns the number of arcs.
 * args: 0 n, 1 m, 2 wanted, 3 counts by source, 4 targets by source [n, wanted], 5 counts by target,
 *       6 sources by target [m, wanted], 7 starts, 8 targets, 9 costs, 10 source of each arc, 11 reduced costs,
 *       12 f, 13 g, 14 cost code, 15 p, 16 d, 17 columns of x, 18 stride, 19 columns of y, 20 stride.
 * The arrays by arc have room for (n + m) wanted entries.
 */
export function collect(args: usize): u32 {
  const n = <u32>integer(args, 0)
  const m = <u32>integer(args, 1)
  const wanted = <u32>integer(args, 2)
  const countsX = pointer(args, 3)
  const listsX = pointer(args, 4)
  const countsY = pointer(args, 5)
  const listsY = pointer(args, 6)
  const starts = pointer(args, 7)
  const targets = pointer(args, 8)
  // Room for each row, then fill; `starts` runs ahead as the write position and is put right by the compaction.
  memory.fill(starts, 0, <usize>(n + 1) << 2)
  for (let i: u32 = 0; i < n; i++) set(starts, i + 1, get(countsX, i))
  for (let j: u32 = 0; j < m; j++) {
    for (let k: u32 = 0; k < get(countsY, j); k++) {
      const i = get(listsY, j * wanted + k)
      set(starts, i + 1, get(starts, i + 1) + 1)
    }
  }
  for (let i: u32 = 0; i < n; i++) set(starts, i + 1, get(starts, i + 1) + get(starts, i))
  for (let j = m; j > 0; j--) {
    for (let k: u32 = 0; k < get(countsY, j - 1); k++) {
      const i = get(listsY, (j - 1) * wanted + k)
      const to = get(starts, i + 1) - 1
      set(starts, i + 1, to)
      set(targets, to, j - 1)
    }
  }
  for (let i: u32 = 0; i < n; i++) {
    for (let k: u32 = 0; k < get(countsX, i); k++) {
      const to = get(starts, i + 1) - 1
      set(starts, i + 1, to)
      set(targets, to, get(listsX, i * wanted + k))
    }
  }
  // Now starts[i + 1] is the begin of row i; rows end where the next begins.
  const all = rowsEnd(n, m, wanted, countsX, countsY)
  useCost(integer(args, 14), real(args, 15), integer(args, 16), integer(args, 18), integer(args, 20))
  const step = sourceStep(m)
  let end: u32 = 0
  for (let i: u32 = 0; i < n; i++) {
    const from = get(starts, i + 1)
    const to = i + 1 < n ? get(starts, i + 2) : all
    const stop = distinct(targets, from, to)
    set(starts, i, end)
    for (let k = from; k < stop; k++) {
      const j = get(targets, k)
      const c = costBetween(pointer(args, 17) + <usize>i * step, pointer(args, 19) + (<usize>j << 3))
      set(targets, end, j)
      store<f64>(pointer(args, 9) + (<usize>end << 3), c)
      set(pointer(args, 10), end, i)
      const f = load<f64>(pointer(args, 12) + (<usize>i << 3))
      const g = load<f64>(pointer(args, 13) + (<usize>j << 3))
      store<f64>(pointer(args, 11) + (<usize>end << 3), c - f - g)
      end++
    }
  }
  set(starts, n, end)
  return end
}

function rowsEnd(n: u32, m: u32, wanted: u32, countsX: usize, countsY: usize): u32 {
  let all: u32 = 0
  for (let i: u32 = 0; i < n; i++) all += get(countsX, i)
  for (let j: u32 = 0; j < m; j++) all += get(countsY, j)
  return all
}

/**
 * Old rows and, behind each, the new targets of its source; returns the number of arcs.
 * args: 0 n, 1 wanted, 2 counts, 3 new targets [n, wanted], 4 old starts, 5 old targets, 6 old costs, 7 starts,
 *       8 targets, 9 costs, 10 cost code, 11 p, 12 d, 13 columns of x, 14 stride, 15 columns of y, 16 stride, 17 m.
 */
export function extend(args: usize): u32 {
  const n = <u32>integer(args, 0)
  const wanted = <u32>integer(args, 1)
  useCost(integer(args, 10), real(args, 11), integer(args, 12), integer(args, 14), integer(args, 16))
  const step = sourceStep(<u32>integer(args, 17))
  let end: u32 = 0
  for (let i: u32 = 0; i < n; i++) {
    const from = get(pointer(args, 4), i)
    const length = get(pointer(args, 4), i + 1) - from
    set(pointer(args, 7), i, end)
    memory.copy(pointer(args, 8) + (<usize>end << 2), pointer(args, 5) + (<usize>from << 2), <usize>length << 2)
    memory.copy(pointer(args, 9) + (<usize>end << 3), pointer(args, 6) + (<usize>from << 3), <usize>length << 3)
    end += length
    for (let k: u32 = 0; k < get(pointer(args, 2), i); k++) {
      const j = get(pointer(args, 3), i * wanted + k)
      set(pointer(args, 8), end, j)
      const c = costBetween(pointer(args, 13) + <usize>i * step, pointer(args, 15) + (<usize>j << 3))
      store<f64>(pointer(args, 9) + (<usize>end << 3), c)
      end++
    }
  }
  set(pointer(args, 7), n, end)
  return end
}

/**
 * For every column j of a matrix cost, the sources with the smallest c_ij - f_i, ascending; the matrix is read once.
 * args: 0 n, 1 m, 2 wanted, 3 matrix, 4 f, 5 counts (u32), 6 sources [m, wanted], 7 values [m, wanted].
 */
export function listColumns(args: usize): void {
  const n = <u32>integer(args, 0)
  const m = <usize>integer(args, 1)
  const wanted = <u32>integer(args, 2)
  const counts = pointer(args, 5)
  const lists = pointer(args, 6)
  const values = pointer(args, 7)
  memory.fill(counts, 0, m << 2)
  for (let k: usize = 0; k < m * <usize>wanted; k++) store<f64>(values + (k << 3), f64.POSITIVE_INFINITY)
  for (let i: u32 = 0; i < n; i++) {
    const row = pointer(args, 3) + ((<usize>i * m) << 3)
    const f = load<f64>(pointer(args, 4) + (<usize>i << 3))
    for (let j: usize = 0; j < m; j++) {
      const value = load<f64>(row + (j << 3)) - f
      const column = values + ((j * <usize>wanted) << 3)
      if (!(value < load<f64>(column + (<usize>(wanted - 1) << 3)))) continue
      const found = get(counts, <u32>j)
      let at = found < wanted ? found : wanted - 1
      set(counts, <u32>j, at + 1)
      const list = lists + ((j * <usize>wanted) << 2)
      for (; at > 0 && load<f64>(column + (<usize>(at - 1) << 3)) > value; at--) {
        store<f64>(column + (<usize>at << 3), load<f64>(column + (<usize>(at - 1) << 3)))
        set(list, at, get(list, at - 1))
      }
      store<f64>(column + (<usize>at << 3), value)
      set(list, at, i)
    }
  }
}
