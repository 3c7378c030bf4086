/**
 * The icon as PNG, for hosts that install the site and want pixels. It reads what the icon is made of and nothing more: one
 * ground, circles, and quadratic curves with round ends. Each pixel takes of a shape's colour the share that its distance to the shape
 * leaves covered: `clamp(½ − d)` with the signed distance d in pixels, exact for straight edges.
 * @module
 */
import { encodePng } from '@pushforward/lab/figure'

type Colour = readonly [red: number, green: number, blue: number]

interface Shape {
  readonly colour: Colour
  /** Signed distance in units of the drawing; negative inside. */
  distance(x: number, y: number): number
}

/** Levels of coverage: 3 pairs of neighbouring colours then fit in a palette of 256. */
const LEVELS = 63
/** Pieces of a curve: each shorter than a quarter of a pixel at 512. */
const PIECES = 64

/**
 * A square picture, its ground up to the border: hosts cut their own corners.
 * @param svg of a square view box that starts at 0
 * @param size in pixels
 * @param margin share of the side that stays ground on each side; hosts that cut a circle need 0.1
 */
export async function iconPng(svg: string, size: number, margin = 0): Promise<Uint8Array> {
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const [ground, ...shapes] = shapesOf(svg)
  if (!side || !ground) throw new Error('the icon has no square view box, or no ground')
  const scale = (size * (1 - 2 * margin)) / side
  const palette = new Map<string, number>()
  const pixels = new Uint8Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5 - margin * size) / scale
      const y = (row + 0.5 - margin * size) / scale
      let colour = ground.colour
      for (const shape of shapes) colour = blended(colour, shape.colour, covered(shape.distance(x, y) * scale))
      const key = colour.join()
      if (!palette.has(key)) palette.set(key, palette.size)
      pixels[row * size + column] = palette.get(key) as number
    }
  }
  if (palette.size > 256) throw new Error(`the icon has ${palette.size} colours; a palette holds 256`)
  const colours = Uint8Array.from([...palette.keys()].flatMap((key) => key.split(',').map(Number)))
  return encodePng({ columns: size, rows: size, pixels, palette: colours })
}

function shapesOf(svg: string): Shape[] {
  return [...svg.matchAll(/<(rect|circle|path)([^>]*)\/>/g)].map(([, kind, text = '']) => {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1] ?? ''
    const number = (name: string) => Number(attribute(name))
    const isStroke = attribute('fill') === 'none'
    const colour = rgb(attribute(isStroke ? 'stroke' : 'fill'))
    const half = number('stroke-width') / 2
    if (kind === 'rect') return { colour, distance: () => Number.NEGATIVE_INFINITY }
    if (kind === 'circle') {
      const [cx, cy, r] = [number('cx'), number('cy'), number('r')]
      const toRim = (x: number, y: number) => Math.hypot(x - cx, y - cy) - r
      return { colour, distance: isStroke ? (x, y) => Math.abs(toRim(x, y)) - half : toRim }
    }
    const curve = quadratic(attribute('d'))
    return { colour, distance: (x, y) => toLine(curve, x, y) - half }
  })
}

/** Points on the curve `M x y Q x y x y`. */
function quadratic(path: string): readonly (readonly [number, number])[] {
  const given = /^M([\d.]+) ([\d.]+)Q([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)$/.exec(path)?.slice(1).map(Number)
  if (!given) throw new Error(`the icon has the path ${path}; one quadratic curve can be drawn`)
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = given
  return Array.from({ length: PIECES + 1 }, (_, k) => {
    const t = k / PIECES
    const at = (a: number, b: number, c: number) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c
    return [at(x0, x1, x2), at(y0, y1, y2)]
  })
}

function toLine(points: readonly (readonly [number, number])[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let k = 1; k < points.length; k++) {
    const [[ax, ay], [bx, by]] = [points[k - 1], points[k]] as [readonly [number, number], readonly [number, number]]
    const [ux, uy] = [bx - ax, by - ay]
    const t = Math.min(1, Math.max(0, ((x - ax) * ux + (y - ay) * uy) / (ux * ux + uy * uy)))
    least = Math.min(least, Math.hypot(x - ax - t * ux, y - ay - t * uy))
  }
  return least
}

const covered = (distance: number) => Math.round(Math.min(1, Math.max(0, 0.5 - distance)) * LEVELS) / LEVELS

const blended = (below: Colour, above: Colour, share: number): Colour => {
  const [r, g, b] = above.map((value, k) => Math.round(share * value + (1 - share) * (below[k] as number)))
  return [r as number, g as number, b as number]
}

function rgb(hex: string): Colour {
  const value = Number.parseInt(/^#([0-9a-f]{6})$/.exec(hex)?.[1] ?? '', 16)
  if (Number.isNaN(value)) throw new Error(`the icon has the colour ${JSON.stringify(hex)}; #rrggbb can be drawn`)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
