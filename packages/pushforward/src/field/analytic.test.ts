import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { analyticFlow } from './analytic.js'
import { asField, type PlanarFlow, type PlanarFunction } from './planar-flow.js'

const at = (planar: PlanarFunction | undefined, x: number, y: number, t: number, size: number): number[] => {
  const out = new Float64Array(size)
  planar?.(x, y, t, out)
  return [...out]
}

/** Flow, and the length and speed that its derivatives scale with. */
const FLOWS: [string, PlanarFlow, number, number][] = [
  ['double gyre', analyticFlow.doubleGyre(), 0.3, 1],
  ['Taylor–Green', analyticFlow.taylorGreen({ wavenumber: 2, viscosity: 0.01 }), 0.5, 1],
  ['Bickley jet', analyticFlow.bickley(), 800, 6000],
  ['shear', analyticFlow.shear({ rate: 0.7 }), 1, 1],
  ['saddle', analyticFlow.saddle({ rate: 0.7 }), 1, 1],
  ['rotation', analyticFlow.rotation({ rate: 0.7 }), 1, 1],
]

describe.each(FLOWS)('%s', (_, flow, length, speed) => {
  const place = fc.tuple(
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.double({ min: 0, max: 3, noNaN: true }),
  )

  // Central differences with step h: h²/6 of the third derivative (h = 1e-4 lengths) and round-off of 1e-16/h.
  const h = 1e-4
  const difference = (
    planar: PlanarFunction | undefined,
    x: number,
    y: number,
    t: number,
    k: number,
    axis: number,
    size: number,
  ) => {
    const [dx, dy] = axis === 0 ? [h * length, 0] : [0, h * length]
    const ahead = at(planar, x + dx, y + dy, t, size)[k] as number
    const behind = at(planar, x - dx, y - dy, t, size)[k] as number
    return (ahead - behind) / (2 * h * length)
  }

  test('the Jacobian is that of the velocity, and its trace is zero', () => {
    fc.assert(
      fc.property(place, ([a, b, t]) => {
        const [x, y] = [a * length, b * length]
        const jacobian = at(flow.jacobian, x, y, t, 4)
        for (let k = 0; k < 4; k++) {
          const slope = difference(flow.velocity, x, y, t, k >> 1, k & 1, 2)
          expect(Math.abs((jacobian[k] as number) - slope)).toBeLessThan((1e-6 * speed) / length)
        }
        const [ux = 0, , , vy = 0] = jacobian
        expect(Math.abs(ux + vy)).toBeLessThan(1e-13 * (Math.abs(ux) + 1))
      }),
      { seed: 1 },
    )
  })

  test('the Laplacian is the divergence of the Jacobian', () => {
    fc.assert(
      fc.property(place, ([a, b, t]) => {
        const [x, y] = [a * length, b * length]
        const laplacian = at(flow.laplacian, x, y, t, 2)
        for (const k of [0, 1]) {
          const sum =
            difference(flow.jacobian, x, y, t, 2 * k, 0, 4) + difference(flow.jacobian, x, y, t, 2 * k + 1, 1, 4)
          expect(Math.abs((laplacian[k] as number) - sum)).toBeLessThan((1e-5 * speed) / length ** 2)
        }
      }),
      { seed: 2 },
    )
  })
})

test('the centre of a resting gyre is at rest', () => {
  for (const v of at(analyticFlow.doubleGyre().velocity, 1.5, 0.5, 0, 2)) expect(Math.abs(v)).toBeLessThan(1e-16)
})

test('on the axis of the Bickley jet the speed is U − c', () => {
  const [u = 0, v] = at(analyticFlow.bickley().velocity, 0, 0, 0, 2)
  expect(u).toBeCloseTo(2918.051136, 9)
  expect(v).toBeCloseTo(0, 12)
})

test('as a field: values, divergence and products with the Jacobian', () => {
  expect([...asField(analyticFlow.saddle()).value(points([[2, 3]]), 0).data]).toEqual([2, -3])
  const gyre = asField(analyticFlow.doubleGyre())
  const x = points([[0.3, 0.4]])
  const j = at(analyticFlow.doubleGyre().jacobian, 0.3, 0.4, 2, 4) as [number, number, number, number]
  expect([...(gyre.jvp?.(x, points([[1, 0]]), 2).data ?? [])]).toEqual([j[0], j[2]])
  expect([...(gyre.vjp?.(x, points([[1, 0]]), 2).data ?? [])]).toEqual([j[0], j[1]])
  expect(Math.abs(gyre.divergence?.(x, 2)[0] ?? 1)).toBeLessThan(1e-15)
})

test('ABC: jvp and vjp are transposes, and jvp is the derivative', () => {
  const field = analyticFlow.abc()
  const x = points([[1, 2, 3]])
  const u = points([[0.3, -0.2, 0.5]])
  const w = points([[1, 0.4, -0.7]])
  const ju = field.jvp?.(x, u, 0).data as Float64Array
  const jw = field.vjp?.(x, w, 0).data as Float64Array
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((s, v, k) => s + v * (b[k] as number), 0)
  expect(dot(ju, w.data)).toBeCloseTo(dot(jw, u.data), 14)
  const moved = (s: number) =>
    field.value(
      points(
        x.data.map((v, k) => v + s * (u.data[k] as number)),
        3,
      ),
      0,
    ).data
  const [ahead, behind] = [moved(1e-5), moved(-1e-5)]
  for (const k of [0, 1, 2]) {
    expect(ju[k]).toBeCloseTo(((ahead[k] as number) - (behind[k] as number)) / 2e-5, 9)
  }
})

test('a fourth wave is refused', () => {
  const wave = { amplitude: 1, wavenumber: 1, speed: 1 }
  expect(() => analyticFlow.bickley({ waves: [wave, wave, wave, wave] })).toThrow('waves: has 4')
})
