/**
 * The contract between a paper and every front end. A paper is a small program: parameters in, events out.
 * @module
 */
import type { Rng } from 'pushforward/measure'
import type * as z from 'zod'
import type { LabEvent } from './events.js'

/** `quick`: seconds, for tests and pages. `full`: as the paper's criteria ask, over several seeds. */
export type Profile = 'quick' | 'full'

/**
 * How a paper stands to another of the catalogue. `builds-on`: it takes the other's method further. `same-problem`: both
 * answer one question, which holds in both directions and is written once.
 */
export interface Related {
  readonly slug: string
  readonly kind: 'builds-on' | 'same-problem'
}

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
  /** Default: none. */
  readonly related?: readonly Related[]
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

/** What a paper says as it goes, and what it has in hand at the end. */
export type Events<Result = void> = AsyncGenerator<LabEvent, Result, void>

/** A figure with a handle. */
interface HandledFigure<Schema extends z.ZodObject, State> {
  /** Unique among all explorations of the paper, of either kind. */
  readonly id: string
  /** A sentence that says what to see. */
  readonly title: string
  readonly parameters: Schema
  /** What to show where the handles are now. It has 50 ms. */
  respond(parameters: z.output<Schema>, state: State): Iterable<LabEvent>
}

/** The page calls `prepare` once, then `respond` whenever a handle moves. */
export interface Exploration<Schema extends z.ZodObject = z.ZodObject, State = unknown>
  extends HandledFigure<Schema, State> {
  prepare(context: Context): Promise<State>
}

/**
 * A figure with a handle on what a run has learnt: its state is what `run` returned, so that it plays with the visitor's
 * own model, without training anew. It answers from the end of one run to the start of the next.
 */
export type RunExploration<Schema extends z.ZodObject = z.ZodObject, Result = unknown> = HandledFigure<Schema, Result>

export interface Paper<Schema extends z.ZodObject = z.ZodObject, Result = unknown> extends Card {
  /**
   * Ranges, defaults and descriptions; they become flags, form controls and API schema.
   * `.meta({ unit, primary })` names the unit and puts a control on the page's first row.
   */
  readonly parameters: Schema
  readonly claims: readonly Claim[]
  readonly data?: DataRequest
  /** Data sets of the project that runs and explorations read; a page keeps them for when there is no network. */
  readonly datasets?: readonly string[]
  /**
   * The method on the visitor's input: progress, metrics, figures as it goes. At least ten events a second. What it
   * returns is the state of `runExplorations`: any object, as it never leaves the thread of the run.
   */
  run(parameters: z.output<Schema>, context: Context): Events<Result>
  /** Measures the claims: one `claim` event each, with progress between. Several seeds in `full`. */
  measure(context: Context): Events
  /** The TypeScript that does with the library what `run` has just done, complete with imports. */
  call(parameters: z.output<Schema>): string
  // biome-ignore lint/suspicious/noExplicitAny: a list of explorations with different schemas and states
  readonly explorations?: readonly Exploration<any, any>[]
  // biome-ignore lint/suspicious/noExplicitAny: the same, but their state is one
  readonly runExplorations?: readonly RunExploration<any, Result>[]
}

/** Declares a paper; types flow from the parameters to `run`, and from what it returns to `runExplorations`. */
export function definePaper<Schema extends z.ZodObject, Result>(paper: Paper<Schema, Result>): Paper<Schema, Result> {
  return paper
}

/** Declares an exploration; types flow from parameters and `prepare` to `respond`. */
export function defineExploration<Schema extends z.ZodObject, State>(
  exploration: Exploration<Schema, State>,
): Exploration<Schema, State> {
  return exploration
}

/** Declares an exploration of what a run returned, which is a `Result`. */
export function defineRunExploration<Schema extends z.ZodObject, Result>(
  exploration: RunExploration<Schema, Result>,
): RunExploration<Schema, Result> {
  return exploration
}
