/**
 * A paper as a source tells of it, and the check at the door.
 * @module
 */

/** Everything but the title may be unknown. */
export interface IncomingPaper {
  readonly title: string
  /** arXiv identifier, with or without its version: `2302.04953`, `2302.04953v2`. */
  readonly arxiv?: string
  readonly authors?: readonly string[]
  /** Default: the number of names. A captured page says how many there are and not who. */
  readonly authorCount?: number
  /** Date of the first version, `YYYY-MM-DD`. Default: the month of the arXiv identifier, else the day of the import. */
  readonly published?: string
  readonly abstract?: string
  readonly topics?: readonly string[]
  readonly codeUrl?: string
  readonly projectUrl?: string
  /** Numbers of another site. */
  readonly votesElsewhere?: number
  readonly commentsElsewhere?: number
  /** The day in whose list it stands. Default: `published`; for a submission the day of the import. */
  readonly listedOn?: string
  /** When it came into the feed. Default: the beginning of `listedOn`; for a submission the moment of the import. */
  readonly appearedAt?: Date
  readonly withdrawnAt?: Date
  /** What the source says beyond this, as it came. */
  readonly raw?: Readonly<Record<string, unknown>>
}

export interface Skipped {
  readonly title: string
  readonly reason: string
}

/** What a reader of a format hands over: papers, and entries that it could not make a paper of. */
export interface Parsed {
  readonly papers: readonly IncomingPaper[]
  readonly skipped: readonly Skipped[]
}

/** A file that can't be read as what it should be. Nothing of it was written. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
  constructor(
    message: string,
    /** Where it breaks, from 1. */
    readonly line?: number,
    readonly column?: number,
  ) {
    const place = line === undefined ? '' : `line ${line}${column === undefined ? '' : `, column ${column}`}: `
    super(place + message)
  }
}

/** As the table has it; longer is no title. */
const TITLE_LENGTH = 1000
const ABSTRACT_LENGTH = 50_000
const NAME_LENGTH = 200
/** The largest collaborations have some 5000 authors. */
const MOST_AUTHORS = 10_000
const MOST_TOPICS = 30
/** Characters of `raw`; what is longer is no metadata, and is dropped. */
const RAW_LENGTH = 100_000
const ARXIV = /^\d{4}\.\d{4,5}(v[1-9]\d{0,2})?$/

/** An incoming paper with clean text, known fields only in forms that the store takes. */
export type CheckedPaper = Omit<IncomingPaper, 'arxiv'> & { readonly arxiv?: string; readonly version?: number }

/** @returns the paper as it may be stored, or in words what is wrong with it */
export function check(paper: IncomingPaper): CheckedPaper | string {
  const title = oneLine(paper.title)
  if (!title) return 'it has no title'
  if (title.length > TITLE_LENGTH)
    return `its title has ${title.length} characters; at most ${TITLE_LENGTH} are accepted`
  const arxiv = paper.arxiv?.trim()
  if (arxiv && !ARXIV.test(arxiv)) {
    return `${JSON.stringify(arxiv.slice(0, 40))} is no arXiv identifier of the form 2302.04953 (older forms are not accepted)`
  }
  for (const field of ['published', 'listedOn'] as const) {
    const day = paper[field]
    if (day !== undefined && !isDay(day)) return `${field}: ${JSON.stringify(day.slice(0, 40))} is no day YYYY-MM-DD`
  }
  for (const field of ['authorCount', 'votesElsewhere', 'commentsElsewhere'] as const) {
    const count = paper[field]
    if (count !== undefined && !(Number.isInteger(count) && count >= 0 && count <= 2 ** 31 - 1)) {
      return `${field}: ${count} is no count`
    }
  }
  const authors = paper.authors?.map(oneLine).filter(Boolean)
  if (authors && authors.length > MOST_AUTHORS)
    return `it has ${authors.length} authors; at most ${MOST_AUTHORS} are accepted`
  const abstract = paper.abstract && clean(paper.abstract).trim().slice(0, ABSTRACT_LENGTH)
  const [id, version] = arxiv ? arxiv.split('v') : []
  return {
    title,
    arxiv: id || undefined,
    version: version ? Number(version) : undefined,
    authors: authors?.map((name) => name.slice(0, NAME_LENGTH)),
    authorCount: paper.authorCount,
    published: paper.published,
    abstract: abstract || undefined,
    topics:
      paper.topics &&
      [...new Set(paper.topics.map((topic) => oneLine(topic).toLowerCase()))]
        .filter((topic) => topic && topic.length <= 60)
        .slice(0, MOST_TOPICS),
    codeUrl: webAddress(paper.codeUrl),
    projectUrl: webAddress(paper.projectUrl),
    votesElsewhere: paper.votesElsewhere,
    commentsElsewhere: paper.commentsElsewhere,
    listedOn: paper.listedOn,
    appearedAt: validTime(paper.appearedAt),
    withdrawnAt: validTime(paper.withdrawnAt),
    raw: smallEnough(paper.raw),
  }
}

/** A day of the calendar, `YYYY-MM-DD`, from 1900 on. */
export function isDay(text: string): boolean {
  if (!/^(19|2\d)\d\d-\d\d-\d\d$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && dayOf(new Date(time)) === text
}

export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

/** Text without what no column takes or no reader sees: control characters, halves of surrogate pairs. */
export const clean = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|\p{Cs}|[\uFFFE\uFFFF]/gu, '')

/** Folded to one line, as titles and names are. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim()

/** Paragraphs stay, lines within them are joined. */
export const paragraphs = (text: string): string =>
  clean(text)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n\n')

/** Only http and https become links. */
function webAddress(text: string | undefined): string | undefined {
  const address = text?.trim()
  if (!address || address.length > 2000 || !URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}

const validTime = (time: Date | undefined): Date | undefined =>
  time && !Number.isNaN(time.getTime()) && isDay(dayOf(time)) ? time : undefined

function smallEnough(raw: IncomingPaper['raw']): IncomingPaper['raw'] {
  if (!raw || Object.keys(raw).length === 0) return undefined
  const cleaned = cleanTree(raw, 0) as Record<string, unknown>
  return JSON.stringify(cleaned).length <= RAW_LENGTH ? cleaned : undefined
}

/** Deeper than any metadata. */
const DEEPEST = 20

function cleanTree(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return clean(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) return null
  if (Array.isArray(value)) return value.map((item) => cleanTree(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), cleanTree(item, depth + 1)]))
}
