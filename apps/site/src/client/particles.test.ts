import type { MovingFlow } from '@pushforward/lab'
import { describe, expect, test } from 'vitest'
import { particleCloud } from './particle-cloud.js'
import { paint, paper } from './particle-paint.js'

const axis = Float64Array.from({ length: 9 }, (_, k) => k / 8)
const uniform = (u: number, v: number, more: Partial<MovingFlow> = {}): MovingFlow => ({
  key: 'uniform',
  x: axis,
  y: axis,
  u: new Float32Array(81).fill(u),
  v: new Float32Array(81).fill(v),
  periodic: [false, false],
  pace: 1,
  particles: 1000,
  ...more,
})

describe('a cloud of particles', () => {
  test('moves as the flow does, at the flow’s pace', () => {
    const cloud = particleCloud(uniform(0.5, -0.25, { pace: 2 }))
    const before = cloud.positions.slice()
    cloud.advance(0.05)
    const stayed = [...Array(1000).keys()].filter(
      (i) => Math.abs((cloud.positions[2 * i] as number) - (before[2 * i] as number) - 0.05) < 1e-9,
    )
    // Of 1000: 1/80 start anew, 5 % leave to the right and 2.5 % below.
    expect(stayed.length).toBeGreaterThan(870)
    for (const i of stayed) {
      expect((cloud.positions[2 * i + 1] as number) - (before[2 * i + 1] as number)).toBeCloseTo(-0.025, 9)
    }
  })

  test('stays in its box, round a periodic one, and off the land', () => {
    const still = new Float32Array(81)
    const land = still.map((_, k) => (k % 9 < 3 ? Number.NaN : 0.3))
    for (const flow of [
      uniform(3, 0),
      uniform(3, 2, { periodic: [true, true] }),
      uniform(0, 0, { u: land, v: still }),
    ]) {
      const cloud = particleCloud(flow)
      for (let k = 0; k < 50; k++) cloud.advance(1 / 30)
      const high = flow.periodic[0] ? 9 / 8 : 1
      expect(cloud.positions.every((value) => value >= 0 && value <= high)).toBe(true)
    }
  })

  test('runs through the frames of an unsteady flow in circles', () => {
    const t = new Float64Array([0, 1])
    const u = Float32Array.from({ length: 162 }, (_, k) => (k < 81 ? 0 : 0.01))
    const cloud = particleCloud(uniform(0, 0, { t, u, v: new Float32Array(162) }))
    for (let k = 0; k < 40; k++) cloud.advance(0.1)
    expect(cloud.positions.every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  test('may be empty', () => {
    const cloud = particleCloud(uniform(1, 1, { particles: 0 }))
    cloud.advance(0.1)
    expect(cloud.positions).toHaveLength(0)
  })
})

describe('painted particles', () => {
  const unit = { x: [0, 1], y: [0, 1] } as const
  const alphaAt = (pixels: Uint8ClampedArray, k: number) => pixels[4 * k + 3] as number

  test('stand where they are, light over dark cells and dark over light ones', () => {
    const sheet = paper(2, 2, { columns: 2, rows: 1, dark: new Uint8Array([1, 0]) })
    paint(sheet, new Float64Array([0.25, 0.9, 0.75, 0.1]), unit)
    expect([...sheet.pixels.subarray(0, 3)]).toEqual([255, 255, 255])
    expect([...sheet.pixels.subarray(12, 15)]).toEqual([0x1b, 0x1d, 0x22])
    expect([1, 2].map((k) => alphaAt(sheet.pixels, k))).toEqual([0, 0])
    expect(alphaAt(sheet.pixels, 0)).toBeGreaterThan(0)
  })

  test('leave tails that fade to nothing', () => {
    const sheet = paper(4, 4, { columns: 1, rows: 1, dark: new Uint8Array([0]) })
    paint(sheet, new Float64Array([0.1, 0.1]), unit)
    const ink = [alphaAt(sheet.pixels, 12)]
    for (let k = 0; k < 60; k++) {
      paint(sheet, new Float64Array(0), unit)
      ink.push(alphaAt(sheet.pixels, 12))
    }
    for (let k = 1; k < 10; k++) expect(ink[k]).toBeLessThan(ink[k - 1] as number)
    expect(ink.at(-1)).toBe(0)
  })

  test('outside the view are not seen', () => {
    const sheet = paper(2, 2, { columns: 1, rows: 1, dark: new Uint8Array([0]) })
    paint(sheet, new Float64Array([1.5, 0.5, 0.5, -0.1, Number.NaN, 0.5]), unit)
    expect(sheet.pixels.some((value, k) => k % 4 === 3 && value > 0 && k !== 11 && k !== 3)).toBe(false)
  })
})
