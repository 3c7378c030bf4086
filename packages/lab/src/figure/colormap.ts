/**
 * The three colour maps of fields: cividis for amounts, blue-white-orange for signed values with white at the meaningful
 * zero, twilight for phases. Between anchors, colours are mixed linearly in sRGB.
 *
 * Sources: cividis, Nuñez, Anderton & Renslow 2018, and twilight, Bechtold 2018, both sampled at 33 places (within 5 of
 * 255 of the full tables); blue-white-orange is ours: the hues of source and target in OKLCH, equally light on both sides.
 * @module
 */
import type { RasterFigure } from './figure.js'

export type ColormapName = RasterFigure['colormap']

const ANCHORS: Record<ColormapName, string> = {
  sequential: `00224e 00285b 002e6a 053371 1a386f 273e6e 32436d 3b496c 434e6c 4b546c 535a6d 5a5f6e 61656f 686a71 6f7073
    767676 7d7c78 848279 8c8878 938e78 9b9476 a39a74 aba072 b4a76f bcae6c c4b468 cdbb63 d5c25e dec958 e7d150 f0d846
    f9e03a fee838`,
  diverging:
    '024c78 006198 0177b9 0c8dda 19a5fb 68bcfe 9dd2fe cce7ff fcfcfc ffdbc9 ffb996 f99764 ed7732 d55e01 b34f03 943f01 743102',
  cyclic: `e2d9e2 d7d7dd c4ced4 acc2cc 95b5c7 81a6c3 7297c1 6887be 6276ba 5f64b5 5e51ad 5d3da1 592a8f 511b77 45135c 381145
    2f1436 3a113a 4a1342 5f174a 741e4f 872750 983550 a64550 b25652 bb6958 c27c63 c89073 cca389 d1b6a3 d8c7be dfd4d6
    e2d9e2`,
}

const SIZE = 256
const tables = new Map<ColormapName, Uint8Array>()

/** 256 colours, red-green-blue, as an indexed picture needs them. */
export function colormap(name: ColormapName): Uint8Array {
  const known = tables.get(name)
  if (known) return known
  const anchors = ANCHORS[name].split(/\s+/).map((hex) => Number.parseInt(hex, 16))
  const table = new Uint8Array(SIZE * 3)
  for (let k = 0; k < SIZE; k++) {
    const place = (k / (SIZE - 1)) * (anchors.length - 1)
    const from = Math.min(Math.floor(place), anchors.length - 2)
    const share = place - from
    for (let channel = 0; channel < 3; channel++) {
      const shift = 16 - 8 * channel
      const a = ((anchors[from] as number) >> shift) & 0xff
      const b = ((anchors[from + 1] as number) >> shift) & 0xff
      table[k * 3 + channel] = Math.round(a + share * (b - a))
    }
  }
  tables.set(name, table)
  return table
}

/** The place of a value in a table of 256 colours: clipped to the domain, around it for a cyclic map. */
export function colourIndex(name: ColormapName, value: number, [low, high]: readonly [number, number]): number {
  const share = (value - low) / (high - low)
  const inside = name === 'cyclic' ? share - Math.floor(share) : Math.min(Math.max(share, 0), 1)
  return Math.min(Math.floor(inside * SIZE), SIZE - 1)
}

/** The colour at a share in [0, 1] as `#rrggbb`. */
export function colourAt(name: ColormapName, share: number): string {
  const table = colormap(name)
  const at = colourIndex(name, share, [0, 1]) * 3
  return `#${[0, 1, 2].map((channel) => (table[at + channel] as number).toString(16).padStart(2, '0')).join('')}`
}

/** Evenly spaced colours, to hand a map to another renderer. */
export const colours = (name: ColormapName, count: number): readonly string[] =>
  Array.from({ length: count }, (_, k) => colourAt(name, k / (count - 1)))
