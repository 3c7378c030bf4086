import { startThreads, stopThreads } from '@pushforward/kernels'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { curl, divergence } from './calculus.js'
import { gridPoints } from './grid.js'
import { spectralNavierStokes2, torusNodes } from './navier-stokes.js'
import oracle from './navier-stokes.oracle.json' with { type: 'json' }

afterEach(stopThreads)

function sample(n: number, f: (x: number, y: number) => number): Float64Array {
  const { data } = gridPoints(torusNodes(n))
  return Float64Array.from({ length: n * n }, (_, i) => f(data[2 * i] as number, data[2 * i + 1] as number))
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] as number))), 0)

/** Several waves of different phases: nothing stays still. */
const stirred = (n: number) =>
  sample(n, (x, y) => Math.sin(2 * x + y) + 2 * Math.cos(x - y + 1) + Math.cos(3 * y) + Math.sin(4 * x - 2 * y))
const dye = (n: number) => sample(n, (x, y) => 1 + Math.cos(x) * Math.sin(2 * y))

describe('closed forms', () => {
  test('Taylor-Green decays as e^(−2νt), to 1e-10', () => {
    const n = 32
    const viscosity = 0.05
    const solver = spectralNavierStokes2({
      n,
      viscosity,
      velocity: {
        u: sample(n, (x, y) => -Math.cos(x) * Math.sin(y)),
        v: sample(n, (x, y) => Math.sin(x) * Math.cos(y)),
      },
    })
    for (let k = 0; k < 100; k++) solver.step(0.05)
    const decay = Math.exp(-2 * viscosity * solver.time)
    const { u, v, vorticity } = solver.fields()
    expect(solver.time).toBeCloseTo(5, 12)
    expect(
      worst(
        u.values,
        sample(n, (x, y) => -decay * Math.cos(x) * Math.sin(y)),
      ),
    ).toBeLessThan(1e-10)
    expect(
      worst(
        v.values,
        sample(n, (x, y) => decay * Math.sin(x) * Math.cos(y)),
      ),
    ).toBeLessThan(1e-10)
    expect(
      worst(
        vorticity.values,
        sample(n, (x, y) => 2 * decay * Math.cos(x) * Math.cos(y)),
      ),
    ).toBeLessThan(1e-10)
  })

  test('a mean flow carries everything along', () => {
    const n = 16
    const solver = spectralNavierStokes2({
      n,
      viscosity: 0.1,
      schmidt: 0.5,
      vorticity: sample(n, (x, y) => 2 * Math.cos(x) * Math.cos(y)),
      meanFlow: [0.7, -0.3],
      scalar: sample(n, (x) => Math.sin(x)),
    })
    for (let k = 0; k < 50; k++) solver.step(0.02)
    const { u, vorticity } = solver.fields()
    const exact = sample(n, (x, y) => 2 * Math.exp(-0.2) * Math.cos(x - 0.7) * Math.cos(y + 0.3))
    // RK4 of a wave of frequency 1: (1)^5 dt^5 / 120 a step, 50 steps, amplitude 2.
    expect(worst(vorticity.values, exact)).toBeLessThan((2 * 50 * 0.02 ** 5) / 120)
    expect(u.values.reduce((sum, x) => sum + x, 0) / n ** 2).toBeCloseTo(0.7, 14)
  })

  test('a scalar that starts as the vorticity stays the vorticity at Schmidt number 1', () => {
    const n = 24
    const solver = spectralNavierStokes2({ n, viscosity: 0.01, vorticity: stirred(n), scalar: stirred(n) })
    for (let k = 0; k < 40; k++) solver.step(0.02)
    const { vorticity, scalar } = solver.fields()
    expect(worst(vorticity.values, scalar?.values ?? [])).toBeLessThan(1e-12)
  })
})

test.each(oracle.cases)('the same as the textbook program, n = $n', ({ steps, dt, final, ...input }) => {
  const solver = spectralNavierStokes2({
    n: input.n,
    viscosity: input.viscosity,
    schmidt: input.schmidt,
    meanFlow: input.meanFlow as [number, number],
    vorticity: Float64Array.from(input.vorticity),
    scalar: Float64Array.from(input.scalar),
  })
  for (let k = 0; k < steps; k++) solver.step(dt)
  const fields = solver.fields()
  // Rounding of ~100 transforms, which the flow stretches by no more than a factor of ten in this time.
  for (const name of ['u', 'v', 'vorticity', 'scalar'] as const) {
    expect(worst(fields[name]?.values ?? [], final[name])).toBeLessThan(1e-12)
  }
})

