import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { connectedRegion } from './connected-region.js'
import { type Grid, type GridNodes, grid, gridPoints, planarGrid } from './grid.js'
import { isoLines } from './iso-lines.js'
import { polyline, resample } from './polyline.js'
import { signedDistance } from './signed-distance.js'

const fill = (nodes: GridNodes, c: (x: number, y: number) => number): Grid => {
  const { data, n } = gridPoints(nodes)
  return { ...nodes, values: Float64Array.from({ length: n }, (_, i) => c(data[2 * i]!, data[2 * i + 1]!)) }
}
const square = (n: number, half = 1.5) => planarGrid({ x: [-half, half], y: [-half, half], nx: n, ny: n })
const TURN = 2 * Math.PI
const torus = (n: number) => planarGrid({ x: [0, TURN], y: [0, TURN], nx: n, ny: n, periodic: [true, true] })

describe('isoLines', () => {
  test('the length of the unit circle, from x² + y² on a step of 0.01, is 2π within 1e-4', () => {
    const lines = isoLines(
      fill(square(301), (x, y) => x * x + y * y),
      1,
    )
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ closed: true, winding: [0, 0] })
    expect(lines[0]!.length - TURN).toBeCloseTo(-7.7e-5, 6) // as an independent program has it
    expect(Math.abs(lines[0]!.length - TURN)).toBeLessThan(1e-4)
  })

  test('the error of the length falls with the square of the step', () => {
    const error = (n: number) => Math.abs(isoLines(fill(square(n), Math.hypot), 1)[0]!.length - TURN)
    expect(error(76) / error(301)).toBeGreaterThan(12)
    expect(error(76) / error(301)).toBeLessThan(20)
  })

  test('a plane is cut along a straight line, with larger values on the left', () => {
    const [line] = isoLines(grid(Float64Array.of(0, 1, 0, 1), [2, 2]), 0.25)
    expect([...line!.points.data]).toEqual([0.25, 1, 0.25, 0])
    expect(line).toMatchObject({ closed: false, length: 1 })
  })

  test('the saddle of the interpolant decides what is joined', () => {
    // Corners 1 and 0: the saddle lies at 1/2.
    const saddle = grid(Float64Array.of(1, 0, 0, 1), [2, 2])
    const near = (level: number) => isoLines(saddle, level).map(({ points: { data } }) => [...data])
    // Below the saddle the ones are joined, and each line cuts off a zero; above it each cuts off a one.
    for (const [x, y, toX, toY] of near(0.4))
      expect((x! - 0.5) * (y! - 0.5) + (toX! - 0.5) * (toY! - 0.5)).toBeLessThan(0)
    expect(near(0.4)).toEqual(
      expect.arrayContaining(
        [
          [0.6, 0, 1, 0.4],
          [0.4, 1, 0, 0.6],
        ].map((line) => line.map((v) => expect.closeTo(v, 12))),
      ),
    )
    expect(near(0.6)).toEqual(
      expect.arrayContaining(
        [
          [0.4, 0, 0, 0.4],
          [0.6, 1, 1, 0.6],
        ].map((line) => line.map((v) => expect.closeTo(v, 12))),
      ),
    )
  })

  test('runs on across a periodic border, and knows that it winds', () => {
    const lines = isoLines(
      fill(torus(48), (x, y) => Math.cos(y) + 0.2 * Math.sin(x)),
      0,
    )
    expect(lines).toHaveLength(2)
    for (const {
      points: { data, n },
      closed,
      winding,
    } of lines) {
      expect(closed).toBe(true)
      expect(Math.abs(winding[0])).toBeCloseTo(TURN, 12)
      expect(winding[1]).toBe(0)
      for (let i = 1; i < n; i++) {
        expect(Math.hypot(data[2 * i]! - data[2 * i - 2]!, data[2 * i + 1]! - data[2 * i - 1]!)).toBeLessThan(0.2)
      }
    }
  })

  test('does not change when a periodic grid is shifted', () => {
    const n = 32
    const random = rng(20261125)
    const waves = Array.from({ length: 6 }, () => [random.integer(4), random.integer(4), random.uniform() * TURN])
    const c = (x: number, y: number) => waves.reduce((sum, [k, l, p]) => sum + Math.cos(k! * x + l! * y + p!), 0)
    const lengths = (shift: number) =>
      isoLines(
        fill(torus(n), (x, y) => c(x + (shift * TURN) / n, y + (shift * TURN) / n)),
        0.3,
      ).map(({ length }) => length)
    const base = lengths(0)
    for (const shift of [1, 7, 19]) {
      const moved = lengths(shift)
      expect(moved).toHaveLength(base.length)
      moved.forEach((length, k) => {
        expect(length).toBeCloseTo(base[k]!, 10)
      })
    }
  })

  test('is turned with its grid: the transpose has the same lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 42, maxLength: 42 }), (list) => {
        const own = grid(Float64Array.from(list), [6, 7])
        const turned = grid(
          Float64Array.from(list, (_, k) => list[(k % 6) * 7 + Math.floor(k / 6)]!),
          [7, 6],
        )
        const a = isoLines(own, 4.5)
        const b = isoLines(turned, 4.5)
        expect(b.length).toBe(a.length)
        a.forEach(({ length }, k) => {
          expect(length).toBeCloseTo(b[k]!.length, 10)
        })
        // A closed curve, or one that ends on the border.
        for (const {
          points: { data, n },
          closed,
        } of a) {
          if (closed) continue
          for (const i of [0, n - 1]) {
            const onBorder = data[2 * i] === 0 || data[2 * i] === 6 || data[2 * i + 1] === 0 || data[2 * i + 1] === 5
            expect(onBorder).toBe(true)
          }
        }
      }),
      { seed: 20261125, numRuns: 200 },
    )
  })

  test('a level that meets nodes makes no double corners; NaN cells are left out', () => {
    const [line] = isoLines(
      fill(planarGrid({ x: [-2, 2], y: [-2, 2], nx: 5, ny: 5 }), (x, y) => -Math.abs(x) - Math.abs(y)),
      -1,
    )
    expect(line).toMatchObject({ closed: true })
    expect(line!.points.n).toBe(4)
    expect(line!.length).toBeCloseTo(4 * Math.SQRT2, 12)
    const torn = fill(square(61), Math.hypot)
    torn.values[30 * 61 + 50] = Number.NaN // on the circle, at (1, 0)
    expect(isoLines(torn, 1)).toMatchObject([{ closed: false }])
  })

  test('names what is wrong', () => {
    expect(isoLines(grid(new Float64Array(4), [2, 2]), 1)).toEqual([])
    expect(() => isoLines(grid(new Float64Array(4), [4]), 1)).toThrow('scalar: has 1 axes; a planar grid')
    expect(() => isoLines(grid(new Float64Array(8), [2, 2], { components: 2 }), 1)).toThrow(
      'scalar: has 2 numbers a node',
    )
    expect(() => isoLines(grid(new Float64Array(4), [2, 2]), Number.NaN)).toThrow('level: is NaN')
    expect(() => isoLines(grid(new Float64Array(4), [2, 2], { periodic: [true, false] }), 1)).toThrow('shape[0]: is 2')
    expect(() => isoLines(grid(new Float64Array(4), [2, 2]), 1, { region: new Uint8Array(3) })).toThrow('region: has 3')
  })
})

