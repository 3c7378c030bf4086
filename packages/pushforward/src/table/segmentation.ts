/**
 * The best cut of a row of cells into segments, by dynamic programming:
 *
 *   maximise Σ V(segment)   over cuts of 0 … n−1 into kMin … kMax segments,
 *
 * where the levels of the segments follow a given course (up; down; up then down; …) by steps of a least height, and
 * neighbours may have to pass a further test. With f(k, s, i, j) the best value of k segments of which the last is i … j and the
 * course has reached its direction s,
 *
 *   f(k, s, i, j) = V(i, j) + max over h, s' ∈ {s − 1, s} of f(k − 1, s', h, i − 1),   step from (h, i − 1) to (i, j) allowed.
 *
 * Exact, because V is additive and every constraint is on a segment or on a pair of neighbours. Cost O(kMax · n³ / 6)
 * comparisons, memory O(kMax · n²): about 1 ms for n = 50 and kMax = 10.
 * @module
 */

/** 1: the next segment lies higher; −1: lower; 0: either. */
export type Direction = 1 | -1 | 0

export interface SegmentationProblem {
  readonly cells: number
  /** Value of the segment i … j (both included), −Infinity where it is not allowed. */
  readonly value: (i: number, j: number) => number
  /** Level of the segment i … j; asked for allowed segments only. */
  readonly level: (i: number, j: number) => number
  /** Least difference of the levels of neighbours; where 0, steps up and down are still strict. */
  readonly leastStep: number
  /** Whether the segment i … j may follow h … i − 1, whatever the direction. Default: yes. */
  readonly mayFollow?: (h: number, i: number, j: number) => boolean
  /** The directions in their order; each may hold for any number of steps, none included. */
  readonly course: readonly Direction[]
  readonly minSegments: number
  readonly maxSegments: number
}

export interface Segmentation {
  readonly value: number
  /** First cell of each segment, ascending, the first one 0. */
  readonly starts: readonly number[]
}

/** Values closer than this count as equal: the segmentation with fewer segments is then taken. */
const TIE = 1e-13

/** Undefined if no segmentation satisfies the constraints. */
export function bestSegmentation(problem: SegmentationProblem): Segmentation | undefined {
  const { cells, course, minSegments, maxSegments } = problem
  const segments = tabulate(problem)
  const most = Math.min(maxSegments, cells)
  const layers: Layer[] = [firstLayer(segments.values, cells, course.length)]
  for (let k = 2; k <= most; k++) layers.push(nextLayer(problem, segments, layers[k - 2] as Layer))

  let best: { value: number; k: number; at: number } | undefined
  for (let k = minSegments; k <= most; k++) {
    const { total } = layers[k - 1] as Layer
    for (let s = 0; s < course.length; s++) {
      for (let i = 0; i < cells; i++) {
        const at = (s * cells + i) * cells + cells - 1
        const value = total[at] as number
        if (value > (best?.value ?? Number.NEGATIVE_INFINITY) + TIE) best = { value, k, at }
      }
    }
  }
  return best && { value: best.value, starts: trace(layers, best.k, best.at, cells) }
}

/** Best totals and where they came from, by course state, first and last cell of the last segment. */
interface Layer {
  readonly total: Float64Array
  /** Index into the layer before. */
  readonly from: Int32Array
}

/** Values and levels of all segments, `[n, n]` by first and last cell. */
interface Segments {
  readonly values: Float64Array
  readonly levels: Float64Array
}

function tabulate({ cells, value, level }: SegmentationProblem): Segments {
  const values = new Float64Array(cells * cells).fill(Number.NEGATIVE_INFINITY)
  const levels = new Float64Array(cells * cells)
  for (let i = 0; i < cells; i++) {
    for (let j = i; j < cells; j++) {
      const here = value(i, j)
      if (here === Number.NEGATIVE_INFINITY) continue
      values[i * cells + j] = here
      levels[i * cells + j] = level(i, j)
    }
  }
  return { values, levels }
}

function emptyLayer(cells: number, states: number): Layer {
  const size = states * cells * cells
  return { total: new Float64Array(size).fill(Number.NEGATIVE_INFINITY), from: new Int32Array(size).fill(-1) }
}

function firstLayer(values: Float64Array, cells: number, states: number): Layer {
  const layer = emptyLayer(cells, states)
  layer.total.set(values.subarray(0, cells)) // segments 0 … j, before any step
  return layer
}

function nextLayer(
  { cells, course, leastStep, mayFollow }: SegmentationProblem,
  { values, levels }: Segments,
  before: Layer,
): Layer {
  const layer = emptyLayer(cells, course.length)
  const square = cells * cells
  course.forEach((direction, s) => {
    // Totals of this state and of the one before it: a course may turn here.
    const stay = before.total.subarray(s * square, (s + 1) * square)
    const turn = s > 0 ? before.total.subarray((s - 1) * square, s * square) : stay
    for (let i = 1; i < cells; i++) {
      for (let j = i; j < cells; j++) {
        const own = values[i * cells + j] as number
        if (own === Number.NEGATIVE_INFINITY) continue
        const here = levels[i * cells + j] as number
        let best = Number.NEGATIVE_INFINITY
        let from = -1
        for (let h = 0, last = i - 1; h < i; h++, last += cells) {
          const reached = Math.max(stay[last] as number, turn[last] as number)
          if (!(reached > best)) continue
          const step = here - (levels[last] as number)
          if (direction !== 0 && !(step * direction > 0)) continue
          if (Math.abs(step) < leastStep || (mayFollow && !mayFollow(h, i, j))) continue
          best = reached
          from = last
        }
        if (from < 0) continue
        const state = (stay[from] as number) >= (turn[from] as number) ? s : s - 1
        layer.total[s * square + i * cells + j] = best + own
        layer.from[s * square + i * cells + j] = state * square + from
      }
    }
  })
  return layer
}

function trace(layers: readonly Layer[], k: number, at: number, cells: number): number[] {
  const starts: number[] = []
  for (let layer = k - 1, here = at; layer >= 0; layer--) {
    starts.unshift(Math.floor(here / cells) % cells)
    here = (layers[layer] as Layer).from[here] as number
  }
  return starts
}
