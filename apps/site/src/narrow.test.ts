import type { Figure } from '@pushforward/lab'
import { describe, expect, test } from 'vitest'
import { narrowAspect, narrowFigure } from './narrow.js'

const figure: Figure = {
  kind: 'chart',
  id: 'f',
  title: 'T',
  caption: '',
  aspect: 2,
  alternative: 'A',
  spec: {
    data: { values: [{ axis: { labelLimit: 900 } }] },
    encoding: { x: { axis: { labelLimit: 300, title: 'x' } }, y: { axis: null }, color: { legend: null } },
  },
}

describe('narrowFigure', () => {
  test('makes wide boxes taller, and leaves planes of about equal sides', () => {
    expect(narrowAspect(figure)).toBe(1.2)
    expect(narrowAspect({ ...figure, aspect: 3 })).toBeCloseTo(1.8)
    expect(narrowAspect({ ...figure, aspect: 1 })).toBe(1)
  })

  test('gives rows of categories more height', () => {
    const layer = [{ mark: 'bar', encoding: { y: { field: 'name', type: 'nominal' } } }]
    const rows: Figure = { ...figure, aspect: 0.9, spec: { layer } }
    expect(narrowAspect(rows)).toBeCloseTo(0.54)
    expect(narrowAspect({ ...rows, aspect: 0.6 })).toBe(0.5)
  })

  test('cuts the labels of axes, in the specification and by default, and nothing in the data', () => {
    const narrow = narrowFigure(figure)
    if (narrow.kind !== 'chart') throw new Error('a chart stays one')
    expect(narrow.aspect).toBe(1.2)
    expect(narrow.spec.encoding).toEqual({
      x: { axis: { labelLimit: 120, titleLimit: 220, title: 'x' } },
      y: { axis: null },
      color: { legend: null },
    })
    expect(narrow.spec.config).toEqual({ axis: { labelLimit: 120, titleLimit: 220, tickCount: 4 } })
    expect(narrow.spec.data).toBe(figure.spec.data)
  })
})
