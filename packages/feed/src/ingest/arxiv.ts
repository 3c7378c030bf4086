/**
 * arXiv's Atom: answers of the API, and the daily feeds of a category.
 *
 * An answer that reports an error is a feed of one entry below `/api/errors`. Titles and names are folded over lines. Ids
 * carry a version. In a daily feed the identifier is `oai:arXiv.org:2502.00007v1`, the abstract follows a line of its own,
 * and the authors are one text between commas.
 * @module
 */
import { TOPICS } from './arxiv-topics.js'
import { ImportError, type IncomingPaper, isDay, oneLine, type Parsed, paragraphs, type Skipped } from './incoming.js'
import { attribute, children, childText, type Element, parseXml } from './xml.js'

const ID = /^(?:https?:\/\/arxiv\.org\/abs\/|oai:arXiv\.org:)(.+)$/
const ANNOUNCEMENT = /^arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*/

export interface ArxivFeed extends Parsed {
  /** Entries that the query matches, in all its pages; absent in daily feeds. */
  readonly total?: number
}

/** Whether a text looks like a feed of arXiv. */
export const isArxivFeed = (text: string): boolean =>
  /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<(feed|!DOCTYPE)\b/.test(text)

/**
 * @throws ImportError where it is no well-formed Atom feed, and with arXiv's own words where the feed is an error
 */
export function parseArxiv(text: string): ArxivFeed {
  const feed = children(parseXml(text.replace(/^\uFEFF/, '')), 'feed')[0]
  if (feed === undefined) throw new ImportError('no Atom feed: its root is not <feed>')
  const papers: IncomingPaper[] = []
  const skipped: Skipped[] = []
  for (const entry of children(feed, 'entry')) {
    const id = childText(entry, 'id').trim()
    if (id.includes('/api/errors')) {
      throw new ImportError(
        `arXiv answers with an error: ${oneLine(childText(entry, 'summary')) || 'without a reason'}`,
      )
    }
    const read = readEntry(entry, id)
    if (typeof read !== 'string') papers.push(read)
    else skipped.push({ title: oneLine(childText(entry, 'title')) || id || 'an entry without a title', reason: read })
  }
  const total = childText(feed, 'opensearch:totalResults').trim()
  return { papers, skipped, ...(/^\d+$/.test(total) ? { total: Number(total) } : {}) }
}

function readEntry(entry: Element, id: string): IncomingPaper | string {
  const arxiv = ID.exec(id)?.[1]
  if (!arxiv) return `its id ${JSON.stringify(id.slice(0, 80))} is no address of a paper on arXiv`
  const title = oneLine(childText(entry, 'title'))
  if (!title) return 'it has no title'
  const published = childText(entry, 'published').trim().slice(0, 10)
  const categories = children(entry, 'category').map((category) => attribute(category, 'term'))
  const announced = childText(entry, 'arxiv:announce_type').trim()
  return {
    title,
    arxiv,
    authors: authorsOf(entry),
    // A daily feed's date is that of the announcement, which for a replacement is years after the first version.
    published: isDay(published) && !announced.startsWith('replace') ? published : undefined,
    abstract: paragraphs(childText(entry, 'summary').trim().replace(ANNOUNCEMENT, '')),
    topics: [...new Set(categories.flatMap((category) => TOPICS[category] ?? []))],
    raw: compact({
      categories,
      updated: childText(entry, 'updated').trim(),
      comment: oneLine(childText(entry, 'arxiv:comment')),
      journal: oneLine(childText(entry, 'arxiv:journal_ref')),
      doi: childText(entry, 'arxiv:doi').trim(),
    }),
  }
}

function authorsOf(entry: Element): string[] {
  const authors = children(entry, 'author').map((author) => oneLine(childText(author, 'name')))
  if (authors.length > 0) return authors
  return oneLine(childText(entry, 'dc:creator')).split(/,\s+/).filter(Boolean)
}

const compact = (fields: Readonly<Record<string, string | readonly string[]>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length > 0))
