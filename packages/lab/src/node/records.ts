/**
 * The recorded outcomes of a paper: `verified.json` and `figures.json` in its folder.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseVerified, type RecordedFigures, type Verified } from '../verify.js'
import { writeFileWhole } from './files.js'

/**
 * @param folder the paper's folder
 * @returns undefined when nothing has been recorded
 * @throws InputError if the file is damaged
 */
export function readVerified(folder: string): Verified | undefined {
  const path = join(folder, 'verified.json')
  return existsSync(path) ? parseVerified(readFileSync(path, 'utf8')) : undefined
}

export function writeVerified(folder: string, verified: Verified): void {
  writeFileWhole(join(folder, 'verified.json'), `${JSON.stringify(verified, null, 2)}\n`)
}

/** On one line for each figure: these files are large, and nobody reads them. */
export function writeFigures(folder: string, { figures, ...run }: RecordedFigures): void {
  const rest = JSON.stringify(run).slice(0, -1)
  const list = figures.map((figure) => JSON.stringify(figure)).join(',\n')
  writeFileWhole(join(folder, 'figures.json'), `${rest},"figures":[\n${list}\n]}\n`)
}
