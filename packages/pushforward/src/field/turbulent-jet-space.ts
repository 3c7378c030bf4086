/**
 * The temporal jet in space: `temporalJet` (`turbulent-jet.ts`) on the torus [0, 2π]³, where vortices break up.
 *
 *   u₀ = sech²((y − π)/δ) e_x + ∇ × (−Δ)⁻¹ (c₀ ξ),   c₀ = sech²((y − π)/δ)
 *
 * with ξ a vector of white noises, each filtered by exp(−(|k| − 8)²/8), made free of divergence together and scaled so that a
 * component has the given root mean square: noise in the vorticity, confined to the jet, by the recipe of the plane. c₀ ξ has
 * a divergence again, which a vorticity cannot have; the velocity is that of the part without.
 * @module
 */
import { type ComplexArray, inverseRealFft, realFft } from '../linalg/fft.js'
import { type Rng, rng } from '../measure/random.js'
import { type NavierStokes3, type SpaceVelocity, spectralNavierStokes3 } from './navier-stokes-space.js'
import { assertJet, bandFilter, type JetOptions } from './turbulent-jet.js'

export interface Jet3Options extends Omit<JetOptions, 'n' | 'viscosity' | 'noise'> {
  /** Nodes along each axis, even. Default 64: a tenth of a second a step on one core. */
  readonly n?: number
  /** Default 2.5e-3, which 64 nodes resolve: a Reynolds number of δ u₀/ν = 140 for the initial jet. */
  readonly viscosity?: number
  /** Root mean square of a component of ξ over the box. Default 2, as in the plane. */
  readonly noise?: number
}

/**
 * The jet at time 0, ready to step.
 * @throws InputError if a length, constant or the noise is out of range
 * @example
 * gridFlow(recordFlow(planeOf(temporalJet3()), { from: 20, until: 22 })) // its plane z = 0, to advect points in
 */
export function temporalJet3(options: Jet3Options = {}): NavierStokes3 {
  const { n = 64, viscosity = 2.5e-3, schmidt = 1, width = 0.35, noise = 2, random = rng(0) } = options
  assertJet({ n, width, noise })
  const profile = Float64Array.from({ length: n ** 3 }, (_, i) => {
    const y = ((Math.floor(i / n) % n) * 2 * Math.PI) / n
    return 1 / Math.cosh((y - Math.PI) / width) ** 2
  })
  const rough = bandNoise3(n, noise, random)
  const velocity = velocityOf(
    n,
    rough.map((component) => component.map((x, i) => x * (profile[i] as number))),
  )
  const u = velocity.u.map((x, i) => x + (profile[i] as number))
  return spectralNavierStokes3({ n, viscosity, schmidt, velocity: { ...velocity, u }, scalar: profile })
}

/** Three components without divergence, each with about the given root mean square: that of all is √3 times it. */
function bandNoise3(n: number, rms: number, random: Rng): Float64Array[] {
  const spectra = [0, 1, 2].map(() => realFft(random.fillNormal(new Float64Array(n ** 3)), [n, n, n]))
  eachWave(n, spectra, ([x, y, z], at, [kx, ky, kz]) => {
    const square = kx * kx + ky * ky + kz * kz
    const [a, b, c] = [x[at] as number, y[at] as number, z[at] as number]
    const along = square === 0 ? 0 : (kx * a + ky * b + kz * c) / square
    const filter = bandFilter(Math.sqrt(square))
    x[at] = filter * (a - kx * along)
    y[at] = filter * (b - ky * along)
    z[at] = filter * (c - kz * along)
  })
  const fields = spectra.map((spectrum) => inverseRealFft(spectrum, [n, n, n]))
  const squares = fields.reduce((sum, field) => sum + field.reduce((all, x) => all + x * x, 0), 0)
  const scale = squares > 0 ? rms / Math.sqrt(squares / (3 * n ** 3)) : 0
  return fields.map((field) => field.map((x) => scale * x))
}

/** û = i k × ω̂ / |k|², of the part of ω without divergence. */
function velocityOf(n: number, vorticity: readonly Float64Array[]): SpaceVelocity {
  const spectra = vorticity.map((component) => realFft(component, [n, n, n]))
  eachWave(n, spectra, ([x, y, z], at, [kx, ky, kz]) => {
    const square = kx * kx + ky * ky + kz * kz
    const divisor = square === 0 ? 1 : square // the product is 0 there
    const [a, b, c] = [x[at] as number, y[at] as number, z[at] as number]
    x[at] = (ky * c - kz * b) / divisor
    y[at] = (kz * a - kx * c) / divisor
    z[at] = (kx * b - ky * a) / divisor
  })
  // Times i.
  const component = ({ re, im }: ComplexArray) => inverseRealFft({ re: im.map((x) => -x), im: re }, [n, n, n])
  const [u, v, w] = spectra.map(component) as [Float64Array, Float64Array, Float64Array]
  return { u, v, w }
}

type Wave = readonly [kx: number, ky: number, kz: number]
/** The three components, real or imaginary parts. */
type Part = readonly [x: Float64Array, y: Float64Array, z: Float64Array]

/** Real parts, then imaginary parts, of every wave of whole half spectra. The wave of n/2 has no sign, and counts as 0. */
function eachWave(n: number, spectra: readonly ComplexArray[], visit: (part: Part, at: number, k: Wave) => void): void {
  const h = n / 2 + 1
  const wave = (j: number) => (j < n / 2 ? j : j === n / 2 ? 0 : j - n)
  for (const imaginary of [false, true]) {
    const [x, y, z] = spectra.map(({ re, im }) => (imaginary ? im : re)) as [Float64Array, Float64Array, Float64Array]
    for (let at = 0; at < n * n * h; at++) {
      const k = [wave(at % h), wave(Math.floor(at / h) % n), wave(Math.floor(at / (h * n)))] as const
      visit([x, y, z], at, k)
    }
  }
}
