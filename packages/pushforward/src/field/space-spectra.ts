/**
 * Half spectra of real fields on the torus [0, 2π]³, cut at the waves whose products a grid can hold.
 *
 * As in the plane (`planar-spectra.ts`) only |k_x|, |k_y|, |k_z| ≤ K with 3K < n exist, the 2/3 rule, and nothing else is stored:
 * (2K + 1)² (K + 1) numbers of the n² (n/2 + 1) of a whole half spectrum, 30 % of them. Several fields lie in one array
 *
 *   [re, im][k_z][k_y][fields][k_x],   k_x = 0 … K,   k_y, k_z = 0 … K, −K … −1
 *
 * so that rows of all fields are transformed together. Divided by n³: the element of the wave 0 is the mean.
 *
 * Source: Orszag 1971, "On the elimination of aliasing in finite-difference schemes by filtering high-wavenumber components".
 * @module
 */
import { halfLength, inverseRealFft, realFft } from '../linalg/fft.js'
import { toGrids, wavesOf } from './planar-spectra.js'

export interface SpaceWaves {
  /** Nodes along each axis, even. */
  readonly n: number
  /** K */
  readonly largest: number
  /** K + 1, waves along x. */
  readonly m: number
  /** 2K + 1, waves along y and z. */
  readonly rows: number
}

export function spaceWaves(n: number): SpaceWaves {
  const { largest, m } = wavesOf(n)
  return { n, largest, m, rows: 2 * largest + 1 }
}

/** Numbers of `fields` fields, real or imaginary parts. */
export function spaceSize({ rows, m }: SpaceWaves, fields: number): number {
  return rows * rows * fields * m
}

/** Visits rows of waves along x: the index of the first field's k_x = 0 in either part, k_y, k_z. */
export function forEachRow(
  { rows, m, largest }: SpaceWaves,
  fields: number,
  visit: (at: number, ky: number, kz: number) => void,
): void {
  const wave = (j: number) => (j <= largest ? j : j - rows)
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < rows; i++) visit((j * rows + i) * fields * m, wave(i), wave(j))
  }
}

/** Where row k_y, k_z of a cut spectrum is in a whole half spectrum `[n][n][n/2 + 1]`. */
function wholeRow({ n }: SpaceWaves, ky: number, kz: number): number {
  return (((kz + n) % n) * n + ((ky + n) % n)) * halfLength(n)
}

/** The spectrum of a grid `[z][y][x]` as field f of `spectra`. */
export function putField(waves: SpaceWaves, grid: Float64Array, spectra: Float64Array, fields: number, f: number) {
  const { n, m } = waves
  const { re, im } = realFft(grid, [n, n, n])
  const half = spectra.length / 2
  const scale = 1 / n ** 3
  forEachRow(waves, fields, (row, ky, kz) => {
    const from = wholeRow(waves, ky, kz)
    for (let kx = 0; kx < m; kx++) {
      spectra[row + f * m + kx] = scale * (re[from + kx] as number)
      spectra[half + row + f * m + kx] = scale * (im[from + kx] as number)
    }
  })
}

/** Field f of `spectra` on the nodes, `[z][y][x]`. */
export function takeField(waves: SpaceWaves, spectra: Float64Array, fields: number, f: number): Float64Array {
  const { n, m } = waves
  const size = n * n * halfLength(n)
  const whole = { re: new Float64Array(size), im: new Float64Array(size) }
  const half = spectra.length / 2
  const scale = n ** 3
  forEachRow(waves, fields, (row, ky, kz) => {
    const to = wholeRow(waves, ky, kz)
    for (let kx = 0; kx < m; kx++) {
      whole.re[to + kx] = scale * (spectra[row + f * m + kx] as number)
      whole.im[to + kx] = scale * (spectra[half + row + f * m + kx] as number)
    }
  })
  return inverseRealFft(whole, [n, n, n])
}

/** Writes what is wanted of one wave to `out`, `[wanted, (re, im)]`, given the fields there, `[fields, (re, im)]`. */
export type OfWave = (fields: Float64Array, kx: number, ky: number, kz: number, out: Float64Array) => void

/**
 * Linear functions of the fields on the nodes of the plane z = 2πk/n, `[wanted][y][x]`: waves along z are summed, so it
 * costs no transform in space.
 */
export function takePlane(
  waves: SpaceWaves,
  spectra: Float64Array,
  fields: number,
  k: number,
  wanted: number,
  of: OfWave,
): Float64Array {
  const { n, m } = waves
  const size = n * m
  const plane = new Float64Array(2 * wanted * size)
  const half = spectra.length / 2
  const own = new Float64Array(2 * fields)
  const out = new Float64Array(2 * wanted)
  forEachRow(waves, fields, (row, ky, kz) => {
    const angle = (2 * Math.PI * ((((kz * k) % n) + n) % n)) / n
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const to = ((ky + n) % n) * m
    for (let kx = 0; kx < m; kx++) {
      for (let f = 0; f < fields; f++) {
        own[2 * f] = spectra[row + f * m + kx] as number
        own[2 * f + 1] = spectra[half + row + f * m + kx] as number
      }
      of(own, kx, ky, kz, out)
      for (let w = 0; w < wanted; w++) {
        const [re, im] = [out[2 * w] as number, out[2 * w + 1] as number]
        const at = w * size + to + kx
        plane[at] = (plane[at] as number) + re * c - im * s
        plane[wanted * size + at] = (plane[wanted * size + at] as number) + re * s + im * c
      }
    }
  })
  return toGrids(wavesOf(n), plane)
}
