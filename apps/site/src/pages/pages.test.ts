import { describe, expect, test } from 'vitest'
import type { Assets, ListView, PaperFacts, PaperView, SearchView } from '../view.js'
import { renderAbout } from './about.js'
import { renderApi } from './api.js'
import { bibtex } from './citation.js'
import { renderFeeds } from './feeds.js'
import { renderHome } from './home.js'
import { renderList } from './list.js'
import { renderPaper } from './paper.js'
import { paperText } from './paper-text.js'
import { renderFailure, renderNoList, renderNotFound, renderUnknownArxiv } from './problem.js'
import { renderRanking } from './ranking.js'
import { renderSearch } from './search.js'
import { renderTopics } from './topics.js'

const assets: Assets = {
  styles: ['/assets/site.css'],
  theme: '/assets/theme.js',
  paper: { entry: '/assets/paper.js', preload: ['/assets/shared.js'] },
  watch: '/assets/watch.js',
  fonts: ['/assets/serif.woff2'],
}

const paper: PaperFacts = {
  slug: 'monge-gap',
  title: 'The Monge Gap: A Regularizer to Learn All Transport Maps',
  authors: ['Théo Uscidda', 'Marco Cuturi'],
  arxiv: '2302.04953',
  published: '2023-02-09',
  question: 'Can any network move mass with least effort?',
  summary: 'It can, at a cost $c$ <of course>.',
  abstract: null,
  topics: ['maps'],
  authorCount: 2,
  listedOn: '2023-02-09',
  codeUrl: null,
  projectUrl: null,
  votes: 0,
  comments: 0,
  claims: { held: 1, refuted: 1, total: 3 },
}

/** As an import brings it: hostile, and without most things. */
const HOSTILE = '<b>"bold"</b> & </script>'
const foreign: PaperFacts = {
  ...paper,
  slug: 'foreign',
  arxiv: null,
  title: `A title ${HOSTILE}`,
  authors: [],
  authorCount: 4,
  question: null,
  summary: null,
  abstract: `It costs $5 to $10 and is \`\`tight'', $x < y$ ${HOSTILE}\nnext line.`,
  topics: [HOSTILE],
  codeUrl: 'javascript:alert(1)',
  projectUrl: 'https://example.org/"><b>',
  votes: 12,
  comments: 1,
  claims: { held: 0, refuted: 0, total: 0 },
}

const list: ListView = {
  kind: 'topic',
  heading: HOSTILE,
  description: HOSTILE,
  path: '/topics/%3Cb%3E',
  entries: [{ paper: foreign }, { paper, standing: { held: 1, refuted: 0, total: 1 } }],
  filters: { year: '<b>', runs: true, code: false },
  topics: [HOSTILE],
  previousPage: '/newest?cursor=a',
  nextPage: '/newest?cursor=b',
  earlier: { href: '/day/2026-04-22', label: '22 April 2026' },
  feeds: { atom: '/feed.atom?min=3', json: '/feed.json?min=3' },
}

const search: SearchView = {
  query: HOSTILE,
  filters: { runs: false, code: false, from: '2026-01-01' },
  entries: [
    {
      paper: foreign,
      match: {
        title: [
          { text: 'A <b>', hit: true },
          { text: ' title', hit: false },
        ],
        excerpt: [],
      },
    },
  ],
  suggestion: { href: '/search?q=b', label: 'b' },
  feeds: list.feeds,
}

const running: PaperView = {
  paper,
  lineage: {
    buildsOn: [
      { slug: 'root', title: 'The root' },
      { slug: 'soil', title: HOSTILE },
    ],
    followedBy: [{ slug: 'heir', title: 'The heir' }],
    sameProblem: [],
  },
  similar: [{ paper: { ...paper, slug: 'other', question: 'Another?' }, because: ['maps'] }],
  program: {
    standing: { held: 1, refuted: 1, total: 3, measured: '2026-11-20', pictureAspect: 1.5 },
    story: { idea: '<p>With a formula.</p>', limits: '<p>Small samples.</p>' },
    pictures: { map: { wide: '<svg id="wide"></svg>', narrow: '<svg id="narrow"></svg>' } },
    data: {
      slug: 'monge-gap',
      parameters: [
        { name: 'epsilon', type: 'number', description: 'Entropy', default: 0.1, min: 0, max: 1, primary: true },
        { name: 'cost', type: 'choice', description: 'Cost', default: 'l2', options: ['l2', 'l1'], primary: false },
        { name: 'debias', type: 'boolean', description: 'Debias', default: true, primary: false },
      ],
      values: { epsilon: '0.2', cost: 'l2', debias: 'true' },
      seed: 5,
      data: { kind: 'clouds', accept: ['.csv'], files: { min: 2, max: 2 }, description: 'Two clouds.' },
      claims: [
        {
          id: 'a',
          statement: 'It holds.',
          source: 'Theorem 1',
          criterion: 'Below 1.',
          recorded: { outcome: 'held', measured: { worst: 0.5 } },
        },
        {
          id: 'b',
          statement: 'It never fails </script>.',
          source: 'Section 2',
          criterion: 'Never.',
          recorded: { outcome: 'refuted', measured: {}, note: 'it failed once' },
        },
        { id: 'c', statement: 'Later.', source: 'Section 3', criterion: 'Someday.' },
      ],
      explorations: [],
      figures: [
        {
          id: 'map',
          kind: 'chart',
          title: 'Mass moves',
          caption: 'n',
          aspect: 1.5,
          narrowAspect: 1.2,
          alternative: 'A map.',
        },
      ],
      recorded: { seed: 0, seconds: 2, device: 'a CPU' },
      verified: { date: '2026-11-20T10:00:00Z', profile: 'full', machine: 'a CPU', seeds: [0, 1] },
      call: 'mongeGap(x, y)',
    },
  },
}

