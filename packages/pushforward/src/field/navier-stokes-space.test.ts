import { startThreads, stopThreads } from '@pushforward/kernels'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { divergence, laplacian } from './calculus.js'
import { gridPoints } from './grid.js'
import { spectralNavierStokes2, torusNodes } from './navier-stokes.js'
import { type NavierStokes3Fields, spaceNodes, spectralNavierStokes3 } from './navier-stokes-space.js'
import oracle from './navier-stokes-space.oracle.json' with { type: 'json' }

afterEach(stopThreads)

type At = (x: number, y: number, z: number) => number

function sample(n: number, f: At): Float64Array {
  const { data } = gridPoints(spaceNodes(n))
  return Float64Array.from({ length: n ** 3 }, (_, i) =>
    f(data[3 * i] as number, data[3 * i + 1] as number, data[3 * i + 2] as number),
  )
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] as number))), 0)

/** Random waves of all three components: nothing stays still, and there is a divergence to project out. */
function stirred(n: number, seed = 1) {
  const random = rng(seed)
  const waves = Array.from({ length: 12 }, () => ({
    k: [0, 1, 2].map(() => Math.round(4 * random.uniform() - 2)) as [number, number, number],
    phase: 2 * Math.PI * random.uniform(),
    size: [0, 1, 2].map(() => random.normal() / 4) as [number, number, number],
  }))
  const component = (c: 0 | 1 | 2): Float64Array =>
    sample(n, (x, y, z) =>
      waves.reduce((sum, { k, phase, size }) => sum + size[c] * Math.cos(k[0] * x + k[1] * y + k[2] * z + phase), 0),
    )
  return { u: component(0), v: component(1), w: component(2) }
}
const dye = (n: number) => sample(n, (x, y, z) => 1 + Math.cos(x) * Math.sin(2 * y) + 0.5 * Math.cos(z - y))

const solverAt = (n: number, viscosity = 0.02) =>
  spectralNavierStokes3({ n, viscosity, schmidt: 2, velocity: stirred(n), scalar: dye(n) })

