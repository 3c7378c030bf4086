import { InputError } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import type { ChartFigure, RasterFigure, SceneFigure } from './figure.js'
import { renderFigure } from './render.js'
import { textWidth } from './text-width.js'

const base = {
  caption: 'n = 3, seed 0',
  alternative: 'Three points on a rising line, from 0 on the left to 2 on the right.',
  aspect: 2,
}

const chart = (spec: ChartFigure['spec']): ChartFigure => ({
  ...base,
  kind: 'chart',
  id: 'curve',
  title: 'It rises.',
  spec,
})

const values = [0, 1, 2].map((x) => ({ x, y: x, group: x < 1 ? 'expected' : 'actual' }))

const rising = chart({
  data: { values },
  mark: { type: 'point', style: 'source' },
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
})

const field: RasterFigure = {
  ...base,
  kind: 'raster',
  id: 'field',
  title: 'The field rises to the right.',
  columns: 3,
  rows: 2,
  values: new Float64Array([0, 1, 2, 0, Number.NaN, 2]),
  domain: [0, 2],
  colormap: 'diverging',
  extent: [-1, 1, 0, 1],
  labels: { x: 'x', y: 'y', value: 'height' },
}

const scene: SceneFigure = {
  ...base,
  kind: 'scene',
  id: 'cloud',
  title: 'Points move up.',
  layers: [
    { kind: 'points', role: 'target', positions: [0, 0, 1, 1, 0, 1] },
    { kind: 'points', role: 'source', positions: [0, 0, 0, 1, 0, 0] },
    { kind: 'arrows', role: 'made', from: [0, 0, 0], to: [0, 0, 1] },
    { kind: 'mesh', role: 'muted', vertices: [0, 0, 0, 1, 0, 0, 0, 1, 0], faces: [0, 1, 2] },
  ],
}

/** The numbers of an attribute of the outer element. */
const numbers = (svg: string, name: string) =>
  new RegExp(`^<svg[^>]* ${name}="([^"]*)"`).exec(svg)?.[1]?.split(' ').map(Number)