const pages: Readonly<Record<string, string>> = {
  feed: renderHome(
    {
      running: [{ paper, standing: running.program?.standing }],
      waiting: [],
      topics: [{ name: 'maps', count: 1 }],
    },
    assets,
  ),
  'feed with a last day': renderHome(
    {
      running: [],
      waiting: [],
      topics: [],
      latest: { day: '2026-04-23', entries: [{ paper: foreign }] },
    },
    assets,
  ),
  'empty feed': renderHome({ running: [], waiting: [], topics: [] }, assets),
  list: renderList(list, assets),
  'list with a problem': renderList({ ...list, entries: [], problem: 'year: is "<b>"' }, assets),
  topics: renderTopics([{ name: HOSTILE, count: 3 }], 2, assets),
  search: renderSearch(search, ['maps'], assets),
  'search before words': renderSearch({ query: '', filters: { runs: false, code: false } }, [], assets),
  ranking: renderRanking(
    {
      fusion: 60,
      hours: 48,
      bonus: 0.3,
      z: 1.28,
      examples: [{ what: 'one', value: -1 }],
      bounds: [{ what: '1 of 1', value: 0.4 }],
    },
    assets,
  ),
  feeds: renderFeeds(
    {
      site: 'https://example.org',
      list: 'trending',
      filters: { author: HOSTILE, runs: true, code: false },
      topics: ['maps'],
      made: list.feeds,
    },
    assets,
  ),
  api: renderApi([{ method: 'GET', path: '/api/papers', summary: 'Papers.' }], 'https://example.org', assets),
  'paper of an import': renderPaper({ paper: foreign, similar: [] }, assets),
  'unknown arXiv identifier': renderUnknownArxiv('2302.04953', assets),
  'no list': renderNoList('No such paper', HOSTILE, assets),
  paper: renderPaper(running, assets),
  'paper without program': renderPaper({ paper, similar: [] }, assets),
  about: renderAbout(assets),
  'not found': renderNotFound('/<b>', assets),
  failure: renderFailure(assets),
}

