/**
 * Advection of vorticity and scalar in Fourier space:
 *
 *   N_ω = (k_x² − k_y²) (uv)^ + k_x k_y (v² − u²)^,    N_c = −i k_x (uc)^ − i k_y (vc)^
 *
 * The first is −(∇·(uω))^ written with products of velocities alone, so ω need not go to the grid: seven real transforms
 * with a scalar, four without. û = i k_y ω̂/|k|², v̂ = −i k_x ω̂/|k|², plus the mean flow, which ω does not know.
 *
 * Source: Basdevant 1983, "Technical improvements for direct numerical simulation of homogeneous three-dimensional turbulence".
 * @module
 */
import { type Arena, scope } from '@pushforward/kernels'
import { putPlan } from '@pushforward/kernels/fft'
import { allocateSpectra, forEachWave, gridsToSpectra, spectraToGrids, type Waves } from './planar-spectra.js'

/** Writes N of a state `[re, im][ω, c?][n][m]` to `out` and returns the largest |u| + |v| on the grid. */
export type Advection = (state: Float64Array, out: Float64Array) => number

/** Wave numbers of each element of a half spectrum; 0 where no wave exists, so that products there vanish. */
export interface WaveTable {
  readonly x: Float64Array
  readonly y: Float64Array
  /** 1/|k|², 0 for the mean. */
  readonly inverseSquare: Float64Array
}

export function waveTable(waves: Waves): WaveTable {
  const size = waves.n * waves.m
  const table = { x: new Float64Array(size), y: new Float64Array(size), inverseSquare: new Float64Array(size) }
  forEachWave(waves, (at, kx, ky) => {
    table.x[at] = kx
    table.y[at] = ky
    table.inverseSquare[at] = kx === 0 && ky === 0 ? 0 : 1 / (kx * kx + ky * ky)
  })
  return table
}

/** û and v̂ of ω̂ into `u` and `v`, arrays of `[n][m]` each. */
export function velocitySpectra(
  table: WaveTable,
  vorticity: { readonly re: Float64Array; readonly im: Float64Array },
  meanFlow: readonly [number, number],
  u: { readonly re: Float64Array; readonly im: Float64Array },
  v: { readonly re: Float64Array; readonly im: Float64Array },
): void {
  const { x, y, inverseSquare } = table
  for (let at = 0; at < x.length; at++) {
    const scale = inverseSquare[at] as number
    const re = scale * (vorticity.re[at] as number)
    const im = scale * (vorticity.im[at] as number)
    const kx = x[at] as number
    const ky = y[at] as number
    u.re[at] = -ky * im
    u.im[at] = ky * re
    v.re[at] = kx * im
    v.im[at] = -kx * re
  }
  u.re[0] = meanFlow[0]
  v.re[0] = meanFlow[1]
}

export function advection(
  waves: Waves,
  table: WaveTable,
  meanFlow: readonly [number, number],
  withScalar: boolean,
): Advection {
  const { n, m } = waves
  const size = n * m
  const inputs = withScalar ? 3 : 2
  const products = withScalar ? 4 : 2
  const fields = withScalar ? 2 : 1
  const field = (arena: Arena, at: number, f: number) => arena.float64(at + 8 * f * size, size)

  return (state, out) =>
    scope((arena) => {
      const plan = putPlan(arena, n)
      const spectra = allocateSpectra(arena, waves, products)
      const input = { re: spectra.re, im: spectra.re + 8 * inputs * size }
      const grids = arena.allocateFloat64(products * n * n)
      const part = (f: number) => ({ re: field(arena, input.re, f), im: field(arena, input.im, f) })
      const own = (f: number) => state.subarray(f * size, (f + 1) * size)
      velocitySpectra(table, { re: own(0), im: own(fields) }, meanFlow, part(0), part(1))
      if (withScalar) {
        part(2).re.set(own(1))
        part(2).im.set(own(3))
      }
      spectraToGrids(plan, waves, inputs, input, grids)
      const fastest = multiply(arena.float64(grids, products * n * n), n * n, withScalar)
      gridsToSpectra(arena, plan, waves, products, grids, spectra)
      combine(table, arena.float64(spectra.re, 2 * products * size), withScalar, out)
      return fastest
    })
}

/** In place: u, v, c, free to uv, v² − u², uc, vc. */
function multiply(grids: Float64Array, nodes: number, withScalar: boolean): number {
  let fastest = 0
  for (let i = 0; i < nodes; i++) {
    const u = grids[i] as number
    const v = grids[nodes + i] as number
    const speed = Math.abs(u) + Math.abs(v)
    if (!(speed <= fastest)) fastest = speed // also when it is NaN
    grids[i] = u * v
    grids[nodes + i] = v * v - u * u
    if (!withScalar) continue
    const c = grids[2 * nodes + i] as number
    grids[2 * nodes + i] = u * c
    grids[3 * nodes + i] = v * c
  }
  return fastest
}

function combine({ x, y }: WaveTable, products: Float64Array, withScalar: boolean, out: Float64Array): void {
  const size = x.length
  const im = products.length / 2
  const outIm = out.length / 2
  for (let at = 0; at < size; at++) {
    const kx = x[at] as number
    const ky = y[at] as number
    const strain = kx * kx - ky * ky
    const shear = kx * ky
    out[at] = strain * (products[at] as number) + shear * (products[size + at] as number)
    out[outIm + at] = strain * (products[im + at] as number) + shear * (products[im + size + at] as number)
    if (!withScalar) continue
    const c = 2 * size + at
    const d = 3 * size + at
    out[size + at] = kx * (products[im + c] as number) + ky * (products[im + d] as number)
    out[outIm + size + at] = -kx * (products[c] as number) - ky * (products[d] as number)
  }
}
