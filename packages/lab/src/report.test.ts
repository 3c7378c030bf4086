import { expect, test } from 'vitest'
import type { RasterFigure } from './figure/figure.js'
import { plainFigure } from './report.js'

test('a recorded raster has plain numbers, null where a value is missing, and of its motion the trails', () => {
  const figure: RasterFigure = {
    kind: 'raster',
    id: 'f',
    title: 'T',
    caption: '',
    alternative: 'A',
    aspect: 1,
    columns: 2,
    rows: 1,
    values: new Float32Array([1, Number.NaN]),
    domain: [0, 1],
    colormap: 'sequential',
    extent: [0, 1, 0, 1],
    labels: { x: 'x', y: 'y', value: 'v' },
    lines: [{ role: 'made', curves: [new Float64Array([0, 0, 1, 1])] }],
    motion: {
      trails: [new Float32Array([0, 0.5])],
      flow: {
        key: 'k',
        x: new Float64Array([0, 1]),
        y: new Float64Array([0, 1]),
        u: new Float32Array(4),
        v: new Float32Array(4),
        periodic: [false, false],
        pace: 1,
        particles: 10,
      },
    },
  }
  expect(JSON.parse(JSON.stringify(plainFigure(figure)))).toMatchObject({
    values: [1, null],
    lines: [{ role: 'made', curves: [[0, 0, 1, 1]] }],
    motion: { trails: [[0, 0.5]] },
  })
  expect(plainFigure(figure)).not.toHaveProperty('motion.flow')
})
