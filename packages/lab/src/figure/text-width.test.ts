import { describe, expect, test } from 'vitest'
import type { ChartFigure } from './figure.js'
import { renderFigure } from './render.js'
import { textWidth } from './text-width.js'

// Drawn by Chromium in DejaVu Sans, 14 px: plain, then at weight 600.
test.each([
  ['weight of evidence, ln(good share / bad share)', 327, 369.5],
  ['status_of_existing_checking_account', 257.9, 288.8],
  ['distance ξ from the interface, in λ (turbulence on the right)', 414.9, 470.1],
  ['1 to 10 %', 67.4, 74.2],
  ['−0.0025', 60.7, 65.8],
  ['N · IV, and χ² of', 108.9, 121.3],
])('%s is estimated no narrower than it is drawn, and at most a twentieth wider', (text, plain, bold) => {
  for (const [fontWeight, drawn] of [
    ['normal', plain],
    [600, bold],
  ] as const) {
    const width = textWidth(text, { fontSize: 14, fontWeight })
    expect(width).toBeGreaterThanOrEqual(drawn)
    expect(width).toBeLessThanOrEqual(1.05 * drawn)
  }
})

test('an accent takes no room of its own', () => {
  expect(textWidth('b̂ = ṁ', { fontSize: 14 })).toBe(textWidth('b = m', { fontSize: 14 }))
})

const bar = (label: string, labelLimit: number): ChartFigure => ({
  kind: 'chart',
  id: 'bars',
  title: 'One bar.',
  caption: 'n = 1',
  alternative: 'One bar of length 1 with a long label at its left.',
  aspect: 3,
  spec: {
    data: { values: [{ label, x: 1 }] },
    mark: 'bar',
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'label', type: 'nominal', axis: { labelLimit } },
    },
  },
})

describe('a chart without a canvas', () => {
  const label = 'status_of_existing_checking_account'

  test('keeps a label that has room', async () => {
    expect(await renderFigure(bar(label, 280))).toContain(`>${label}</text>`)
  })

  test('leaves no more room for a label than it takes where it is cut', async () => {
    const [long, longer] = [await renderFigure(bar(label, 120)), await renderFigure(bar(label.repeat(5), 120))]
    expect(long).toContain('>status_of_exis…</text>')
    expect(longer).toBe(long)
  })
})