describe('closed forms', () => {
  test('the flow of Arnold, Beltrami and Childress decays as e^(−νt), to 1e-12', () => {
    const n = 12
    const viscosity = 0.1
    const [A, B, C] = [1, Math.SQRT2, Math.sqrt(3)]
    const flow = {
      u: sample(n, (_, y, z) => A * Math.sin(z) + C * Math.cos(y)),
      v: sample(n, (x, _, z) => B * Math.sin(x) + A * Math.cos(z)),
      w: sample(n, (x, y) => C * Math.sin(y) + B * Math.cos(x)),
    }
    const solver = spectralNavierStokes3({ n, viscosity, velocity: flow })
    for (let k = 0; k < 40; k++) solver.step(0.05)
    const decay = Math.exp(-viscosity * solver.time)
    const fields = solver.fields()
    expect(solver.time).toBeCloseTo(2, 12)
    // u × ω = 0: advection is a gradient, and only rounding of some 40 · 4 evaluations is left.
    for (const name of ['u', 'v', 'w'] as const) {
      expect(
        worst(
          fields[name].values,
          flow[name].map((x) => decay * x),
        ),
      ).toBeLessThan(1e-12)
    }
  })

  test('a mean flow carries a wave of Beltrami along', () => {
    const n = 12
    const wave = (shift: number, decay: number) => ({
      u: sample(n, (_, __, z) => 0.5 + decay * Math.sin(z - shift)),
      v: sample(n, (_, __, z) => decay * Math.cos(z - shift)),
      w: sample(n, () => 0.7),
    })
    const solver = spectralNavierStokes3({ n, viscosity: 0.1, velocity: wave(0, 1) })
    for (let k = 0; k < 50; k++) solver.step(0.02)
    const fields = solver.fields()
    const exact = wave(0.7, Math.exp(-0.1))
    // RK4 of the frequency .7: (.7 dt)^5 / 120 a step, 50 steps.
    for (const name of ['u', 'v', 'w'] as const) {
      expect(worst(fields[name].values, exact[name])).toBeLessThan((50 * (0.7 * 0.02) ** 5) / 120 + 1e-14)
    }
  })

  test('a planar flow is that of the planar solver on every plane, with its scalar', () => {
    const n = 16
    const planar = (f: (x: number, y: number) => number) => sample(n, (x, y) => f(x, y))
    const u = (x: number, y: number) => 0.3 + Math.cos(2 * x + y) - Math.sin(y)
    const v = (x: number, y: number) => -2 * Math.cos(2 * x + y) + Math.sin(3 * x)
    const c = (x: number, y: number) => Math.cos(x) * Math.sin(y)
    const options = { n, viscosity: 0.03, schmidt: 0.7 }
    const space = spectralNavierStokes3({
      ...options,
      velocity: { u: planar(u), v: planar(v), w: new Float64Array(n ** 3) },
      scalar: planar(c),
    })
    const on = (f: (x: number, y: number) => number) => planar(f).subarray(0, n * n)
    const plane = spectralNavierStokes2({ ...options, velocity: { u: on(u), v: on(v) }, scalar: on(c) })
    for (let k = 0; k < 10; k++) {
      space.step(0.02)
      plane.step(0.02)
    }
    const [inSpace, inPlane] = [space.plane(5), plane.fields()]
    // Rounding of 10 · 4 evaluations of flows of size 3.
    for (const name of ['u', 'v', 'vorticity', 'scalar'] as const) {
      expect(worst(inSpace[name]?.values ?? [], inPlane[name]?.values ?? [])).toBeLessThan(1e-12)
    }
    expect(worst(inSpace.w.values, new Float64Array(n * n))).toBeLessThan(1e-14)
    expect(worst(inSpace.laplacian.u.values, laplacian(inPlane.u).values)).toBeLessThan(1e-11)
  })

  test('a scalar that starts as a velocity across planes stays it: both are carried and diffuse alike', () => {
    const n = 16
    const { u, v } = { u: sample(n, (_, y) => Math.sin(y)), v: sample(n, (x) => Math.sin(2 * x)) }
    const w = sample(n, (x, y) => Math.cos(x + y) + Math.sin(2 * y))
    const solver = spectralNavierStokes3({ n, viscosity: 0.02, velocity: { u, v, w }, scalar: w })
    for (let k = 0; k < 20; k++) solver.step(0.03)
    const fields = solver.fields()
    expect(worst(fields.w.values, fields.scalar?.values ?? [])).toBeLessThan(1e-13)
  })
})

