import { describe, expect, test } from 'vitest'
import { filesNamedIn, isKept, isPublic, treatmentOf } from './policy.js'

const ORIGIN = 'https://pushforward.example'
const visit = (path: string, method = 'GET') => treatmentOf({ method, mode: 'navigate', url: ORIGIN + path }, ORIGIN)
const load = (path: string, method = 'GET') => treatmentOf({ method, mode: 'cors', url: ORIGIN + path }, ORIGIN)

describe('what a request gets', () => {
  test('built files come from what is kept, pages and records from the network first', () => {
    expect(load('/assets/paper-abc.js')).toBe('built')
    expect(visit('/papers/monge-gap')).toBe('page')
    expect(visit('/account')).toBe('page') // says that there is no network; is never kept
    expect(load('/data/german-credit')).toBe('record')
    expect(load('/papers/monge-gap/figures.json')).toBe('record')
  })

  test.each([
    ['a form', () => visit('/sign-out', 'POST')],
    ['a vote by script', () => load('/api/papers/x/vote', 'PUT')],
    ['the API', () => load('/api/daily_papers')],
    ['the API, looked at', () => visit('/api/papers')],
    ['a feed', () => visit('/feed.atom')],
    ['a feed, loaded', () => load('/feed.json')],
    ['a stream of events', () => load('/runs/1/events')],
    ['another origin', () => treatmentOf({ method: 'GET', mode: 'navigate', url: 'https://arxiv.org/' }, ORIGIN)],
  ])('%s is not touched', (_, ask) => expect(ask()).toBeUndefined())
})

test('pages of papers and lists are kept; those of people, queries and links out of mails are not', () => {
  for (const path of ['/', '/papers/rvgp', '/day/2026-04-23', '/topics/flows', '/about/ranking']) {
    expect(isKept(path)).toBe(true)
  }
  for (const path of ['/account', '/search', '/sign-in/abc', '/u/abc', '/moderation/queue', '/submit', '/runs/1']) {
    expect(isKept(path)).toBe(false)
  }
})

test('a response that is private, partial, opaque or an error is not everybody’s', () => {
  const response = (status: number, cache: string, type: ResponseType = 'basic') => ({
    status,
    type,
    headers: new Headers({ 'cache-control': cache }),
  })
  expect(isPublic(response(200, 'no-cache'))).toBe(true)
  expect(isPublic(response(200, 'private, no-cache'))).toBe(false)
  expect(isPublic(response(200, 'no-store'))).toBe(false)
  expect(isPublic(response(404, 'no-cache'))).toBe(false)
  expect(isPublic(response(200, 'no-cache', 'opaque'))).toBe(false)
})

test('built files are found in a page, each once', () => {
  const html =
    '<script src="/assets/theme-a_1.js"></script><link href="/assets/site-b.css"><a href="/assets/theme-a_1.js">'
  expect(filesNamedIn(html)).toEqual(['/assets/theme-a_1.js', '/assets/site-b.css'])
})
