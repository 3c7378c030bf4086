/**
 * Lists of papers in the Atom Syndication Format (RFC 4287), with paging and archives (RFC 5005, sections 3 and 4).
 * @module
 */
import type { PaperRecord } from '../papers/record.js'
import { arxivUrl, contentOf, type FeedDocument, listTag, paperTag, summaryOf } from './feed.js'
import { element, oneLine, textElement } from './markup.js'

export const ATOM_TYPE = 'application/atom+xml; charset=utf-8'

export function atomFeed(feed: FeedDocument): string {
  const { authority, site } = feed
  const link = (rel: string, path: string | undefined, type = 'application/atom+xml') =>
    path === undefined ? '' : element('link', { rel, type, href: `${site}${path}` })
  const parts = [
    textElement('id', listTag(authority, feed.list)),
    textElement('title', oneLine(feed.title)),
    textElement('subtitle', oneLine(feed.subtitle)),
    textElement('updated', feed.updated.toISOString()),
    link('self', feed.self),
    link('alternate', feed.page, 'text/html'),
    link('first', feed.first),
    link('previous', feed.previous),
    link('next', feed.next),
    link('prev-archive', feed.previousArchive),
    link('current', feed.current),
    feed.current === undefined ? '' : element('fh:archive', {}),
    textElement('icon', `${site}/icon.svg`),
    // Papers without known authors have this one.
    element('author', {}, textElement('name', 'Pushforward') + textElement('uri', site)),
    ...feed.papers.map((paper) => entry(paper, feed)),
  ]
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(
    'feed',
    {
      xmlns: 'http://www.w3.org/2005/Atom',
      ...(feed.current === undefined ? {} : { 'xmlns:fh': 'http://purl.org/syndication/history/1.0' }),
      'xml:lang': 'en',
    },
    `\n${parts.filter(Boolean).join('\n')}\n`,
  )}\n`
}

function entry(paper: PaperRecord, { authority, site }: FeedDocument): string {
  const summary = summaryOf(paper)
  const parts = [
    textElement('id', paperTag(authority, paper.id)),
    textElement('title', oneLine(paper.title)),
    textElement('published', paper.appearedAt.toISOString()),
    textElement('updated', paper.updatedAt.toISOString()),
    element('link', { rel: 'alternate', type: 'text/html', href: `${site}/papers/${paper.slug}` }),
    paper.arxiv ? element('link', { rel: 'related', type: 'text/html', href: arxivUrl(paper.arxiv) }) : '',
    ...paper.authors.map((name) => element('author', {}, textElement('name', oneLine(name)))),
    ...paper.topics.map((term) => element('category', { term: oneLine(term) })),
    summary ? textElement('summary', summary, { type: 'text' }) : '',
    textElement('content', contentOf(paper, site), { type: 'html' }),
  ]
  return element('entry', {}, `\n${parts.filter(Boolean).join('\n')}\n`)
}
