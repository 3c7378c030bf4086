import { describe, expect, test } from 'vitest'
import type { Role } from './figure.js'
import { cssVariables, roleNames, theme } from './theme.js'

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** In degrees, as in HSL. */
function hue(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  return ((Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI + 360) % 360
}

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const { roles, inks, surface } = theme(name)

  test('text has at least 4.5 : 1 against background and panel', () => {
    for (const colour of [surface.ink, surface.quiet, surface.link, roles.held, roles.refuted, roles.muted]) {
      expect(contrast(colour, surface.background)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(colour, surface.panel)).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('so has text in the colour of any role', () => {
    for (const role of roleNames) {
      expect(contrast(inks[role], surface.background), role).toBeGreaterThanOrEqual(4.5)
      expect(contrast(inks[role], surface.panel), role).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('an ink has the hue of its mark, so that the eye links them', () => {
    for (const role of roleNames) {
      const turned = Math.abs(hue(inks[role]) - hue(roles[role]))
      // A step of 1/255 in a grey's channel is more than a degree; the nearest hues of two series are 16° apart.
      expect(Math.min(turned, 360 - turned), role).toBeLessThanOrEqual(3)
    }
  })

  test('the marks of the roles have at least 3.5 : 1', () => {
    for (const role of ['source', 'target', 'made', 'baseline'] satisfies Role[]) {
      expect(contrast(roles[role], surface.background)).toBeGreaterThanOrEqual(3.5)
    }
  })

  test('declares every variable that pictures in CSS form use', () => {
    const declared = cssVariables(name)
    const used = [theme('css').roles, theme('css').inks, theme('css').surface].flatMap((values) =>
      Object.values(values),
    )
    expect(used.length).toBe(2 * roleNames.length + 6)
    for (const value of used) expect(declared).toContain(`${/var\((.*)\)/.exec(value)?.[1]}: #`)
  })
})
