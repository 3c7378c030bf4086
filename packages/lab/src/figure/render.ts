/**
 * Any figure as an SVG document, in Node and in the browser.
 * @module
 */
import { drawChart } from './chart.js'
import { assertFigure } from './check.js'
import type { Figure } from './figure.js'
import { type Drawing, frame } from './frame.js'
import { drawRaster } from './raster.js'
import { drawScene } from './scene.js'
import { type ThemeName, theme as themeOf } from './theme.js'

export interface RenderOptions {
  /**
   * Default `light`: an exported file has its own background. `css` paints with variables (see `cssVariables`), so that
   * one picture inlined in a page serves both of its themes.
   */
  readonly theme?: ThemeName
  /** Width of the figure's box in pixels; the height follows from its aspect. Default 672: a column of text. */
  readonly width?: number
  /** Title and caption inside the picture. Default: in files, not in `css`, where the page has them as text. */
  readonly heading?: boolean
  /** What ids inside the SVG begin with. Default: the figure's id. Must differ between pictures of one page. */
  readonly prefix?: string
}

/** @throws InputError if the figure lacks a text alternative, its data don't fit together, or a role is unknown */
export async function renderFigure(figure: Figure, options: RenderOptions = {}): Promise<string> {
  assertFigure(figure)
  const { theme: name = 'light', width = 672, heading = name !== 'css', prefix = figure.id } = options
  const theme = themeOf(name)
  const box = { width, height: Math.round(width / figure.aspect) }
  const drawing: Drawing =
    figure.kind === 'chart'
      ? await drawChart(figure, theme, box)
      : figure.kind === 'raster'
        ? await drawRaster(figure, theme, box)
        : drawScene(figure, theme, box)
  return frame(figure, drawing, theme, { width, heading, prefix })
}
