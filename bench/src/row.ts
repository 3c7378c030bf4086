/**
 * What a row of the comparison is made of.
 * @module
 */
import type { Parameters, RunReply, Values } from './protocol.js'
import type { Side, SideProgram } from './side.js'

export type Profile = 'quick' | 'full'

/** One size of a row. */
export interface Case {
  readonly label: string
  readonly parameters: Parameters
  /** Timed rounds. Default 9 in full, 3 in quick. */
  readonly rounds?: number
}

export interface Contestant {
  readonly name: string
  readonly program: SideProgram
  /** What a reader must know to judge the comparison: precision, stopping rule, what is left out. */
  readonly note?: string
}

/** What a side has produced, for the check of agreement. */
export interface Outcome {
  readonly name: string
  /** Returned by the last run. */
  readonly values: Values
  /** Where its `output` was written. */
  readonly folder: string
}

export interface Agreement {
  /** In words, with the figure. */
  readonly text: string
  readonly agrees: boolean
}

export interface Row {
  /** What the command line calls it. */
  readonly name: string
  readonly title: string
  /** What is computed, in one sentence. */
  readonly what: string
  /** Threads that every side may use. */
  readonly threads: number
  readonly cases: Readonly<Record<Profile, readonly Case[]>>
  readonly ours: Contestant
  readonly peers: readonly Contestant[]
  /** Writes the .npy files that every side reads. */
  readonly makeData: (folder: string, parameters: Parameters) => void
  /**
   * Finds the settings with which a side reaches what the row asks (such as a marginal error). Default: none. The text
   * goes into the report.
   */
  readonly calibrate?: (side: Side, task: CalibrationTask) => Promise<Calibration>
  /** Whether a side has computed the same as ours, or the right thing: against float64 where that can be had. */
  readonly agreement: (side: Outcome, ours: Outcome, task: { folder: string; parameters: Parameters }) => Agreement
}

export interface CalibrationTask {
  readonly contestant: Contestant
  readonly folder: string
  /** Where the side may write. */
  readonly outputFolder: string
  readonly parameters: Parameters
  /** Of the contestants before this one, by name. */
  readonly settingsOf: ReadonlyMap<string, Parameters>
}

export interface Calibration {
  readonly settings: Parameters
  /** A run with these settings, where calibrating has made one. */
  readonly run?: RunReply
  readonly text: string
}
