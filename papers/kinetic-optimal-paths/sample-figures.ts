/**
 * What Euler steps made: clouds over the data, and their distances to them.
 * @module
 */
import type { ChartFigure } from '@pushforward/lab'
import type { Points } from 'pushforward/measure'
import { colour, digits, type Energies } from './figures.js'
import type { View } from './problems.js'
import { PATHS, type PathName } from './sampling.js'

/** Heads of narrow panels. */
const SHORT: Readonly<Record<PathName, string>> = {
  'kinetic optimal': 'optimal',
  linear: 'linear',
  trigonometric: 'trig.',
}

export interface Clouds {
  readonly steps: number
  readonly path: PathName
  readonly made: Points
  /** SW₂ to the data. */
  readonly distance: number
}

/** More points than this hide each other. */
const MOST_POINTS = { data: 90, made: 160 }

/** A panel ends so far above its clouds, as a multiple of their reach: room for a number. */
const BAND = 1.35

/** A panel a path and number of steps: what was made over the data. */
export function cloudsFigure(
  clouds: readonly Clouds[],
  data: Points,
  view: View,
  energies: Energies,
  words: { readonly id: string; readonly title: string; readonly caption: string },
): ChartFigure {
  const rows = [...new Set(clouds.map(({ steps }) => steps))]
  const [first, second] = view.columns
  const columns = ({ data: values, n, d }: Points, most: number) =>
    Array.from({ length: Math.min(n, most) }, (_, i) => ({
      x: values[i * d + first] as number,
      y: values[i * d + second] as number,
    }))
  const target = columns(data, MOST_POINTS.data)
  const reach = 1.15 * Math.max(1, ...target.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))
  const head = (name: PathName) => `${SHORT[name]}|energy ${digits(energies[name])}`
  const label = (steps: number) => `${steps} ${steps === 1 ? 'step' : 'steps'}`
  const values = clouds.flatMap(({ steps, path, made, distance }) => {
    const place = { row: label(steps), column: head(path) }
    return [
      ...target.map((point) => ({ ...place, ...point, kind: 'data' })),
      ...columns(made, MOST_POINTS.made).map((point) => ({ ...place, ...point, kind: 'made' })),
      { ...place, x: 0, y: BAND * reach, kind: 'label', text: digits(distance) },
    ]
  })
  const domain = [-reach, reach]
  const ticks = { values: [], title: null, domain: false }
  const position = {
    x: { field: 'x', type: 'quantitative', axis: ticks, scale: { domain, nice: false } },
    y: { field: 'y', type: 'quantitative', axis: ticks, scale: { domain: [-reach, BAND * reach], nice: false } },
  }
  const only = (kind: string) => [{ filter: `datum.kind === '${kind}'` }]
  const header = { title: null, labelExpr: "split(datum.label, '|')" }
  return {
    kind: 'chart',
    id: words.id,
    title: words.title,
    caption: `${words.caption} Squares: data, normalised; points: what Euler steps made of normal noise, and over them their sliced distance SW₂ to the data; ${view.axes.join(' and ')}.`,
    alternative: `Panels of samples over the data. Sliced distances to the data: ${clouds.map(({ steps, path, distance }) => `${path}, ${label(steps)}: ${digits(distance)}`).join('; ')}.`,
    aspect: rows.length === 1 ? 2.3 : 2.8 / rows.length,
    spec: {
      data: { values },
      facet: {
        column: { field: 'column', type: 'nominal', sort: PATHS.map(head), header },
        ...(rows.length > 1 ? { row: { field: 'row', type: 'nominal', sort: rows.map(label), header } } : {}),
      },
      spacing: 10,
      spec: {
        layer: [
          {
            transform: only('data'),
            mark: { type: 'point', style: 'target', size: 7, opacity: 0.55, clip: true },
            encoding: position,
          },
          {
            transform: only('made'),
            mark: { type: 'point', style: 'made', size: 11, opacity: 0.9, clip: true },
            encoding: position,
          },
          {
            transform: only('label'),
            mark: { type: 'text', dy: 4, baseline: 'top' },
            encoding: { ...position, text: { field: 'text' } },
          },
        ],
      },
    },
  }
}

/** Distance against steps, for the three paths, on logarithmic scales. */
export function errorsFigure(clouds: readonly Clouds[], floor: number, caption: string): ChartFigure {
  const values = clouds.map(({ steps, path, distance }) => ({ steps, path, distance }))
  const counts = [...new Set(values.map(({ steps }) => steps))]
  const at = (path: PathName, steps: number) =>
    values.find((row) => row.path === path && row.steps === steps)?.distance as number
  const distances = [floor, ...values.map(({ distance }) => distance)]
  const range = [Math.min(...distances) / 1.3, Math.max(...distances) * 1.2]
  const few = counts[1] ?? (counts[0] as number)
  const x = {
    field: 'steps',
    type: 'quantitative',
    title: 'Euler steps',
    scale: { type: 'log', base: 2, domain: [counts[0], (counts.at(-1) as number) * 5], nice: false },
    axis: { values: counts },
  }
  const y = {
    field: 'distance',
    type: 'quantitative',
    title: 'SW₂ to the data',
    scale: { type: 'log', domain: range, nice: false },
  }
  const names = PATHS.map((path) => ({ steps: counts[0], path, distance: at(path, counts[0] as number) }))
  const order = [...PATHS].sort((a, b) => at(a, few) - at(b, few))
  return {
    kind: 'chart',
    id: 'errors',
    title: `In ${few} steps: ${order.map((path) => `${path} ${digits(at(path, few))}`).join(', ')} from the data.`,
    caption: `${caption} Dotted: how far as many points, drawn from the data themselves, are from them.`,
    alternative: `Sliced distance to the data against ${counts.join(', ')} Euler steps. ${PATHS.map((path) => `${path}: ${counts.map((steps) => digits(at(path, steps))).join(', ')}`).join('; ')}. Two samples differ by ${digits(floor)}.`,
    aspect: 1.6,
    spec: {
      layer: [
        { data: { values: [{ distance: floor }] }, mark: { type: 'rule', strokeDash: [2, 4] }, encoding: { y } },
        { data: { values }, mark: { type: 'line' }, encoding: { x, y, color: colour } },
        { data: { values }, mark: { type: 'point', size: 36 }, encoding: { x, y, color: colour } },
        {
          data: { values: endLabels(values, counts) },
          mark: { type: 'text', align: 'left', dx: 8 },
          encoding: { x, y: { ...y, field: 'place' }, text: { field: 'path' }, color: colour },
        },
      ].filter(({ data }) => data.values.length > 0 && names.length > 0),
    },
  }
}

/** Names at the right end of their curves, kept apart by a fixed ratio so that none hides another. */
function endLabels(values: readonly { steps: number; path: PathName; distance: number }[], counts: readonly number[]) {
  const all = values.map(({ distance }) => Math.log(distance))
  const gap = 0.075 * (Math.max(...all) - Math.min(...all) || 1)
  const ends = values.filter(({ steps }) => steps === counts.at(-1)).sort((a, b) => a.distance - b.distance)
  let last = Number.NEGATIVE_INFINITY
  return ends.map((row) => {
    last = Math.max(Math.log(row.distance), last + gap)
    return { ...row, place: Math.exp(last) }
  })
}
