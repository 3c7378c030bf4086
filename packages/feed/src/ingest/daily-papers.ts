/**
 * Answers of Hugging Face's papers API: `GET /api/daily_papers` and `/api/papers/search` (a list of items that each hold a
 * `paper`), `GET /api/papers/{id}` (one paper, flat).
 *
 * A field is looked for in the paper, then in the item: clients and servers differ in where they put some. Everything but
 * `id` and `title` may be missing. What has no column is kept as it came.
 * @module
 */
import { dayOf, ImportError, type IncomingPaper, isDay, type Parsed, paragraphs, type Skipped } from './incoming.js'
import { isObject, type JsonObject } from './json.js'

/** Fields that become columns; the rest is kept. */
const READ = new Set(['id', 'title', 'summary', 'publishedAt', 'upvotes', 'numComments'])
const MOST_KEYWORDS = 10

/** Whether a document has the shape of one of these answers. */
export function isDailyPapers(document: unknown): boolean {
  const first = Array.isArray(document) ? document[0] : document
  if (!isObject(first)) return false
  return isObject(first.paper) || ('id' in first && ('publishedAt' in first || 'upvotes' in first))
}

/** @throws ImportError where the document is neither a list of items nor a paper */
export function parseDailyPapers(document: unknown): Parsed {
  const items = Array.isArray(document) ? document : [document]
  const papers: IncomingPaper[] = []
  const skipped: Skipped[] = []
  items.forEach((item: unknown, index) => {
    const read = isObject(item) ? readItem(item) : 'it is no object'
    if (typeof read !== 'string') papers.push(read)
    else skipped.push({ title: titleOf(item) ?? `item ${index}`, reason: read })
  })
  if (papers.length === 0 && skipped.length === 1 && !Array.isArray(document)) {
    throw new ImportError(`no list of daily papers and no paper: ${skipped[0]?.reason}`)
  }
  return { papers, skipped }
}

function readItem(item: JsonObject): IncomingPaper | string {
  const isWrapped = isObject(item.paper)
  const paper = isWrapped ? (item.paper as JsonObject) : item
  const field = (name: string): unknown => paper[name] ?? item[name]
  const text = (name: string): string | undefined => {
    const value = field(name)
    return typeof value === 'string' && value.trim() ? value : undefined
  }
  const title = text('title')
  const arxiv = text('id')
  if (!title) return 'it has no title'
  if (!arxiv) return 'it has no id'
  const published = time(field('publishedAt'))
  // On the item `publishedAt` is the appearance in the feed, on the paper it is arXiv's.
  const appeared = time(field('submittedOnDailyAt')) ?? (isWrapped ? time(item.publishedAt) : undefined)
  return {
    title,
    arxiv,
    authors: names(field('authors')),
    published: published && dayOf(published),
    abstract: paragraphsOf(text('summary')),
    topics: keywords(field('ai_keywords')),
    codeUrl: text('githubRepo'),
    projectUrl: text('projectPage'),
    votesElsewhere: count(field('upvotes')),
    commentsElsewhere: count(field('numComments')),
    listedOn: appeared && dayOf(appeared),
    appearedAt: appeared,
    withdrawnAt: time(field('withdrawnAt')),
    raw: { ...rest(item), ...rest(paper) },
  }
}

const titleOf = (item: unknown): string | undefined => {
  const title = isObject(item) ? (isObject(item.paper) ? item.paper.title : item.title) : undefined
  return typeof title === 'string' && title.trim() ? title : undefined
}

function names(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.flatMap((author: unknown) => {
    if (typeof author === 'string') return author
    return isObject(author) && typeof author.name === 'string' && author.hidden !== true ? author.name : []
  })
}

const keywords = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((word) => typeof word === 'string').slice(0, MOST_KEYWORDS) : undefined

const paragraphsOf = (text: string | undefined): string | undefined => text && paragraphs(text)

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined

function time(value: unknown): Date | undefined {
  const date = typeof value === 'string' ? new Date(value) : undefined
  return date && !Number.isNaN(date.getTime()) && isDay(dayOf(date)) ? date : undefined
}

const rest = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'paper' && !READ.has(name)))
