/**
 * Data sets by name: a folder of that name under one of a few places.
 * @module
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { InputError } from 'pushforward/measure'
import type { Context, DataFile } from '../paper.js'
import { readDataFile } from './files.js'

const TABLE = /\.(csv|csv\.gz|parquet)$/

/**
 * Where data sets are looked for, first place first: the folders of the variable PUSHFORWARD_DATA, `shared/data` beside
 * the repository (sets that can't be redistributed), `data` in it.
 */
export function datasetFolders(repository: string, environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const named = (environment.PUSHFORWARD_DATA ?? '').split(delimiter).filter(Boolean)
  return [...named, join(repository, '..', 'shared', 'data'), join(repository, 'data')]
}

/**
 * A reader of data sets for a paper's context: the first table, by name, of the first folder that has one.
 * @throws InputError if the name could lead out of the folders, or the file is damaged
 */
export function datasetReader(folders: readonly string[]): Context['dataset'] {
  return async (name): Promise<DataFile | undefined> => {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
      throw new InputError(`dataset: the name is ${JSON.stringify(name)}; small letters, digits and hyphens are needed`)
    }
    for (const folder of folders.map((place) => join(place, name))) {
      if (!existsSync(folder) || !statSync(folder).isDirectory()) continue
      const [first] = readdirSync(folder)
        .filter((file) => TABLE.test(file))
        .sort()
      if (first !== undefined) return readDataFile(join(folder, first))
    }
    return undefined
  }
}
