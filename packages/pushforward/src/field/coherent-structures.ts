/**
 * Advective and diffusive structures of a planar flow for several durations, in one pass along the paths: with T₁ < T₂ < …,
 *
 *   FTLE_T = ln σ_max(∇F_T) / |T|,   H_T = (ν/T) ∫₀ᵀ ω(F_t, t0 + t) dt,   b̄_T = J∇H_T
 *
 * (`ftle.ts`, `barriers.ts`). ω is summed by the trapezoidal rule over the steps of the paths, which is enough where a step is the
 * interval of the frames, as between them the flow is linear in time. Against `ftle` and `barrierField`, one call a duration, this
 * follows paths to the longest only, and evaluates ω once a step instead of four times.
 *
 * Source: as those files.
 * @module
 */
import { InputError } from '../errors.js'
import { hamiltonianField, vorticityOf } from './barriers.js'
import { type FollowOptions, followFlow } from './follow-flow.js'
import { ftleFromGradient } from './ftle.js'
import { assertGridNodes, assertPlanar, type Grid, type GridNodes, gridPoints } from './grid.js'
import type { PlanarFlow } from './planar-flow.js'

export interface StructuresOptions extends FollowOptions {
  /** ν > 0. It scales b̄ and H. */
  readonly viscosity: number
  /** Called with the structures of each duration as soon as paths have come so far, before the share of that step. */
  readonly onFound?: (structures: Structures) => void
}

export interface Structures {
  /** Duration, negative for backward. */
  readonly T: number
  /** 1/time; NaN, as all fields here, where a path has left the flow. */
  readonly ftle: Grid
  /** H: its level sets are the barriers to the transport of momentum. */
  readonly hamiltonian: Grid
  /** b̄, components (x, y). */
  readonly barriers: Grid
  /** Mean of |det ∇F − 1|: how far the gradients are from those of an incompressible flow, NaN nodes left out. */
  readonly areaError: number
}

/**
 * A generator that yields the share that is done after every step, and returns the structures.
 * @param nodes planar, where paths start
 * @param durations of one sign, each longer than the one before
 * @param options `delta` is by default a ten-thousandth of the smaller spacing: in turbulence a hundredth has lost the area of
 * fluid elements by a third after three turnover times, this by a ten-thousandth, and rounding stays below 1e-9 of the gradient
 * @throws InputError as `followFlow`; if a duration is 0, of another sign, or not longer than the one before; if the flow has no
 * Jacobian
 */
export function* coherentStructures(
  flow: PlanarFlow,
  nodes: GridNodes,
  t0: number,
  durations: readonly number[],
  options: StructuresOptions,
): Generator<number, Structures[], void> {
  const { viscosity, onFound } = options
  const { shape, spacing, origin, periodic } = assertGridNodes('nodes', nodes)
  assertPlanar('nodes', nodes)
  assertDurations(durations)
  if (!(viscosity > 0 && Number.isFinite(viscosity))) {
    throw new InputError(`viscosity: is ${viscosity}; a positive number is needed`)
  }
  const vorticity = vorticityOf(flow)
  const { delta = 1e-4 * Math.min(...spacing) } = options
  const grid = (values: Float64Array): Grid => ({ values, shape, spacing, origin, periodic })
  const start = gridPoints(nodes)
  const sum = new Float64Array(start.n)
  let before = { t: t0, omega: vorticity(start, t0) }
  const found: Structures[] = []
  for (const state of followFlow(flow, start, [t0, ...durations.map((T) => t0 + T)], { ...options, delta })) {
    const { t, step, steps, points, gradient } = state
    if (step === 0) continue
    const omega = vorticity(points, t)
    for (let i = 0; i < sum.length; i++) {
      sum[i] = (sum[i] as number) + ((t - before.t) / 2) * ((omega[i] as number) + (before.omega[i] as number))
    }
    before = { t, omega }
    const T = durations[found.length] as number
    if (t === t0 + T) {
      const map = gradient()
      const hamiltonian = grid(sum.map((value) => (viscosity / T) * value))
      const structures = {
        ...{ T, hamiltonian, barriers: hamiltonianField(hamiltonian), areaError: areaError(map.determinant) },
        ftle: grid(ftleFromGradient(map.gradient, 2, T)),
      }
      found.push(structures)
      onFound?.(structures)
    }
    yield step / steps
  }
  return found
}

function assertDurations(durations: readonly number[]): void {
  let before = 0
  for (const [k, T] of durations.entries()) {
    const further = Number.isFinite(T) && Math.abs(T) > Math.abs(before) && T * before >= 0
    if (!further) {
      const needed = k === 0 ? 'a finite number other than 0' : `one beyond ${before} on the same side of 0`
      throw new InputError(`durations: [${k}] is ${T}; ${needed} is needed`)
    }
    before = T
  }
  if (before === 0) throw new InputError('durations: is empty; at least one is needed')
}

/** Mean of |det − 1| over what is not NaN. */
function areaError(determinant: Float64Array): number {
  let sum = 0
  let count = 0
  for (const value of determinant) {
    if (Number.isNaN(value)) continue
    sum += Math.abs(value - 1)
    count++
  }
  return sum / count
}