describe('renderFigure', () => {
  test('keeps the box of the figure: width given, height by its aspect', async () => {
    for (const figure of [rising, field, scene]) {
      const svg = await renderFigure(figure, { theme: 'css', width: 400 })
      expect(numbers(svg, 'viewBox')).toEqual([0, 0, 400, 200])
    }
  })

  test('carries the text alternative', async () => {
    for (const figure of [rising, field, scene]) {
      expect(await renderFigure(figure)).toContain(`role="img" aria-label="${base.alternative}"`)
    }
  })

  test('paints roles with hex values in files and with variables in pages', async () => {
    for (const figure of [rising, scene]) {
      expect(await renderFigure(figure, { theme: 'light' })).toContain('stroke="#0072b2"')
      expect(await renderFigure(figure, { theme: 'dark' })).toContain('stroke="#56a8e8"')
      const page = await renderFigure(figure, { theme: 'css' })
      expect(page).toContain('stroke="var(--role-source)"')
      expect(page).not.toMatch(/#[0-9a-f]{6}/)
    }
  })

  test('writes title and caption into files, with a background, and leaves them to the page otherwise', async () => {
    const file = await renderFigure(rising, { theme: 'light' })
    expect(file).toContain('>It rises.</text>')
    expect(file).toContain('>n = 3, seed 0</text>')
    expect(file).toContain('fill="#fcfcfa"')
    expect(await renderFigure(rising, { theme: 'css' })).not.toContain('It rises.')
  })

  test('breaks a long title and caption into lines that fit in its width', async () => {
    const [title, caption] = [
      'In 2 steps: trigonometric 0.12, kinetic optimal 0.13',
      'n = 1000, two sets drawn; '.repeat(9),
    ]
    const svg = await renderFigure({ ...scene, title: `${title}, linear 0.46 from the data.`, caption }, { width: 480 })
    const drawn = [...svg.matchAll(/<text x="16"([^>]*)>([^<]*)<\/text>/g)]
    expect(drawn.length).toBeGreaterThan(4)
    for (const [, attributes = '', text = ''] of drawn) {
      const [fontSize, fontWeight] = attributes.includes('600') ? [16, 600] : [14, 400]
      expect(textWidth(text, { fontSize, fontWeight }), text).toBeLessThanOrEqual(480)
    }
    expect(drawn.map(([, , text]) => text).join(' ')).toBe(`${title}, linear 0.46 from the data. ${caption.trim()}`)
  })

  test('gives every mark of a role its shape: hollow circle for the source, square for the target', async () => {
    const svg = await renderFigure(scene, { theme: 'light' })
    expect(svg).toMatch(/<circle[^>]*fill="none" stroke="#0072b2"/)
    expect(svg).toMatch(/<rect[^>]*width="7.2" height="7.2" fill="#d55e00"/)
    const target = chart({ ...rising.spec, mark: { type: 'point', style: 'target' } })
    expect(await renderFigure(target)).toMatch(/d="M-[\d.]+,-[\d.]+h[\d.]+v[\d.]+h-[\d.]+Z" fill="#d55e00"/)
  })

  test('prefixes ids, so that two pictures in one page do not take each other’s clips', async () => {
    const clipped = chart({ ...rising.spec, mark: { type: 'line', clip: true } })
    const svg = await renderFigure(clipped, { prefix: 'second' })
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
    expect(ids.length).toBeGreaterThan(0)
    for (const id of ids) expect(id).toMatch(/^second-/)
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id)
  })

  test.each([
    ['side by side', { hconcat: [{ ...rising.spec }, { ...rising.spec }] }],
    ['in facets', { ...rising.spec, encoding: { ...(rising.spec.encoding as object), column: { field: 'group' } } }],
  ])('fits views %s into the box', async (_, spec) => {
    const svg = await renderFigure(chart(spec), { theme: 'css', width: 600 })
    expect(numbers(svg, 'viewBox')).toEqual([0, 0, 600, 300])
    const [, width = 0] = /<g transform="translate\(([\d.]+) /.exec(svg) ?? []
    // Centred in the box with at most a few pixels to spare on either side, so it neither overflows nor shrinks.
    expect(Number(width)).toBeLessThan(8)
  })

  test('makes a drawing smaller that its labels push out of the box', async () => {
    const title = 'a very long axis title that no narrow box has room for, '.repeat(3)
    const rows = { hconcat: [1, 2].map(() => ({ ...rising.spec, title: { text: title, limit: 10_000 } })) }
    const svg = await renderFigure(chart(rows), { theme: 'css', width: 300 })
    expect(svg).toMatch(/<g transform="translate\([\d.]+ [\d.]+\) scale\(0\.\d+\)">/)
  })

  test('escapes what comes from data and captions', async () => {
    const evil = '<script>alert("1")</script>'
    const svg = await renderFigure({ ...field, caption: evil, labels: { x: evil, y: evil, value: evil } })
    expect(svg).not.toContain('<script')
    const data = { values: [{ x: evil, y: 1 }] }
    const bars = { data, mark: 'bar', encoding: { x: { field: 'x' }, y: { field: 'y', type: 'quantitative' } } }
    expect(await renderFigure(chart(bars))).not.toContain('<script')
  })

  test('names what is wrong with a figure', async () => {
    const refused = (figure: ChartFigure | RasterFigure | SceneFigure) => expect(renderFigure(figure)).rejects
    await refused({ ...rising, alternative: 'A figure.' }).toThrow('the text alternative has 9 characters')
    await refused({ ...field, columns: 4 }).toThrow('figure field: has 6 values; columns · rows = 8 are needed')
    await refused({ ...rising, aspect: 0 }).toThrow(InputError)
    await refused(chart({ ...rising.spec, mark: { type: 'point', color: 'role:sauce' } })).toThrow(
      'figure: spec.mark.color is "role:sauce"; the roles are source, target',
    )
    const mixture = { field: 'y', type: 'quantitative', scale: { range: ['role:source', 'role:target'] } }
    await refused(chart({ ...rising.spec, encoding: { color: mixture } })).toThrow('a continuous scale over roles')
    await refused({ ...scene, layers: [{ kind: 'points', role: 'made', positions: [0, 0] }] }).toThrow('triples')
  })
})
