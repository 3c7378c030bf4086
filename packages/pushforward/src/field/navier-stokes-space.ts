/**
 * Incompressible Navier-Stokes equations with a passive scalar on the torus [0, 2π]³, pseudo-spectral:
 *
 *   ∂u/∂t + ∇·(uuᵀ) + ∇p = ν Δu,   ∇·u = 0,   ∂c/∂t + ∇·(uc) = (ν/Sc) Δc
 *
 * As in the plane (`navier-stokes.ts`): products free of aliasing errors by the 2/3 rule, viscosity integrated exactly, advection
 * by the classical Runge-Kutta method. Pressure is what the projection onto fields without divergence removes
 * (`navier-stokes-advection-space.ts`); means of u and c are kept exactly. Cost of a step: 48 real transforms of n³ with a
 * scalar, 32 without, of which only waves that are kept are transformed.
 *
 * One core, n = 64 with a scalar: 66 to 73 ms of processor time a step; the transforms and products alone, with NumPy 2.4 and
 * scipy.fft 1.17 in turn, 101 to 121 ms. The arithmetic is .4 Gflop, 35 ms at the rate of transforms in the first cache
 * (`linalg/fft.ts`); the other half is memory: transforms along z, 12 MB of spectra in and out for each of four evaluations.
 *
 * Source: Canuto, Hussaini, Quarteroni & Zang 2007, "Spectral methods: evolution to complex geometries", §3.3-3.4; Basdevant
 * 1983 for the products.
 * @module
 */
import { InputError } from '../errors.js'
import type { Grid } from './grid.js'
import { assertStep, integratingFactor, stableStep } from './integrating-factor.js'
import { torusNodes } from './navier-stokes.js'
import { spaceAdvection } from './navier-stokes-advection-space.js'
import { forEachRow, putField, spaceSize, spaceWaves, takeField, takePlane } from './space-spectra.js'

/** Three components on n³ nodes, `[z][y][x]` each. */
export interface SpaceVelocity {
  readonly u: Float64Array
  readonly v: Float64Array
  readonly w: Float64Array
}

export interface NavierStokes3Options {
  /** Nodes along each axis, even, >= 4. Fast where its factors are 2, 3 and 5. */
  readonly n: number
  /** Kinematic viscosity ν > 0. */
  readonly viscosity: number
  /** Schmidt number ν/κ of the scalar, > 0. Default 1. */
  readonly schmidt?: number
  /** At (2πi/n, 2πj/n, 2πk/n), `[n, n, n]` each as `[z][y][x]`; its divergence is projected out, its mean is kept. */
  readonly velocity: SpaceVelocity
  /** c, `[n, n, n]`. Default: none is carried, which saves a third of the transforms. */
  readonly scalar?: Float64Array
}

export interface NavierStokes3Fields {
  readonly u: Grid
  readonly v: Grid
  readonly w: Grid
  readonly scalar?: Grid
}

/** What a camera sees that looks along z: fields in a plane z = constant, `[y][x]`. */
export interface PlaneFields {
  readonly u: Grid
  readonly v: Grid
  /** Out of the plane. */
  readonly w: Grid
  /** ω_z = ∂v/∂x − ∂u/∂y */
  readonly vorticity: Grid
  readonly scalar?: Grid
  /** Δu and Δv, with the derivatives along z that the plane alone does not tell. */
  readonly laplacian: { readonly u: Grid; readonly v: Grid }
}

/** Means over the torus, exact for the waves that are carried. */
export interface NavierStokes3Budget {
  /** ½⟨|u|²⟩; dE/dt = −2ν · enstrophy. */
  readonly energy: number
  /** ½⟨|∇ × u|²⟩ */
  readonly enstrophy: number
  /** ⟨c⟩, conserved. NaN without a scalar. */
  readonly scalarMean: number
  /** ½⟨c²⟩; its rate is −(ν/Sc)⟨|∇c|²⟩. NaN without a scalar. */
  readonly scalarEnergy: number
}

export interface NavierStokes3 {
  /** Starts at 0. */
  readonly time: number
  /** Steps made. */
  readonly steps: number
  /**
   * One step of length dt.
   * @returns the Courant number max(|u| + |v| + |w|) dt n / 2π at its start; accurate results want about 0.5
   * @throws InputError if dt is not positive, or so large that the method would be unstable; the state is then unchanged
   */
  step(dt: number): number
  /** The largest stable step for the present velocities. */
  stableStep(): number
  /** The fields on n³ nodes, with the waves that are carried. */
  fields(): NavierStokes3Fields
  /**
   * Those of the plane z = 2πk/n, at the cost of one in the plane.
   * @param k a whole number from 0 to n − 1. Default 0
   */
  plane(k?: number): PlaneFields
  budget(): NavierStokes3Budget
}

/**
 * @throws InputError if n is odd or small, a constant is not positive, lengths do not fit or a number is not finite
 * @example
 * // A wave of Beltrami, ∇ × u = u, decays as e^(−νt): u = (sin z + cos y, sin x + cos z, sin y + cos x)
 */
