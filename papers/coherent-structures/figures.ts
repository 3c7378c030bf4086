/**
 * The pictures: structures with what moves over them, the jet and a measured scalar with their interfaces.
 * @module
 */
import type { Motion, RasterFigure, RasterLines } from '@pushforward/lab'
import { fittingAspect } from '@pushforward/lab/figure'
import { type Grid, type Interface, isoLines, type Polyline } from 'pushforward/field'
import { inUnits, type Scene } from './flows.js'
import type { Shown } from './structures.js'

/** Above it, the Hamiltonian form of barriers is not exact. */
export const MOST_DIVERGENCE = 0.1

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
  const { id, scene, shown, field, t0, T, motion } = picture
  const note = [picture.note, divergenceNote(picture)].filter(Boolean).join(' ')
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

/** Whether the picture shows H, or b̄ made of it, of a flow that does not stay in its plane. */
const isInexact = ({ shown, scene: { divergence = 0 } }: StructuresPicture) =>
  shown !== 'ftle' && divergence > MOST_DIVERGENCE

function divergenceNote(picture: StructuresPicture): string {
  if (!isInexact(picture)) return ''
  const share = digits(picture.scene.divergence as number)
  return `The flow is not free of divergence in this plane: mean |∂u/∂x + ∂v/∂y| h/u′ = ${share}, above ${MOST_DIVERGENCE}, so that barriers as level lines of the mean vorticity are not exact.`
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

function titleOf(picture: StructuresPicture): string {
  const { shown, T, scene } = picture
  if (shown === 'barriers') {
    if (isInexact(picture)) {
      return `Lines of equal ${T === 0 ? 'vorticity' : 'mean vorticity'}: barriers to viscous momentum, if nothing left the plane.`
    }
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
    alternative: `${shows === 'dye' ? 'Concentration of dye' : 'Vorticity'} of a jet that flows to the right, at t = ${time.toFixed(1)}, with ${found} ${found === 1 ? 'interface' : 'interfaces'} drawn. ${title}`,
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

export interface ScalarPicture {
  readonly scene: Scene
  readonly scalar: Grid
  readonly t0: number
  readonly interfaces: readonly Interface[]
  readonly caption: string
}

/** A measured concentration with its interfaces. */
export function scalarFigure({ scene, scalar, t0, interfaces, caption }: ScalarPicture): RasterFigure {
  const range = rangeOf(scalar.values)
  const axis = (name: string) => (scene.units.length === '' ? name : `${name} (${scene.units.length})`)
  const title = `Your scalar at t = ${digits(t0)}: the solid line is the edge of its lowest cluster, the dashed one the next inside.`
  return {
    kind: 'raster',
    id: 'scalar',
    title,
    caption,
    alternative: `Concentration c in the ${scene.name} at t = ${digits(t0)}, from ${digits(range[0])} to ${digits(range[1])}, with two interfaces drawn. ${title}`,
    aspect: aspectOf(scene),
    equal: true,
    ...rasterOf(scalar),
    domain: range,
    colormap: 'sequential',
    labels: { x: axis('x'), y: axis('y'), value: 'c' },
    lines: interfaceLines(interfaces, scalar),
  }
}
