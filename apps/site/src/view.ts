/**
 * What pages show: plain data. The server makes it from records, programs and recordings; the island reads the part
 * that it needs from the page.
 * @module
 */
import type { DataRequest, Figure, Measured, Outcome, ParameterDescription } from '@pushforward/lab'
import type { ComponentChildren } from 'preact'
import type { Story } from './story.js'

/** Where the browser finds the built files: hashed names from the bundler's manifest. */
export interface Assets {
  readonly styles: readonly string[]
  /** Loaded before first paint, so that a chosen theme does not flash. */
  readonly theme: string
  /** The paper page's island, and what it imports at once. */
  readonly paper: { readonly entry: string; readonly preload: readonly string[] }
  /** Keys for lists and papers; loaded after the page. */
  readonly keys?: string
  /** Sends forms without leaving the page. */
  readonly live?: string
  /** Watches a run on the server. */
  readonly watch: string
  /** Keeps pages for when there is no network; with it, the site is installable. */
  readonly offline?: string
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

/** What pages show of a paper. Only those of the catalogue have a question and a summary. */
export interface PaperFacts {
  readonly slug: string
  /** arXiv identifier without version. */
  readonly arxiv: string | null
  readonly title: string
  readonly authors: readonly string[]
  /** At least as many as names are known. */
  readonly authorCount: number
  /** `YYYY-MM-DD`, as is `listedOn`, the day in whose list it stands. */
  readonly published: string
  readonly listedOn: string
  readonly question: string | null
  readonly summary: string | null
  readonly abstract: string | null
  readonly topics: readonly string[]
  readonly codeUrl: string | null
  readonly projectUrl: string | null
  readonly votes: number
  readonly comments: number
  /** Of the last verification; total 0: no program. */
  readonly claims: { readonly held: number; readonly refuted: number; readonly total: number }
}

export interface FeedEntry {
  readonly paper: PaperFacts
  /** Absent: the paper has no program yet. */
  readonly standing?: Standing
  /** Where a search matched; in place of the plain title and the abstract's beginning. */
  readonly match?: {
    readonly title: readonly Segment[]
    readonly excerpt: readonly Segment[]
    /** It has not the words, and is near them in meaning. */
    readonly isNear?: boolean
  }
  /** Stands in place of the number of votes: a form with which to vote. */
  readonly vote?: ComponentChildren
  /** A form with which to save it. */
  readonly save?: ComponentChildren
  /** Why it is shown, in a list for one person. */
  readonly reasons?: readonly string[]
}

/** A piece of a text; `hit`: what was searched for. */
export interface Segment {
  readonly text: string
  readonly hit: boolean
}

export interface Counted {
  readonly name: string
  readonly count: number
}

export interface Link {
  readonly href: string
  readonly label: string
}

/** Addresses of the same list for feed readers. */
export interface FeedLinks {
  readonly atom: string
  readonly json: string
}

export interface HomeView {
  /** Papers that run. */
  readonly running: readonly FeedEntry[]
  /** All others; only where there are few. */
  readonly waiting: readonly FeedEntry[]
  /** The newest papers, where there are many; `day`: all are of it. */
  readonly latest?: { readonly day?: string; readonly entries: readonly FeedEntry[] }
  readonly topics: readonly Counted[]
}

/** Which papers a list is limited to, as its form shows them. */
export interface FilterView {
  readonly topic?: string
  readonly year?: string
  readonly min?: string
  readonly runs: boolean
  readonly code: boolean
}

/** What kind of list it is, to mark it among the others. */
export type ListKind = 'trending' | 'newest' | 'runnable' | 'day' | 'week' | 'month' | 'topic' | 'author'

export interface ListView {
  readonly kind: ListKind
  readonly heading: string
  /** One sentence: what the list holds, and in which order. */
  readonly description: string
  /** Its address without filters and page. */
  readonly path: string
  readonly entries: readonly FeedEntry[]
  readonly filters: FilterView
  /** Topics to choose from; absent where the list is of one topic. */
  readonly topics?: readonly string[]
  /** Pages of this list. */
  readonly previousPage?: string
  readonly nextPage?: string
  /** The nearest periods that have papers. */
  readonly earlier?: Link
  readonly later?: Link
  readonly feeds: FeedLinks
  /** What is wrong with the filters; then there are no entries. */
  readonly problem?: string
  /** A form with which to follow this topic or author. */
  readonly follow?: ComponentChildren
  /** Who this author is here. */
  readonly people?: readonly PersonName[]
}

/** What a person saved. */
export interface SavedView extends Pick<ListView, 'entries' | 'previousPage' | 'nextPage'> {}

/** A person as everybody sees them. */
export interface PersonPageView extends PersonName {
  readonly createdAt: Date
  readonly isModerator: boolean
  readonly written: readonly FeedEntry[]
  readonly submitted: readonly FeedEntry[]
}

export interface ForYouView {
  /** Each with its reasons. */
  readonly entries: readonly FeedEntry[]
  /** The person has saved nothing and follows nothing. */
  readonly isNew: boolean
}

/** What is new in what a person follows. */
export interface FollowingView extends Pick<ListView, 'entries' | 'filters' | 'previousPage' | 'nextPage' | 'problem'> {
  readonly follows: { readonly topics: readonly string[]; readonly authors: readonly string[] }
}

export interface SearchView {
  readonly query: string
  readonly filters: FilterView & { readonly from?: string; readonly to?: string }
  /** Absent: nothing was searched for yet. */
  readonly entries?: readonly FeedEntry[]
  /** The query with its words as they are known here, where nothing or little was found. */
  readonly suggestion?: Link
  readonly nextPage?: string
  readonly feeds?: FeedLinks
  readonly problem?: string
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

export interface SimilarView {
  readonly paper: Pick<PaperFacts, 'slug' | 'title' | 'question'>
  /** The words or topics that both have, the heaviest first. */
  readonly because: readonly string[]
}

/** Another paper, by its name. */
export type RelativeView = Pick<PaperFacts, 'slug' | 'title'>

/** Papers before and after this one. */
export interface LineageView {
  readonly buildsOn: readonly RelativeView[]
  readonly followedBy: readonly RelativeView[]
  readonly sameProblem: readonly RelativeView[]
}

/** What a paper was before its authors, or whoever told of it, said otherwise. */
export interface EarlierView {
  readonly until: Date
  readonly title?: string
  readonly authors?: readonly string[]
  readonly abstract?: string
}

/** Somebody who has an account here. */
export interface PersonName {
  readonly handle: string
  readonly name: string
}

export interface PaperView {
  readonly paper: PaperFacts
  /** The newest first. */
  readonly earlier?: readonly EarlierView[]
  /** Its authors who are known here, by the name that stands on it. */
  readonly known?: readonly (PersonName & { readonly author: string })[]
  readonly program?: ProgramView
  readonly similar: readonly SimilarView[]
  readonly lineage?: LineageView
  /** Stands in place of the number of votes: a form with which to vote. */
  readonly vote?: ComponentChildren
  /** A form with which to save it. */
  readonly save?: ComponentChildren
  /** Comments and their form, a section of its own. */
  readonly discussion?: ComponentChildren
}

/** A run of a paper on the server. */
export interface RunView {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  /** Its end was asked for and has not come yet. */
  readonly cancelling: boolean
  /** Above 1: it was begun again after a machine stopped. */
  readonly attempts: number
  /** Runs before it in the queue. */
  readonly ahead: number
  readonly problem?: string
  readonly profile: 'quick' | 'full'
  readonly seed: number
  /** Parameters that were given, as text. */
  readonly values: readonly (readonly [name: string, value: string])[]
  /** Seconds that it took, or has taken so far. */
  readonly seconds?: number
  readonly progress?: { readonly done: number; readonly total: number; readonly note?: string }
  readonly metrics: readonly { readonly name: string; readonly value: number }[]
  readonly figures: readonly { readonly frame: FigureFrame; readonly picture: Picture }[]
  /** Claims that it has measured so far, of all. */
  readonly claims: readonly (Pick<ClaimView, 'id' | 'statement'> & { readonly measured?: ClaimOutcome })[]
}