export function spectralNavierStokes3(options: NavierStokes3Options): NavierStokes3 {
  assertOptions(options)
  const { n, viscosity, schmidt = 1, velocity, scalar } = options
  const waves = spaceWaves(n)
  const { m } = waves
  const withScalar = scalar !== undefined
  const fieldCount = withScalar ? 4 : 3
  const size = spaceSize(waves, fieldCount)

  const initial = new Float64Array(2 * size)
  for (const [f, values] of [velocity.u, velocity.v, velocity.w, ...(scalar ? [scalar] : [])].entries()) {
    putField(waves, values, initial, fieldCount, f)
  }
  /** For each wave: where it is in `spectra`, of u's real part, and the wave. */
  const forEachWave = (visit: (at: number, kx: number, ky: number, kz: number) => void) =>
    forEachRow(waves, fieldCount, (row, ky, kz) => {
      for (let kx = 0; kx < m; kx++) visit(row + kx, kx, ky, kz)
    })
  forEachWave((at, kx, ky, kz) => {
    const square = kx * kx + ky * ky + kz * kz
    if (square === 0) return
    for (const part of [at, size + at]) {
      const [u, v, w] = [initial[part] as number, initial[part + m] as number, initial[part + 2 * m] as number]
      const along = (kx * u + ky * v + kz * w) / square
      initial[part] = u - kx * along
      initial[part + m] = v - ky * along
      initial[part + 2 * m] = w - kz * along
    }
  })
  const integrator = integratingFactor(initial, spaceAdvection(waves, withScalar))

  /** e^(−ν|k|² dt/2) for each number of the state, for the latest dt. */
  const decay = new Float64Array(2 * size)
  let decayStep = Number.NaN
  const setDecay = (dt: number) => {
    if (dt === decayStep) return
    forEachWave((at, kx, ky, kz) => {
      const exponent = (-viscosity * (kx * kx + ky * ky + kz * kz) * dt) / 2
      const own = Math.exp(exponent)
      decay[at] = own
      decay[at + m] = own
      decay[at + 2 * m] = own
      if (withScalar) decay[at + 3 * m] = schmidt === 1 ? own : Math.exp(exponent / schmidt)
    })
    decay.copyWithin(size, 0, size)
    decayStep = dt
  }
  let time = 0
  let steps = 0

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
      const grid = (f: number): Grid => ({
        values: takeField(waves, integrator.state, fieldCount, f),
        ...spaceNodes(n),
      })
      return { u: grid(0), v: grid(1), w: grid(2), ...(withScalar ? { scalar: grid(3) } : {}) }
    },
    plane(k = 0) {
      if (!(Number.isInteger(k) && k >= 0 && k < n)) {
        throw new InputError(`k: is ${k}; a whole number from 0 to ${n - 1} is needed`)
      }
      const wanted = 6 + (withScalar ? 1 : 0)
      const grids = takePlane(waves, integrator.state, fieldCount, k, wanted, planeOfWave)
      const grid = (f: number): Grid => ({ values: grids.slice(f * n * n, (f + 1) * n * n), ...torusNodes(n) })
      return {
        ...{ u: grid(0), v: grid(1), w: grid(2), vorticity: grid(3) },
        laplacian: { u: grid(4), v: grid(5) },
        ...(withScalar ? { scalar: grid(6) } : {}),
      }
    },
    budget() {
      let [energy, enstrophy, scalarEnergy] = [0, 0, 0]
      const { state } = integrator
      const squareAt = (at: number) => (state[at] as number) ** 2 + (state[size + at] as number) ** 2
      forEachWave((at, kx, ky, kz) => {
        const both = kx === 0 ? 0.5 : 1 // the other half of the spectrum, and the ½ of the means
        const kinetic = both * (squareAt(at) + squareAt(at + m) + squareAt(at + 2 * m))
        energy += kinetic
        enstrophy += (kx * kx + ky * ky + kz * kz) * kinetic // |k × û|² = |k|² |û|² without divergence
        if (withScalar) scalarEnergy += both * squareAt(at + 3 * m)
      })
      const [scalarMean, ofScalar] = withScalar ? [state[3 * m] as number, scalarEnergy] : [Number.NaN, Number.NaN]
      return { energy, enstrophy, scalarMean, scalarEnergy: ofScalar }
    },
  }
}

/** u, v, w, ω_z, Δu, Δv and c of a wave. */
function planeOfWave(own: Float64Array, kx: number, ky: number, kz: number, out: Float64Array): void {
  const square = kx * kx + ky * ky + kz * kz
  out.set(own.subarray(0, 6))
  const [uRe, uIm, vRe, vIm] = own as unknown as [number, number, number, number]
  out[6] = ky * uIm - kx * vIm
  out[7] = kx * vRe - ky * uRe
  out[8] = -square * uRe
  out[9] = -square * uIm
  out[10] = -square * vRe
  out[11] = -square * vIm
  if (own.length > 6) out.set(own.subarray(6), 12)
}

/** The n³ nodes of [0, 2π]³. */
export function spaceNodes(n: number) {
  const step = (2 * Math.PI) / n
  return {
    ...{ shape: [n, n, n], spacing: [step, step, step], origin: [0, 0, 0] },
    periodic: [true, true, true],
  } as const
}

function assertOptions({ n, viscosity, schmidt = 1, velocity, scalar }: NavierStokes3Options): void {
  if (!(Number.isInteger(n) && n >= 4 && n % 2 === 0)) {
    throw new InputError(`n: is ${n}; an even whole number >= 4 is needed`)
  }
  for (const [name, value] of Object.entries({ viscosity, schmidt })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: is ${value}; a finite number > 0 is needed`)
    }
  }
  const { u, v, w } = velocity
  const given = { 'velocity.u': u, 'velocity.v': v, 'velocity.w': w, ...(scalar && { scalar }) }
  for (const [name, values] of Object.entries(given)) {
    if (values.length !== n ** 3) {
      throw new InputError(`${name}: has ${values.length} numbers; n × n × n = ${n ** 3} are needed`)
    }
    const bad = values.findIndex((x) => !Number.isFinite(x))
    if (bad >= 0) throw new InputError(`${name}: [${bad}] is ${values[bad]}; finite numbers are needed`)
  }
}
