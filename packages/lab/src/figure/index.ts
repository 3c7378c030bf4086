/**
 * Drawing figures: themes, charts, rasters, scenes, numbers.
 * @module
 */
export { assertFigure } from './check.js'
export { type ColormapName, colormap, colourAt, colourIndex, colours } from './colormap.js'
export type * from './figure.js'
export { formatCount, formatInterval, formatNumber, numberLocale } from './number-format.js'
export { encodePng, type IndexedPicture, pngDataUrl } from './png.js'
export { rasterImage } from './raster.js'
export { type Box, fittingAspect, type RasterLayout, rasterLayout } from './raster-layout.js'
export { PARTICLE_INKS } from './raster-overlay.js'
export { darkCells } from './raster-shade.js'
export { readableText } from './readable-text.js'
export { type RenderOptions, renderFigure } from './render.js'
export { resolveRoles } from './resolve.js'
export { cssVariables, roleNames, type Surface, type Theme, type ThemeName, TYPE_SCALE, theme } from './theme.js'
export { tickLabel, ticks } from './ticks.js'
export { vegaConfig } from './vega-config.js'
