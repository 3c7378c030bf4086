/**
 * Ridges of a planar scalar field: where it is highest across one direction, though not along it. Ridges of the FTLE are the
 * candidates for lines that fluid does not cross.
 *
 *   e·∇f = 0,  λ < 0,  |λ| >= |μ|,   λ <= μ the eigenvalues of the Hessian of f, e the eigenvector of λ
 *
 * The last condition says that f bends most across the ridge; without it, the flanks of a ridge, which bend upwards, are full of
 * faint ones.
 *
 * e·∇f is evaluated at nodes; a cell edge whose ends have opposite signs (with e turned the same way at both) carries a ridge point,
 * and a cell with two such edges a segment. Accuracy: linear in a cell. Cost O(nodes).
 *
 * Source: Eberly, Gardner, Morse, Pizer & Scharlach 1994 (height ridges); Lindeberg 1998 (the condition on |μ|);
 * Shadden, Lekien & Marsden 2005.
 * @module
 */
import { InputError } from '../errors.js'
import { eigenSymmetric } from '../linalg/eigen-small.js'
import { assertGrid, derivative } from './calculus.js'
import { assertPlanar, type Grid } from './grid.js'

export interface RidgeOptions {
  /** Only where f is at least this. Default −Infinity: all heights. */
  readonly height?: number
  /** Only where −λ is at least this, in units of f per length². Default 0: any ridge, however blunt. */
  readonly sharpness?: number
}

export interface Ridges {
  /** `[m, 4]`: x, y of one end, x, y of the other. */
  readonly segments: Float64Array
  /** `[m]`: f at the middle of each. */
  readonly heights: Float64Array
  /** `[m]`: −λ there. */
  readonly sharpness: Float64Array
}

/**
 * @param field one number a node; nodes with NaN (and their neighbours) have no ridge
 * @throws InputError unless the grid is planar with at least 6 nodes along bounded axes
 */
export function ftleRidges(field: Grid, options: RidgeOptions = {}): Ridges {
  const { height = Number.NEGATIVE_INFINITY, sharpness = 0 } = options
  assertGrid('field', field, 1)
  assertPlanar('field', field)
  if (!(sharpness >= 0)) throw new InputError(`sharpness: is ${sharpness}; a number >= 0 is needed`)
  const [ny, nx] = field.shape as readonly [number, number]
  const nodes = curvatures(field)
  const segments: number[] = []
  const heights: number[] = []
  const sharp: number[] = []
  const cellsX = field.periodic[1] ? nx : nx - 1
  const cellsY = field.periodic[0] ? ny : ny - 1
  for (let j = 0; j < cellsY; j++) {
    for (let i = 0; i < cellsX; i++) {
      const corner = CORNERS.map(([di, dj]) => ((j + dj) % ny) * nx + ((i + di) % nx)) as Four
      const crossings = crossingsOf(corner, nodes, i, j)
      if (crossings.length !== 2) continue // none, or an ambiguous cell where ridges meet
      const mean = (values: Float64Array) => corner.reduce((sum, k) => sum + (values[k] as number), 0) / 4
      const f = mean(field.values)
      const lambda = mean(nodes.lambda)
      if (!(f >= height && lambda < 0 && -lambda >= sharpness)) continue
      for (const [gx, gy] of crossings) {
        segments.push(
          (field.origin[1] as number) + gx * (field.spacing[1] as number),
          (field.origin[0] as number) + gy * (field.spacing[0] as number),
        )
      }
      heights.push(f)
      sharp.push(-lambda)
    }
  }
  return {
    segments: Float64Array.from(segments),
    heights: Float64Array.from(heights),
    sharpness: Float64Array.from(sharp),
  }
}

type Four = [number, number, number, number]

/** Corners of a cell in order around it. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const

interface Curvatures {
  /** e `[n, 2]`, up to its sign. */
  readonly across: Float64Array
  /** e·∇f `[n]`. */
  readonly slope: Float64Array
  /** λ `[n]`; 0 where f bends more along e's normal, or upwards. */
  readonly lambda: Float64Array
}

function curvatures(field: Grid): Curvatures {
  const fx = derivative(field, 1)
  const fy = derivative(field, 0)
  const fxx = derivative(field, 1, 2).values
  const fyy = derivative(field, 0, 2).values
  const fxy = derivative(fx, 0).values
  const n = field.values.length
  const hessians = new Float64Array(4 * n)
  for (let i = 0; i < n; i++) {
    hessians.set([fxx[i] as number, fxy[i] as number, fxy[i] as number, fyy[i] as number], 4 * i)
  }
  const { values, vectors } = eigenSymmetric(hessians, 2)
  const across = new Float64Array(2 * n)
  const slope = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    across.set(vectors.subarray(4 * i, 4 * i + 2), 2 * i)
    slope[i] =
      (across[2 * i] as number) * (fx.values[i] as number) + (across[2 * i + 1] as number) * (fy.values[i] as number)
  }
  const lambda = Float64Array.from({ length: n }, (_, i) => {
    const [least, most] = [values[2 * i] as number, values[2 * i + 1] as number]
    return least + most <= 0 ? least : 0
  })
  return { across, slope, lambda }
}

/** Where the slope changes sign on the edges of the cell (i, j), in grid units. */
function crossingsOf(corner: Four, { across, slope, lambda }: Curvatures, i: number, j: number): [number, number][] {
  const found: [number, number][] = []
  for (let edge = 0; edge < 4; edge++) {
    const next = (edge + 1) % 4
    const [a, b] = [corner[edge] as number, corner[next] as number]
    if (!((lambda[a] as number) < 0 && (lambda[b] as number) < 0)) continue
    const dot =
      (across[2 * a] as number) * (across[2 * b] as number) +
      (across[2 * a + 1] as number) * (across[2 * b + 1] as number)
    const first = slope[a] as number
    const second = (dot < 0 ? -1 : 1) * (slope[b] as number)
    // A zero counts as positive, so that a ridge through a node crosses two edges of a cell and not four.
    if (first >= 0 === second >= 0 || Number.isNaN(first + second)) continue
    const share = first / (first - second)
    const [p, q] = [CORNERS[edge] as readonly [number, number], CORNERS[next] as readonly [number, number]]
    found.push([i + p[0] + share * (q[0] - p[0]), j + p[1] + share * (q[1] - p[1])])
  }
  return found
}
