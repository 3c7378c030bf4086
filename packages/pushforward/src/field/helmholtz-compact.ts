/**
 * The compact splitting: vectors at the centres of cells, potentials on their corners (see `helmholtz.ts`).
 *
 * Along an axis of n nodes with step s, corner k lies between nodes k − 1 and k. On a bounded axis the n − 1 inner corners
 * carry unknowns and δδᵀ = (4/s²) sin²(πk/2n), μμᵀ = cos²(πk/2n) on the sine k = 1 … n − 1; on a periodic axis all n do,
 * with πk/n on Hartley's wave k = 0 … n − 1. The equation's eigenvalue is
 *
 *   λ = (4/s_x²) sin²a cos²b + (4/s_y²) cos²a sin²b,
 *
 * which vanishes only on a torus, for the constant and for the waves of n/2 periods on both axes: potentials that make no
 * flow. They are set to 0.
 * @module
 */
import { hartleyTransformRows, sineTransformRows } from '../linalg/real-transforms.js'
import type { Grid, GridNodes } from './grid.js'
import { mapLines } from './lines.js'

export function compactSplit(v: Grid) {
  const phi = solve(cornerDivergence(v))
  const psi = solve(cornerCurl(v))
  return {
    gradient: { ...v, values: onNodes(v, phi.values, 1, 0) },
    rotation: { ...v, values: onNodes(v, psi.values, 0, 1) },
    potential: withOuterCorners(phi),
    stream: withOuterCorners(psi),
    divergence: cornerDivergence,
    curl: cornerCurl,
  }
}

/** D v on the corners that carry unknowns. */
function cornerDivergence(v: Grid): Grid {
  return onCorners(v, (ux, _uy, _vx, vy) => ux + vy)
}

/** C v on the corners that carry unknowns. */
function cornerCurl(v: Grid): Grid {
  return onCorners(v, (_ux, uy, vx, _vy) => vx - uy)
}

/** Corners that carry unknowns; along a periodic axis the first one lies before the first node. */
function corners({ shape, spacing, origin, periodic }: GridNodes): GridNodes {
  return {
    shape: shape.map((n, axis) => (periodic[axis] ? n : n - 1)),
    origin: origin.map((x, axis) => x + (periodic[axis] ? -0.5 : 0.5) * (spacing[axis] as number)),
    spacing,
    periodic,
  }
}

/** The two nodes of each corner along an axis. */
function sides({ shape, periodic }: GridNodes, axis: number): readonly (readonly [number, number])[] {
  const n = shape[axis] as number
  if (periodic[axis]) return Array.from({ length: n }, (_, k) => [(k + n - 1) % n, k])
  return Array.from({ length: n - 1 }, (_, k) => [k, k + 1])
}

function onCorners(v: Grid, combine: (ux: number, uy: number, vx: number, vy: number) => number): Grid {
  const nx = v.shape[1] as number
  const [sy, sx] = v.spacing as [number, number]
  const rows = sides(v, 0)
  const columns = sides(v, 1)
  const values = new Float64Array(rows.length * columns.length)
  const at = (j: number, i: number, c: number) => v.values[2 * (j * nx + i) + c] as number
  let corner = 0
  for (const [below, above] of rows) {
    for (const [left, right] of columns) {
      const slopes: number[] = []
      for (let c = 0; c < 2; c++) {
        const [a, b, d, e] = [at(below, left, c), at(below, right, c), at(above, left, c), at(above, right, c)]
        slopes.push((b - a + (e - d)) / (2 * sx), (d - a + (e - b)) / (2 * sy))
      }
      const [ux, uy, vx, vy] = slopes as [number, number, number, number]
      values[corner++] = combine(ux, uy, vx, vy)
    }
  }
  return { ...corners(v), values }
}

/** −Dᵀφ (gradient 1, rotation 0) or −Cᵀψ (0, 1): each corner gives to its four nodes. */
function onNodes(v: Grid, potential: Float64Array, gradient: 0 | 1, rotation: 0 | 1): Float64Array {
  const nx = v.shape[1] as number
  const [sy, sx] = v.spacing as [number, number]
  const out = new Float64Array(v.values.length)
  const columns = sides(v, 1)
  let corner = 0
  for (const pair of sides(v, 0)) {
    for (const sideways of columns) {
      const value = (potential[corner++] as number) / 2
      for (const [up, j] of pair.entries()) {
        for (const [right, i] of sideways.entries()) {
          // The node left of the corner sees the potential rise towards it: +, the node right of it: −.
          const x = (right ? -value : value) / sx
          const y = (up ? -value : value) / sy
          const at = 2 * (j * nx + i)
          out[at] = (out[at] as number) + gradient * x - rotation * y
          out[at + 1] = (out[at + 1] as number) + gradient * y + rotation * x
        }
      }
    }
  }
  return out
}

/** Solves −D Dᵀ φ = rhs. */
function solve(rhs: Grid): Grid {
  const { shape, spacing, periodic } = rhs
  const transform = (values: Float64Array) => {
    let out = values
    for (const axis of [0, 1]) {
      out = mapLines(out, shape, axis, periodic[axis] ? hartleyTransformRows : sineTransformRows)
    }
    return out
  }
  const [my, mx] = shape as [number, number]
  const [sy, sx] = spacing as [number, number]
  const angle = (k: number, axis: number) => {
    const m = shape[axis] as number
    return periodic[axis] ? (Math.PI * k) / m : (Math.PI * (k + 1)) / (2 * (m + 1))
  }
  const modes = transform(rhs.values)
  for (let j = 0; j < my; j++) {
    const b = angle(j, 0)
    for (let i = 0; i < mx; i++) {
      const a = angle(i, 1)
      // On a torus cos(π/2) rounds to 6e-17, so the waves without flow are told by their numbers.
      const still = periodic[0] && periodic[1] && ((i === 0 && j === 0) || (2 * i === mx && 2 * j === my))
      const along = (2 * Math.sin(a) * Math.cos(b)) / sx
      const across = (2 * Math.cos(a) * Math.sin(b)) / sy
      const at = j * mx + i
      modes[at] = still ? 0 : -(modes[at] as number) / (along * along + across * across)
    }
  }
  return { ...rhs, values: transform(modes) }
}

/** The potential with its zeros on the outer corners of bounded axes. */
function withOuterCorners(inner: Grid): Grid {
  const { shape, spacing, origin, periodic } = inner
  const pad = periodic.map((wraps) => (wraps ? 0 : 1)) as [number, number]
  const [my, mx] = shape as [number, number]
  const whole = { shape: [my + 2 * pad[0], mx + 2 * pad[1]] as const }
  const values = new Float64Array(whole.shape[0] * whole.shape[1])
  for (let j = 0; j < my; j++) {
    values.set(inner.values.subarray(j * mx, (j + 1) * mx), (j + pad[0]) * whole.shape[1] + pad[1])
  }
  const shifted = origin.map((x, axis) => x - (pad[axis] as number) * (spacing[axis] as number))
  return { values, ...whole, spacing, origin: shifted, periodic }
}
