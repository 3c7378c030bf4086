/**
 * How wide text will be, where there is no canvas to measure it with. Vega then takes 0.8 of the font size for every letter,
 * half as much again as it is: labels are cut that have room, and legends are pushed out of their box.
 *
 * Letters are as wide as in DejaVu Sans, the widest of the faces that the figures' font may stand for: a label that fits
 * here fits everywhere.
 * @module
 */

/** Letters of one width, in thousandths of the font size. */
const WIDTHS: readonly (readonly [letters: string, width: number])[] = [
  ["ijl'", 278],
  ['IJ', 295],
  [' .,·:;|/\\', 337],
  ['f-()[]t!₂²r', 411],
  ['"_*s', 521],
  ['z?cLεξ', 558],
  ['FkvxyχκγλπτTY', 611],
  ['QOΦDGH&', 787],
  ['wM∞ω+−=<>±×~#^≥≤', 863],
  ['W%m—@…', 1000],
]
/** Digits and most small letters; most capitals. */
const USUAL = 636
const CAPITAL = 700
/** Bold letters are this much wider. */
const BOLD = 1.12

const widthOf = new Map(WIDTHS.flatMap(([letters, width]) => [...letters].map((letter) => [letter, width] as const)))

/**
 * Width in pixels.
 * @example
 * Math.round(textWidth('weight', { fontSize: 14 })) // 50
 */
export function textWidth(text: string, { fontSize = 11, fontWeight }: TextStyle): number {
  let sum = 0
  // A letter and the accents on it stand in one place.
  for (const letter of text.normalize('NFD').replace(/\p{M}/gu, '')) {
    sum += widthOf.get(letter) ?? (/\p{Lu}/u.test(letter) ? CAPITAL : USUAL)
  }
  const isBold = fontWeight === 'bold' || Number(fontWeight) >= 600
  return (sum / 1000) * fontSize * (isBold ? BOLD : 1)
}

/** As of a text mark of Vega. */
export interface TextStyle {
  readonly fontSize?: number
  readonly fontWeight?: string | number
}
