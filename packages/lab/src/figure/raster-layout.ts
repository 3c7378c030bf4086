/**
 * Where the parts of a raster lie in its box: the picture with its axes, and the colour bar beside it, or below it where the
 * box is narrow. The page lays moving particles over the same place.
 * @module
 */
import type { RasterFigure } from './figure.js'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface RasterLayout {
  readonly picture: Box
  readonly bar: Box
  /** Side of the colour bar on which its numbers stand. */
  readonly numbers: 'right' | 'below'
}

const NARROW_BELOW = 480
const WIDE = { left: 64, right: 96, top: 12, bottom: 48 }
const NARROW = { left: 56, right: 14, top: 8, bottom: 108 }
/** Between the picture and the bar beside it; and, below it, room for the axis. */
const BAR = { gap: 16, thickness: 14, below: 50 }

export function rasterLayout(
  { equal = false, extent: [left, right, bottom, top] }: Pick<RasterFigure, 'equal' | 'extent'>,
  { width, height }: { readonly width: number; readonly height: number },
): RasterLayout {
  const narrow = width < NARROW_BELOW
  const margin = narrow ? NARROW : WIDE
  const room = {
    width: Math.max(1, width - margin.left - margin.right),
    height: Math.max(1, height - margin.top - margin.bottom),
  }
  const shape = Math.abs((right - left) / (top - bottom))
  const fitted = equal ? fit(room, shape) : room
  // What is not needed stays empty on both sides.
  const picture = {
    x: margin.left + (room.width - fitted.width) / 2,
    y: margin.top + (room.height - fitted.height) / 2,
    ...fitted,
  }
  const bar = narrow
    ? { x: picture.x, y: picture.y + picture.height + BAR.below, width: picture.width, height: BAR.thickness }
    : { x: picture.x + picture.width + BAR.gap, y: picture.y, width: BAR.thickness, height: picture.height }
  return { picture, bar, numbers: narrow ? 'below' : 'right' }
}

/** Width over height of a box that a map of this extent fills, at a width. */
export function fittingAspect(
  { extent: [left, right, bottom, top] }: Pick<RasterFigure, 'extent'>,
  width: number,
): number {
  const margin = width < NARROW_BELOW ? NARROW : WIDE
  const height = (width - margin.left - margin.right) * Math.abs((top - bottom) / (right - left))
  return width / (height + margin.top + margin.bottom)
}

/** The largest box of a shape (width over height) in another. */
function fit(room: Pick<Box, 'width' | 'height'>, shape: number): Pick<Box, 'width' | 'height'> {
  const width = Math.min(room.width, room.height * shape)
  return { width, height: width / shape }
}
