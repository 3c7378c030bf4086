/**
 * What page and worker say to each other.
 * @module
 */
import type { DataFile, LabEvent, ParameterValue, Report } from '@pushforward/lab'
import type { Part, Problem } from '../paper/session.js'

export type Values = Readonly<Record<string, ParameterValue>>

export type Request =
  /** Loads the paper's code and kernels ahead of need. */
  | { readonly type: 'warm'; readonly slug: string }
  | {
      readonly type: 'start'
      readonly slug: string
      readonly part: Part
      readonly parameters: Values
      readonly seed: number
      readonly files: readonly DataFile[]
    }
  | { readonly type: 'cancel' }
  /** Asks for the columns of a table. */
  | { readonly type: 'look'; readonly file: DataFile }
  | {
      readonly type: 'prepare'
      readonly slug: string
      readonly exploration: string
      readonly files: readonly DataFile[]
    }
  | { readonly type: 'respond'; readonly exploration: string; readonly parameters: Values }

export type Reply =
  /** The TypeScript of the run that starts. */
  | { readonly type: 'call'; readonly text: string }
  | { readonly type: 'events'; readonly events: readonly LabEvent[] }
  | { readonly type: 'done'; readonly report: Report; readonly threads: number }
  | { readonly type: 'cancelled' }
  | { readonly type: 'columns'; readonly names: readonly string[] }
  | { readonly type: 'prepared'; readonly exploration: string }
  | { readonly type: 'answer'; readonly exploration: string; readonly events: readonly LabEvent[] }
  | { readonly type: 'failed'; readonly exploration?: string; readonly problem: Problem }
