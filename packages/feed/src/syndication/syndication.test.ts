import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAtom } from '../fixture/atom-check.js'
import { onBothStores } from '../fixture/stores.js'
import type { PaperRecord } from '../papers/index.js'
import { atomFeed, type FeedDocument, jsonFeed, tagAuthority } from './index.js'

const paper: PaperRecord = {
  id: 7,
  slug: 'monge-gap',
  arxiv: '2302.04953',
  title: 'The Monge Gap:\n  A Regularizer',
  authors: ['Théo Uscidda', 'Marco Cuturi'],
  authorCount: 3,
  published: '2023-02-09',
  question: 'Can any network move mass with least effort?',
  summary: 'It can, at a cost $c$ <of course>.',
  abstract: null,
  topics: ['maps'],
  codeUrl: null,
  projectUrl: null,
  related: [],
  source: 'catalogue',
  votesElsewhere: null,
  commentsElsewhere: null,
  listedOn: '2023-02-09',
  appearedAt: new Date('2023-02-10T00:00:00Z'),
  updatedAt: new Date('2023-03-01T12:00:00.5Z'),
  votes: 12,
  comments: 0,
  claims: { held: 7, refuted: 1, total: 8 },
}

const document: FeedDocument = {
  title: 'Papers on “maps”',
  subtitle: 'Newest first.',
  authority: 'papers.example.org,2026',
  site: 'https://papers.example.org',
  self: '/topics/maps/feed.atom?min=3&cursor=x',
  list: '/topics/maps?min=3',
  page: '/topics/maps?min=3',
  first: '/topics/maps/feed.atom?min=3',
  next: '/topics/maps/feed.atom?min=3&cursor=y',
  updated: new Date('2023-03-01T12:00:00.5Z'),
  papers: [paper, { ...paper, id: 8, arxiv: null, authors: [], question: null, summary: null, topics: [] }],
}

const contentText = (entry: Record<string, unknown> | undefined) =>
  (entry?.content as Record<string, string> | undefined)?.['#text'] ?? ''

describe('an Atom feed', () => {
  test('is what RFC 4287 asks for', () => {
    const { feed, problems } = checkAtom(atomFeed(document))
    expect(problems).toEqual([])
    expect(feed).toMatchObject({
      id: 'tag:papers.example.org,2026:feed/topics/maps?min=3',
      title: 'Papers on “maps”',
      updated: '2023-03-01T12:00:00.500Z',
    })
    const links = (feed.link as Record<string, string>[]).map((link) => [link['@rel'], link['@href']])
    expect(links).toContainEqual(['next', 'https://papers.example.org/topics/maps/feed.atom?min=3&cursor=y'])
    expect(links).toContainEqual(['first', 'https://papers.example.org/topics/maps/feed.atom?min=3'])
    const [first] = feed.entry as Record<string, unknown>[]
    expect(first).toMatchObject({
      id: 'tag:papers.example.org,2026:paper/7',
      title: 'The Monge Gap: A Regularizer',
      author: [{ name: 'Théo Uscidda' }, { name: 'Marco Cuturi' }],
      category: [{ '@term': 'maps' }],
      published: '2023-02-10T00:00:00.000Z',
    })
    const content = contentText(first)
    expect(content).toContain('<tr><th>Claims that hold</th><td>7</td></tr>')
    expect(content).toContain('&lt;of course&gt;')
    expect(content).toContain('1 more')
  })

  test('does not change with a vote', () => {
    const voted = { ...document, papers: [{ ...paper, votes: 13, comments: 4 }] }
    expect(atomFeed(voted)).toBe(atomFeed({ ...document, papers: [paper] }))
  })

  test('stays well-formed and says nothing of its own whatever a paper holds', () => {
    const sign = fc.constantFrom(
      ...[
        '<',
        '>',
        '&',
        '"',
        "'",
        ']]>',
        '<!--',
        '\u0000',
        '\u0008',
        '\u001f',
        '\ufffe',
        '\ud800',
        '\u{1f600}',
        '\n',
        'a',
      ],
    )
    const hostile = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(''))
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, author, topic) => {
        const papers = [
          {
            ...paper,
            title: `T${title}`,
            authors: [`A${author}`],
            topics: [`B${topic}`],
            abstract: title,
            summary: author,
            question: topic,
          },
        ]
        const { feed, problems } = checkAtom(atomFeed({ ...document, title: `T${title}`, papers }))
        expect(problems).toEqual([])
        expect(feed.entry).toHaveLength(1)
        const [entry] = feed.entry as Record<string, unknown>[]
        const content = contentText(entry)
        const tags = [...content.matchAll(/<\/?([^\s>]*)/g)].map(([, name]) => name)
        const known = ['p', 'strong', 'table', 'tr', 'th', 'td', 'a']
        expect(
          tags.filter((name) => !known.includes(name ?? '')),
          content,
        ).toEqual([])
      }),
      { seed: 20261125, numRuns: 300 },
    )
  })
})

test('a JSON feed says the same', () => {
  const feed = JSON.parse(jsonFeed({ ...document, papers: [{ ...paper, title: 'A\u0000 title' }] }))
  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Papers on “maps”',
    next_url: 'https://papers.example.org/topics/maps/feed.atom?min=3&cursor=y',
    items: [
      {
        id: 'tag:papers.example.org,2026:paper/7',
        url: 'https://papers.example.org/papers/monge-gap',
        external_url: 'https://arxiv.org/abs/2302.04953',
        title: 'A title',
        date_published: '2023-02-10T00:00:00.000Z',
        authors: [{ name: 'Théo Uscidda' }, { name: 'Marco Cuturi' }],
        tags: ['maps'],
        _pushforward: { claims: { held: 7, total: 8 }, runs: true },
      },
    ],
  })
})

onBothStores('the name in tags', (store) => {
  test('stays when the site moves, and is not kept before it has a name of its own', async () => {
    expect(await tagAuthority(store(), 'http://localhost:3000')).toBe('localhost,2026')
    expect(await tagAuthority(store(), 'http://127.0.0.1:3000')).toBe('127.0.0.1,2026')
    expect(await tagAuthority(store(), 'https://papers.example.org')).toBe('papers.example.org,2026')
    expect(await tagAuthority(store(), 'https://new.example.org')).toBe('papers.example.org,2026')
    expect(await tagAuthority(store(), 'http://localhost:3000')).toBe('papers.example.org,2026')
  })
})
