/**
 * The contract between a paper and every front end. A paper is a small program: parameters in, events out.
 * @module
 */
import type { Rng } from 'pushforward/measure'
import type * as z from 'zod'
import type { LabEvent } from './events.js'

/** `quick`: seconds, for tests and pages. `full`: as the paper's criteria ask, over several seeds. */
export type Profile = 'quick' | 'full'

/** The facts of a paper; the summary is ours, never the abstract's sentences. */
export interface Card {
  readonly slug: string
  readonly title: string
  readonly authors: readonly string[]
  /** arXiv identifier without version, `2302.04953`. */
  readonly arxiv: string
  /** ISO date of the first version. */
  readonly published: string
  /** The paper's question in at most twelve words: the headline of its page. */
  readonly question: string
  /** One paragraph in our own words. */
  readonly summary: string
  readonly topics: readonly string[]
}

/** A statement of the paper, with the criterion that was fixed before measuring. */
export interface Claim {
  readonly id: string
  readonly statement: string
  /** Where the paper says it, and its figure if it prints one. */
  readonly paper: { readonly source: string; readonly figure?: string }
  readonly criterion: string
}

/** A file that the visitor opened; it never leaves the machine. */
export interface DataFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What own data a paper takes; the page makes a drop zone of it, the command line `--data`. */
export interface DataRequest {
  /**
   * `cloud`: one cloud of points, drawn or dropped. `clouds`: a source and a target. `table`: one or more tables.
   * `field`: velocities, on a grid in one or more files, or drawn as strokes.
   */
  readonly kind: 'cloud' | 'clouds' | 'table' | 'field'
  /** Extensions with their dot. */
  readonly accept: readonly string[]
  readonly files: { readonly min: number; readonly max: number }
  /** What the files must hold, for the visitor. */
  readonly description: string
}

export interface Context {
  readonly seed: number
  /** The seed's generator; split it by purpose: `random.split('batch')`. */
  readonly random: Rng
  readonly profile: Profile
  /** Aborted when the visitor stops the run. Check it between steps: `signal.throwIfAborted()`. */
  readonly signal: AbortSignal
  /** Own data in the order given; empty means the demonstration data. */
  readonly data: readonly DataFile[]
  /**
   * Reads a data set of the project by name (`german-credit`), or undefined where it is not installed. Papers then fall
   * back on data that they generate, and say so.
   */
  dataset(name: string): Promise<DataFile | undefined>
}

export type Events = AsyncGenerator<LabEvent, void, void>

/**
 * A figure with a handle: the page calls `prepare` once, then `respond` whenever a handle moves. `respond` has 50 ms.
 */
export interface Exploration<Schema extends z.ZodObject = z.ZodObject, State = unknown> {
  readonly id: string
  /** A sentence that says what to see. */
  readonly title: string
  readonly parameters: Schema
  prepare(context: Context): Promise<State>
  respond(parameters: z.output<Schema>, state: State): Iterable<LabEvent>
}

export interface Paper<Schema extends z.ZodObject = z.ZodObject> extends Card {
  /**
   * Ranges, defaults and descriptions; they become flags, form controls and API schema.
   * `.meta({ unit, primary })` names the unit and puts a control on the page's first row.
   */
  readonly parameters: Schema
  readonly claims: readonly Claim[]
  readonly data?: DataRequest
  /** The method on the visitor's input: progress, metrics, figures as it goes. At least ten events a second. */
  run(parameters: z.output<Schema>, context: Context): Events
  /** Measures the claims: one `claim` event each, with progress between. Several seeds in `full`. */
  measure(context: Context): Events
  /** The TypeScript that does with the library what `run` has just done, complete with imports. */
  call(parameters: z.output<Schema>): string
  // biome-ignore lint/suspicious/noExplicitAny: a list of explorations with different schemas and states
  readonly explorations?: readonly Exploration<any, any>[]
}

/** Declares a paper; types flow from the parameters to `run`. */
export function definePaper<Schema extends z.ZodObject>(paper: Paper<Schema>): Paper<Schema> {
  return paper
}

/** Declares an exploration; types flow from parameters and `prepare` to `respond`. */
export function defineExploration<Schema extends z.ZodObject, State>(
  exploration: Exploration<Schema, State>,
): Exploration<Schema, State> {
  return exploration
}
