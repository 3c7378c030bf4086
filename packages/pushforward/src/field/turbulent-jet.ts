/**
 * A temporal planar jet on the torus [0, 2π]²: turbulence with an edge, for studies of interfaces and transport.
 *
 *   u₀ = c₀ = sech²((y − π)/δ),   ω₀ = −∂u₀/∂y + c₀ ξ
 *
 * with ξ white noise filtered by exp(−(|k| − 8)²/8) and scaled to a given root mean square. The noise makes the sides of
 * the jet roll up; the scalar marks what was in it. The mean flow is kept, so the frame is that of the fluid far away.
 * @module
 */
import { InputError } from '../errors.js'
import { inverseRealFft, realFft } from '../linalg/fft.js'
import { type Rng, rng } from '../measure/random.js'
import { derivative } from './calculus.js'
import { grid } from './grid.js'
import { type NavierStokes, type NavierStokesFields, spectralNavierStokes2, torusNodes } from './navier-stokes.js'
import type { NavierStokes3, PlaneFields } from './navier-stokes-space.js'

export interface JetOptions {
  /** Nodes along each axis, even. Default 192: resolves the default viscosity at half a second a time unit. */
  readonly n?: number
  /** Default 5e-4: a Reynolds number of δ u₀/ν = 700 for the initial jet. */
  readonly viscosity?: number
  /** Default 1: scalar and momentum diffuse alike. */
  readonly schmidt?: number
  /** δ, half the width of the jet at 42 % of its speed. Default 0.35: the jet fills a ninth of the box and has
   * room to grow before it meets its image. */
  readonly width?: number
  /** Root mean square of ξ over the box. Default 2, near the largest vorticity of the profile,
   * .77/δ = 2.2: turbulent within a few time units. */
  readonly noise?: number
  /** Default `rng(0)`. */
  readonly random?: Rng
}

/**
 * The jet at time 0, ready to step.
 * @throws InputError if a length, constant or the noise is out of range
 * @example
 * gridFlow(recordFlow(temporalJet({ random: rng(100) }), { from: 5, until: 10 })) // a flow to advect points with
 */
export function temporalJet(options: JetOptions = {}): NavierStokes {
  const { n = 192, viscosity = 5e-4, schmidt = 1, width = 0.35, noise = 2, random = rng(0) } = options
  assertJet({ n, width, noise })
  const nodes = torusNodes(n)
  const profile = Float64Array.from({ length: n * n }, (_, i) => {
    const y = (Math.floor(i / n) * 2 * Math.PI) / n
    return 1 / Math.cosh((y - Math.PI) / width) ** 2
  })
  const shear = derivative(grid(profile, nodes.shape, nodes), 0).values
  const rough = bandNoise(n, noise, random)
  const vorticity = shear.map((slope, i) => (profile[i] as number) * (rough[i] as number) - slope)
  const mean = vorticity.reduce((sum, x) => sum + x, 0) / vorticity.length
  const speed = profile.reduce((sum, x) => sum + x, 0) / profile.length
  return spectralNavierStokes2({
    n,
    viscosity,
    schmidt,
    vorticity: vorticity.map((x) => x - mean),
    meanFlow: [speed, 0],
    scalar: profile,
  })
}

/** @throws InputError */
export function assertJet({ n, width, noise }: Required<Pick<JetOptions, 'n' | 'width' | 'noise'>>): void {
  if (!(width > 0 && width <= 1))
    throw new InputError(`width: is ${width}; a number in (0, 1] is needed, as the box is 2π`)
  if (!(noise >= 0 && noise < Number.POSITIVE_INFINITY)) {
    throw new InputError(`noise: is ${noise}; a finite number >= 0 is needed`)
  }
  if (!(Number.isInteger(n) && n >= 4 && n % 2 === 0)) {
    throw new InputError(`n: is ${n}; an even whole number >= 4 is needed`)
  }
}

/** What is left of a wave of wavenumber |k|: a band around eight waves a box. The mean goes. */
export function bandFilter(k: number): number {
  return k === 0 ? 0 : Math.exp(-((k - 8) ** 2) / 8)
}

/** White noise on the torus filtered by exp(−(|k| − 8)²/8), with the given root mean square. */
function bandNoise(n: number, rms: number, random: Rng): Float64Array {
  const spectrum = realFft(random.fillNormal(new Float64Array(n * n)), [n, n])
  const h = n / 2 + 1
  for (let at = 0; at < spectrum.re.length; at++) {
    const j = Math.floor(at / h)
    const k = Math.hypot(at % h, j <= n / 2 ? j : j - n)
    const filter = bandFilter(k)
    spectrum.re[at] = (spectrum.re[at] as number) * filter
    spectrum.im[at] = (spectrum.im[at] as number) * filter
  }
  const field = inverseRealFft(spectrum, [n, n])
  const own = Math.sqrt(field.reduce((sum, x) => sum + x * x, 0) / field.length)
  return field.map((x) => (x * rms) / own)
}

