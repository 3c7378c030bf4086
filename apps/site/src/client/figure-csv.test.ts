import type { Figure } from '@pushforward/lab'
import { describe, expect, test } from 'vitest'
import { isSingleView, splitData } from './chart-view.js'
import { figureCsv } from './figure-csv.js'

const base = { id: 'f', title: 'T', caption: '', aspect: 1, alternative: 'A' }
const chart = (spec: Record<string, unknown>): Figure => ({ ...base, kind: 'chart', spec })

describe('figureCsv', () => {
  test('gives the rows of a chart, quoted where RFC 4180 asks for it', () => {
    const values = [
      { x: 1, name: 'a, "b"' },
      { x: null, name: 'c', extra: true },
    ]
    expect(figureCsv(chart({ data: { values }, mark: 'point' }))).toBe('x,name,extra\r\n1,"a, ""b""",\r\n,c,true\r\n')
  })

  test('says which table a row is of when there are several', () => {
    const layer = [{ data: { values: [{ x: 1 }] } }, { data: { values: [{ y: 2 }] } }]
    expect(figureCsv(chart({ layer }))).toBe('table,x,y\r\n1,1,\r\n2,,2\r\n')
  })

  test('gives the centres of a raster from the top left', () => {
    const raster: Figure = {
      ...base,
      kind: 'raster',
      columns: 2,
      rows: 1,
      values: [5, Number.NaN],
      domain: [0, 10],
      colormap: 'sequential',
      extent: [0, 4, 0, 1],
      labels: { x: 'x', y: 'y', value: 'density' },
    }
    expect(figureCsv(raster)).toBe('x,y,density\r\n1,0.5,5\r\n3,0.5,NaN\r\n')
    const lines = [{ role: 'made', curves: [[0, 0, 4, 1]] }] as const
    expect(
      figureCsv({ ...raster, lines })
        .split('\r\n')
        .slice(2),
    ).toEqual(['3,0.5,NaN,,', '0,0,,1,made', '4,1,,1,made', ''])
  })

  test('gives starts and ends of arrows', () => {
    const scene: Figure = {
      ...base,
      kind: 'scene',
      layers: [{ kind: 'arrows', role: 'made', from: [0, 0, 0], to: [1, 2, 3] }],
    }
    expect(figureCsv(scene)).toBe('layer,kind,from_x,from_y,from_z,to_x,to_y,to_z\r\n1,arrows,0,0,0,1,2,3\r\n')
  })
})

describe('splitData', () => {
  test('replaces inline data by names, so that equal charts with other data are recognised', () => {
    const spec = (value: number) => ({ layer: [{ data: { values: [{ value }] }, mark: 'bar' }], title: 'T' })
    const [one, two] = [splitData(spec(1)), splitData(spec(2))]
    expect(one.specification).toEqual(two.specification)
    expect(one.specification).toEqual({ layer: [{ data: { name: 'rows-0' }, mark: 'bar' }], title: 'T' })
    expect(two.data.get('rows-0')).toEqual([{ value: 2 }])
  })
})

describe('isSingleView', () => {
  test('is false for compositions and facets, which have no one box', () => {
    expect(isSingleView(chart({ mark: 'point', encoding: { x: {} } }))).toBe(true)
    expect(isSingleView(chart({ hconcat: [] }))).toBe(false)
    expect(isSingleView(chart({ mark: 'bar', encoding: { row: {} } }))).toBe(false)
  })
})