test.each(oracle.cases)('the same as the textbook program in rotational form, n = $n', (known) => {
  const { n, viscosity, schmidt, dt, steps, initial, final } = known
  const [u, v, w, scalar] = [initial.u, initial.v, initial.w, initial.scalar].map((x) => Float64Array.from(x)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const solver = spectralNavierStokes3({ n, viscosity, schmidt, velocity: { u, v, w }, scalar })
  for (let k = 0; k < steps; k++) solver.step(dt)
  const fields = solver.fields()
  // Rounding of 80 evaluations, which the flow stretches by no more than a factor of ten in this time.
  for (const name of ['u', 'v', 'w', 'scalar'] as const) {
    expect(worst(fields[name]?.values ?? [], final[name])).toBeLessThan(1e-12)
  }
})

describe('properties', () => {
  test('the measured order in time is four', () => {
    const at = (steps: number) => {
      const solver = solverAt(12)
      for (let k = 0; k < steps; k++) solver.step(0.8 / steps)
      const { u, v, w, scalar } = solver.fields()
      return [u, v, w, scalar].flatMap((grid) => [...(grid?.values ?? [])])
    }
    const exact = at(256)
    const order = Math.log2(worst(at(32), exact) / worst(at(64), exact))
    expect(order).toBeGreaterThan(3.9)
    expect(order).toBeLessThan(4.1)
  })

  test('energy falls by 2ν times the enstrophy', () => {
    const viscosity = 0.02
    const solver = solverAt(16, viscosity)
    const dt = 0.01
    const budgets = [solver.budget()]
    for (let k = 0; k < 20; k++) {
      solver.step(dt)
      budgets.push(solver.budget())
    }
    // Simpson's rule over the 20 steps; its error and that of the solver are of order dt⁴.
    const integral = (dt / 3) * budgets.reduce((sum, b, k) => sum + b.enstrophy * (k % 20 === 0 ? 1 : k % 2 ? 4 : 2), 0)
    const [first, last] = [budgets[0], budgets[20]] as [(typeof budgets)[0], (typeof budgets)[0]]
    expect(Math.abs((first.energy - last.energy) / (2 * viscosity * integral) - 1)).toBeLessThan(1e-7)
    expect(last.scalarEnergy).toBeLessThan(first.scalarEnergy)
  })

  test('budgets are the means of the fields', () => {
    const solver = solverAt(12)
    solver.step(0.05)
    const { u, v, w, scalar } = solver.fields()
    const mean = (values: Float64Array, of: (x: number, i: number) => number) =>
      values.reduce((sum, x, i) => sum + of(x, i), 0) / values.length
    const { energy, enstrophy, scalarMean, scalarEnergy } = solver.budget()
    const square = (i: number) => (v.values[i] as number) ** 2 + (w.values[i] as number) ** 2
    expect(energy).toBeCloseTo(
      mean(u.values, (x, i) => (x * x + square(i)) / 2),
      13,
    )
    // ⟨|∇ × u|²⟩ = −⟨u·Δu⟩ without divergence.
    const dissipation = [u, v, w].map((f) => {
      const { values } = laplacian(f)
      return mean(f.values, (x, i) => (-x * (values[i] as number)) / 2)
    })
    expect(enstrophy).toBeCloseTo(
      dissipation.reduce((sum, x) => sum + x, 0),
      12,
    )
    expect(scalarMean).toBeCloseTo(
      mean(scalar?.values as Float64Array, (x) => x),
      13,
    )
    expect(scalarEnergy).toBeCloseTo(
      mean(scalar?.values as Float64Array, (x) => (x * x) / 2),
      13,
    )
  })

  test('means are kept to the last bit, and a constant scalar stays constant', () => {
    const solver = solverAt(12)
    const before = solver.budget().scalarMean
    const meanOf = ({ u }: NavierStokes3Fields) => u.values.reduce((sum, x) => sum + x, 0) / u.values.length
    const mean = meanOf(solver.fields())
    for (let k = 0; k < 20; k++) solver.step(0.02)
    expect(solver.budget().scalarMean).toBe(before)
    expect(meanOf(solver.fields())).toBeCloseTo(mean, 14)
    const velocity = stirred(8)
    const still = spectralNavierStokes3({ n: 8, viscosity: 0.1, velocity, scalar: new Float64Array(512).fill(3) })
    still.step(0.1)
    expect(worst(still.fields().scalar?.values ?? [], new Float64Array(512).fill(3))).toBeLessThan(1e-13)
  })

  test('velocity has no divergence, at the start and later; a given one is projected out', () => {
    const n = 16
    const solver = solverAt(n)
    const largest = () => {
      const { u, v, w } = solver.fields()
      const values = new Float64Array(3 * n ** 3).map((_, k) => [u, v, w][k % 3]?.values[Math.floor(k / 3)] as number)
      return worst(divergence({ ...u, values, components: 3 }).values, new Float64Array(n ** 3))
    }
    expect(largest()).toBeLessThan(1e-13)
    for (let k = 0; k < 10; k++) solver.step(0.03)
    expect(largest()).toBeLessThan(1e-13)
    const gradient = spectralNavierStokes3({
      n,
      viscosity: 0.1,
      velocity: {
        u: sample(n, (x, y, z) => Math.cos(x + 2 * y - z) + Math.sin(y)),
        v: sample(n, (x, y, z) => 2 * Math.cos(x + 2 * y - z)),
        w: sample(n, (x, y, z) => -Math.cos(x + 2 * y - z)),
      },
    })
    const { u, v } = gradient.fields()
    expect(
      worst(
        u.values,
        sample(n, (_, y) => Math.sin(y)),
      ),
    ).toBeLessThan(1e-14)
    expect(worst(v.values, new Float64Array(n ** 3))).toBeLessThan(1e-14)
  })

  test('the plane is that of the whole field, with its derivatives along z', () => {
    const n = 12
    const solver = solverAt(n)
    solver.step(0.02)
    const [{ u, v, w, scalar }, plane] = [solver.fields(), solver.plane(7)]
    const cut = (values: Float64Array | undefined) => values?.subarray(7 * n * n, 8 * n * n) ?? []
    expect(worst(plane.u.values, cut(u.values))).toBeLessThan(1e-14)
    expect(worst(plane.w.values, cut(w.values))).toBeLessThan(1e-14)
    expect(worst(plane.scalar?.values ?? [], cut(scalar?.values))).toBeLessThan(1e-14)
    expect(worst(plane.laplacian.v.values, cut(laplacian(v).values))).toBeLessThan(1e-12)
    expect(plane.u).toMatchObject(torusNodes(n))
  })

  test('without a scalar the flow is the same', () => {
    const options = { n: 10, viscosity: 0.01, velocity: stirred(10) }
    const [alone, marked] = [spectralNavierStokes3(options), spectralNavierStokes3({ ...options, scalar: dye(10) })]
    for (let k = 0; k < 5; k++) for (const solver of [alone, marked]) solver.step(0.03)
    expect(worst(alone.fields().u.values, marked.fields().u.values)).toBeLessThan(1e-14)
    expect(alone.fields().scalar).toBeUndefined()
    expect(alone.plane().scalar).toBeUndefined()
    expect(alone.budget().scalarMean).toBeNaN()
  })

  test.each([12, 14])('threads do not change a bit, n = %i', async (n) => {
    const run = () => {
      const solver = solverAt(n)
      for (let k = 0; k < 3; k++) solver.step(0.02)
      return solver.fields()
    }
    const alone = run()
    await startThreads(3)
    expect(run()).toEqual(alone)
  })
})

describe('bad input', () => {
  test('a step that is unstable is refused, with the largest one that is not, and the state is kept', () => {
    const solver = spectralNavierStokes3({ n: 8, viscosity: 0.01, velocity: stirred(8) })
    const limit = solver.stableStep()
    const before = solver.fields()
    expect(() => solver.step(1.01 * limit)).toThrow(/unstable/)
    expect(solver.time).toBe(0)
    expect(solver.fields()).toEqual(before)
    expect(solver.step(0.99 * limit)).toBeGreaterThan(0)
    expect(solver.steps).toBe(1)
    expect(() => solver.step(0)).toThrow(InputError)
    expect(() => solver.plane(8)).toThrow(/k: is 8/)
    expect(() => solver.plane(0.5)).toThrow(/k: is 0.5/)
  })

  test('options are checked', () => {
    const velocity = stirred(8)
    const make = (o: object) => () => spectralNavierStokes3({ n: 8, viscosity: 1, velocity, ...o })
    expect(make({ n: 7 })).toThrow(/n: is 7/)
    expect(make({ viscosity: 0 })).toThrow(/viscosity/)
    expect(make({ schmidt: Number.NaN })).toThrow(/schmidt/)
    expect(make({ scalar: new Float64Array(5) })).toThrow(/scalar: has 5/)
    expect(make({ velocity: { ...velocity, w: new Float64Array(64) } })).toThrow(/velocity.w: has 64/)
    const spoilt = velocity.v.slice().fill(Number.NaN, 3, 4)
    expect(make({ velocity: { ...velocity, v: spoilt } })).toThrow(/velocity.v: \[3\] is NaN/)
  })
})
