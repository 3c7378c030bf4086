/**
 * A transport plan as a file.
 * @module
 */
import type { Plan } from 'pushforward/transport'

/** Entries written at a time: a string has a greatest length, a file has not. */
const PORTION = 100_000

/** `i,j,mass`: one line for each pair between which mass moves, positions from 0 in the order of the files. */
export function planCsv({ i, j, mass }: Plan): Uint8Array {
  const parts: Buffer[] = [Buffer.from('i,j,mass\n')]
  for (let from = 0; from < mass.length; from += PORTION) {
    const lines: string[] = []
    for (let k = from; k < Math.min(from + PORTION, mass.length); k++) lines.push(`${i[k]},${j[k]},${mass[k]}\n`)
    parts.push(Buffer.from(lines.join('')))
  }
  return Buffer.concat(parts)
}
