/**
 * What the harness and a side say to each other: one JSON document a line, a request on the side's standard input, a
 * reply on its standard output. The Python peers speak the same (peers/protocol.py).
 * @module
 */

export type Parameters = Readonly<Record<string, number | string>>
export type Values = Readonly<Record<string, number>>

export type Request =
  /** Reads the data (.npy files) from the folder; not timed. */
  | { readonly do: 'prepare'; readonly folder: string; readonly parameters: Parameters; readonly threads: number }
  /** Runs the work `count` times in a row and says how long that took. */
  | { readonly do: 'run'; readonly count: number; readonly settings: Parameters }
  /** Writes the arrays of the last run as .npy files into the folder; not timed. */
  | { readonly do: 'output'; readonly folder: string }
  | { readonly do: 'memory' }

export interface Notes {
  /** Threads that the side computes on. */
  readonly threads: number
  /** Name and version of what does the work. */
  readonly versions: Readonly<Record<string, string>>
}

export interface RunReply {
  /** Of all `count` runs together. */
  readonly seconds: number
  readonly values: Values
}

export interface MemoryReply {
  /** Resident bytes after the data were read and before the first run. */
  readonly before: number
  /** The most resident bytes since then. */
  readonly peak: number
}

/** What a side answers when it can't do as asked. */
export type Failure =
  | { readonly missing: string } // a package that is not installed
  | { readonly error: string }

/** One side's work on a row. */
export interface Program {
  readonly prepare: (folder: string, parameters: Parameters, threads: number) => Notes | Promise<Notes>
  /** The timed part. */
  readonly run: (settings: Parameters) => Values | Promise<Values>
  readonly output?: (folder: string) => void | Promise<void>
}
