/**
 * Paints particles as pixels with fading tails: each frame every pixel keeps a share of its ink, and each particle adds
 * some to the pixel it is on. The ink is dark over light cells of the raster below and light over dark ones.
 * @module
 */
import { PARTICLE_INKS } from '@pushforward/lab/figure'

export interface Paper {
  readonly width: number
  readonly height: number
  /** RGBA, row-major from the top: what `ImageData` holds. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
  /** The colour of the ink at each pixel, without opacity. */
  readonly ink: Uint32Array
}

/** Which cells of the raster below are dark, `[rows, columns]` from the top. */
export interface Ground {
  readonly columns: number
  readonly rows: number
  readonly dark: Uint8Array
}

/** Tails lose an eighth of their ink a frame: gone in half a second. */
const FADE = 3
/**
 * Ink of a particle, of 255, where there are few; and, a pixel, what all get together at most, so that what lies below shows
 * through.
 */
const INK = { particle: 150, pixel: 5, least: 10 }

/** A sheet without ink. */
export function paper(width: number, height: number, ground: Ground): Paper {
  const ink = new Uint32Array(width * height)
  const [light, dark] = [littleEndian(PARTICLE_INKS.onLight), littleEndian(PARTICLE_INKS.onDark)]
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y / height) * ground.rows) * ground.columns
    for (let x = 0; x < width; x++) {
      ink[y * width + x] = ground.dark[row + Math.floor((x / width) * ground.columns)] ? dark : light
    }
  }
  return { width, height, pixels: new Uint8ClampedArray(4 * width * height), ink }
}

/** Red in the lowest byte, as the bytes of a picture lie in a word of all hosts that run browsers. */
function littleEndian(hex: string): number {
  const rgb = Number.parseInt(hex.slice(1), 16)
  return ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16)
}

/** Fades the sheet and paints particles at `positions` `[n, 2]` of a box that fills it. */
export function paint(
  { width, height, pixels, ink }: Paper,
  positions: Float64Array,
  {
    x: [left, right],
    y: [bottom, top],
  }: { readonly x: readonly [number, number]; readonly y: readonly [number, number] },
): void {
  const words = new Uint32Array(pixels.buffer)
  for (let k = 0; k < words.length; k++) {
    const alpha = (words[k] as number) >>> 24
    if (alpha === 0) continue
    words[k] = (((alpha - Math.max(1, alpha >> FADE)) << 24) | (ink[k] as number)) >>> 0
  }
  const n = positions.length / 2
  const amount = Math.max(INK.least, Math.min(INK.particle, Math.round((INK.pixel * width * height) / Math.max(n, 1))))
  const scaleX = width / (right - left)
  const scaleY = height / (top - bottom)
  for (let i = 0; i < n; i++) {
    const column = (((positions[2 * i] as number) - left) * scaleX) | 0
    const row = ((top - (positions[2 * i + 1] as number)) * scaleY) | 0
    if (column < 0 || column >= width || row < 0 || row >= height) continue
    const k = row * width + column
    const alpha = Math.min(255, ((words[k] as number) >>> 24) + amount)
    words[k] = ((alpha << 24) | (ink[k] as number)) >>> 0
  }
}
