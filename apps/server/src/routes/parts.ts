/**
 * What routes are made from, and how they answer.
 * @module
 */
import type { LookUp } from '@pushforward/feed/discussion'
import type { Meaning } from '@pushforward/feed/embedding'
import type { Queue } from '@pushforward/feed/jobs'
import type { Store } from '@pushforward/feed/store'
import type { Context as LabContext } from '@pushforward/lab'
import type { Assets } from '@pushforward/site'
import type { Context, Hono } from 'hono'
import type { Asset, Installable } from '../assets.js'
import type { Config } from '../config.js'
import type { Programs } from '../programs.js'
import { remember } from '../whole.js'

export interface AppParts {
  readonly config: Config
  readonly store: Store
  /** Takes runs, once it has been opened; absent where none are taken. */
  readonly queue?: Promise<Queue>
  /** Finds papers by meaning, too; absent: by words alone. */
  readonly meaning?: Meaning
  /** Asks arXiv of a paper that is submitted; absent: submitters fill in forms by hand. */
  readonly lookUp?: LookUp
  /** Names of what is done at set times. */
  readonly timers?: readonly string[]
  readonly programs: Programs
  readonly assets: Assets
  readonly readAsset: (name: string, brotli: boolean) => Promise<Asset | undefined>
  /** The site's icon, as SVG. */
  readonly icon: string
  /** Absent: the site needs a network. */
  readonly installable?: Installable
  readonly dataset: LabContext['dataset']
  /** What time it is. */
  readonly clock: () => Date
  /** Milliseconds that a page waits for what it can do without. Default: as long as that takes. */
  readonly patience?: number
  /** Where the day's dump is kept; absent: none is offered. */
  readonly dumpFolder?: string
  /** Milliseconds for which public pages are kept in memory. Default 0: not at all. */
  readonly pageLifetime?: number
  /** Takes lines for the operator; absent: none are written. */
  readonly log?: (line: string) => void
  /** Receives what went wrong while a page was made. */
  readonly report: (error: Error) => void
}

/** Adds a part of the site to it. */
export type Route = (app: Hono, parts: AppParts) => void

/** Kept, but asked about each time: an ETag answers. */
export const ASK = 'no-cache'

export const html = (context: Context, text: string, status: 200 | 400 | 404 | 409 | 422 | 429 = 200): Response =>
  remember(context.html(text, status, { 'cache-control': ASK }), text)

export const svg = (context: Context, image: string) =>
  context.body(image, 200, { 'content-type': 'image/svg+xml', 'cache-control': ASK })
