/**
 * Gridded planar data as one smooth function: coefficients with a rim, and their sums at a place.
 *
 *   f(x, y) = Σ_i Σ_j w_i(s_x) w_j(s_y) c[j, i]     over 2 × 2 (linear) or 4 × 4 (cubic) nodes around (x, y)
 *
 * `'spline'` is the interpolating cubic B-spline, twice continuously differentiable, error O(h⁴); its ends are not-a-knot, the same
 * cubic on the last two cells, so the order holds up to the edge. `'hermite'` is cubic convolution, once differentiable, error
 * O(h³), and needs the 16 nodes around a place only: what lies further off (land) has no say. `'linear'` needs 4.
 *
 * Compiled code reads the same layout, `[ny + 3][nx + 3][2]` with one node before and two after (assembly/advect-grid.ts).
 *
 * Source: Unser 1999, "Splines: a perfect fit" (filter); Keys 1981 (cubic convolution); de Boor 1978, §IV (not-a-knot).
 * @module
 */

export type GridInterpolation = 'linear' | 'hermite' | 'spline'

/** Nodes that an axis needs. */
export const LEAST_NODES: Readonly<Record<GridInterpolation, number>> = { linear: 2, hermite: 4, spline: 4 }

/**
 * The coefficients of one frame of two components, with rim: `[ny + 3, nx + 3, 2]`, written to `out`.
 * @param u first component `[ny, nx]`, from `offset` on; `v` likewise
 */
export function frameCoefficients(
  u: Float32Array | Float64Array,
  v: Float32Array | Float64Array,
  offset: number,
  { nx, ny, periodic }: { nx: number; ny: number; periodic: readonly [x: boolean, y: boolean] },
  interpolation: GridInterpolation,
  out: Float64Array,
): void {
  const row = 2 * (nx + 3)
  const extend = interpolation === 'spline' ? splineLine : plainLine
  const along = new Float64Array(Math.max(nx, ny) + 3)
  for (let j = 0; j < ny; j++) {
    for (const [component, values] of [u, v].entries()) {
      for (let i = 0; i < nx; i++) along[i + 1] = values[offset + j * nx + i] as number
      extend(along, nx, periodic[0])
      for (let i = 0; i < nx + 3; i++) out[(j + 1) * row + 2 * i + component] = along[i] as number
    }
  }
  for (let column = 0; column < row; column++) {
    for (let j = 0; j < ny; j++) along[j + 1] = out[(j + 1) * row + column] as number
    extend(along, ny, periodic[1])
    for (let j = 0; j < ny + 3; j++) out[j * row + column] = along[j] as number
  }
}

/** Continues n values at line[1 … n] by one before and two after; bounded ends by a parabola. */
function plainLine(line: Float64Array, n: number, periodic: boolean): void {
  if (periodic) {
    line[0] = line[n] as number
    line[n + 1] = line[1] as number
    line[n + 2] = line[2] as number
    return
  }
  const parabola = (a: number, b: number, c: number) =>
    n < 3 ? a : 3 * (line[a] as number) - 3 * (line[b] as number) + (line[c] as number)
  line[0] = parabola(1, 2, 3)
  line[n + 1] = parabola(n, n - 1, n - 2)
  line[n + 2] = 0 // weighs nothing: a bounded grid ends at node n − 1
}

/** Replaces n values at line[1 … n] by B-spline coefficients, and continues them: (c[i−1] + 4 c[i] + c[i+1]) / 6 = f[i]. */
function splineLine(line: Float64Array, n: number, periodic: boolean): void {
  if (periodic) periodicCoefficients(line, n)
  else boundedCoefficients(line, n)
}

/** The pole of the B-spline filter. */
const POLE = Math.sqrt(3) - 2

