/**
 * Papers as the command line names them: by slug, or by the path of a compiled paper.
 * @module
 */
import { existsSync, realpathSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Paper } from '@pushforward/lab'
import { InputError } from 'pushforward/measure'
import { suggestion } from './suggest.js'

const isPath = (name: string) => ['.js', '.mjs'].includes(extname(name))

/**
 * @param name a slug, or the path of a module whose default export is a paper
 * @throws InputError if there is no such paper, or it has no program yet
 */
export async function openPaper(name: string): Promise<Paper> {
  if (isPath(name)) return openModule(name)
  const { catalogue, loadPaper, runnable } = await import('@pushforward/papers')
  const paper = await loadPaper(name)
  if (paper) return paper
  if (catalogue.some(({ slug }) => slug === name)) {
    throw new InputError(`paper: ${name} has no program yet; those that run are ${runnable.join(', ')}`)
  }
  const near = suggestion(
    name,
    catalogue.map(({ slug }) => slug),
  )
  throw new InputError(`paper: there is no ${JSON.stringify(name)}.${near} "pushforward list" shows all papers.`)
}

async function openModule(path: string): Promise<Paper> {
  if (!existsSync(path)) throw new InputError(`paper: ${path} does not exist; a slug or a compiled paper is needed`)
  const { default: paper } = (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: Partial<Paper> }
  if (!paper?.slug || !paper.run || !paper.measure || !paper.parameters) {
    throw new InputError(`paper: ${path} has no paper as its default export; see definePaper`)
  }
  return paper as Paper
}

/** The folder of all papers' sources, in the clone that this command belongs to. */
function papersFolder(): string {
  return dirname(dirname(realpathSync(fileURLToPath(import.meta.resolve('@pushforward/papers')))))
}

/** Where a paper's records are. */
export const folderOf = (name: string): string =>
  isPath(name) ? dirname(resolve(name)) : resolve(papersFolder(), name)

/** The clone. */
export const repository = (): string => dirname(papersFolder())
