/**
 * The pictures: structures with what moves over them, the jet with its interfaces, averages along their normals.
 * @module
 */
import type { ChartFigure, Motion, RasterFigure, RasterLines } from '@pushforward/lab'
import { fittingAspect } from '@pushforward/lab/figure'
import { type Grid, type Interface, isoLines, type Polyline } from 'pushforward/field'
import { inUnits, type Scene } from './flows.js'
import type { Shown } from './structures.js'

/** Three significant digits, with a true minus sign. */
export const digits = (value: number): string => Number(value.toPrecision(3)).toString().replaceAll('-', '−')

/** Level lines of H in a picture. */
const LEVELS = 13

type Raster = Pick<RasterFigure, 'columns' | 'rows' | 'values' | 'extent'>

/** Nodes as cells around them, from the top. */
export function rasterOf({ values, shape, spacing, origin }: Grid): Raster {
  const [rows, columns] = shape as [number, number]
  const [dy, dx] = spacing as [number, number]
  const [y0, x0] = origin as [number, number]
  const turned = new Float32Array(rows * columns)
  for (let j = 0; j < rows; j++) {
    turned.set(values.subarray(j * columns, (j + 1) * columns), (rows - 1 - j) * columns)
  }
  return {
    ...{ columns, rows, values: turned },
    extent: [x0 - dx / 2, x0 + (columns - 0.5) * dx, y0 - dy / 2, y0 + (rows - 0.5) * dy],
  }
}

/** Least and greatest of what is a number, without the most extreme 0.5 % on either side. */
export function rangeOf(values: ArrayLike<number>): readonly [number, number] {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
  const [low, high] = [at(0.005), at(0.995)]
  return high > low
    ? [low, high]
    : [low - Math.max(1e-12, 0.05 * Math.abs(low)), low + Math.max(1e-12, 0.05 * Math.abs(low))]
}

/** 0 in the middle. */
export const evenRange = (values: ArrayLike<number>): readonly [number, number] => {
  const most = Math.max(...rangeOf(values).map(Math.abs))
  return [-most, most]
}

/** Curves of a periodic grid run on over its border: with their copies, whatever lies in the picture is drawn. */
export function curvesIn(lines: readonly Polyline[], grid: Grid): readonly Float64Array[] {
  const { shape, spacing, origin, periodic } = grid
  const period = (axis: 0 | 1) => (periodic[axis] ? (shape[axis] as number) * (spacing[axis] as number) : 0)
  const low = (axis: 0 | 1) => (origin[axis] as number) - (spacing[axis] as number) / 2
  return lines.flatMap((line) => {
    const { points, closed, winding } = line
    const flat = new Float64Array(points.data.length + (closed ? 2 : 0))
    flat.set(points.data)
    if (closed)
      flat.set([(points.data[0] as number) + winding[0], (points.data[1] as number) + winding[1]], points.data.length)
    return copies(flat, 0, low(1), period(1)).flatMap((copy) => copies(copy, 1, low(0), period(0)))
  })
}

/** Shifted by whole periods along a coordinate so that every part of the curve is once in [low, low + period]. */
function copies(flat: Float64Array, coordinate: 0 | 1, low: number, period: number): readonly Float64Array[] {
  if (period === 0) return [flat]
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let k = coordinate; k < flat.length; k += 2) {
    least = Math.min(least, flat[k] as number)
    most = Math.max(most, flat[k] as number)
  }
  const from = Math.floor((least - low) / period)
  const to = Math.floor((most - low) / period)
  return Array.from({ length: to - from + 1 }, (_, i) =>
    flat.map((value, k) => ((k & 1) === coordinate ? value - (from + i) * period : value)),
  )
}

export interface StructuresPicture {
  readonly id: string
  readonly scene: Scene
  readonly shown: Shown
  readonly field: Grid
  readonly t0: number
  readonly T: number
  readonly motion?: Motion
  /** Over the picture, in place of ridges and level lines. */
  readonly lines?: readonly RasterLines[]
  readonly ridges?: readonly Float64Array[]
  readonly note?: string
}

/** What the field is, and what its lines mean. */
export function structuresFigure(picture: StructuresPicture): RasterFigure {
  const { id, scene, shown, field, t0, T, motion, note = '' } = picture
  const { units, origin } = scene
  const rate = units.rate ?? `1/${units.time === '' ? 'time' : units.time === 'days' ? 'day' : units.time}`
  const range = shown === 'barriers' ? evenRange(field.values) : rangeOf(field.values)
  const lines = picture.lines ?? linesOf(picture)
  const span = T === 0 ? `At t = ${digits(t0)}` : `Paths from t₀ = ${digits(t0)}, T = ${inUnits(digits(T), units.time)}`
  const title = titleOf(picture)
  const axis = (name: string) => (units.length === '' ? name : `${name} (${units.length})`)
  const [left, right] = rasterOf(field).extent
  return {
    kind: 'raster',
    id,
    title,
    caption: `${origin} ${span}. ${note}`.trim(),
    alternative: `A map of ${NAMES[shown]} of the ${scene.name}, from ${digits(range[0])} to ${digits(range[1])} (${rate}), x from ${digits(left)} to ${digits(right)}. ${title}`,
    aspect: aspectOf(scene),
    equal: true,
    ...rasterOf(field),
    domain: range,
    colormap: shown === 'barriers' ? 'diverging' : 'sequential',
    labels: { x: axis('x'), y: axis('y'), value: `${LABELS[shown](T)} (${rate})` },
    lines,
    ...(motion && { motion }),
  }
}

