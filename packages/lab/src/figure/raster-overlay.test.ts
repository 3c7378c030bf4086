import { describe, expect, test } from 'vitest'
import type { MovingFlow, RasterFigure } from './figure.js'
import { fittingAspect, rasterLayout } from './raster-layout.js'
import { PARTICLE_INKS } from './raster-overlay.js'
import { darkCells } from './raster-shade.js'
import { renderFigure } from './render.js'

const raster: RasterFigure = {
  kind: 'raster',
  id: 'field',
  title: 'It rises to the right.',
  caption: '',
  alternative: 'A field of two cells, dark on the left and light on the right.',
  aspect: 2,
  columns: 2,
  rows: 1,
  values: [0, 1],
  domain: [0, 1],
  colormap: 'sequential',
  extent: [0, 2, 0, 1],
  labels: { x: 'x', y: 'y', value: 'height' },
}

describe('what lies over a raster', () => {
  test('lines are drawn at their coordinates, on a halo, in the colour of their role', async () => {
    const lines = [{ role: 'source', curves: [[0, 0, 2, 1]] }] as const
    const svg = await renderFigure({ ...raster, lines }, { theme: 'css', width: 600 })
    const { x, y, width, height } = rasterLayout(raster, { width: 600, height: 300 }).picture
    const d = `M${x.toFixed(1)} ${(y + height).toFixed(1)}L${(x + width).toFixed(1)} ${y.toFixed(1)}`
    expect(svg.split(`d="${d}"`)).toHaveLength(3)
    expect(svg).toContain(`<path d="${d}" stroke="var(--role-source)"`)
    expect(svg).toContain('clip-path="url(#field-plot)"')
  })

  test('trails are light on dark cells and dark on light ones', async () => {
    const trails = [
      [0.2, 0.5, 0.4, 0.5],
      [1.2, 0.5, 1.4, 0.5],
    ]
    expect([...darkCells(raster)]).toEqual([1, 0])
    const svg = await renderFigure({ ...raster, motion: { trails } }, { theme: 'css', width: 600 })
    for (const ink of Object.values(PARTICLE_INKS)) expect(svg.split(`stroke="${ink}"`)).toHaveLength(2)
  })

  test('names what is wrong with lines and motion', async () => {
    const refused = (more: Partial<RasterFigure>) => expect(renderFigure({ ...raster, ...more })).rejects
    await refused({ lines: [{ role: 'made', curves: [[0, 1, 2]] }] }).toThrow(
      'figure field: a line of made has 3 coordinates; pairs are needed',
    )
    await refused({ motion: { trails: [[0, Number.NaN]] } }).toThrow('has NaN at coordinate 1')
    const axis = new Float64Array([0, 1])
    const flow: MovingFlow = {
      ...{ key: 'k', x: axis, y: axis, periodic: [false, false], pace: 1, particles: 10 },
      ...{ u: new Float32Array(4), v: new Float32Array(3) },
    }
    await refused({ motion: { trails: [], flow } }).toThrow('motion has 4 and 3 velocities; t · y · x = 4 are needed')
    await refused({ motion: { trails: [], flow: { ...flow, v: flow.u, pace: 0 } } }).toThrow('pace 0')
  })
})

describe('rasterLayout', () => {
  const wide = { width: 700, height: 350 }

  test('fills its box, or keeps a unit as long on both axes', () => {
    const free = rasterLayout({ extent: [0, 1, 0, 1] }, wide).picture
    expect([free.width, free.height]).toEqual([540, 290])
    const map = rasterLayout({ extent: [0, 1, 0, 1], equal: true }, wide).picture
    expect([map.width, map.height]).toEqual([290, 290])
  })

  test.each([350, 672])('a map fills a box of its own aspect, %d wide', (width) => {
    const extent = [0, 3, 0, 2] as const
    const height = width / fittingAspect({ extent }, width)
    const { picture } = rasterLayout({ extent, equal: true }, { width, height })
    expect(picture.width / picture.height).toBeCloseTo(1.5, 9)
    expect(picture.height).toBeCloseTo(rasterLayout({ extent }, { width, height }).picture.height, 9)
  })

  test('puts the colour bar below the picture on a phone', () => {
    const { picture, bar, numbers } = rasterLayout({ extent: [0, 2, 0, 1], equal: true }, { width: 350, height: 292 })
    expect(numbers).toBe('below')
    expect(bar.y).toBeGreaterThan(picture.y + picture.height)
    expect(bar.width).toBe(picture.width)
    expect(picture.width / picture.height).toBeCloseTo(2, 12)
  })
})
