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
  test('makes wide boxes taller, and leaves tall ones', () => {
    expect(narrowAspect(2)).toBe(1.2)
    expect(narrowAspect(1)).toBe(0.8)
    expect(narrowAspect(0.5)).toBe(0.5)
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
