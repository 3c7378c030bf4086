import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { writeNpy } from '../measure/readers-npy.js'
import { readField } from './readers.js'
import { type RectilinearField, regrid } from './regrid.js'

type Of = (x: number, y: number, t: number) => number

/** On axes, u and v of functions, and c = u − v. */
function fieldOf(axes: { x: number[]; y: number[]; t?: number[] }, u: Of, v: Of = (x, y, t) => -u(x, y, t)) {
  const { x, y, t = [0] } = axes
  const sampled = (f: Of) =>
    Float64Array.from(t.flatMap((at) => y.flatMap((up) => x.map((across) => f(across, up, at)))))
  return {
    ...{ x: Float64Array.from(x), y: Float64Array.from(y), ...(axes.t && { t: Float64Array.from(t) }) },
    ...{ u: sampled(u), v: sampled(v), c: sampled((...at) => u(...at) - v(...at)) },
  }
}

/** Largest difference of a component from a function on the field's own nodes. */
function off({ x, y, t = Float64Array.of(0) }: RectilinearField, values: Float64Array, f: Of): number {
  let most = 0
  for (const [k, at] of t.entries()) {
    for (const [j, up] of y.entries()) {
      for (const [i, across] of x.entries()) {
        const error = Math.abs((values[(k * y.length + j) * x.length + i] as number) - f(across, up, at))
        most = Math.max(most, error)
      }
    }
  }
  return most
}

/** n nodes of [0, 1], the widest gap three times the narrowest. */
const stretched = (n: number) =>
  Array.from({ length: n }, (_, i) => {
    const s = i / (n - 1)
    return s / 2 + s ** 2 / 2
  })

describe('regrid', () => {
  test('the example of its documentation', () => {
    const u = Float64Array.of(0, 1, 9, 16, 0, 1, 9, 16)
    const { x, u: even, regridded } = regrid({ x: Float64Array.of(0, 1, 3, 4), y: Float64Array.of(0, 1), u, v: u })
    expect([...x]).toEqual([0, 1, 2, 3, 4])
    expect([...even.subarray(0, 5)]).toEqual([0, 1, 4, 9, 16])
    expect(regridded).toEqual([{ axis: 'x', nodes: 4, narrowest: 1, widest: 2, spacing: 1 }])
  })

  test('is exact for what is cubic along x and along y, and linear in time, on any axes', () => {
    const axis = (least: number) =>
      fc
        .array(fc.double({ min: 0.2, max: 2, noNaN: true }), { minLength: least - 1, maxLength: 7 })
        .map((gaps) => [0, ...gaps].map((_, i) => gaps.slice(0, i).reduce((a, b) => a + b, 0)))
    const slope = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(axis(4), axis(4), axis(2), slope, slope, (x, y, t, a, b) => {
        const f: Of = (px, py, pt) => (px ** 3 - a * px) * (b * py ** 2 + py) + pt * (1 + a * py ** 3)
        const even = regrid(fieldOf({ x, y, t }, f))
        // Rounding, times the sums of sizes of the weights along x and along y: at most about 30 each where gaps differ tenfold.
        const scale = Math.max(1, ...even.u.map(Math.abs))
        expect(off(even, even.u, f) / scale).toBeLessThan(1e-12)
        expect(off(even, even.c as Float64Array, (...at) => 2 * f(...at)) / scale).toBeLessThan(1e-12)
        for (const nodes of [even.x, even.y, even.t as Float64Array]) {
          const step = ((nodes.at(-1) as number) - (nodes[0] as number)) / (nodes.length - 1)
          for (const [i, at] of nodes.entries())
            expect(Math.abs(at - (nodes[0] as number) - i * step)).toBeLessThan(1e-12)
        }
      }),
      { seed: 20261125, numRuns: 60 },
    )
  })

  test('has the order of its cubic, four', () => {
    const f: Of = (x, y) => Math.sin(3 * x) * Math.cos(2 * y)
    const errors = [12, 24, 48].map((n) => {
      const even = regrid(fieldOf({ x: stretched(n), y: stretched(n) }, f))
      return off(even, even.u, f)
    })
    const orders = errors.slice(1).map((error, k) => Math.log2((errors[k] as number) / error))
    for (const order of orders) expect(order).toBeGreaterThan(3.6)
  })

  test('leaves even axes and their values alone, rounded coordinates too', () => {
    const field = fieldOf({ x: [0, 0.334, 0.667, 1], y: [0, 1, 2], t: [0, 1] }, (x, y, t) => x + y + t)
    const { x, u, regridded } = regrid(field)
    expect(regridded).toEqual([])
    expect(u).toBe(field.u)
    expect([...x].map((value, i) => Math.abs(value - i / 3) < 1e-12)).not.toContain(false)
    expect(regrid(field, { tolerance: 1e-4 }).regridded.map(({ axis }) => axis)).toEqual(['x'])
  })

  test('nodes are as close as the closest were, but no more than so many times as many', () => {
    const x = [0, 0.25, 1, 2, 3]
    const { x: doubled, regridded } = regrid(fieldOf({ x, y: [0, 1] }, (at) => at))
    expect(doubled.length).toBe(10)
    expect(regridded[0]).toEqual({ axis: 'x', nodes: 5, narrowest: 0.25, widest: 1, spacing: 1 / 3 })
    expect(
      regrid(
        fieldOf({ x, y: [0, 1] }, (at) => at),
        { refinement: 3 },
      ).x.length,
    ).toBe(13)
  })

  test('a missing value is missing in the cells around it alone, and the line stands in next to them', () => {
    const field = fieldOf({ x: [0, 1, 2, 3, 4, 6, 7, 8], y: [0, 1] }, (x) => x ** 2)
    const holed = field.u.slice()
    holed[2] = Number.NaN
    const { x, u } = regrid({ ...field, u: holed })
    expect([...x]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    // Nodes that had a value keep it: only the place of the missing one is missing. At 5, the cubic of 3, 4, 6, 7 is exact.
    expect([...u.subarray(0, 9)]).toEqual([0, 1, Number.NaN, 9, 16, 25, 36, 49, 64])
    holed[3] = Number.NaN
    // Now one of its four is missing: halfway between 16 and 36.
    expect(regrid({ ...field, u: holed }).u[5]).toBe(26)
    holed[4] = Number.NaN
    expect(regrid({ ...field, u: holed }).u[5]).toBeNaN()
    expect([...regrid({ ...field, u: holed }).u.subarray(9)]).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64])
  })

  test('names what is wrong', () => {
    const field = fieldOf({ x: [0, 1, 3], y: [0, 1], t: [0, 1, 3] }, (x) => x)
    const change = (part: Partial<RectilinearField>) => () => regrid({ ...field, ...part })
    expect(change({ x: Float64Array.of(0, 3, 1) })).toThrow('x: goes from 3 to 1 at [2]; an ascending axis is needed')
    expect(change({ t: Float64Array.of(0, 1, 1) })).toThrow('t: goes from 1 to 1 at [2]')
    expect(change({ y: Float64Array.of(0) })).toThrow('y: has 1 nodes; at least 2 are needed')
    expect(change({ y: Float64Array.of(0, 1 / 0) })).toThrow('y: [1] is Infinity')
    expect(change({ c: field.u.subarray(1) })).toThrow('c: has 17 values; t × y × x = 3 × 2 × 3 = 18 are needed')
    expect(() => regrid(field, { maxValues: 20 })).toThrow('field: on even axes it has 32 values; at most 20')
    expect(() => regrid(field, { refinement: 0.5 })).toThrow(InputError)
    expect(() => regrid(field, { tolerance: -1 })).toThrow(InputError)
  })
})

