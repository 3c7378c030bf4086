/**
 * Distance of every node of a grid from an interface, positive where the scalar is above the level.
 *
 *   ξ(x) = ± min over the curves' segments of the distance to x
 *
 * exact for the chain of segments. Segments are held in a tree of boxes over consecutive ones, which lie close together;
 * a node starts from its left neighbour's distance plus one step, so few boxes are opened. O(nodes · log segments).
 * @module
 */
import type { Grid } from './grid.js'
import { isoLines } from './iso-lines.js'
import { corner, type Polyline } from './polyline.js'

/**
 * @param scalar c, `[ny, nx]`
 * @param lines the curves. Default: all level lines of c.
 * @returns ξ on the same nodes; NaN where c is NaN, ±∞ where there is no curve
 */
export function signedDistance(scalar: Grid, level: number, lines = isoLines(scalar, level)): Grid {
  const [ny, nx] = scalar.shape as [number, number]
  const [stepY, stepX] = scalar.spacing as [number, number]
  const [startY, startX] = scalar.origin as [number, number]
  const periodX = scalar.periodic[1] ? nx * stepX : 0
  const periodY = scalar.periodic[0] ? ny * stepY : 0
  const tree = segmentTree(lines, scalar, periodX, periodY)
  const shiftsX = periodX > 0 ? [0, -periodX, periodX] : [0]
  const shiftsY = periodY > 0 ? [0, -periodY, periodY] : [0]
  const values = new Float64Array(ny * nx)
  for (let j = 0; j < ny; j++) {
    let left = Number.POSITIVE_INFINITY
    for (let i = 0; i < nx; i++) {
      // A little more than the bound, so that rounding can't hide the segment that attains it.
      const bound = (left + stepX) * (1 + 1e-12)
      let square = bound * bound
      for (const shiftY of shiftsY) {
        for (const shiftX of shiftsX) {
          square = nearest(tree, startX + i * stepX + shiftX, startY + j * stepY + shiftY, square)
        }
      }
      left = Math.sqrt(square)
      const value = scalar.values[j * nx + i] as number
      values[j * nx + i] = Number.isNaN(value) ? Number.NaN : value >= level ? left : -left
    }
  }
  return { ...scalar, values }
}

interface SegmentTree {
  /** Ends x, y, x', y' of each segment. */
  readonly segments: Float64Array
  /** Boxes xMin, yMin, xMax, yMax: node 1 is the root, node k has children 2k and 2k + 1, leaves come last. */
  readonly boxes: Float64Array
  /** Number of leaves, a power of two. */
  readonly leaves: number
  readonly count: number
}

const LEAF_SIZE = 4

function segmentTree(lines: readonly Polyline[], { origin }: Grid, periodX: number, periodY: number): SegmentTree {
  const ends: number[] = []
  for (const line of lines) {
    const pieces = line.closed ? line.points.n : line.points.n - 1
    for (let k = 0; k < pieces; k++) {
      const [x, y] = corner(line, k)
      const [nextX, nextY] = corner(line, k + 1)
      // Curves run on across periodic borders: each segment is moved back to where the nodes are.
      const backX = periodX > 0 ? Math.floor((x - (origin[1] as number)) / periodX) * periodX : 0
      const backY = periodY > 0 ? Math.floor((y - (origin[0] as number)) / periodY) * periodY : 0
      ends.push(x - backX, y - backY, nextX - backX, nextY - backY)
    }
  }
  const segments = Float64Array.from(ends)
  const count = segments.length / 4
  let leaves = 1
  while (leaves * LEAF_SIZE < count) leaves *= 2
  const boxes = new Float64Array(8 * leaves)
  for (let node = 2 * leaves - 1; node >= 1; node--) {
    const box = boxes.subarray(4 * node, 4 * node + 4)
    box.set([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])
    const include = (x: number, y: number, toX: number, toY: number) => {
      box[0] = Math.min(box[0] as number, x, toX)
      box[1] = Math.min(box[1] as number, y, toY)
      box[2] = Math.max(box[2] as number, x, toX)
      box[3] = Math.max(box[3] as number, y, toY)
    }
    if (node < leaves) {
      for (const child of [2 * node, 2 * node + 1]) {
        const [x, y, toX, toY] = boxes.subarray(4 * child, 4 * child + 4) as unknown as [number, number, number, number]
        if (x <= toX) include(x, y, toX, toY)
      }
    } else {
      const first = (node - leaves) * LEAF_SIZE
      for (let s = first; s < Math.min(first + LEAF_SIZE, count); s++) {
        const [x, y, toX, toY] = segments.subarray(4 * s, 4 * s + 4) as unknown as [number, number, number, number]
        include(x, y, toX, toY)
      }
    }
  }
  return { segments, boxes, leaves, count }
}

/** The least squared distance of (x, y) from a segment, or `bound` if none is nearer. */
function nearest(tree: SegmentTree, x: number, y: number, bound: number, node = 1): number {
  const { boxes, leaves, segments, count } = tree
  if (boxDistance(boxes, node, x, y) >= bound) return bound
  if (node >= leaves) {
    const first = (node - leaves) * LEAF_SIZE
    let best = bound
    for (let s = first; s < Math.min(first + LEAF_SIZE, count); s++) {
      best = Math.min(best, segmentDistance(segments, s, x, y))
    }
    return best
  }
  const leftFirst = boxDistance(boxes, 2 * node, x, y) <= boxDistance(boxes, 2 * node + 1, x, y)
  const first = leftFirst ? 2 * node : 2 * node + 1
  return nearest(tree, x, y, nearest(tree, x, y, bound, first), 4 * node + 1 - first)
}

/** Squared; infinite for an empty box. */
function boxDistance(boxes: Float64Array, node: number, x: number, y: number): number {
  const dx = Math.max((boxes[4 * node] as number) - x, 0, x - (boxes[4 * node + 2] as number))
  const dy = Math.max((boxes[4 * node + 1] as number) - y, 0, y - (boxes[4 * node + 3] as number))
  return dx * dx + dy * dy
}

/** Squared. */
function segmentDistance(segments: Float64Array, s: number, x: number, y: number): number {
  const fromX = segments[4 * s] as number
  const fromY = segments[4 * s + 1] as number
  const dx = (segments[4 * s + 2] as number) - fromX
  const dy = (segments[4 * s + 3] as number) - fromY
  const square = dx * dx + dy * dy
  const along = square > 0 ? Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / square)) : 0
  return (x - fromX - along * dx) ** 2 + (y - fromY - along * dy) ** 2
}
