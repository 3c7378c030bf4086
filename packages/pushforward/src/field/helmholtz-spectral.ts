/**
 * The spectral splitting on a torus: φ̂ = −i ⟨k, v̂⟩ / |k|², ψ̂ = −i (k_x v̂ − k_y û) / |k|².
 *
 * k is the wave vector as `calculus.ts` differentiates, so it is 0 for waves of n/2 periods; what has k = 0 on both axes
 * has neither divergence nor curl there and stays in the harmonic part with the mean.
 * @module
 */
import { halfLength, inverseRealFft, realFft } from '../linalg/fft.js'
import { curl, divergence } from './calculus.js'
import type { Grid } from './grid.js'

export function spectralSplit(v: Grid) {
  const [ny, nx] = v.shape as [number, number]
  const [dy, dx] = v.spacing as [number, number]
  const size = ny * nx
  const component = (c: number) => Float64Array.from({ length: size }, (_, i) => v.values[2 * i + c] as number)
  const u = realFft(component(0), v.shape)
  const w = realFft(component(1), v.shape)
  const h = halfLength(nx)
  const spectrum = () => ({ re: new Float64Array(ny * h), im: new Float64Array(ny * h) })
  const [phi, psi, gradientX, gradientY, rotationX, rotationY] = Array.from({ length: 6 }, spectrum) as SixSpectra
  for (let j = 0; j < ny; j++) {
    const ky = waveNumber(j, ny, dy)
    for (let i = 0; i < h; i++) {
      const kx = waveNumber(i, nx, dx)
      const square = kx * kx + ky * ky
      if (square === 0) continue
      const at = j * h + i
      const [ur, ui] = [u.re[at] as number, u.im[at] as number]
      const [wr, wi] = [w.re[at] as number, w.im[at] as number]
      // −i z / |k|²: the real part takes the imaginary one.
      set(phi, at, (kx * ui + ky * wi) / square, -(kx * ur + ky * wr) / square)
      set(psi, at, (kx * wi - ky * ui) / square, -(kx * wr - ky * ur) / square)
      turn(gradientX, phi, at, kx)
      turn(gradientY, phi, at, ky)
      turn(rotationX, psi, at, -ky)
      turn(rotationY, psi, at, kx)
    }
  }
  const scalar = (s: Spectrum): Grid => {
    const { shape, spacing, origin, periodic } = v
    return { values: inverseRealFft(s, shape), shape, spacing, origin, periodic }
  }
  const vector = (x: Spectrum, y: Spectrum): Grid => {
    const [a, b] = [inverseRealFft(x, v.shape), inverseRealFft(y, v.shape)]
    const values = new Float64Array(2 * size)
    for (let i = 0; i < size; i++) {
      values[2 * i] = a[i] as number
      values[2 * i + 1] = b[i] as number
    }
    return { ...v, values }
  }
  return {
    gradient: vector(gradientX, gradientY),
    rotation: vector(rotationX, rotationY),
    potential: scalar(phi),
    stream: scalar(psi),
    divergence,
    curl,
  }
}

type Spectrum = { readonly re: Float64Array; readonly im: Float64Array }
type SixSpectra = [Spectrum, Spectrum, Spectrum, Spectrum, Spectrum, Spectrum]

function waveNumber(k: number, n: number, spacing: number): number {
  if (2 * k === n) return 0
  return (2 * Math.PI * (2 * k < n ? k : k - n)) / (n * spacing)
}

function set(s: Spectrum, at: number, re: number, im: number): void {
  s.re[at] = re
  s.im[at] = im
}

/** out = i k s */
function turn(out: Spectrum, s: Spectrum, at: number, k: number): void {
  set(out, at, -k * (s.im[at] as number), k * (s.re[at] as number))
}