describe('readField with regrid', () => {
  const npy = (name: string, values: readonly number[], shape?: readonly number[]) => ({
    name: `${name}.npy`,
    bytes: writeNpy(Float64Array.from(values), shape),
  })
  const [x, y, t] = [
    [0, 1, 3, 4],
    [5, 2, 0],
    [0, 1, 3],
  ] as const
  const u = t.flatMap((at) => y.flatMap((up) => x.map((across) => across ** 3 + up ** 2 + at)))
  const pair = [npy('u', u, [3, 3, 4]), npy('v', u, [3, 3, 4])]
  const axes = (along: { x?: readonly number[]; y?: readonly number[]; t?: readonly number[] } = {}) =>
    Object.entries({ x, y, t, ...along }).map(([name, nodes]) => npy(name, nodes))
  const files = [...pair, ...axes()]

  test('brings uneven axes, descending ones and times to even ones, and says so', async () => {
    const field = await readField(files, { regrid: true })
    expect([[...field.x], [...field.y], [...(field.t as Float64Array)]]).toEqual([
      [0, 1, 2, 3, 4],
      [0, 5 / 3, 10 / 3, 5],
      [0, 1, 2, 3],
    ])
    // Cubic along x, square along y (three nodes have a parabola), linear in time: exact up to rounding at 90.
    expect(off(field, field.u, (px, py, pt) => px ** 3 + py ** 2 + pt)).toBeLessThan(1e-12)
    expect(field.regridded?.map(({ axis, spacing }) => `${axis} ${spacing}`)).toEqual(['x 1', `y ${5 / 3}`, 't 1'])
  })

  test('has nothing to say of even ones, and refuses those that turn back', async () => {
    const even = [...pair, ...axes({ x: [0, 1, 2, 3], y: [0, 1, 2], t: [0, 1, 2] })]
    expect((await readField(even, { regrid: true })).regridded).toBeUndefined()
    await expect(readField([...pair, ...axes({ x: [0, 2, 1, 3] })], { regrid: true })).rejects.toThrow(
      'x.npy: goes from 2 to 1 at [2]; an axis in one direction is needed',
    )
    await expect(readField([...pair, ...axes({ t: [3, 1, 0] })], { regrid: true })).rejects.toThrow(
      'ascending times are needed',
    )
    await expect(readField(files)).rejects.toThrow('(a row may be missing; regrid: true interpolates)')
  })
})