describe('properties', () => {
  const solverAt = (n: number, viscosity = 0.02) =>
    spectralNavierStokes2({ n, viscosity, schmidt: 2, vorticity: stirred(n), scalar: dye(n), meanFlow: [0.2, 0.1] })

  test('the measured order in time is four', () => {
    const at = (steps: number) => {
      const solver = solverAt(24)
      for (let k = 0; k < steps; k++) solver.step(0.8 / steps)
      const { vorticity, scalar } = solver.fields()
      return [...vorticity.values, ...(scalar?.values ?? [])]
    }
    const exact = at(256)
    const order = Math.log2(worst(at(16), exact) / worst(at(32), exact))
    expect(order).toBeGreaterThan(3.8)
    expect(order).toBeLessThan(4.3)
  })

  test('energy falls by 2ν times the enstrophy, enstrophy by 2ν times the palinstrophy', () => {
    const viscosity = 0.02
    const solver = solverAt(48, viscosity)
    const dt = 0.01
    const budgets = [solver.budget()]
    for (let k = 0; k < 20; k++) {
      solver.step(dt)
      budgets.push(solver.budget())
    }
    // Simpson's rule over the 20 steps; its error and that of the solver are of order dt⁴.
    const integral = (name: 'enstrophy' | 'palinstrophy') =>
      (dt / 3) * budgets.reduce((sum, b, k) => sum + b[name] * (k === 0 || k === 20 ? 1 : k % 2 ? 4 : 2), 0)
    const [first, last] = [budgets[0], budgets[20]] as [(typeof budgets)[0], (typeof budgets)[0]]
    const fall = { energy: first.energy - last.energy, enstrophy: first.enstrophy - last.enstrophy }
    expect(Math.abs(fall.energy / (2 * viscosity * integral('enstrophy')) - 1)).toBeLessThan(1e-7)
    expect(Math.abs(fall.enstrophy / (2 * viscosity * integral('palinstrophy')) - 1)).toBeLessThan(1e-7)
    expect(last.scalarEnergy).toBeLessThan(first.scalarEnergy)
  })

  test('budgets are the means of the fields', () => {
    const solver = solverAt(32)
    solver.step(0.05)
    const { u, v, vorticity, scalar } = solver.fields()
    const mean = (values: Float64Array, of: (x: number, i: number) => number) =>
      values.reduce((sum, x, i) => sum + of(x, i), 0) / values.length
    const { energy, enstrophy, scalarMean, scalarEnergy } = solver.budget()
    expect(energy).toBeCloseTo(
      mean(u.values, (x, i) => (x * x + (v.values[i] as number) ** 2) / 2),
      13,
    )
    expect(enstrophy).toBeCloseTo(
      mean(vorticity.values, (x) => (x * x) / 2),
      13,
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

  test('the sum of the scalar is kept to the last bit, and a constant scalar stays constant', () => {
    const solver = solverAt(24)
    const before = solver.budget().scalarMean
    for (let k = 0; k < 50; k++) solver.step(0.02)
    expect(solver.budget().scalarMean).toBe(before)
    const still = spectralNavierStokes2({
      n: 12,
      viscosity: 0.1,
      vorticity: stirred(12),
      scalar: new Float64Array(144).fill(3),
    })
    still.step(0.1)
    expect(worst(still.fields().scalar?.values ?? [], new Float64Array(144).fill(3))).toBeLessThan(1e-14)
  })

  test('velocity has no divergence and the vorticity is its curl; a given divergence is projected out', () => {
    const n = 18
    const u = sample(n, (x, y) => Math.sin(y) + Math.cos(x))
    const solver = spectralNavierStokes2({
      n,
      viscosity: 0.1,
      velocity: { u, v: sample(n, (x) => Math.sin(2 * x) + 0.5) },
    })
    const fields = solver.fields()
    const pair = new Float64Array(2 * n * n).map((_, k) => (k % 2 ? fields.v : fields.u).values[k >> 1] as number)
    const velocity = { ...fields.u, values: pair, components: 2 }
    expect(worst(divergence(velocity).values, new Float64Array(n * n))).toBeLessThan(1e-13)
    expect(worst(curl(velocity).values, fields.vorticity.values)).toBeLessThan(1e-13)
    expect(
      worst(
        fields.u.values,
        sample(n, (_, y) => Math.sin(y)),
      ),
    ).toBeLessThan(1e-14)
    expect(
      worst(
        fields.v.values,
        sample(n, (x) => Math.sin(2 * x) + 0.5),
      ),
    ).toBeLessThan(1e-14)
  })

  test('without a scalar the flow is the same', () => {
    const options = { n: 20, viscosity: 0.01, vorticity: stirred(20) }
    const [alone, marked] = [spectralNavierStokes2(options), spectralNavierStokes2({ ...options, scalar: dye(20) })]
    for (let k = 0; k < 5; k++) for (const solver of [alone, marked]) solver.step(0.03)
    expect(worst(alone.fields().u.values, marked.fields().u.values)).toBeLessThan(1e-14)
    expect(alone.fields().scalar).toBeUndefined()
    expect(alone.budget().scalarMean).toBeNaN()
  })

  test('threads do not change a bit', async () => {
    const run = () => {
      const solver = solverAt(40)
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
    const solver = spectralNavierStokes2({ n: 16, viscosity: 0.01, vorticity: stirred(16) })
    const limit = solver.stableStep()
    const before = solver.fields()
    expect(() => solver.step(1.01 * limit)).toThrow(/unstable/)
    expect(solver.time).toBe(0)
    expect(solver.fields()).toEqual(before)
    expect(solver.step(0.99 * limit)).toBeGreaterThan(0)
    expect(() => solver.step(0)).toThrow(InputError)
  })

  test('options are checked', () => {
    const vorticity = stirred(8)
    const make = (o: object) => () => spectralNavierStokes2({ n: 8, viscosity: 1, vorticity, ...o })
    expect(make({ n: 7 })).toThrow(/n: is 7/)
    expect(make({ viscosity: 0 })).toThrow(/viscosity/)
    expect(make({ schmidt: -1 })).toThrow(/schmidt/)
    expect(make({ scalar: new Float64Array(5) })).toThrow(/scalar/)
    expect(make({ vorticity: vorticity.map((x) => x + 1) })).toThrow(/mean/)
    expect(make({ vorticity: undefined })).toThrow(/neither/)
    expect(make({ scalar: rng(0).fillNormal(new Float64Array(64)).fill(Number.NaN, 3, 4) })).toThrow(/\[3\] is NaN/)
  })
})
