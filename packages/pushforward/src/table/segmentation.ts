/**
 * The best cut of a row of cells into segments, by dynamic programming:
 *
 *   maximise Σ V(segment)   over cuts of 0 … n−1 into kMin … kMax segments,
 *
 * where neighbouring segments must pass a test of the pair, and the directions of the steps between them follow a given
 * course (up; down; up then down; …). With f(k, s, i, j) the best value of k segments of which the last is i … j and the
 * course has reached its direction s,
 *
 *   f(k, s, i, j) = V(i, j) + max over h, s' ∈ {s − 1, s} of f(k − 1, s', h, i − 1),   step from (h, i − 1) to (i, j) allowed.
 *
 * Exact, because V is additive and every constraint is on a segment or on a pair of neighbours. Cost O(kMax · n³ / 6)
 * pair tests, memory O(kMax · n²): 0.5 ms for n = 20, some milliseconds for n = 50.
 * @module
 */

/** 1: the next segment lies higher; −1: lower; 0: either. */
export type Direction = 1 | -1 | 0

export interface SegmentationProblem {
  readonly cells: number
  /** Value of the segment i … j (both included), −Infinity where it is not allowed. */
  readonly value: (i: number, j: number) => number
  /** Whether the segment i … j may follow h … i − 1 in this direction. */
  readonly mayFollow: (h: number, i: number, j: number, direction: Direction) => boolean
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
  const values = segmentValues(problem)
  const most = Math.min(maxSegments, cells)
  const layers: Layer[] = [firstLayer(values, cells, course.length)]
  for (let k = 2; k <= most; k++) layers.push(nextLayer(problem, values, layers[k - 2] as Layer))

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

function segmentValues({ cells, value }: SegmentationProblem): Float64Array {
  const values = new Float64Array(cells * cells).fill(Number.NEGATIVE_INFINITY)
  for (let i = 0; i < cells; i++) for (let j = i; j < cells; j++) values[i * cells + j] = value(i, j)
  return values
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

function nextLayer({ cells, mayFollow, course }: SegmentationProblem, values: Float64Array, before: Layer): Layer {
  const layer = emptyLayer(cells, course.length)
  const square = cells * cells
  course.forEach((direction, s) => {
    for (let i = 1; i < cells; i++) {
      for (let j = i; j < cells; j++) {
        const own = values[i * cells + j] as number
        if (own === Number.NEGATIVE_INFINITY) continue
        let best = Number.NEGATIVE_INFINITY
        let from = -1
        for (let h = 0; h < i; h++) {
          const last = h * cells + i - 1
          const stay = before.total[s * square + last] as number
          const turn = s > 0 ? (before.total[(s - 1) * square + last] as number) : Number.NEGATIVE_INFINITY
          const reached = Math.max(stay, turn)
          if (reached > best && mayFollow(h, i, j, direction)) {
            best = reached
            from = (stay >= turn ? s : s - 1) * square + last
          }
        }
        if (from < 0) continue
        layer.total[s * square + i * cells + j] = best + own
        layer.from[s * square + i * cells + j] = from
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
