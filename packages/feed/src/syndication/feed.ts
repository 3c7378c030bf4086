/**
 * A list of papers as a document for feed readers, before it has a format.
 * @module
 */
import type { PaperRecord } from '../papers/record.js'
import type { Queries } from '../store/store.js'
import { escapeMarkup, oneLine } from './markup.js'

export interface FeedDocument {
  readonly title: string
  readonly subtitle: string
  /** Who names things here, see `tagAuthority`. */
  readonly authority: string
  /** Address of the site, without a slash at the end; the paths below are appended to it. */
  readonly site: string
  /** This document. */
  readonly self: string
  /** Names the list: the same for all pages of it. */
  readonly list: string
  /** The list as a page. */
  readonly page: string
  readonly first?: string
  readonly next?: string
  readonly previous?: string
  /** The archive document before this one, or the newest of them. */
  readonly previousArchive?: string
  /** Of an archive document: the feed that it is an archive of. */
  readonly current?: string
  /** The last change of anything in it; votes are none. */
  readonly updated: Date
  readonly papers: readonly PaperRecord[]
}

/**
 * The name under which this store's papers are known to feed readers, for tag URIs (RFC 4151). It stays when the site
 * moves to another host, because a new name would show every paper as new; so it is kept in the store, once the site has
 * a name of its own.
 */
export async function tagAuthority(store: Queries, publicUrl: string): Promise<string> {
  const { hostname } = new URL(publicUrl)
  const authority = `${hostname},2026`
  const isOwn = hostname !== 'localhost' && !/^[\d.]+$|^\[/.test(hostname)
  if (isOwn) {
    await store.query("insert into settings (name, value) values ('tag-authority', $1) on conflict do nothing", [
      authority,
    ])
  }
  const [row] = await store.query<{ value: string }>("select value from settings where name = 'tag-authority'")
  return row?.value ?? authority
}

/** A paper's number is what never changes: slugs and titles may, and an arXiv identifier may come later. */
export const paperTag = (authority: string, id: number): string => `tag:${authority}:paper/${id}`

export const listTag = (authority: string, list: string): string =>
  `tag:${authority}:feed${list.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]/g, encodeURIComponent)}`

/** In a sentence or two. */
export const summaryOf = ({ question, summary, abstract }: PaperRecord): string =>
  oneLine([question, summary ?? abstract].filter(Boolean).join(' '))

/** HTML: what the paper is, what was measured, where to read on. */
export function contentOf(paper: PaperRecord, site: string): string {
  const { title, question, summary, abstract, authors, authorCount, claims } = paper
  const names = authors.length < authorCount ? [...authors, `${authorCount - authors.length} more`] : authors
  const { held, refuted, total } = claims
  const rows: readonly (readonly [string, number])[] = [
    ['Claims that hold', held],
    ['Refuted', refuted],
    ['Not evaluated', total - held - refuted],
  ]
  const cells = rows.map(([name, count]) => `<tr><th>${name}</th><td>${count}</td></tr>`).join('')
  return [
    question ? `<p><strong>${escapeMarkup(oneLine(question))}</strong></p>` : '',
    paragraph(title),
    paragraph(names.map(oneLine).join(', ')),
    paragraph(summary ?? abstract ?? ''),
    total > 0 ? `<p>Runs here; what was measured of its ${total} claims:</p><table>${cells}</table>` : '',
    `<p><a href="${escapeMarkup(`${site}/papers/${paper.slug}`)}">Read on</a></p>`,
  ].join('')
}

/** HTML has no empty elements but its own. */
function paragraph(text: string): string {
  const escaped = escapeMarkup(oneLine(text))
  return escaped && `<p>${escaped}</p>`
}

export const arxivUrl = (arxiv: string): string => `https://arxiv.org/abs/${arxiv}`
