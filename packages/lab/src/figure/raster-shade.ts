/**
 * Which cells of a raster are dark, so that what lies over them can be light, and the other way round, in either theme.
 * @module
 */
import { colormap, colourIndex } from './colormap.js'
import type { RasterFigure } from './figure.js'

/** Of 0 to 1: where black and white have the same contrast (WCAG 2.2: (L + .05)² = 1.05 · .05). */
const MIDDLE = 0.179

/** `[rows, columns]` from the top: 1 where the cell's colour is dark, 0 where it is light or there is none. */
export function darkCells(figure: Pick<RasterFigure, 'values' | 'domain' | 'colormap'>): Uint8Array {
  const { values, domain, colormap: name } = figure
  const palette = colormap(name)
  const dark = Uint8Array.from({ length: 256 }, (_, k) => Number(luminance(palette, k) < MIDDLE))
  return Uint8Array.from(values, (value) =>
    value === null || Number.isNaN(value) ? 0 : (dark[colourIndex(name, value, domain)] as number),
  )
}

/** Relative luminance of colour k of a palette, in [0, 1]. */
function luminance(palette: Uint8Array, k: number): number {
  const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((channel) => {
    const share = (palette[3 * k + channel] as number) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
