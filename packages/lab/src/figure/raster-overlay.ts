/**
 * What lies over a raster: curves, each on a halo of the background so that it is seen on any colour, and trails of
 * particles, dark on light cells and light on dark ones.
 * @module
 */
import type { RasterFigure, RasterLines } from './figure.js'
import { round } from './frame.js'
import type { Box } from './raster-layout.js'
import { darkCells } from './raster-shade.js'
import type { Theme } from './theme.js'

/** The same in both themes, as the colours of a field are. */
export const PARTICLE_INKS = { onLight: '#1b1d22', onDark: '#ffffff' } as const

const WIDTHS = { line: 1.75, made: 2.25, halo: 2 }
const TRAIL = { width: 1, opacity: 0.6 }

export function overlay(figure: RasterFigure, box: Box, theme: Theme): string {
  const { lines = [], motion } = figure
  if (lines.length === 0 && !motion?.trails.length) return ''
  const place = placement(figure, box)
  const clip = `<clipPath id="plot"><rect x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}"/></clipPath>`
  const shapes = [...trails(figure, place), ...lines.map((each) => curvesOf(each, place, theme))]
  return `${clip}<g clip-path="url(#plot)" fill="none" stroke-linejoin="round" stroke-linecap="round">${shapes.join('')}</g>`
}

type Place = (x: number, y: number) => readonly [number, number]

function placement({ extent: [left, right, bottom, top] }: RasterFigure, box: Box): Place {
  const scaleX = box.width / (right - left)
  const scaleY = box.height / (top - bottom)
  return (x, y) => [box.x + (x - left) * scaleX, box.y + (top - y) * scaleY]
}

function path(points: ArrayLike<number>, place: Place): string {
  let text = ''
  for (let k = 0; k + 1 < points.length; k += 2) {
    const [x, y] = place(points[k] as number, points[k + 1] as number)
    text += `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
  }
  return text
}

/** Solid, but dashed for the target: the line of a role, as in charts. */
function curvesOf({ role, curves }: RasterLines, place: Place, { roles, surface }: Theme): string {
  const d = curves.map((curve) => path(curve, place)).join('')
  if (d === '') return ''
  const width = role === 'made' ? WIDTHS.made : WIDTHS.line
  const dash = role === 'target' ? ' stroke-dasharray="6 4"' : ''
  return (
    `<path d="${d}" stroke="${surface.background}" stroke-width="${width + WIDTHS.halo}" stroke-opacity="0.75"/>` +
    `<path d="${d}" stroke="${roles[role]}" stroke-width="${width}"${dash}/>`
  )
}

/** In two paths, one for each ink. */
function trails(figure: RasterFigure, place: Place): readonly string[] {
  const { columns, rows, extent, motion } = figure
  if (!motion?.trails.length) return []
  const [left, right, bottom, top] = extent
  const dark = darkCells(figure)
  const d = { onLight: '', onDark: '' }
  for (const trail of motion.trails) {
    const middle = 2 * Math.floor(trail.length / 4)
    const column = Math.floor((((trail[middle] as number) - left) / (right - left)) * columns)
    const row = Math.floor(((top - (trail[middle + 1] as number)) / (top - bottom)) * rows)
    const inside = column >= 0 && column < columns && row >= 0 && row < rows
    d[inside && dark[row * columns + column] ? 'onDark' : 'onLight'] += path(trail, place)
  }
  return (['onLight', 'onDark'] as const)
    .filter((ink) => d[ink] !== '')
    .map(
      (ink) =>
        `<path d="${d[ink]}" stroke="${PARTICLE_INKS[ink]}" stroke-width="${TRAIL.width}" stroke-opacity="${TRAIL.opacity}"/>`,
    )
}