export interface RecordOptions {
  /** Time of the last frame, > 0. */
  readonly until: number
  /** Time of the first frame. Default: now, the solver's time. */
  readonly from?: number
  /** Time between frames. Default 0.1, ten steps of a jet at 192²: interpolation between frames errs less than that between nodes. */
  readonly interval?: number
  /**
   * Upper bound of a step as a share of the largest stable one, in (0, 1]; looked up once an interval, which steps divide
   * evenly. Default 0.45: ten steps between the default jet's frames, and errors in time stay under those in space.
   */
  readonly stepShare?: number
  /** Called once an interval, also before the first frame, with the share that is done. */
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal
}

/** Fields at equal intervals, each `[t][y][x]`. It is what `gridFlow` takes. */
export interface FlowFilm {
  /** Times of the frames. */
  readonly t: Float64Array
  /** Coordinates of the nodes. */
  readonly y: Float64Array
  readonly x: Float64Array
  readonly u: Float64Array
  readonly v: Float64Array
  readonly vorticity: Float64Array
  readonly scalar?: Float64Array
  /** Δu and Δv, where the plane alone does not tell them. */
  readonly laplacian?: { readonly u: Float64Array; readonly v: Float64Array }
  /** Along x, along y. */
  readonly periodic: readonly [true, true]
}

/** What can be filmed: a planar solver, or a plane of one in space (`planeOf`). */
export interface Filmed extends Pick<NavierStokes, 'time' | 'step' | 'stableStep'> {
  fields(): NavierStokesFields & Partial<Pick<PlaneFields, 'laplacian'>>
}

/** The plane z = 2πk/n of a flow in space, as a camera sees it. */
export function planeOf(solver: NavierStokes3, k = 0): Filmed {
  return {
    get time() {
      return solver.time
    },
    step: (dt) => solver.step(dt),
    stableStep: () => solver.stableStep(),
    fields: () => solver.plane(k),
  }
}

/**
 * Advances a solver and keeps frames.
 * @throws InputError if the times are not in order
 */
export function recordFlow(solver: Filmed, options: RecordOptions): FlowFilm {
  const { until, from = solver.time, interval = 0.1, stepShare = 0.45, onProgress, signal } = options
  const start = solver.time
  if (!(from >= start)) throw new InputError(`from: is ${from}; the solver is at ${start} and does not go back`)
  if (!(until >= from && until < Number.POSITIVE_INFINITY)) {
    throw new InputError(`until: is ${until}; a finite time from ${from} on is needed`)
  }
  if (!(interval > 0)) throw new InputError(`interval: is ${interval}; a number > 0 is needed`)
  if (!(stepShare > 0 && stepShare <= 1)) {
    throw new InputError(`stepShare: is ${stepShare}; a number in (0, 1] is needed`)
  }
  const advance = (time: number) => {
    const begin = solver.time
    const spans = Math.ceil((time - begin) / interval - 1e-9)
    for (let span = 1; span <= spans; span++) {
      const length = begin + ((time - begin) * span) / spans - solver.time
      const steps = Math.max(1, Math.ceil(length / (stepShare * solver.stableStep()))) // fluid at rest has no limit
      for (let k = 0; k < steps; k++) {
        signal?.throwIfAborted()
        solver.step(length / steps)
      }
      onProgress?.((solver.time - start) / (until - start))
    }
  }

  const present = solver.fields()
  const n = present.u.shape[0] as number
  const frames = Math.floor((until - from) / interval + 1e-9) + 1
  const t = Float64Array.from({ length: frames }, (_, k) => from + k * interval)
  const frame = () => new Float64Array(frames * n * n)
  const film = {
    ...{ u: frame(), v: frame(), vorticity: frame() },
    ...(present.scalar && { scalar: frame() }),
    ...(present.laplacian && { laplacian: { u: frame(), v: frame() } }),
  }
  for (const [k, time] of t.entries()) {
    advance(time)
    const { u, v, vorticity, scalar, laplacian } = solver.fields()
    const at = k * n * n
    film.u.set(u.values, at)
    film.v.set(v.values, at)
    film.vorticity.set(vorticity.values, at)
    if (scalar) film.scalar?.set(scalar.values, at)
    if (laplacian) {
      film.laplacian?.u.set(laplacian.u.values, at)
      film.laplacian?.v.set(laplacian.v.values, at)
    }
  }
  const x = Float64Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n)
  return { t, y: x, x, ...film, periodic: [true, true] }
}
