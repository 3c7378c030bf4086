/**
 * Explorations as they look before anyone has moved a handle. Preparing one may take seconds, so the build does it and
 * the server reads what it left. Those of a run are a part of its recording.
 * @module
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, type Figure, type Paper, parseParameters, recordFigures } from '@pushforward/lab'
import { rng } from 'pushforward/measure'

/** The figures of each exploration at its defaults, by its id. */
export type FirstFigures = Readonly<Record<string, readonly Figure[]>>

export async function firstFigures(paper: Paper, dataset: Context['dataset']): Promise<FirstFigures> {
  const drawn: Record<string, readonly Figure[]> = {}
  for (const { id, parameters, prepare, respond } of paper.explorations ?? []) {
    const { signal } = new AbortController()
    const state = await prepare({ seed: 0, random: rng(0), profile: 'quick', signal, data: [], dataset })
    const values = parseParameters(parameters, {})
    const figures = [...respond(values, state)].flatMap((event) => (event.type === 'figure' ? [event.figure] : []))
    // As compact as the figures of a recorded run, and as fit for JSON.
    const run = {
      slug: paper.slug,
      seed: 0,
      profile: 'quick',
      seconds: 0,
      device: '',
      claims: [],
      metrics: [],
    } as const
    drawn[id] = recordFigures({ ...run, parameters: values, figures }).figures
  }
  return drawn
}

/** Reads what the build has drawn; nothing where it has not. */
export function firstFiguresReader(folder: string): (slug: string) => Promise<FirstFigures> {
  return async (slug) => {
    const path = join(folder, `${slug}.json`)
    return existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) : {}
  }
}
