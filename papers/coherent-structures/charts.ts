/**
 * The charts: averages along the normals of interfaces, and how long parcels stay in view.
 * @module
 */
import type { ChartFigure } from '@pushforward/lab'
import { digits } from './figures.js'

/** Of the axis, for the name of a line at its end, on a phone too. */
const NAME_SHARE = 0.15

export interface Profile {
  readonly interface: 'TNTI' | 'TTI'
  /** ξ/λ, the mean there, and its standard error. */
  readonly rows: readonly { readonly xi: number; readonly value: number; readonly error: number }[]
}

export interface AveragesText {
  readonly title: string
  readonly caption: string
  /** Titles of the axes. */
  readonly x: string
  readonly y: string
}

/** Averages at a distance from both interfaces. */
export function averagesFigure(
  id: string,
  profiles: readonly Profile[],
  { title, caption, x: distance, y: quantity }: AveragesText,
): ChartFigure {
  const colour = {
    field: 'interface',
    type: 'nominal',
    legend: null,
    scale: { domain: ['TNTI', 'TTI'], range: ['role:source', 'role:target'] },
  }
  const places = profiles.flatMap(({ rows }) => rows.map(({ xi }) => xi))
  const [first, last] = [Math.min(...places), Math.max(...places)]
  // Lines end before the border, where their names stand.
  const scale = places.length > 0 ? { domain: [first, last + NAME_SHARE * (last - first)], nice: false } : {}
  const x = { field: 'xi', type: 'quantitative', title: distance, scale }
  const y = (field: string) => ({ field, type: 'quantitative', title: quantity, scale: { zero: true } })
  const values = profiles.flatMap(({ interface: name, rows }) =>
    rows.map(({ xi, value, error }) => ({ interface: name, xi, value, low: value - error, high: value + error })),
  )
  const ends = profiles.flatMap(({ interface: name, rows }) => {
    const last = rows.at(-1)
    return last ? [{ interface: name, xi: last.xi, value: last.value }] : []
  })
  const said = profiles.map(({ interface: name, rows }) => {
    const near = rows.reduce(
      (best, row) => (Math.abs(row.xi) < Math.abs(best.xi) ? row : best),
      rows[0] as Profile['rows'][number],
    )
    return `${name}: ${digits(rows[0]?.value ?? Number.NaN)} outside, ${digits(near.value)} on it, ${digits(rows.at(-1)?.value ?? Number.NaN)} inside`
  })
  return {
    kind: 'chart',
    id,
    title,
    caption,
    alternative: `Two curves of ${quantity} against the distance from an interface. ${said.join('; ')}.`,
    aspect: 1.7,
    spec: {
      layer: [
        {
          data: { values },
          mark: { type: 'area', opacity: 0.18 },
          encoding: { x, y: y('low'), y2: { field: 'high' }, color: colour },
        },
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: 'rule', color: 'role:muted', strokeDash: [2, 3] },
          encoding: { x: { field: 'zero', type: 'quantitative' } },
        },
        ...profiles.map(({ interface: name }) => ({
          data: { values: values.filter((row) => row.interface === name) },
          mark: { type: 'line', style: name === 'TNTI' ? 'source' : 'target' },
          encoding: { x, y: y('value') },
        })),
        {
          data: { values: ends },
          mark: { type: 'text', align: 'left', dx: 5, fontWeight: 600 },
          encoding: { x, y: y('value'), text: { field: 'interface' }, color: colour },
        },
      ],
    },
  }
}

/** Share of parcels of the interface that are still in a window, at rest and moving along. */
export function residenceFigure(
  rows: readonly { readonly time: number; readonly share: number; readonly window: 'at rest' | 'moving along' }[],
  title: string,
  caption: string,
): ChartFigure {
  const x = { field: 'time', type: 'quantitative', title: 'time since they were on the interface' }
  const y = { field: 'share', type: 'quantitative', title: 'share still in the window', scale: { domain: [0, 1] } }
  const last = (window: string) => rows.filter((row) => row.window === window).at(-1)
  return {
    kind: 'chart',
    id: 'residence',
    title,
    caption,
    alternative: `Two falling curves: share of parcels that have not left the window. At the end ${digits(last('at rest')?.share ?? 0)} at rest and ${digits(last('moving along')?.share ?? 0)} moving along. ${title}`,
    aspect: 1.7,
    spec: {
      layer: (['at rest', 'moving along'] as const).flatMap((window) => [
        {
          data: { values: rows.filter((row) => row.window === window) },
          mark: { type: 'line', style: window === 'at rest' ? 'source' : 'made' },
          encoding: { x, y },
        },
        {
          data: { values: [{ ...last(window), text: window }] },
          mark: {
            type: 'text',
            align: 'right',
            dy: window === 'at rest' ? -10 : 16,
            color: window === 'at rest' ? 'role:source' : 'role:made',
          },
          encoding: { x, y, text: { field: 'text' } },
        },
      ]),
    },
  }
}
