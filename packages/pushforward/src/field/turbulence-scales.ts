/**
 * Scales of turbulence along the homogeneous direction x, over the part of a flow that is turbulent.
 *
 * Fluctuations u′, v′ are what is left of a row (one y, one t) without its mean over x. With ⟨·⟩ the mean over the mask,
 *
 *   u_rms = √(⟨u′² + v′²⟩/2),   λ = √(⟨u′²⟩/⟨(∂u′/∂x)²⟩) (Taylor),   L = ∫₀^{r₀} R(r)/R(0) dr (integral),
 *   R(r) = Σ u′(x) u′(x + r) / number of pairs with both ends in the mask,   r₀ its first zero,
 *   T = L/u_rms (turnover),   Re_λ = u_rms λ/ν.
 *
 * Cost O(N log N): correlations are done by transforms.
 *
 * Source: Pope 2000, "Turbulent flows", §3.6 and 6.5, with a mask.
 * @module
 */
import { InputError } from '../errors.js'
import { halfLength, inverseRealFftRows, realFftRows } from '../linalg/fft.js'
import { assertGrid, derivative } from './calculus.js'
import type { Grid } from './grid.js'

export interface TurbulenceScalesOptions {
  /** Nodes that count, non-zero where turbulent, as many as the grid has. Default: all. */
  readonly mask?: ArrayLike<number | boolean>
  /** Kinematic viscosity ν > 0, for the Reynolds number. Default: none, and `reTaylor` is NaN. */
  readonly viscosity?: number
}

export interface TurbulenceScales {
  /** Root mean square of a velocity component's fluctuation. */
  readonly uPrime: number
  /** λ */
  readonly taylor: number
  /** L */
  readonly integral: number
  /** Whether the correlation reaches zero within half a period (or the box). If not, L is the integral up to there. */
  readonly decorrelates: boolean
  /** T = L/u_rms. */
  readonly timescale: number
  /** Re_λ = u_rms λ/ν, NaN without a viscosity. */
  readonly reTaylor: number
  /** Nodes in the mask. */
  readonly count: number
}

/**
 * @param u velocity along the last axis, `[y][x]` or a film `[t][y][x]`
 * @param v velocity across, on the same nodes
 * @throws InputError if the grids or the mask do not fit, the mask is empty, u has no fluctuation in it, or ν is not positive
 * @example
 * // u = sin kx, v = cos kx: uPrime 1/√2, taylor 1/k, integral 1/k
 */
export function turbulenceScales(u: Grid, v: Grid, options: TurbulenceScalesOptions = {}): TurbulenceScales {
  const { viscosity } = options
  assertGrid('u', u, 1)
  assertGrid('v', v, 1)
  if (u.shape.join() !== v.shape.join()) {
    throw new InputError(`v: has the shape [${v.shape.join(', ')}]; u has [${u.shape.join(', ')}]; they must be equal`)
  }
  if (viscosity !== undefined && !(viscosity > 0)) {
    throw new InputError(`viscosity: is ${viscosity}; a number > 0 is needed`)
  }
  const size = u.values.length
  const mask = maskOf(options.mask, size)
  const count = mask.reduce((sum, inside) => sum + inside, 0)
  if (count === 0) throw new InputError('mask: is empty; at least one node must count')

  const axis = u.shape.length - 1
  const n = u.shape[axis] as number
  const along = withoutRowMeans(u.values, n)
  const across = withoutRowMeans(v.values, n)
  const slope = derivative({ ...u, values: along }, axis).values
  let squareU = 0
  let squareV = 0
  let squareSlope = 0
  for (let i = 0; i < size; i++) {
    if (!mask[i]) continue
    squareU += (along[i] as number) ** 2
    squareV += (across[i] as number) ** 2
    squareSlope += (slope[i] as number) ** 2
  }
  if (!(squareU > 0 && squareSlope > 0)) {
    throw new InputError(
      `u: has the sum ${squareU} of squared fluctuations in the mask; a fluctuating velocity is needed`,
    )
  }
  const uPrime = Math.sqrt((squareU + squareV) / (2 * count))
  const taylor = Math.sqrt(squareU / squareSlope)
  const correlation = maskedCorrelation(along, mask, n, u.periodic[axis] as boolean)
  const { length, reached } = toFirstZero(correlation, u.spacing[axis] as number)
  return {
    uPrime,
    taylor,
    integral: length,
    decorrelates: reached,
    timescale: length / uPrime,
    reTaylor: viscosity === undefined ? Number.NaN : (uPrime * taylor) / viscosity,
    count,
  }
}

function maskOf(mask: ArrayLike<number | boolean> | undefined, size: number): Uint8Array {
  if (!mask) return new Uint8Array(size).fill(1)
  if (mask.length !== size) throw new InputError(`mask: has ${mask.length} entries; the grid has ${size} nodes`)
  return Uint8Array.from({ length: size }, (_, i) => (mask[i] ? 1 : 0))
}

function withoutRowMeans(values: Float64Array, n: number): Float64Array {
  const out = new Float64Array(values.length)
  for (let row = 0; row < values.length; row += n) {
    let mean = 0
    for (let i = row; i < row + n; i++) mean += (values[i] as number) / n
    for (let i = row; i < row + n; i++) out[i] = (values[i] as number) - mean
  }
  return out
}

/** R(r)/R(0) at r = 0, 1, … nodes, as far as pairs exist; to half a period where periodic. */
function maskedCorrelation(values: Float64Array, mask: Uint8Array, n: number, periodic: boolean): Float64Array {
  const products = correlate(
    values.map((x, i) => x * (mask[i] as number)),
    n,
    periodic,
  )
  const pairs = correlate(Float64Array.from(mask), n, periodic)
  const lags = periodic ? Math.floor(n / 2) + 1 : n
  const out: number[] = []
  // Counts are whole numbers up to the rounding of the transforms.
  for (let r = 0; r < lags && (pairs[r] as number) > 0.5; r++)
    out.push((products[r] as number) / Math.round(pairs[r] as number))
  const variance = out[0] as number
  return Float64Array.from(out, (x) => x / variance)
}

/** Σ over rows and x of f(x) f(x + r), for all r; circular where periodic. */
function correlate(values: Float64Array, n: number, periodic: boolean): Float64Array {
  const length = periodic ? n : 2 * n
  const rows = values.length / n
  const padded = periodic ? values : new Float64Array(rows * length)
  if (!periodic) for (let row = 0; row < rows; row++) padded.set(values.subarray(row * n, (row + 1) * n), row * length)
  const { re, im } = realFftRows(padded, length)
  const h = halfLength(length)
  const power = { re: new Float64Array(h), im: new Float64Array(h) }
  for (let at = 0; at < re.length; at++) {
    const k = at % h
    power.re[k] = (power.re[k] as number) + (re[at] as number) ** 2 + (im[at] as number) ** 2
  }
  return inverseRealFftRows(power, length)
}

/** Trapezoids up to the first zero, which is found by linear interpolation. */
function toFirstZero(correlation: Float64Array, step: number): { length: number; reached: boolean } {
  let length = 0
  for (let r = 1; r < correlation.length; r++) {
    const before = correlation[r - 1] as number
    const value = correlation[r] as number
    if (value <= 0) return { length: length + (step * before * before) / (2 * (before - value)), reached: true }
    length += (step * (before + value)) / 2
  }
  return { length, reached: false }
}
