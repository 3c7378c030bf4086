/**
 * A grid of values as a coloured picture with axes and a colour bar.
 * @module
 */
import { colormap, colourIndex } from './colormap.js'
import type { RasterFigure } from './figure.js'
import { type Drawing, escapeText, round } from './frame.js'
import { pngDataUrl } from './png.js'
import { type Box, rasterLayout } from './raster-layout.js'
import { overlay } from './raster-overlay.js'
import { type Theme, TYPE_SCALE } from './theme.js'
import { tickLabel, ticks } from './ticks.js'

const TICK = 4
/** Pixels between ticks, at least. */
const SPACING = 70
/** From the lower edge of the picture to the baseline of its axis' title. */
const TITLE_BELOW = 44
/** From the picture to the baseline of the title at its left. */
const TITLE_LEFT = { right: 50, below: 44 }
/** From the colour bar beside the picture to the middle of its title. */
const TITLE_BESIDE = 62
const [LABEL] = TYPE_SCALE

export async function drawRaster(
  figure: RasterFigure,
  theme: Theme,
  size: { readonly width: number; readonly height: number },
): Promise<Drawing> {
  const { domain, extent, labels } = figure
  const { picture: box, bar, numbers } = rasterLayout(figure, size)
  const [left, right, bottom, top] = extent
  const content = [
    // Shows through missing cells: grey is in none of the maps' meanings, white is in two.
    `<rect ${placed(box)} fill="${theme.surface.rule}"/>`,
    picture(box, await rasterImage(figure)),
    picture(bar, await barImage(figure, numbers === 'right')),
    overlay(figure, box, theme),
    outline(box, theme),
    outline(bar, theme),
    bottomAxis(box, [left, right], labels.x, theme, TITLE_BELOW),
    sideAxis(box, [bottom, top], labels.y, theme, 'left', box.x - TITLE_LEFT[numbers]),
    numbers === 'right'
      ? sideAxis(bar, domain, labels.value, theme, 'right', bar.x + bar.width + TITLE_BESIDE)
      : bottomAxis(bar, domain, labels.value, theme, TITLE_BELOW - 6),
  ]
  return { content: content.join(''), size }
}

/** The values alone, one pixel a cell, as a PNG data URL; missing cells are transparent. */
export function rasterImage({ columns, rows, values, domain, colormap: name }: RasterFigure): Promise<string> {
  const pixels = new Uint8Array(columns * rows)
  // Index 255 is given up for missing cells, so the top colour stands at 254.
  const palette = colormap(name)
  for (let k = 0; k < pixels.length; k++) {
    const value = values[k] ?? Number.NaN
    pixels[k] = Number.isNaN(value) ? MISSING : Math.min(colourIndex(name, value, domain), MISSING - 1)
  }
  return pngDataUrl({ columns, rows, pixels, palette, transparent: MISSING })
}

const MISSING = 255

function barImage({ colormap: name }: RasterFigure, upright: boolean): Promise<string> {
  const pixels = Uint8Array.from({ length: 256 }, (_, k) => (upright ? 255 - k : k))
  const [columns, rows] = upright ? [1, 256] : [256, 1]
  return pngDataUrl({ columns, rows, pixels, palette: colormap(name) })
}

const placed = ({ x, y, width, height }: Box) =>
  `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`

const picture = (box: Box, url: string) =>
  `<image ${placed(box)} href="${url}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`

const outline = (box: Box, { surface }: Theme) => `<rect ${placed(box)} fill="none" stroke="${surface.rule}"/>`

function bottomAxis(
  box: Box,
  [from, to]: readonly [number, number],
  title: string,
  theme: Theme,
  titleAt: number,
): string {
  const y = box.y + box.height
  const marks = ticks(from, to, Math.max(2, Math.min(6, box.width / SPACING))).map((value) => {
    const x = box.x + ((value - from) / (to - from)) * box.width
    return `${mark(x, y, 0, TICK, theme)}${label(x, y + TICK + LABEL, tickLabel(value), theme, 'middle')}`
  })
  const middle = label(box.x + box.width / 2, y + titleAt, title, theme, 'middle', 'title')
  return marks.join('') + middle
}

function sideAxis(
  box: Box,
  [from, to]: readonly [number, number],
  title: string,
  theme: Theme,
  side: 'left' | 'right',
  x: number,
): string {
  const edge = side === 'left' ? box.x : box.x + box.width
  const outward = side === 'left' ? -1 : 1
  const anchor = side === 'left' ? 'end' : 'start'
  const marks = ticks(from, to, Math.max(2, Math.min(6, box.height / SPACING))).map((value) => {
    const y = box.y + box.height - ((value - from) / (to - from)) * box.height
    const text = label(edge + outward * (TICK + 3), y + LABEL * 0.35, tickLabel(value), theme, anchor)
    return mark(edge, y, outward * TICK, 0, theme) + text
  })
  const y = box.y + box.height / 2
  const middle = label(x, y, title, theme, 'middle', 'title', `transform="rotate(-90 ${round(x)} ${round(y)})"`)
  return marks.join('') + middle
}

const mark = (x: number, y: number, dx: number, dy: number, { surface }: Theme) =>
  `<path d="M${round(x)} ${round(y)}l${dx} ${dy}" stroke="${surface.rule}"/>`

function label(
  x: number,
  y: number,
  text: string,
  { font, surface }: Theme,
  anchor: 'start' | 'middle' | 'end',
  kind: 'label' | 'title' = 'label',
  attributes = '',
): string {
  const fill = kind === 'title' ? surface.ink : surface.quiet
  const type = `font-family="${escapeText(font)}" font-size="${LABEL}" fill="${fill}" text-anchor="${anchor}"`
  return `<text x="${round(x)}" y="${round(y)}" ${type} ${attributes}>${escapeText(text)}</text>`
}
