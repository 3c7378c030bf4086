/**
 * Puts a drawing in its box: the same outer element, heading and caption for charts, rasters and scenes.
 * @module
 */
import type { Figure } from './figure.js'
import { type TextStyle, textWidth } from './text-width.js'
import { type Theme, TYPE_SCALE } from './theme.js'

/** The inside of an SVG element, drawn from the origin. */
export interface Drawing {
  readonly content: string
  readonly size: { readonly width: number; readonly height: number }
}

export interface FrameOptions {
  readonly width: number
  /** Title above and caption below, in the picture itself. */
  readonly heading: boolean
  /** What ids inside begin with; differs between pictures of one page. */
  readonly prefix: string
}

const SPACE = 16
const [CAPTION, TITLE] = TYPE_SCALE

/** A complete SVG document. */
export function frame(figure: Figure, drawing: Drawing, { surface, font, name }: Theme, options: FrameOptions): string {
  const { width, heading, prefix } = options
  const height = Math.round(width / figure.aspect)
  const margin = heading ? SPACE : 0
  const title = heading ? lines(figure.title, width, { fontSize: TITLE, fontWeight: 600 }) : []
  const caption = heading ? lines(figure.caption, width, { fontSize: CAPTION }) : []
  const top = heading ? margin + title.length * TITLE * 1.4 + SPACE / 2 : 0
  const bottom = heading ? caption.length * CAPTION * 1.4 + SPACE + margin : 0
  const outer = { width: width + 2 * margin, height: Math.ceil(top + height + bottom) }
  const { x, y, scale } = placeIn(drawing, { width, height })
  const place = `translate(${round(margin + x)} ${round(top + y)})${scale < 1 ? ` scale(${scale.toFixed(4)})` : ''}`
  const text = (line: string, y: number, attributes: string) =>
    `<text x="${margin}" y="${round(y)}" font-family="${escapeText(font)}" ${attributes}>${escapeText(line)}</text>`

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img"`,
    ` aria-label="${escapeText(figure.alternative)}" width="${outer.width}" height="${outer.height}"`,
    ` viewBox="0 0 ${outer.width} ${outer.height}">`,
    name === 'css' ? '' : `<rect width="100%" height="100%" fill="${surface.background}"/>`,
    ...title.map((line, k) =>
      text(line, margin + TITLE * (1 + 1.4 * k), `font-size="${TITLE}" font-weight="600" fill="${surface.ink}"`),
    ),
    `<g transform="${place}">${prefixIds(drawing.content, prefix)}</g>`,
    ...caption.map((line, k) =>
      text(line, top + height + SPACE + CAPTION * (1 + 1.4 * k), `font-size="${CAPTION}" fill="${surface.quiet}"`),
    ),
    '</svg>',
  ].join('')
}

/** Centred; smaller only where labels that can't be shortened make a drawing overflow its box. */
function placeIn({ size }: Drawing, box: { readonly width: number; readonly height: number }) {
  const scale = Math.min(1, box.width / size.width, box.height / size.height)
  return { scale, x: (box.width - scale * size.width) / 2, y: (box.height - scale * size.height) / 2 }
}

/** Broken where it has to be whatever face it is set in; a word longer than a line is not. */
function lines(text: string, width: number, style: TextStyle): readonly string[] {
  const made: string[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = made.at(-1)
    if (last !== undefined && textWidth(`${last} ${word}`, style) <= width) made[made.length - 1] = `${last} ${word}`
    else made.push(word)
  }
  return made
}

const prefixIds = (content: string, prefix: string) =>
  content
    .replace(/\bid="([^"]+)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}-$1"`)

/** Text as content or attribute of an element. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Two decimals: a hundredth of a pixel. */
export const round = (value: number): number => Math.round(value * 100) / 100
