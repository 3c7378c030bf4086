/**
 * Lists of papers as JSON Feed 1.1.
 * @module
 */
import { arxivUrl, contentOf, type FeedDocument, paperTag, summaryOf } from './feed.js'
import { legal, oneLine } from './markup.js'

export const JSON_FEED_TYPE = 'application/feed+json; charset=utf-8'

export function jsonFeed(feed: FeedDocument): string {
  const { authority, site } = feed
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: line(feed.title),
    description: line(feed.subtitle),
    home_page_url: `${site}${feed.page}`,
    feed_url: `${site}${feed.self}`,
    ...(feed.next === undefined ? {} : { next_url: `${site}${feed.next}` }),
    icon: `${site}/icon.svg`,
    language: 'en',
    items: feed.papers.map((paper) => ({
      id: paperTag(authority, paper.id),
      url: `${site}/papers/${paper.slug}`,
      ...(paper.arxiv ? { external_url: arxivUrl(paper.arxiv) } : {}),
      title: line(paper.title),
      content_html: contentOf(paper, site),
      summary: legal(summaryOf(paper)),
      date_published: paper.appearedAt.toISOString(),
      date_modified: paper.updatedAt.toISOString(),
      authors: paper.authors.map((name) => ({ name: line(name) })),
      tags: paper.topics.map(line),
      _pushforward: {
        about: `${site}/about/api`,
        runs: paper.claims.total > 0,
        claims: { held: paper.claims.held, total: paper.claims.total },
        published: paper.published,
      },
    })),
  })
}

const line = (text: string) => legal(oneLine(text))
