import { describe, expect, test } from 'vitest'
import type { Assets, PaperView } from '../view.js'
import { renderAbout } from './about.js'
import { bibtex } from './citation.js'
import { renderFeed } from './feed.js'
import { renderPaper } from './paper.js'
import { renderFailure, renderNotFound } from './problem.js'

const assets: Assets = {
  styles: ['/assets/site.css'],
  theme: '/assets/theme.js',
  paper: { entry: '/assets/paper.js', preload: ['/assets/shared.js'] },
  fonts: ['/assets/serif.woff2'],
}

const card = {
  slug: 'monge-gap',
  title: 'The Monge Gap: A Regularizer to Learn All Transport Maps',
  authors: ['Théo Uscidda', 'Marco Cuturi'],
  arxiv: '2302.04953',
  published: '2023-02-09',
  question: 'Can any network move mass with least effort?',
  summary: 'It can, at a cost $c$ <of course>.',
  topics: ['maps'],
}

const running: PaperView = {
  card,
  similar: [{ card: { ...card, slug: 'other', question: 'Another?' }, shared: ['maps'] }],
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
  feed: renderFeed(
    { entries: [{ card, standing: running.program?.standing }], topics: [{ name: 'maps', count: 1 }] },
    assets,
  ),
  'empty feed': renderFeed({ entries: [], topics: [], topic: 'nothing' }, assets),
  paper: renderPaper(running, assets),
  'paper without program': renderPaper({ card, similar: [] }, assets),
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
    expect(renderFeed({ entries: [{ card }], topics: [] }, assets)).toContain('not yet')
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
  expect(bibtex(card)).toContain('@misc{uscidda2023monge,')
  expect(bibtex(card)).toContain('title = {{The Monge Gap: A Regularizer to Learn All Transport Maps}}')
  expect(bibtex(card)).toContain('author = {Théo Uscidda and Marco Cuturi}')
})