describe.each(Object.entries(pages))('the page %s', (_, html) => {
  test('has a language, a title, one main and one headline', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(html).toMatch(/<title>[^<]+<\/title>/)
    expect(html.match(/<h1[ >]/g)).toHaveLength(1)
    expect(html.match(/<main /g)).toHaveLength(1)
  })

  test('has no script of its own and no markup from data', () => {
    for (const [, attributes = ''] of html.matchAll(/<script([^>]*)>/g)) {
      expect(attributes).toMatch(/src="\/assets\/|type="application\/json"/)
    }
    expect(html).not.toMatch(/ on[a-z]+="/)
    expect(html).not.toContain('<b>')
    expect(html).not.toContain('<of course>')
  })

  test('never skips a level of headings', () => {
    const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level))
    levels.forEach((level, k) => {
      expect(level - (levels[k - 1] ?? 0)).toBeLessThanOrEqual(1)
    })
  })

  test('labels every control', () => {
    for (const [field] of html.matchAll(/<(input|select)[^>]*>/g)) {
      if (/type="(hidden|file|radio)"/.test(field) || /aria-label=/.test(field)) continue
      const id = /\bid="([^"]+)"/.exec(field)?.[1]
      expect(html, field).toContain(`<label for="${id}">`)
    }
  })

  test('has each id once', () => {
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('the feed', () => {
  test('says how a paper stands', () => {
    expect(pages.feed).toContain('1 of 3 claims hold')
    expect(renderHome({ running: [], waiting: [{ paper }], topics: [] }, assets)).toContain('does not run yet')
  })

  test('loads no island', () => {
    expect(pages.feed).not.toContain('paper.js')
  })
})

describe('a paper’s page', () => {
  const html = pages.paper ?? ''

  test('shows picture, claims, call and limits without script', () => {
    expect(html).toContain('<svg id="wide">')
    expect(html).toContain('aria-label="A map."')
    expect(html).toContain('mongeGap(x, y)')
    expect(html).toMatch(/On this test it did not hold: <\/strong>/)
    expect(html).toContain('It failed once.')
    expect(html).toContain('<p>With a formula.</p>')
    expect(html).toContain('<p>Small samples.</p>')
    expect(html).toMatch(/✓ <\/span>held/)
    expect(html).toMatch(/✕ <\/span>refuted/)
  })

  test('is a form whose fields hold the values of the link', () => {
    expect(html).toContain('action="/papers/monge-gap#run"')
    expect(html).toMatch(/name="epsilon"[^>]*value="0.2"/)
    expect(html).toMatch(/name="seed"[^>]*value="5"/)
    expect(html).toContain('npx pushforward run monge-gap --seed 5 --epsilon 0.2')
  })

  test('carries its data in a block that no text can end', () => {
    const block = /<script type="application\/json" id="paper-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
    expect(JSON.parse(block)).toEqual(running.program?.data)
  })

  test('loads the island only where there is a program', () => {
    expect(html).toContain('src="/assets/paper.js"')
    expect(pages['paper without program']).not.toContain('/assets/paper.js')
  })
})

test('BibTeX keys are plain letters, and braces keep the capitals of a title', () => {
  expect(bibtex(paper)).toContain('@misc{uscidda2023monge,')
  expect(bibtex(paper)).toContain('title = {{The Monge Gap: A Regularizer to Learn All Transport Maps}}')
  expect(bibtex(paper)).toContain('author = {Théo Uscidda and Marco Cuturi}')
})

test('BibTeX of a paper whose authors are not known says so, and cannot be broken out of', () => {
  const entry = bibtex({ ...foreign, authors: ['Ada Lovelace'], title: 'A } title' })
  expect(entry).toContain('author = {Ada Lovelace and others}')
  expect(entry).toContain('title = {{A  title}}')
  expect(entry).not.toContain('eprint')
})

describe('a paper of an import', () => {
  const html = pages['paper of an import'] ?? ''

  test('shows what is known, with its mathematics, and nothing hostile', () => {
    expect(html).toContain('4 authors')
    expect(html).toContain('It costs $5 to $10 and is “tight”, <math>')
    expect(html).toContain('12 votes')
    expect(html).toContain('Topics: ')
    expect(html).not.toContain('javascript:')
    expect(html).not.toContain('does not run yet')
  })

  test('is Markdown, too, in which nothing is markup', () => {
    const text = paperText({ paper: foreign, similar: [] }, 'https://example.org/papers/foreign')
    expect(text).toContain('# A title \\<b\\>')
    expect(text).toContain('4 authors · 9 February 2023')
    expect(text.endsWith('<https://example.org/papers/foreign>\n')).toBe(true)
    const ours = paperText(running, 'https://example.org/papers/monge-gap')
    expect(ours).toContain('# Can any network move mass with least effort?')
    expect(ours).toContain('| It holds. | Theorem 1 | Below 1. | held |')
    expect(ours).toContain(
      '- [The Monge Gap: A Regularizer to Learn All Transport Maps](https://example.org/papers/other)',
    )
    expect(ours).toContain('\nBuilds on: [The root](https://example.org/papers/root); [\\<b\\>"bold"')
    expect(ours).toContain('\nFollowed by: [The heir](https://example.org/papers/heir)\n')
    expect(ours).not.toContain('same problem')
  })

  test('leads to what it builds on and to what followed it', () => {
    const html = renderPaper(running, assets)
    expect(html).toContain('Builds on: <a href="/papers/root">The root</a>; <a href="/papers/soil">&lt;b>')
    expect(html).toContain('Followed by: <a href="/papers/heir">The heir</a>')
    expect(html).not.toContain('same problem')
  })
})

describe('a list', () => {
  const html = pages.list ?? ''
  test('names its feeds and the pages beside it', () => {
    expect(html).toContain('<link rel="alternate" type="application/atom+xml" href="/feed.atom?min=3"')
    expect(html).toContain('<link rel="prev" href="/newest?cursor=a"')
    expect(html).toContain('<link rel="next" href="/newest?cursor=b"')
    expect(html).toContain('22 April 2026')
  })

  test('shows the filters that are set', () => {
    expect(html).toMatch(/<details class="filters" open/)
    expect(html).toMatch(/name="runs"[^>]*checked/)
  })
})

test('a search marks what it found and can be followed', () => {
  expect(pages.search).toContain('<mark>A &lt;b></mark> title')
  expect(pages.search).toContain('Did you mean')
  expect(pages.search).toContain('noindex')
})