describe('resample', () => {
  test('keeps both ends of an open curve, and spaces equally along it', () => {
    const line = polyline(
      points([
        [0, 0],
        [3, 0],
        [3, 4],
      ]),
    )
    expect([...resample(line, 1).points.data]).toEqual([0, 0, 1, 0, 2, 0, 3, 0, 3, 1, 3, 2, 3, 3, 3, 4])
    expect(
      resample(
        polyline(
          points([
            [0, 0],
            [1, 0],
          ]),
        ),
        0.3,
      ).points.n,
    ).toBe(4)
  })

  test('goes once round a closed one, across the border too', () => {
    const box = polyline(
      points([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
      true,
    )
    expect([...resample(box, 1).points.data]).toEqual([0, 0, 1, 0, 1, 1, 0, 1])
    const winding = polyline(
      points([
        [0, 0],
        [1, 0],
      ]),
      true,
      [4, 0],
    )
    expect(winding.length).toBe(4)
    expect([...resample(winding, 1).points.data]).toEqual([0, 0, 1, 0, 2, 0, 3, 0])
  })

  test('names what is wrong', () => {
    expect(() =>
      resample(
        polyline(
          points([
            [0, 0],
            [1, 0],
          ]),
        ),
        0,
      ),
    ).toThrow('spacing: is 0')
    expect(() => polyline(points([1, 2]))).toThrow('points: have dimension 1')
  })
})

describe('connectedRegion', () => {
  const picture = (rows: readonly string[], periodic: readonly boolean[] = [false, false]) =>
    grid(
      Float64Array.from([...rows.join('')], (mark) => (mark === '#' ? 1 : 0)),
      [rows.length, rows[0]!.length],
      { periodic },
    )
  const drawn = (rows: readonly string[], periodic?: readonly boolean[], fillHoles?: boolean) => {
    const region = connectedRegion(picture(rows, periodic), 0.5, { fillHoles })
    const width = rows[0]!.length
    return rows.map((_, j) => [...region.subarray(j * width, (j + 1) * width)].map((one) => (one ? '#' : '.')).join(''))
  }

  test('keeps the largest part and fills its holes', () => {
    expect([...connectedRegion(grid(Float64Array.of(1, 1, 0, 1), [1, 4]), 0.5)]).toEqual([1, 1, 0, 0])
    const rows = ['.......#', '.####...', '.#..#...', '.#.##...', '.####.##']
    expect(drawn(rows)).toEqual(['........', '.####...', '.####...', '.####...', '.####...'])
    expect(drawn(rows, [false, false], false)).toEqual(['........', '.####...', '.#..#...', '.#.##...', '.####...'])
  })

  test('parts that touch at a corner only are apart, and so is no hole closed by a corner', () => {
    expect(drawn(['##..', '##..', '..#.', '....'])).toEqual(['##..', '##..', '....', '....'])
    expect(drawn(['###.', '#.#.', '##..', '....'])).toEqual(['###.', '#.#.', '##..', '....'])
  })

  test('on a periodic grid, clear fluid that winds round is no hole', () => {
    expect(drawn(['....', '####', '####', '....'], [true, true])).toEqual(['....', '####', '####', '....'])
    // Joined across the border; the hole lies across it too.
    expect(drawn(['##.##', '.#.#.', '##.##', '.....'], [false, true])).toEqual(['##.##', '##.##', '##.##', '.....'])
  })

  test('its border is the level line of the largest part alone', () => {
    const c = fill(
      square(61),
      (x, y) =>
        Math.max(1 - Math.hypot(x, y) / 0.8, 1 - Math.hypot(x - 1.2, y - 1.2) / 0.2) -
        (Math.hypot(x, y) < 0.25 ? 2 : 0),
    )
    expect(isoLines(c, 0)).toHaveLength(3)
    const [line, ...others] = isoLines(c, 0, { region: connectedRegion(c, 0) })
    expect(others).toEqual([])
    expect(line!.length).toBeCloseTo(TURN * 0.8, 2)
  })

  test('an empty region is named', () => {
    expect(() => connectedRegion(grid(new Float64Array(4), [2, 2]), 1)).toThrow('level: no node reaches 1')
  })
})

describe('signedDistance', () => {
  test('from the circle, r − 1 up to the sagitta of a chord', () => {
    const c = fill(square(61), (x, y) => 1 - Math.hypot(x, y))
    const { values } = signedDistance(c, 0)
    const { data } = gridPoints(c)
    // A chord of length <= √2 h lies within (√2 h)² / 8 of the circle, and its ends within h² / 8 by linear interpolation.
    const tolerance = (3 / 8) * 0.05 ** 2
    values.forEach((value, i) => {
      expect(Math.abs(value - (1 - Math.hypot(data[2 * i]!, data[2 * i + 1]!)))).toBeLessThan(tolerance)
    })
  })

  test('is the least distance over all segments, also across a periodic border', () => {
    const c = fill(torus(24), (x, y) => Math.cos(x) + Math.sin(2 * y + x))
    const { values } = signedDistance(c, 0.2)
    const { data, n } = gridPoints(c)
    const segments = isoLines(c, 0.2).flatMap(({ points: { data: at, n: count }, winding }) =>
      Array.from({ length: count }, (_, i) => {
        const next = i + 1 < count ? [at[2 * i + 2]!, at[2 * i + 3]!] : [at[0]! + winding[0], at[1]! + winding[1]]
        return [at[2 * i]!, at[2 * i + 1]!, next[0]!, next[1]!] as const
      }),
    )
    for (let i = 0; i < n; i += 7) {
      let least = Number.POSITIVE_INFINITY
      for (const [x, y, toX, toY] of segments) {
        for (let a = -2; a <= 2; a++) {
          for (let b = -2; b <= 2; b++) {
            const px = data[2 * i]! + a * TURN - x
            const py = data[2 * i + 1]! + b * TURN - y
            const [dx, dy] = [toX - x, toY - y]
            const s = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)))
            least = Math.min(least, Math.hypot(px - s * dx, py - s * dy))
          }
        }
      }
      expect(Math.abs(values[i]!)).toBeCloseTo(least, 12)
      expect(values[i]! >= 0).toBe(c.values[i]! >= 0.2)
    }
  })

  test('without a curve it is infinite', () => {
    expect([...signedDistance(grid(new Float64Array(4), [2, 2]), 1).values]).toEqual(
      Array(4).fill(Number.NEGATIVE_INFINITY),
    )
  })
})