const NAMES: Record<Shown, string> = {
  ftle: 'the exponent at which neighbours part',
  barriers: 'the mean vorticity along paths, whose level lines are barriers to viscous transport',
  'active-ftle': 'how fast neighbouring barrier trajectories part',
}

const LABELS: Record<Shown, (T: number) => string> = {
  ftle: (T) => (T === 0 ? 'rate of stretching' : T > 0 ? 'forward FTLE' : 'backward FTLE'),
  barriers: (T) => (T === 0 ? 'vorticity' : 'mean vorticity on the path'),
  'active-ftle': () => 'aFTLE of the barrier field',
}

function titleOf({ shown, T, scene }: StructuresPicture): string {
  if (shown === 'barriers') {
    return T === 0
      ? 'Lines of equal vorticity: momentum hardly diffuses across them at this moment.'
      : 'Lines of equal mean vorticity: across them viscosity carries no momentum.'
  }
  if (shown === 'active-ftle') return 'Ridges of the aFTLE: where barriers to viscous transport run apart.'
  if (T === 0) return 'Where neighbours are pulled apart fastest at this moment.'
  if (scene.forceless) return 'Neighbours are pulled apart alike everywhere: no line is special.'
  return T > 0
    ? 'Fluid parts along the bright ridges: they repel, and nothing crosses them.'
    : 'Fluid gathers along the bright ridges: they attract, and nothing crosses them.'
}

function linesOf({ shown, field, ridges = [] }: StructuresPicture): readonly RasterLines[] {
  if (shown !== 'barriers') return ridges.length > 0 ? [{ role: 'made', curves: ridges }] : []
  return [{ role: 'made', curves: levelLines(field, LEVELS) }]
}

/** Lines at evenly spaced levels inside the range. */
export function levelLines(field: Grid, count: number): readonly Float64Array[] {
  const [low, high] = rangeOf(field.values)
  return Array.from({ length: count }, (_, k) => low + ((k + 0.5) / count) * (high - low)).flatMap((level) =>
    curvesIn(isoLines(field, level), field),
  )
}

/** The width that figures are laid out for. */
const WIDTH = 720

/** Of the box's shape, but neither a ribbon nor a tower. */
export function aspectOf({ box: { x, y } }: Pick<Scene, 'box'>): number {
  return Math.min(3, Math.max(0.7, fittingAspect({ extent: [...x, ...y] }, WIDTH)))
}

export interface JetPicture {
  readonly time: number
  readonly dye: Grid
  readonly vorticity: Grid
  readonly shows: 'dye' | 'vorticity'
  /** Outer interface first; the second is inside. */
  readonly interfaces: readonly Interface[]
  readonly caption: string
  readonly motion?: Motion
}

/** Solid blue: turbulent against quiet fluid; dashed orange: the next one inside. */
const INTERFACE_ROLES = ['source', 'target'] as const

export const interfaceLines = (interfaces: readonly Interface[], grid: Grid): readonly RasterLines[] =>
  interfaces
    .slice(0, 2)
    .map(({ lines }, k) => ({ role: INTERFACE_ROLES[k] as 'source' | 'target', curves: curvesIn(lines, grid) }))

export function jetFigure({ time, dye, vorticity, shows, interfaces, caption, motion }: JetPicture): RasterFigure {
  const field = shows === 'dye' ? dye : vorticity
  const found = interfaces.length
  const title =
    found === 0
      ? `A jet with dye, t = ${time.toFixed(1)}: its sides roll up.`
      : `The jet at t = ${time.toFixed(1)}: the solid line is the edge of the turbulence${found > 1 ? ', the dashed one the next inside' : ''}.`
  return {
    kind: 'raster',
    id: 'jet',
    title,
    caption,
    alternative: `${shows === 'dye' ? 'Concentration of dye' : 'Vorticity'} of a planar jet that flows to the right, at t = ${time.toFixed(1)}, with ${found} ${found === 1 ? 'interface' : 'interfaces'} drawn. ${title}`,
    aspect: aspectOf({ box: { x: [0, 1], y: [0, 1], periodic: [true, true] } }),
    equal: true,
    ...rasterOf(field),
    domain: shows === 'dye' ? [0, 1] : [-6, 6],
    colormap: shows === 'dye' ? 'sequential' : 'diverging',
    labels: { x: 'x', y: 'y', value: shows === 'dye' ? 'dye' : 'vorticity' },
    lines: interfaceLines(interfaces, dye),
    ...(motion && { motion }),
  }
}

export interface Profile {
  readonly interface: 'TNTI' | 'TTI'
  /** ξ/λ, the mean there, and its standard error. */
  readonly rows: readonly { readonly xi: number; readonly value: number; readonly error: number }[]
}

/** Averages at a distance from both interfaces. */
export function averagesFigure(
  id: string,
  quantity: string,
  profiles: readonly Profile[],
  title: string,
  caption: string,
): ChartFigure {
  const colour = {
    field: 'interface',
    type: 'nominal',
    legend: null,
    scale: { domain: ['TNTI', 'TTI'], range: ['role:source', 'role:target'] },
  }
  const x = {
    field: 'xi',
    type: 'quantitative',
    title: 'distance ξ from the interface, in λ (turbulence on the right)',
  }
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
          mark: { type: 'text', align: 'right', dy: -10, fontWeight: 600 },
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
