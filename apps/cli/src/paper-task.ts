/**
 * A paper's run as work for a thread.
 * @module
 */
import type { DataFile, Part, Profile, ProgressEvent, Report } from '@pushforward/lab'
import { onThread } from './thread.js'

export interface PaperTask {
  /** Slug or path. */
  readonly paper: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly profile: Profile
  readonly parts: readonly Part[]
  readonly data: readonly DataFile[]
  /** Threads of the kernels. */
  readonly threads: number
  /** Where data sets may be. */
  readonly folders: readonly string[]
}

/** Runs a paper on a thread; its progress comes as it goes, everything else with the report. */
export const runOnThread = (task: PaperTask, listen: (event: ProgressEvent) => void): Promise<Report> =>
  onThread(new URL('./paper-thread.js', import.meta.url), task, listen)
