/**
 * Advection of velocity and scalar in Fourier space, without its gradient part:
 *
 *   N = −(I − k kᵀ/|k|²) i (uuᵀ − w²I)^ k,    N_c = −i k·(uc)^
 *
 * w² I has a gradient as divergence, which the projection removes; it leaves five products of velocities instead of six. With
 * the scalar four fields go to the grid and eight products come back. Waves along z are transformed here, a plane at a time
 * the rest (`kernels/torus-products`).
 *
 * Source: Basdevant 1983, "Technical improvements for direct numerical simulation of homogeneous three-dimensional turbulence".
 * @module
 */
import { type Address, type Arena, scope } from '@pushforward/kernels'
import { type Parts, type PutPlan, putPlan, transformComplex } from '@pushforward/kernels/fft'
import { torusCounts, torusProducts } from '@pushforward/kernels/torus-products'
import type { Rate } from './integrating-factor.js'
import { forEachRow, type SpaceWaves, spaceSize } from './space-spectra.js'

/** N of a state `[re, im][k_z][k_y][u, v, w, c?][k_x]`; what it returns is the largest |u| + |v| + |w| on the grid. */
export function spaceAdvection(waves: SpaceWaves, withScalar: boolean): Rate {
  const { n, m, rows } = waves
  const { fields, products } = torusCounts(withScalar)
  const size = spaceSize(waves, fields)
  const plane = size / rows
  const productPlane = spaceSize(waves, products) / rows

  return (state, out) =>
    scope((arena) => {
      const plan = putPlan(arena, n)
      const input = allocateParts(arena, n * plane)
      const output = allocateParts(arena, n * productPlane)
      putPlanes(arena, waves, input.re, state.subarray(0, size))
      putPlanes(arena, waves, input.im, state.subarray(size))
      alongZ(arena, plan, input, plane, true)
      const shape = { n, kept: m, scalar: withScalar }
      const fastest = torusProducts(arena, plan, shape, input, output, 1 / n ** 3)
      alongZ(arena, plan, output, productPlane, false)
      const parts = [arena.float64(output.re, n * productPlane), arena.float64(output.im, n * productPlane)] as const
      combine(waves, withScalar, parts, out)
      return fastest
    })
}

function allocateParts(arena: Arena, length: number): Parts {
  return { re: arena.allocateFloat64(length), im: arena.allocateFloat64(length) }
}

/** Planes of waves k_z = 0 … K, −K … −1 to their places among n; the others are 0. */
function putPlanes(arena: Arena, { n, m, rows }: SpaceWaves, at: Address, part: Float64Array): void {
  const plane = part.length / rows
  const view = arena.float64(at, n * plane)
  view.set(part.subarray(0, m * plane))
  view.fill(0, m * plane, (n - rows + m) * plane)
  view.set(part.subarray(m * plane), (n - rows + m) * plane)
}

function alongZ(arena: Arena, plan: PutPlan, parts: Parts, plane: number, inverse: boolean): void {
  const strides = { element: plane, sequence: 1 }
  transformComplex(arena, plan, parts, strides, parts, strides, plane, { inverse })
}

function combine(
  waves: SpaceWaves,
  withScalar: boolean,
  [re, im]: readonly [Float64Array, Float64Array],
  out: Float64Array,
): void {
  const { n, m, rows, largest } = waves
  const { fields, products } = torusCounts(withScalar)
  const outIm = out.length / 2
  forEachRow(waves, fields, (to, ky, kz) => {
    const j = kz >= 0 ? kz : n + kz
    const i = ky >= 0 ? ky : rows + ky
    const from = (j * rows + i) * products * m
    for (let kx = 0; kx <= largest; kx++) {
      const square = kx * kx + ky * ky + kz * kz
      const inverse = square === 0 ? 0 : 1 / square
      const a = from + kx
      // (uuᵀ − w²I) k, the real parts and then the imaginary ones, each without what is along k.
      const uvRe = re[a + 2 * m] as number
      const uwRe = re[a + 3 * m] as number
      const vwRe = re[a + 4 * m] as number
      const xRe = kx * (re[a] as number) + ky * uvRe + kz * uwRe
      const yRe = kx * uvRe + ky * (re[a + m] as number) + kz * vwRe
      const zRe = kx * uwRe + ky * vwRe
      const alongRe = inverse * (kx * xRe + ky * yRe + kz * zRe)
      const uvIm = im[a + 2 * m] as number
      const uwIm = im[a + 3 * m] as number
      const vwIm = im[a + 4 * m] as number
      const xIm = kx * (im[a] as number) + ky * uvIm + kz * uwIm
      const yIm = kx * uvIm + ky * (im[a + m] as number) + kz * vwIm
      const zIm = kx * uwIm + ky * vwIm
      const alongIm = inverse * (kx * xIm + ky * yIm + kz * zIm)
      const b = to + kx
      out[b] = xIm - kx * alongIm
      out[b + m] = yIm - ky * alongIm
      out[b + 2 * m] = zIm - kz * alongIm
      out[outIm + b] = kx * alongRe - xRe
      out[outIm + b + m] = ky * alongRe - yRe
      out[outIm + b + 2 * m] = kz * alongRe - zRe
      if (!withScalar) continue
      const c = a + 5 * m
      out[b + 3 * m] = kx * (im[c] as number) + ky * (im[c + m] as number) + kz * (im[c + 2 * m] as number)
      out[outIm + b + 3 * m] = -kx * (re[c] as number) - ky * (re[c + m] as number) - kz * (re[c + 2 * m] as number)
    }
  })
}
