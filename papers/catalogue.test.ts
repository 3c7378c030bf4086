import { describe, expect, test } from 'vitest'
import { cardOf, catalogue } from './catalogue.js'

const words = (text: string) => text.split(/\s+/).filter(Boolean).length

describe('the catalogue', () => {
  test('holds 27 papers, each slug and each arXiv identifier once', () => {
    expect(catalogue).toHaveLength(27)
    expect(new Set(catalogue.map((card) => card.slug)).size).toBe(27)
    expect(new Set(catalogue.map((card) => card.arxiv)).size).toBe(27)
  })

  test.each(catalogue)('$slug states its facts in the agreed form', (card) => {
    expect(card.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(card.arxiv).toMatch(/^\d{4}\.\d{5}$/)
    expect(card.published).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(new Date(card.published).toISOString()).toBe(`${card.published}T00:00:00.000Z`)
    expect(card.authors.length).toBeGreaterThan(0)
    expect(card.topics.length).toBeGreaterThanOrEqual(2)
    for (const text of [card.title, ...card.authors, ...card.topics]) expect(text.trim()).toBe(text)
  })

  test.each(catalogue)('$slug has a question of at most 12 words and a summary of one paragraph', (card) => {
    expect(words(card.question)).toBeLessThanOrEqual(12)
    expect(card.question).toMatch(/\?$/)
    expect(words(card.summary)).toBeGreaterThanOrEqual(40)
    expect(words(card.summary)).toBeLessThanOrEqual(100)
    expect(card.summary).not.toContain('\n')
  })

  test('the month of an identifier is that of the date, or follows it by days', () => {
    // arXiv numbers by the month of announcement, which may follow the submission by some days.
    for (const { arxiv, published } of catalogue) {
      const announced = Date.UTC(2000 + Number(arxiv.slice(0, 2)), Number(arxiv.slice(2, 4)) - 1, 1)
      const days = (Date.parse(published) - announced) / 86_400_000
      expect(days, arxiv).toBeGreaterThanOrEqual(-5)
      expect(days, arxiv).toBeLessThan(31)
    }
  })

  test('finds a card by its slug, and says so when there is none', () => {
    expect(cardOf('monge-gap').arxiv).toBe('2302.04953')
    expect(() => cardOf('no-such-paper')).toThrow('no paper "no-such-paper" in catalogue.json')
  })
})
