import { describe, expect, test } from 'vitest'
import { colormap, colourAt, colourIndex, colours } from './colormap.js'

/** Lightness L of OKLab (Ottosson 2020), 0 to 1. */
function lightness(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const middle = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short
}

const shares = Array.from({ length: 33 }, (_, k) => k / 32)

describe('colour maps', () => {
  test('sequential rises in lightness from end to end', () => {
    const light = shares.map((share) => lightness(colourAt('sequential', share)))
    for (let k = 1; k < light.length; k++) expect(light[k]).toBeGreaterThan(light[k - 1] as number)
  })

  test('diverging is lightest in the middle, almost white there, and equally light on both sides', () => {
    expect(lightness(colourAt('diverging', 0.5))).toBeGreaterThan(0.98)
    for (const share of shares.slice(0, 17)) {
      const [blue, orange] = [share, 1 - share].map((at) => lightness(colourAt('diverging', at))) as [number, number]
      // Two levels of 256 in one channel: what rounding to hex and to 256 places can move.
      expect(Math.abs(blue - orange)).toBeLessThan(0.02)
    }
  })

  test('cyclic ends where it began', () => {
    const table = colormap('cyclic')
    for (let channel = 0; channel < 3; channel++) expect(table[channel]).toBe(table[765 + channel])
    expect(colourIndex('cyclic', Math.PI, [-Math.PI, Math.PI])).toBe(
      colourIndex('cyclic', -Math.PI, [-Math.PI, Math.PI]),
    )
  })

  test('known colours of cividis and twilight', () => {
    expect(colours('sequential', 3)).toEqual(['#00224e', '#7d7c78', '#fee838'])
    expect(colourAt('cyclic', 0)).toBe('#e2d9e2')
  })

  test('values outside the domain take the colours of its ends', () => {
    expect(colourIndex('sequential', -1, [0, 1])).toBe(0)
    expect(colourIndex('sequential', 2, [0, 1])).toBe(255)
  })
})
