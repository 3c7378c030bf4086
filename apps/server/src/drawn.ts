/**
 * Pictures that the build has drawn. Drawing a paper's figures takes a second or two, and the first visitor should not be the
 * one who waits.
 * @module
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Picture } from '@pushforward/site'

export interface Drawn {
  /** Of what: `stampOf` the recording. A recording that has changed since is drawn anew. */
  readonly of: string
  /** As `ProgramView.pictures`. */
  readonly pictures: Readonly<Record<string, Picture>>
}

/** A few letters that change when the recording does. */
export const stampOf = (recording: string): string => createHash('sha256').update(recording).digest('hex').slice(0, 16)

/** Reads what the build has drawn; nothing where it has not. */
export function drawnReader(folder: string): (slug: string) => Promise<Drawn | undefined> {
  return async (slug) => {
    const path = join(folder, `${slug}.json`)
    return existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) : undefined
  }
}
