import { describe, expect, test } from 'vitest'
import { InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import { solveOde } from '../../field/ode.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { condOtPath, type GaussianPath, trigPath, vpPath } from './gaussian-path.js'
import { kineticEnergy } from './kinetic-energy.js'
import { kineticOptimalPath } from './kinetic-optimal.js'
import { gaussianSeparation, hypercubeSeparation, separationOf } from './separation.js'

const cube = hypercubeSeparation()

/** W₂²/d between N(0, I) and N(0, diag v): the mean of (1 − √v)². */
const squaredDistance = (v: readonly number[]) =>
  v.reduce((sum, value) => sum + (1 - Math.sqrt(value)) ** 2, 0) / v.length

describe('kineticOptimalPath', () => {
  test('corners of a cube: Φ and the energy', () => {
    const { Phi, b, energy, degenerate } = kineticOptimalPath(cube)
    expect(Phi).toBeCloseTo(0.6912643935, 9)
    expect(b).toBeCloseTo(0.4591188695, 9)
    expect(energy).toBe(b)
    expect(degenerate).toBe(false)
    // Transport itself costs less: W₂² = 2 − 2 √(2/π).
    expect(b).toBeGreaterThan(2 - 2 * Math.sqrt(2 / Math.PI))
  })

  test.each([
    [0.01, 0.415966, 0.906877],
    [0.1, 693e-3, 0.691687],
    [0.25, 0.807138, 0.512293],
    [0.5, 0.884796, 0.319931],
    [0.75, 0.94261, 0.159378],
    [0.9, 0.977044, 0.063751],
  ])('corners of a cube: α and σ at t = %s', (t, alpha, sigma) => {
    const path = kineticOptimalPath(cube)
    expect(path.alpha(t)).toBeCloseTo(alpha, 6)
    expect(path.sigma(t)).toBeCloseTo(sigma, 6)
  })

  test('a degenerate normal law: σ = 1 − t and α² = t² + √2 t (1 − t), exactly', () => {
    const path = kineticOptimalPath(gaussianSeparation([2, 0]))
    expect(path.Phi).toBeCloseTo(Math.PI / 4, 10)
    expect(path.energy).toBeCloseTo(2 - Math.SQRT2, 10)
    for (const t of [0, 1e-4, 0.01, 0.3, 0.8, 0.999, 1]) {
      expect(path.sigma(t)).toBeCloseTo(1 - t, 9)
      expect(path.alpha(t)).toBeCloseTo(Math.sqrt(t * t + Math.SQRT2 * t * (1 - t)), 9)
    }
  })

  test.each([
    [[1.5, 0.5], 0.0681483474],
    [[1.9, 0.1], 0.3053673588],
    [[2, 0], 2 - Math.SQRT2],
  ])('in the plane, normal laws %j: the energy is W₂²/d', (variances, energy) => {
    const found = kineticOptimalPath(gaussianSeparation(variances)).energy
    expect(found).toBeCloseTo(energy, 9)
    expect(found).toBeCloseTo(squaredDistance(variances), 9)
  })

  test('in three dimensions it is more: the optimal path is not optimal transport', () => {
    const variances = [2.5, 0.4, 0.1]
    const { energy } = kineticOptimalPath(gaussianSeparation(variances))
    expect(energy).toBeCloseTo(0.3164790136, 9)
    expect(energy).toBeGreaterThan(squaredDistance(variances) + 0.003)
  })

  test('atoms infinitely far apart: the linear path', () => {
    const path = kineticOptimalPath(separationOf(() => 0))
    expect(path.b).toBeCloseTo(2, 12)
    for (const t of [0, 0.1, 0.5, 0.9, 1]) {
      expect(path.alpha(t)).toBeCloseTo(t, 12)
      expect(path.sigma(t)).toBeCloseTo(1 - t, 12)
      expect(path.alphaDot(t)).toBeCloseTo(1, 12)
      expect(path.sigmaDot(t)).toBeCloseTo(-1, 12)
    }
  })

  test('normal data: said to be degenerate, with a path that is a quarter of a circle', () => {
    const path = kineticOptimalPath(gaussianSeparation([1, 1, 1]))
    expect(path).toMatchObject({ degenerate: true, energy: 0, Phi: 0 })
    expect(path.alpha(0.5)).toBeCloseTo(Math.SQRT1_2, 12)
    expect(path.alphaDot(0.5)).toBeCloseTo((Math.PI / 2) * Math.SQRT1_2, 12)
    expect(path.timeOf(path.lambda(0.3))).toBeCloseTo(0.3, 12)
  })

  test('derivatives are those of the path, and timeOf undoes lambda', () => {
    for (const separation of [cube, gaussianSeparation([1.5, 0.5]), gaussianSeparation([2, 0])]) {
      const path = kineticOptimalPath(separation)
      for (const t of [0.05, 0.3, 0.6, 0.95]) {
        const h = 1e-5
        const slope = (f: (t: number) => number) => (f(t + h) - f(t - h)) / (2 * h)
        // Differences: h² f‴/6 with third derivatives up to 10³ at t = 0.05, and rounding 1e-12/h.
        expect(path.alphaDot(t)).toBeCloseTo(slope(path.alpha), 5)
        expect(path.sigmaDot(t)).toBeCloseTo(slope(path.sigma), 5)
        expect(path.timeOf(path.lambda(t))).toBeCloseTo(t, 9)
      }
    }
  })

  test('the velocity costs the same at every time', () => {
    const path = kineticOptimalPath(cube)
    for (const t of [0.01, 0.2, 0.5, 0.9, 0.99]) {
      const [a, m, da, dm] = [path.alpha(t), path.sigma(t), path.alphaDot(t), path.sigmaDot(t)]
      const power = ((a * da + m * dm) ** 2 + (da * m - a * dm) ** 2 * cube.gamma(Math.atan2(a, m))) / (a * a + m * m)
      expect(power).toBeCloseTo(path.b, 9)
    }
  })

  test('one Euler step carries N(0, I) to N(0, diag(2, 0)), which the linear path sends to a point', () => {
    const variances = [2, 0]
    const z = normalPoints(rng(5), 500, 2)
    const moved = ({ alpha, sigma, alphaDot, sigmaDot }: GaussianPath) => {
      // u = α̇ x̂ + σ̇ n̂ in closed form, a little after the start, where α̇ is infinite.
      const field: Field = {
        d: 2,
        value: ({ data, n, d }, at) => {
          const t = Math.max(at, 1e-4)
          const [a, m] = [alpha(t), sigma(t)]
          const velocity = data.map((x, k) => {
            const v = variances[k % 2] as number
            const total = a * a * v + m * m
            return x * ((alphaDot(t) * a * v + sigmaDot(t) * m) / total)
          })
          return { data: velocity, n, d }
        },
      }
      return solveOde(field, z, [0, 1], { method: 'euler', steps: 1 }).points.data
    }
    const straight = moved(kineticOptimalPath(gaussianSeparation(variances)))
    const linear = moved(condOtPath())
    straight.forEach((x, k) => {
      const start = z.data[k] as number
      // What the late start changes: 1e-4 of x₂ and 1.7e-5 of x₁, and no normal here is beyond 5.
      expect(Math.abs(x - (k % 2 ? 0 : Math.SQRT2 * start))).toBeLessThan(5e-4)
      expect(Math.abs(linear[k] as number)).toBeLessThan(2e-3)
    })
  })

  test('names what is wrong', () => {
    const path = kineticOptimalPath(cube)
    expect(() => path.alpha(1.1)).toThrow(new InputError('t: is 1.1; a time from 0 to 1 is needed'))
    expect(() => path.sigmaDot(Number.NaN)).toThrow(InputError)
    expect(() => kineticOptimalPath(cube, { nodes: 2 })).toThrow('nodes: is 2; an integer >= 8 is needed')
    expect(() => kineticOptimalPath({ ...cube, gamma: () => Number.NaN })).toThrow(/separation: γ\(.*\) is NaN/)
  })
})

describe('kineticEnergy', () => {
  test.each([
    ['corners of a cube', cube, 0.9823983431, 0.8689561555],
    ['N(0, diag(2, 0))', gaussianSeparation([2, 0]), 0.8892792655, 0.7226850504],
    ['N(0, diag(1.5, .5))', gaussianSeparation([1.5, 0.5]), 0.4827272601, 0.0840746537],
    ['N(0, I)', gaussianSeparation([1]), 2 - Math.PI / 2, 0],
    ['far atoms', separationOf(() => 0), 2, Math.PI ** 2 / 4],
  ])('linear and trigonometric path on %s', (_, separation, linear, trigonometric) => {
    expect(kineticEnergy(condOtPath(), separation).total).toBeCloseTo(linear, 9)
    expect(kineticEnergy(trigPath(), separation).total).toBeCloseTo(trigonometric, 9)
  })

  test('is conditional energy less the correction of its definition', () => {
    const path = trigPath()
    const { total, conditional, correction } = kineticEnergy(path, cube)
    const n = 20_000
    let sum = 0
    for (let k = 0; k < n; k++) {
      const t = (k + 0.5) / n
      const beta = path.alphaDot(t) - (path.alpha(t) * path.sigmaDot(t)) / path.sigma(t)
      sum += (beta * beta * cube.oneMinusLambda(path.alpha(t) / path.sigma(t))) / n
    }
    expect(conditional).toBeCloseTo(Math.PI ** 2 / 4, 9)
    // The midpoint rule: π²/24 n² times a second derivative below 10³.
    expect(correction).toBeCloseTo(sum, 6)
    expect(total).toBeCloseTo(conditional - sum, 6)
  })

  test('of the optimal path is b, and no path has less', () => {
    for (const separation of [cube, gaussianSeparation([1.9, 0.1]), gaussianSeparation([2.5, 0.4, 0.1])]) {
      const path = kineticOptimalPath(separation)
      const { total, conditional } = kineticEnergy(path, separation)
      expect(total).toBeCloseTo(path.b, 8)
      // α grows like a root of t, so single points would pay without bound for what the law as a whole does not.
      expect(conditional).toBe(Number.POSITIVE_INFINITY)
      for (const other of [condOtPath(), trigPath(), vpPath()]) {
        expect(kineticEnergy(other, separation, { clip: 1e-3 }).total).toBeGreaterThan(path.b - 2e-3 * path.b)
      }
    }
  })

  test('VP has infinite energy, and what it has before a clip', () => {
    const path = vpPath({ betaMin: 0.1, betaMax: 20 })
    expect(kineticEnergy(path, cube).total).toBe(Number.POSITIVE_INFINITY)
    const early = kineticEnergy(path, cube, { clip: 1e-3 })
    expect(early.conditional).toBeCloseTo(3.650798, 5)
    expect(early.total).toBeCloseTo(1.683506, 5)
    const late = kineticEnergy(path, cube, { clip: 1e-5 })
    expect(late.conditional).toBeCloseTo(3.77343, 5)
    expect(late.total).toBeCloseTo(1.806138, 5)
    expect(late.correction).toBeCloseTo(1.967292, 5)
  })

  test('names what is wrong', () => {
    expect(() => kineticEnergy(condOtPath(), cube, { clip: 1 })).toThrow(
      new InputError('clip: is 1; a number in [0, 1/2] is needed'),
    )
  })
})
