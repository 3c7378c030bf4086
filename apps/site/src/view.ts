/**
 * What pages show: plain data. The server makes it from records, programs and recordings; the island reads the part
 * that it needs from the page.
 * @module
 */
import type { Card, DataRequest, Figure, Measured, Outcome, ParameterDescription } from '@pushforward/lab'
import type { Story } from './story.js'

/** Where the browser finds the built files: hashed names from the bundler's manifest. */
export interface Assets {
  readonly styles: readonly string[]
  /** Loaded before first paint, so that a chosen theme does not flash. */
  readonly theme: string
  /** The paper page's island, and what it imports at once. */
  readonly paper: { readonly entry: string; readonly preload: readonly string[] }
  /** Fonts that the first paint needs. */
  readonly fonts: readonly string[]
}

/** How a paper that runs came out of its last verification. */
export interface Standing {
  readonly held: number
  readonly refuted: number
  readonly total: number
  /** `YYYY-MM-DD`; absent before the first verification. */
  readonly measured?: string
  /** Width over height of its one picture, if there is one. */
  readonly pictureAspect?: number
}

export interface FeedEntry {
  readonly card: Card
  /** Absent: the paper has no program yet. */
  readonly standing?: Standing
}

export interface FeedView {
  readonly entries: readonly FeedEntry[]
  /** All topics in use, with the number of papers. */
  readonly topics: readonly { readonly name: string; readonly count: number }[]
  /** The topic that the entries are limited to. */
  readonly topic?: string
}

/** A figure without its data: what stands around the picture. */
export interface FigureFrame
  extends Pick<Figure, 'id' | 'kind' | 'title' | 'caption' | 'aspect' | 'alternative' | 'handles'> {
  /** Width over height on a phone. */
  readonly narrowAspect: number
}

/** Pictures of a figure drawn by the server: SVG in CSS variables, for a wide column and for a phone. */
export interface Picture {
  readonly wide: string
  readonly narrow: string
}

export interface ClaimView {
  readonly id: string
  /** HTML, as are `source`, `figure` and `criterion`: their mathematics is MathML. */
  readonly statement: string
  readonly source: string
  readonly figure?: string
  readonly criterion: string
  readonly recorded?: ClaimOutcome
}

export interface ClaimOutcome {
  readonly outcome: Outcome
  readonly measured: Measured
  readonly note?: string
}

export interface ExplorationView {
  readonly id: string
  readonly title: string
  readonly parameters: readonly ParameterDescription[]
  /** It plays with what a run in this page has learnt, and waits for one. */
  readonly ofRun?: boolean
  /** The figures that it draws at its defaults. */
  readonly figures: readonly FigureFrame[]
}

/** The page's data block: everything that the island knows of a paper before it loads the paper's code. */
export interface PaperData {
  readonly slug: string
  readonly parameters: readonly ParameterDescription[]
  /** What the controls hold, in text form: the query's values or the defaults. */
  readonly values: Readonly<Record<string, string>>
  readonly seed: number
  readonly data?: DataRequest
  readonly claims: readonly ClaimView[]
  readonly explorations: readonly ExplorationView[]
  /** The figures of the recorded run. */
  readonly figures: readonly FigureFrame[]
  readonly recorded?: { readonly seed: number; readonly seconds: number; readonly device: string }
  /** When and where the claims were verified. */
  readonly verified?: {
    readonly date: string
    readonly profile: string
    readonly machine: string
    readonly seeds: readonly number[]
  }
  /** The TypeScript of a run with these values. */
  readonly call: string
  /** A parameter in the query that was refused, and why. */
  readonly problem?: string
}

export interface ProgramView {
  readonly standing: Standing
  readonly story: Story
  readonly data: PaperData
  /** By figure id, and by `exploration/figure` for those of explorations. */
  readonly pictures: Readonly<Record<string, Picture>>
}

export interface PaperView {
  readonly card: Card
  readonly program?: ProgramView
  /** Papers that share topics, most in common first. */
  readonly similar: readonly { readonly card: Card; readonly shared: readonly string[] }[]
}
