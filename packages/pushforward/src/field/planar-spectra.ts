/**
 * Half spectra of real fields on the torus [0, 2π]², cut at the waves whose products a grid can hold.
 *
 * Only |k_x|, |k_y| ≤ K with 3K < n exist: the product of two such fields, sampled on n × n nodes, is then right on all of
 * them (the 2/3 rule). A half spectrum is n × (K + 1), and column transforms do no more than that. Several fields
 * lie in one array `[re, im][fields][n][K + 1]`, divided by n², so element 0 is the mean.
 *
 * Source: Orszag 1971, "On the elimination of aliasing in finite-difference schemes by filtering high-wavenumber components".
 * @module
 */
import { type Address, type Arena, scope } from '@pushforward/kernels'
import {
  type Parts,
  type PutPlan,
  putPlan,
  transformComplex,
  transformHalf,
  transformReal,
} from '@pushforward/kernels/fft'

export interface Waves {
  /** Nodes along each axis, even. */
  readonly n: number
  /** K + 1, the columns of a half spectrum. */
  readonly m: number
  /** K */
  readonly largest: number
}

export function wavesOf(n: number): Waves {
  const largest = Math.floor((n - 1) / 3)
  return { n, m: largest + 1, largest }
}

/** Visits the waves that exist: index in a half spectrum, k_x ≥ 0, k_y. Elements of other rows stay 0. */
export function forEachWave({ n, m, largest }: Waves, visit: (at: number, kx: number, ky: number) => void): void {
  for (let j = 0; j < n; j++) {
    const ky = j <= n / 2 ? j : j - n
    if (Math.abs(ky) > largest) continue
    for (let kx = 0; kx < m; kx++) visit(j * m + kx, kx, ky)
  }
}

/** Σ over all waves, both halves, of weight(k_x, k_y) |f̂|²: the mean of a square, by Parseval. */
export function spectralSum(
  waves: Waves,
  re: Float64Array,
  im: Float64Array,
  weight: (kx: number, ky: number) => number,
): number {
  let sum = 0
  forEachWave(waves, (at, kx, ky) => {
    const square = (re[at] as number) ** 2 + (im[at] as number) ** 2
    sum += (kx === 0 ? 1 : 2) * weight(kx, ky) * square
  })
  return sum
}

/** Grids `[fields][n][n]` to cut spectra. */
export function toSpectra(waves: Waves, grids: Float64Array): Float64Array {
  const { n, m } = waves
  const fields = grids.length / (n * n)
  return scope((arena) => {
    const parts = allocateSpectra(arena, waves, fields)
    gridsToSpectra(arena, putPlan(arena, n), waves, fields, arena.putFloat64(grids), parts)
    return arena.float64(parts.re, 2 * fields * n * m).slice()
  })
}

/** Cut spectra to grids `[fields][n][n]`. */
export function toGrids(waves: Waves, spectra: Float64Array): Float64Array {
  const { n, m } = waves
  const fields = spectra.length / (2 * n * m)
  return scope((arena) => {
    const parts = allocateSpectra(arena, waves, fields)
    arena.float64(parts.re, spectra.length).set(spectra)
    const grids = arena.allocateFloat64(fields * n * n)
    spectraToGrids(putPlan(arena, n), waves, fields, parts, grids)
    return arena.float64(grids, fields * n * n).slice()
  })
}

/** Real parts of all fields, then imaginary parts, as one block. */
export function allocateSpectra(arena: Arena, { n, m }: Waves, fields: number): Parts {
  const re = arena.allocateFloat64(2 * fields * n * m)
  return { re, im: re + 8 * fields * n * m }
}

/** `spectra` is spent: its columns are transformed in place. */
export function spectraToGrids(plan: PutPlan, waves: Waves, fields: number, spectra: Parts, grids: Address): void {
  const { n, m } = waves
  columns(plan, waves, fields, spectra, true)
  scope((inside) => transformHalf(inside, plan, spectra, m, grids, n, (fields * n) / 2, m))
}

/** Rows of waves that do not exist are set to 0. */
export function gridsToSpectra(
  arena: Arena,
  plan: PutPlan,
  waves: Waves,
  fields: number,
  grids: Address,
  spectra: Parts,
): void {
  const { n, m, largest } = waves
  const rows = (fields * n) / 2
  scope((inside) => transformReal(inside, plan, grids, n, spectra, m, rows, m, { scale: 1 / (n * n) }))
  columns(plan, waves, fields, spectra, false)
  for (const part of [spectra.re, spectra.im]) {
    const view = arena.float64(part, fields * n * m)
    for (let f = 0; f < fields; f++) view.fill(0, (f * n + largest + 1) * m, (f * n + n - largest) * m)
  }
}

function columns(plan: PutPlan, { n, m }: Waves, fields: number, spectra: Parts, inverse: boolean): void {
  const strides = { element: m, sequence: 1 }
  for (let f = 0; f < fields; f++) {
    const field = { re: spectra.re + 8 * f * n * m, im: spectra.im + 8 * f * n * m }
    scope((inside) => transformComplex(inside, plan, field, strides, field, strides, m, { inverse }))
  }
}
