/**
 * The data of a figure as CSV (RFC 4180): the rows of a chart, the cells of a raster, the coordinates of a scene.
 * @module
 */
import type { ChartFigure, Figure, RasterFigure, SceneFigure } from '@pushforward/lab'
import { splitData } from './chart-view.js'

type Row = Readonly<Record<string, unknown>>

export function figureCsv(figure: Figure): string {
  const rows =
    figure.kind === 'chart' ? chartRows(figure) : figure.kind === 'raster' ? rasterRows(figure) : sceneRows(figure)
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))]
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

/** A chart with several tables says in a first column which one a row is of. */
function chartRows({ spec }: ChartFigure): readonly Row[] {
  const tables = [...splitData(spec).data.values()].filter((rows) => rows.length > 0)
  const asRow = (row: unknown): Row => (typeof row === 'object' && row !== null ? (row as Row) : { value: row })
  if (tables.length === 1) return tables[0]?.map(asRow) ?? []
  return tables.flatMap((rows, table) => rows.map((row) => ({ table: table + 1, ...asRow(row) })))
}

/** The cells, then the corners of the lines over them, which have a number and a role in place of a value. */
function rasterRows({ columns, rows, values, extent, labels, lines = [] }: RasterFigure): readonly Row[] {
  const [left, right, bottom, top] = extent
  const cells = Array.from(values, (value, k) => ({
    [labels.x]: left + (((k % columns) + 0.5) / columns) * (right - left),
    [labels.y]: top - ((Math.floor(k / columns) + 0.5) / rows) * (top - bottom),
    [labels.value]: value,
  }))
  const curves = lines.flatMap(({ role, curves }) => curves.map((points) => ({ role, points })))
  const corners = curves.flatMap(({ role, points }, k) =>
    Array.from({ length: points.length / 2 }, (_, i) => ({
      [labels.x]: points[2 * i],
      [labels.y]: points[2 * i + 1],
      line: k + 1,
      role,
    })),
  )
  return [...cells, ...corners]
}

function sceneRows({ layers }: SceneFigure): readonly Row[] {
  return layers.flatMap((layer, index) => {
    const lists =
      layer.kind === 'points'
        ? { '': layer.positions }
        : layer.kind === 'arrows'
          ? { from: layer.from, to: layer.to }
          : { '': layer.vertices }
    const [[, first] = ['', []]] = Object.entries(lists)
    return Array.from({ length: first.length / 3 }, (_, k) => ({
      layer: index + 1,
      kind: layer.kind,
      ...Object.fromEntries(
        Object.entries(lists).flatMap(([name, flat]) =>
          ['x', 'y', 'z'].map((axis, d) => [name ? `${name}_${axis}` : axis, flat[3 * k + d]]),
        ),
      ),
    }))
  })
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
