import { describe, expect, test } from 'vitest'
import type { ChartFigure } from './figure.js'
import { renderFigure } from './render.js'
import { theme } from './theme.js'

const chart = (spec: ChartFigure['spec']): ChartFigure => ({
  kind: 'chart',
  id: 'labelled',
  title: 'Two lines rise.',
  caption: 'n = 2',
  alternative: 'Two lines that rise from left to right, each with its name at its end.',
  aspect: 2,
  spec,
})

const values = ['first', 'second'].flatMap((series, k) => [0, 1].map((x) => ({ x, y: x + k, series, group: 'all' })))
const position = { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } }
const lines = (color: object) => ({
  layer: [
    { mark: 'line', encoding: { ...position, color } },
    {
      transform: [{ filter: 'datum.x === 1' }],
      mark: 'text',
      encoding: { ...position, text: { field: 'series' }, color },
    },
  ],
})
const byRole = { field: 'series', type: 'nominal', scale: { range: ['role:sixth', 'role:fourth'] }, legend: null }

/** The fill of each label among the marks, by its text. */
function labels(svg: string): Record<string, string | undefined> {
  const texts = [...svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)]
  return Object.fromEntries(
    texts.map(([, attributes = '', text = '']) => [text, /fill="([^"]*)"/.exec(attributes)?.[1]]),
  )
}

describe('text among marks', () => {
  test.each(['light', 'dark', 'css'] as const)(
    '%s: has the ink of the role whose colour its line has',
    async (name) => {
      const { roles, inks } = theme(name)
      const svg = await renderFigure(chart({ data: { values }, ...lines(byRole) }), { theme: name })
      expect(labels(svg)).toMatchObject({ first: inks.sixth, second: inks.fourth })
      for (const role of ['sixth', 'fourth'] as const) expect(svg).toContain(`stroke="${roles[role]}"`)
    },
  )

  test.each([
    ['under facets', { facet: { column: { field: 'group' } }, spec: lines(byRole) }, 'sixth'],
    ['side by side', { hconcat: [lines(byRole)] }, 'sixth'],
    ['in series without roles', lines({ field: 'series', type: 'nominal', legend: null }), 'source'],
    [
      'by a style',
      { mark: { type: 'text', style: 'target' }, encoding: { ...position, text: { field: 'series' } } },
      'target',
    ],
    [
      'by a colour',
      { mark: { type: 'text', color: 'role:fifth' }, encoding: { ...position, text: { field: 'series' } } },
      'fifth',
    ],
    [
      'by a condition',
      {
        mark: 'text',
        encoding: {
          ...position,
          text: { field: 'series' },
          color: { condition: { test: 'datum.series === "first"', value: 'role:sixth' }, value: 'role:muted' },
        },
      },
      'sixth',
    ],
  ] as const)('%s too', async (_, spec, role) => {
    const svg = await renderFigure(chart({ data: { values }, ...spec }), { theme: 'light' })
    expect(labels(svg).first).toBe(theme('light').inks[role])
  })

  test('has a halo in the background’s colour, and no text elsewhere has one', async () => {
    const svg = await renderFigure(chart({ data: { values }, ...lines(byRole) }), { theme: 'css' })
    const groups = [...svg.matchAll(/<g class="mark-text ([^"]*)"([^>]*)>/g)]
    expect(groups.length).toBeGreaterThan(1)
    for (const [, classes = '', attributes = ''] of groups) {
      const halo = 'paint-order="stroke" stroke="var(--surface-background)"'
      expect(attributes.includes(halo), classes).toBe(classes.includes('role-mark'))
    }
  })
})
