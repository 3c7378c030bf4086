import { describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { analyticFlow } from './analytic.js'
import { comovingFrame, inFrame, residenceTime } from './comoving-frame.js'
import { conditionalAverage } from './conditional-average.js'
import type { Field } from './field.js'
import { ftle } from './ftle.js'
import { type Grid, type GridNodes, grid, gridPoints, planarGrid } from './grid.js'
import { findInterface } from './interfaces.js'
import { asField } from './planar-flow.js'
import { localGradient, sampleGrid } from './sample-grid.js'
import { signedDistance } from './signed-distance.js'

const fill = (nodes: GridNodes, c: (x: number, y: number) => number): Grid => {
  const { data, n } = gridPoints(nodes)
  return { ...nodes, values: Float64Array.from({ length: n }, (_, i) => c(data[2 * i]!, data[2 * i + 1]!)) }
}
const plane = (n: number, half = 1.5) => planarGrid({ x: [-half, half], y: [-half, half], nx: n, ny: n })
const XI = Float64Array.from({ length: 9 }, (_, k) => (k - 4) / 10)

describe('sampleGrid and localGradient', () => {
  test('what is bilinear comes back exactly, and so does the gradient of a parabola', () => {
    const nodes = planarGrid({ x: [1, 3], y: [-1, 1], nx: 6, ny: 5 })
    const at = points([
      [1, -1],
      [1.3, 0.2],
      [3, 1],
      [2.2, 1],
    ])
    sampleGrid(
      fill(nodes, (x, y) => 2 + x - 3 * y + x * y),
      at,
    ).forEach((value, i) => {
      const [x, y] = [at.data[2 * i]!, at.data[2 * i + 1]!]
      expect(value).toBeCloseTo(2 + x - 3 * y + x * y, 12)
    })
    const { values } = localGradient(fill(nodes, (x, y) => x * x - 3 * x * y + 2 * y * y))
    const { data, n } = gridPoints(nodes)
    for (let i = 0; i < n; i++) {
      const [x, y] = [data[2 * i]!, data[2 * i + 1]!]
      expect(values[2 * i]).toBeCloseTo(2 * x - 3 * y, 12)
      expect(values[2 * i + 1]).toBeCloseTo(4 * y - 3 * x, 12)
    }
  })

  test('a periodic axis wraps, an open one ends', () => {
    const wave = grid(Float64Array.of(0, 1, 2, 0, 1, 2), [2, 3], { periodic: [false, true] })
    expect([
      ...sampleGrid(
        wave,
        points([
          [2.5, 0],
          [-0.5, 1],
          [3.5, 0.5],
          [1, 1.1],
        ]),
      ),
    ]).toEqual([1, 1, 0.5, Number.NaN])
  })

  test('a NaN corner without weight has no say', () => {
    const torn = grid(Float64Array.of(0, 1, 2, Number.NaN), [2, 2])
    expect([
      ...sampleGrid(
        torn,
        points([
          [0.5, 0],
          [0, 0.5],
          [0.5, 0.5],
        ]),
      ),
    ]).toEqual([0.5, 1, Number.NaN])
  })
})

describe('findInterface', () => {
  test('points on the circle at equal distances, normals to its centre, and its length', () => {
    const h = 0.05
    const {
      points: at,
      normals,
      length,
      lines,
    } = findInterface(
      fill(plane(61), (x, y) => 1 - x * x - y * y),
      0,
    )
    expect(lines).toHaveLength(1)
    expect(at.n).toBe(Math.round(length / (h / 2)))
    for (let i = 0; i < at.n; i++) {
      const [x, y] = [at.data[2 * i]!, at.data[2 * i + 1]!]
      expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan((3 / 8) * h * h) // interpolation h²/8 and the sagitta of a chord
      // The gradient (−2x, −2y) is linear, so it is exact.
      expect(normals.data[2 * i]).toBeCloseTo(-x / Math.hypot(x, y), 10)
      expect(normals.data[2 * i + 1]).toBeCloseTo(-y / Math.hypot(x, y), 10)
    }
    expect(Math.abs(length - 2 * Math.PI)).toBeLessThan(2 * Math.PI * h * h)
  })

  test('the example of its documentation: a circle of radius 1/2', () => {
    const { length } = findInterface(
      fill(plane(301), (x, y) => 1 - Math.hypot(x, y)),
      0.5,
    )
    expect(Math.abs(length - Math.PI)).toBeLessThan(2 * Math.PI * 0.01 ** 2)
  })

  test('moves with the scalar', () => {
    const c = (x: number, y: number) => Math.exp(-x * x - 2 * y * y)
    const base = findInterface(fill(plane(31), c), 0.5)
    const nodes = planarGrid({ x: [8.5, 11.5], y: [-6.5, -3.5], nx: 31, ny: 31 })
    const moved = findInterface(
      fill(nodes, (x, y) => c(x - 10, y + 5)),
      0.5,
    )
    expect(moved.points.n).toBe(base.points.n)
    expect(moved.length).toBeCloseTo(base.length, 12)
  })

  test('turns with the scalar', () => {
    const along = (turn: number) => {
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
      const c = (x: number, y: number) => 1 - (cos * x + sin * y) ** 2 - 4 * (cos * y - sin * x) ** 2
      return findInterface(fill(plane(121), c), 0)
    }
    // The perimeter of the ellipse with half axes 1 and 1/2, 4 E(3/4); interpolation leaves an error of order h² in it.
    const perimeter = 4.844224110273838
    for (const turn of [0, 0.3, 1, 2]) {
      const { length, points: at, normals } = along(turn)
      expect(Math.abs(length - perimeter)).toBeLessThan(perimeter * 0.025 ** 2)
      for (let i = 0; i < at.n; i += 10) {
        const [x, y] = [at.data[2 * i]!, at.data[2 * i + 1]!]
        const [a, b] = [Math.cos(turn) * x + Math.sin(turn) * y, 4 * (Math.cos(turn) * y - Math.sin(turn) * x)]
        const norm = Math.hypot(a, b)
        // The gradient of a quadratic is exact.
        expect(normals.data[2 * i]).toBeCloseTo((-Math.cos(turn) * a + Math.sin(turn) * b) / norm, 10)
        expect(normals.data[2 * i + 1]).toBeCloseTo((-Math.sin(turn) * a - Math.cos(turn) * b) / norm, 10)
      }
    }
  })

  test('names an empty interface with the range of the scalar', () => {
    expect(() =>
      findInterface(
        fill(plane(11), () => 3),
        1,
      ),
    ).toThrow('level: is 1, and the scalar runs from 3 to 3')
    expect(() =>
      findInterface(
        fill(plane(11), (x) => x),
        7,
      ),
    ).toThrow('level: is 7, and the scalar runs from -1.5 to 1.5')
    expect(() =>
      findInterface(
        fill(plane(11), () => Number.NaN),
        0,
      ),
    ).toThrow('the scalar has no numbers')
  })
})

describe('conditionalAverage', () => {
  const h = 0.01
  const disc = fill(plane(301), (x, y) => 1 - x * x - y * y)
  const circle = findInterface(disc, 0)

  test('of f = ξ on a circle returns ξ', () => {
    const distance = fill(plane(301), (x, y) => 1 - Math.hypot(x, y))
    const { mean, count, standardError } = conditionalAverage(distance, circle, XI)
    // Bilinear interpolation of f errs by at most h² f''/8 along each axis, f'' = 1/r <= 1/0.6, and the points by 3h²/8.
    const tolerance = h * h * (2 / 8 / 0.6 + 3 / 8)
    mean.forEach((value, k) => {
      expect(Math.abs(value - XI[k]!)).toBeLessThan(tolerance)
      expect(count[k]).toBe(circle.points.n)
      expect(standardError[k]).toBeLessThan(tolerance)
    })
    conditionalAverage(signedDistance(disc, 0), circle, XI).mean.forEach((value, k) => {
      expect(Math.abs(value - XI[k]!)).toBeLessThan(2 * tolerance)
    })
  })

  test('of a vector field: the flux through the circle and along it', () => {
    const nodes = plane(301)
    const { data, n } = gridPoints(nodes)
    // Source and swirl: (x, y)/r² has normal part 1/r, and 2 (−y, x)/r² has parallel part 2/r.
    const values = new Float64Array(2 * n)
    for (let i = 0; i < n; i++) {
      const [x, y] = [data[2 * i]!, data[2 * i + 1]!]
      const square = Math.max(x * x + y * y, 1e-3)
      values[2 * i] = (x - 2 * y) / square
      values[2 * i + 1] = (y + 2 * x) / square
    }
    const field = { ...nodes, values, components: 2 }
    const normal = conditionalAverage(field, circle, [0], { of: ([u, v], [x, y]) => Math.abs(u! * x + v! * y) })
    const parallel = conditionalAverage(field, circle, [0], { of: ([u, v], [x, y]) => Math.abs(v! * x - u! * y) })
    expect(Math.abs(normal.mean[0]! - 1)).toBeLessThan(5 * h * h)
    expect(Math.abs(parallel.mean[0]! - 2)).toBeLessThan(10 * h * h)
  })

  test('a ray ends where it meets the level again, and at the edge of the grid', () => {
    // A strip |y| < 0.5 of large values: from either side the ray is inside up to ξ = 1, and meets the edge at ξ = −1.
    const strip = fill(plane(61), (_, y) => 0.5 - Math.abs(y))
    const along = findInterface(strip, 0, { region: 'all' })
    expect(along.lines).toHaveLength(2)
    const { count, mean } = conditionalAverage(strip, along, [-1.2, -0.9, 0.4, 0.9, 1.2])
    expect([...count]).toEqual([0, along.points.n, along.points.n, along.points.n, 0])
    expect(mean[0]).toBeNaN()
    expect(mean[1]).toBeCloseTo(-0.9, 12)
    expect(mean[3]).toBeCloseTo(0.1, 12)
  })

  test('wraps round a periodic grid', () => {
    const nodes = planarGrid({ x: [0, 1], y: [0, 4], nx: 8, ny: 64, periodic: [true, true] })
    const strip = fill(nodes, (_, y) => Math.cos((Math.PI * y) / 2)) // above 0 for |y| < 1, across the border
    const along = findInterface(strip, 0)
    const distance = fill(nodes, (_, y) => (y < 2 ? 1 - y : y - 3))
    conditionalAverage(distance, along, [-0.75, -0.5, 0, 0.5, 0.75]).mean.forEach((value, k) => {
      expect(value).toBeCloseTo([-0.75, -0.5, 0, 0.5, 0.75][k]!, 12)
    })
    expect(along.length).toBeCloseTo(2, 12)
  })

  test('the standard error of alike neighbours is that of the blocks', () => {
    // f = sign(x) on the circle. Four blocks with means m_b have the error √(Σ m_b² / (4 · 3)), at most 1/√3 as |m_b| <= 1.
    const sign = fill(plane(301), (x) => Math.sign(x))
    const independent = conditionalAverage(sign, circle, [0]).standardError[0]!
    expect(independent).toBeCloseTo(1 / Math.sqrt(circle.points.n), 3)
    const quarters = conditionalAverage(sign, circle, [0], { blockLength: circle.length / 4 }).standardError[0]!
    expect(quarters).toBeGreaterThan(10 * independent)
    expect(quarters).toBeLessThanOrEqual(1 / Math.sqrt(3) + 0.01)
  })

  test('names what is wrong', () => {
    expect(() => conditionalAverage(disc, circle, [0, Number.NaN])).toThrow('xi: [1] is NaN')
    expect(() => conditionalAverage(disc, circle, [0], { blockLength: -1 })).toThrow('blockLength: is -1')
    expect(() => conditionalAverage(grid(new Float64Array(3), [3]), circle, [0])).toThrow('field: has 1 axes')
  })
})

describe('comovingFrame', () => {
  const nodes = planarGrid({ x: [-4, 8], y: [-4, 4], nx: 25, ny: 17 })
  /** Fluid that moves with (1 + t, 0), and an interface that rises as t². */
  const frames = [0, 0.5, 1, 1.5, 2].map((time) => ({
    time,
    u: fill(nodes, () => 1 + time),
    interface: points([
      [0, time * time],
      [1, time * time],
    ]),
  }))
  const frame = comovingFrame(frames)

  test('follows the fluid along the flow and the interface across it', () => {
    frames.forEach(({ time }, k) => {
      expect(frame.offsets.data[2 * k]).toBeCloseTo(time + (time * time) / 2, 12)
      expect(frame.offsets.data[2 * k + 1]).toBeCloseTo(time * time, 12)
      expect(frame.velocities.data[2 * k]).toBeCloseTo(1 + time, 12)
      if (k > 0 && k < 4) expect(frame.velocities.data[2 * k + 1]).toBeCloseTo(2 * time, 12)
    })
    expect(frame.at(1.25).offset[0]).toBeCloseTo(1.25 + 1.25 ** 2 / 2, 12)
    const step = 1e-6
    for (const t of [0.1, 0.7, 1.9]) {
      for (const axis of [0, 1] as const) {
        const slope = (frame.at(t + step).offset[axis] - frame.at(t - step).offset[axis]) / (2 * step)
        expect(frame.at(t).velocity[axis]).toBeCloseTo(slope, 8)
      }
    }
  })

  test('a parcel seen from the frame moves as at rest, less the offset', () => {
    const field: Field = {
      d: 2,
      value: ({ data, n }, t) => {
        const out = new Float64Array(2 * n)
        for (let i = 0; i < n; i++) {
          out[2 * i] = 1 + t - 0.3 * data[2 * i + 1]!
          out[2 * i + 1] = 0.3 * data[2 * i]!
        }
        return { data: out, n, d: 2 }
      },
    }
    const run = (of: Field) => {
      let [x, y] = [0.2, -0.4]
      const steps = 400
      const h = 2 / steps
      const v = (a: number, b: number, t: number) => of.value(points([[a, b]]), t).data as Float64Array
      for (let k = 0; k < steps; k++) {
        const t = k * h
        const middle = v(x + (h / 2) * v(x, y, t)[0]!, y + (h / 2) * v(x, y, t)[1]!, t + h / 2)
        x += h * middle[0]!
        y += h * middle[1]!
      }
      return [x, y] as const
    }
    const [restX, restY] = run(field)
    const [movedX, movedY] = run(inFrame(field, frame))
    const { offset } = frame.at(2)
    // Second order in the step 0.005, the second derivatives being below 3.
    expect(Math.abs(movedX + offset[0] - restX)).toBeLessThan(3 * 0.005 ** 2)
    expect(Math.abs(movedY + offset[1] - restY)).toBeLessThan(3 * 0.005 ** 2)
  })

  test('the stretching of the flow map is the same in the moving frame', () => {
    const gyre = asField(analyticFlow.doubleGyre())
    const observer = comovingFrame(
      [0, 2.5, 5].map((time) => ({
        time,
        u: fill(nodes, () => 0.3 - 0.1 * time),
        interface: points([[0, 0.2 * Math.sin(time)]]),
      })),
    )
    const where = planarGrid({ x: [0.2, 1.8], y: [0.2, 0.8], nx: 5, ny: 3 })
    const options = { step: 0.05, delta: 1e-4 }
    const rest = ftle(gyre, where, 0, 5, options).values
    const moved = ftle(inFrame(gyre, observer), where, 0, 5, options).values
    // Order four in the step; round-off of positions near 1 over δ |T| is 1e-16 / 5e-4.
    moved.forEach((value, i) => {
      expect(Math.abs(value - rest[i]!)).toBeLessThan(1e-6)
    })
    expect(Math.max(...rest)).toBeGreaterThan(0.1)
  })

  test('residence: parcels at unit speed leave a fixed window at its edge, and stay in a comoving one', () => {
    const times = [0, 0.5, 1, 1.5, 2]
    const paths = times.map((t) =>
      points(
        [
          [-0.5, 0],
          [0.25, 0],
          [5, 0],
        ].map(([x]) => [x! + t, 0]),
      ),
    )
    const still = residenceTime(times, paths, { x: [-1, 1] })
    expect([...still.times]).toEqual([1.5, 0.75, Number.NaN])
    expect(still).toMatchObject({ mean: 1.125, started: 2, stayed: 0 })
    const steady = comovingFrame([0, 2].map((time) => ({ time, u: fill(nodes, () => 1), interface: points([[0, 0]]) })))
    expect(residenceTime(times, paths, { x: [-1, 1] }, steady)).toMatchObject({ mean: 2, started: 2, stayed: 2 })
    expect(residenceTime(times, paths, { x: [-1, 9], y: [-1, 1] })).toMatchObject({ mean: 2, stayed: 3 })
  })

  test('names what is wrong', () => {
    expect(() => comovingFrame(frames.slice(0, 1))).toThrow('frames: there are 1; at least two are needed')
    expect(() => comovingFrame([frames[1]!, frames[0]!])).toThrow('frames: [1] has time 0 after 0.5')
    expect(() => comovingFrame([frames[0]!, { ...frames[1]!, interface: points([[99, 0]]) }])).toThrow(
      'frames: [1] has no',
    )
    expect(() => frame.at(3)).toThrow('t: is 3; the frame is known from 0 to 2')
    expect(() => residenceTime([0, 1], [points([[0, 0]])], { x: [0, 1] })).toThrow('paths: there are 1 for 2 times')
    expect(() => residenceTime([0], [points([[9, 0]])], { x: [0, 1] })).toThrow('window: no parcel starts inside it')
  })
})
