/**
 * The process that runs one paper: it says each event to its parent and ends. A process of its own, because a kernel can't be
 * interrupted from within and its memory can't be limited there.
 * @module
 */
import type { LabEvent, Profile } from '@pushforward/lab'
import { describeParameters, readParameter, runPaper } from '@pushforward/lab'
import { datasetFolders, datasetReader, machine } from '@pushforward/lab/node'
import { loadPaper } from '@pushforward/papers'

export interface RunTask {
  readonly slug: string
  /** A module that exports `loadPaper`, in place of the project's papers. */
  readonly papers?: string
  /** As text, as a form gives them. */
  readonly parameters: Readonly<Record<string, string>>
  readonly seed: number
  readonly profile: Profile
  readonly repository: string
}

export type RunMessage =
  | { readonly kind: 'event'; readonly event: LabEvent }
  | { readonly kind: 'end' }
  /** `input`: the visitor can do better; `other`: we failed. */
  | { readonly kind: 'problem'; readonly cause: 'input' | 'other'; readonly message: string }

const say = (message: RunMessage) => new Promise<void>((resolve) => process.send?.(message, () => resolve()))

process.once('message', async ({ slug, papers, parameters, seed, profile, repository }: RunTask) => {
  try {
    const load: typeof loadPaper = papers ? (await import(papers)).loadPaper : loadPaper
    const paper = await load(slug)
    if (!paper) throw new Error(`there is no program for ${slug}`)
    const values = describeParameters(paper.parameters).flatMap((parameter) => {
      const text = parameters[parameter.name]
      return text === undefined ? [] : [[parameter.name, readParameter(parameter, text)] as const]
    })
    const dataset = datasetReader(datasetFolders(repository))
    const device = `${machine()}, Node ${process.versions.node}`
    const run = runPaper(paper, { parameters: Object.fromEntries(values), seed, profile, dataset, device })
    for await (const event of run) await say({ kind: 'event', event })
    await say({ kind: 'end' })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    await say({ kind: 'problem', cause: name === 'InputError' ? 'input' : 'other', message })
  }
  process.disconnect()
})