/** A forward and a backward recursion; the sums over the whole circle that start them are geometric. */
function periodicCoefficients(line: Float64Array, n: number): void {
  const whole = 1 - POLE ** n
  let sum = 0
  for (let m = n - 1; m >= 0; m--) sum = sum * POLE + 6 * (line[1 + ((n - m) % n)] as number)
  line[1] = sum / whole
  for (let k = 1; k < n; k++) line[k + 1] = 6 * (line[k + 1] as number) + POLE * (line[k] as number)
  sum = 0
  for (let m = n - 1; m >= 0; m--) sum = sum * POLE + (line[1 + ((n - 1 + m) % n)] as number)
  let after = (-POLE * sum) / whole
  line[n] = after
  for (let k = n - 2; k >= 0; k--) {
    after = POLE * (after - (line[k + 1] as number))
    line[k + 1] = after
  }
  line[0] = line[n] as number
  line[n + 1] = line[1] as number
  line[n + 2] = line[2] as number
}

/**
 * Not-a-knot says that the fourth difference of c vanishes at node 1, and so c[1] = f[1] − (f[0] − 2 f[1] + f[2]) / 6; the same at
 * the other end. Between these two, a tridiagonal system; outside, the equations of f[1] and f[0] give the rest.
 */
function boundedCoefficients(line: Float64Array, n: number): void {
  const f = line.slice(1, n + 1)
  const value = (i: number) => f[i] as number
  const c = new Float64Array(n)
  c[1] = value(1) - (value(0) - 2 * value(1) + value(2)) / 6
  c[n - 2] = value(n - 2) - (value(n - 3) - 2 * value(n - 2) + value(n - 1)) / 6
  const factor = new Float64Array(n)
  for (let i = 2; i <= n - 3; i++) {
    const pivot = 4 - (factor[i - 1] as number)
    factor[i] = 1 / pivot
    c[i] = (6 * value(i) - (c[i - 1] as number)) / pivot
  }
  for (let i = n - 3; i >= 2; i--) c[i] = (c[i] as number) - (factor[i] as number) * (c[i + 1] as number)
  c[0] = 6 * value(1) - 4 * (c[1] as number) - (c[2] as number)
  c[n - 1] = 6 * value(n - 2) - 4 * (c[n - 2] as number) - (c[n - 3] as number)
  line.set(c, 1)
  line[0] = 6 * value(0) - 4 * (c[0] as number) - (c[1] as number)
  line[n + 1] = 6 * value(n - 1) - 4 * (c[n - 1] as number) - (c[n - 2] as number)
  line[n + 2] = 0
}

/** The weights of nodes −1, 0, 1, 2 at fraction s of a cell, differentiated `order` times by s. */
export function tapWeights(interpolation: GridInterpolation, s: number, order: 0 | 1 | 2, out: Float64Array): void {
  const cubics = interpolation === 'spline' ? SPLINE : interpolation === 'hermite' ? HERMITE : LINEAR
  for (let tap = 0; tap < 4; tap++) {
    const [a, b, c, d] = cubics[tap] as readonly [number, number, number, number]
    if (order === 0) out[tap] = ((a * s + b) * s + c) * s + d
    else if (order === 1) out[tap] = (3 * a * s + 2 * b) * s + c
    else out[tap] = 6 * a * s + 2 * b
  }
}

/** Coefficients of s³, s², s, 1. */
type Cubic = readonly [number, number, number, number]

const SPLINE: readonly Cubic[] = [
  [-1 / 6, 1 / 2, -1 / 2, 1 / 6],
  [1 / 2, -1, 0, 2 / 3],
  [-1 / 2, 1 / 2, 1 / 2, 1 / 6],
  [1 / 6, 0, 0, 0],
]
const HERMITE: readonly Cubic[] = [
  [-1 / 2, 1, -1 / 2, 0],
  [3 / 2, -5 / 2, 0, 1],
  [-3 / 2, 2, 1 / 2, 0],
  [1 / 2, -1 / 2, 0, 0],
]
const LINEAR: readonly Cubic[] = [
  [0, 0, 0, 0],
  [0, 0, -1, 1],
  [0, 0, 1, 0],
  [0, 0, 0, 0],
]
