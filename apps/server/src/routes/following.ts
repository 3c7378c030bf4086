/**
 * What people keep for themselves: saved papers, followed topics and authors. Buttons, lists, and feeds whose address only
 * their owner knows.
 * @module
 */
import { FeedError } from '@pushforward/feed/errors'
import {
  type FollowKind,
  follow,
  followsOf,
  listSaved,
  personOfPrivateFeed,
  type Recommendation,
  recommend,
  savePaper,
  unfollow,
  unsavePaper,
} from '@pushforward/feed/following'
import { type FeedPage, listFeed } from '@pushforward/feed/papers'
import type { Person } from '@pushforward/feed/people'
import type { Store } from '@pushforward/feed/store'
import { followBox, renderFollowing, renderForYou, renderSaved, saveBox } from '@pushforward/site'
import type { Context } from 'hono'
import { entriesOf } from '../entries.js'
import { refuse } from '../refused.js'
import { answerFeed, FORMATS } from './feeds.js'
import { answerForm, localPath, personal, readForm, signInPath } from './forms.js'
import { readFilters, withQuery } from './list-address.js'
import type { Route } from './parts.js'

const KINDS = { topics: 'topic', authors: 'author' } as const
/** As many as in the feed of a list. */
const ENTRIES = 50

const TOKEN_NEEDED = 'Sign in, or show a token: Authorization: Bearer pf_…'

export const following: Route = (app, parts) => {
  const { assets, clock, store } = parts

  app.post('/papers/:slug/save', async (context) => {
    const slug = context.req.param('slug')
    const { person } = context.var
    const { undo, next } = await readForm(context)
    const back = next ? localPath(next) : `/papers/${encodeURIComponent(slug)}`
    if (!person) return context.redirect(signInPath(back), 303)
    await (undo ? unsavePaper(store, person, slug) : savePaper(store, person, slug, clock()))
    return answerForm(context, {
      back,
      part: () => saveBox({ slug, saved: !undo, next: back }),
      said: undo ? 'Saved no more' : 'Saved',
    })
  })

  app.on(['PUT', 'DELETE'], '/api/papers/:slug/save', async (context: Context) => {
    const { person } = context.var
    if (!person) return refuse(context, parts, 401, TOKEN_NEEDED)
    const slug = context.req.param('slug') ?? ''
    const saved = context.req.method === 'PUT'
    await (saved ? savePaper(store, person, slug, clock()) : unsavePaper(store, person, slug))
    return context.json({ saved }, 200, { 'cache-control': 'private, no-store' })
  })

  for (const [plural, kind] of Object.entries(KINDS)) {
    app.post(`/following/${plural}/:name`, async (context) => {
      const name = context.req.param('name')
      const { person } = context.var
      const { undo, next } = await readForm(context)
      const back = next ? localPath(next) : `/${plural}/${encodeURIComponent(name)}`
      if (!person) return context.redirect(signInPath(back), 303)
      await setFollowed(store, person, kind, name, !undo, clock())
      return answerForm(context, {
        back,
        part: () => followBox({ kind, name, followed: !undo, next: back }),
        said: undo ? `${name}: followed no more` : `Following ${name}`,
      })
    })

    app.on(['PUT', 'DELETE'], `/api/following/${plural}/:name`, async (context: Context) => {
      const { person } = context.var
      if (!person) return refuse(context, parts, 401, TOKEN_NEEDED)
      const followed = context.req.method === 'PUT'
      await setFollowed(store, person, kind, context.req.param('name') ?? '', followed, clock())
      return context.json({ following: followed }, 200, { 'cache-control': 'private, no-store' })
    })
  }

  app.get('/saved', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/saved'), 303)
    const cursor = context.req.query('cursor')
    // Where a place in the list is none, the list begins anew.
    const page = await listSaved(store, person.id, { cursor }).catch((error) => {
      if (error instanceof FeedError) return listSaved(store, person.id)
      throw error
    })
    const entries = await entriesOf(context, parts, page.papers)
    return personal(context, renderSaved({ entries, ...pagesOf('/saved', new URLSearchParams(), page) }, assets))
  })

  app.get('/following', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/following'), 303)
    const query = new URL(context.req.url).searchParams
    const follows = await followsOf(store, person.id)
    const { given } = readFilters(new URLSearchParams([...query].filter(([name]) => !NUMBERS.has(name))))
    const view = { follows, filters: { ...given, ...textsOf(query) }, entries: [] }
    try {
      const page = await listFollowed(store, follows, query)
      const entries = await entriesOf(context, parts, page.papers)
      return personal(context, renderFollowing({ ...view, entries, ...pagesOf('/following', query, page) }, assets))
    } catch (error) {
      if (!(error instanceof FeedError)) throw error
      return personal(context, renderFollowing({ ...view, problem: error.message }, assets), 400)
    }
  })

  app.get('/for-you', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/for-you'), 303)
    const papers = await recommend(store, person.id)
    const entries = (await entriesOf(context, parts, papers)).map((entry, k) => ({
      ...entry,
      reasons: reasonsOf(papers[k]),
    }))
    const isNew = entries.length === 0 && (await keepsNothing(store, person))
    return personal(context, renderForYou({ entries, isNew }, assets))
  })

  const lists = {
    'for-you': {
      heading: 'For you',
      description: 'Papers near to what you saved and of what you follow.',
      isDated: false,
      read: async (person: Person): Promise<FeedPage> => ({ papers: await recommend(store, person.id) }),
    },
    following: {
      heading: 'Following',
      description: 'Papers of the topics and authors that you follow, the newest first.',
      isDated: true,
      read: async (person: Person, cursor: string | undefined) =>
        listFollowed(store, await followsOf(store, person.id), new URLSearchParams(cursor ? { cursor } : {}), ENTRIES),
    },
    saved: {
      heading: 'Saved papers',
      description: 'What you saved, the last first.',
      isDated: false,
      read: (person: Person, cursor: string | undefined) => listSaved(store, person.id, { cursor, limit: ENTRIES }),
    },
  }
  for (const [name, { heading, description, isDated, read }] of Object.entries(lists)) {
    for (const format of FORMATS) {
      app.get(`/private/:token/${name}.${format}`, async (context) => {
        const token = context.req.param('token')
        const person = await personOfPrivateFeed(store, token)
        if (!person) return noPrivateFeed(context)
        try {
          const page = await read(person, context.req.query('cursor'))
          const names = { own: `/private/${token}/${name}.${format}`, list: `/private/${person.id}/${name}` }
          const address = { heading, description, path: `/${name}` }
          const query = new URL(context.req.url).searchParams
          return await answerFeed(context, parts, format, { address, query, page, isDated, private: names })
        } catch (error) {
          if (error instanceof FeedError) return context.text(`${error.message}\n`, 400, PRIVATE)
          throw error
        }
      })
    }
  }
  // Last: whatever else is asked for below a token is logged by this pattern, without the token.
  app.all('/private/:token/*', noPrivateFeed)
}

const PRIVATE = { 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' }

const noPrivateFeed = (context: Context) =>
  context.text('There is no such feed; its address may have been renewed on the account page.\n', 404, PRIVATE)

const setFollowed = (store: Store, person: Person, kind: FollowKind, name: string, followed: boolean, now: Date) =>
  followed ? follow(store, person, kind, name, now) : unfollow(store, person, kind, name)

const reasonsOf = (paper: Recommendation | undefined): readonly string[] =>
  paper === undefined
    ? []
    : [
        ...(paper.words.length > 0
          ? [`Because of these words in the papers that you saved: ${paper.words.join(', ')}`]
          : []),
        ...paper.followed.topics.map((topic) => `${topic}: a topic that you follow`),
        ...paper.followed.authors.map((author) => `${author}: an author whom you follow`),
      ]

async function keepsNothing(store: Store, { id }: Person): Promise<boolean> {
  const [{ papers }, { topics, authors }] = [await listSaved(store, id, { limit: 1 }), await followsOf(store, id)]
  return papers.length + topics.length + authors.length === 0
}

/** @throws FeedError naming the filter or the cursor that can't be used */
async function listFollowed(
  store: Store,
  follows: Awaited<ReturnType<typeof followsOf>>,
  query: URLSearchParams,
  limit?: number,
): Promise<FeedPage> {
  const { filters } = readFilters(query)
  if (follows.topics.length + follows.authors.length === 0) return { papers: [] }
  const cursor = query.get('cursor') ?? undefined
  return listFeed(store, { ...filters, followed: follows, cursor, ...(limit === undefined ? {} : { limit }) })
}

/** Filters that can be wrong: the form shows them as they were given. */
const NUMBERS = new Set(['year', 'min'])
const textsOf = (query: URLSearchParams) => ({
  year: query.get('year')?.trim() || undefined,
  min: query.get('min')?.trim() || undefined,
})

const pagesOf = (path: string, query: URLSearchParams, { previous, next }: FeedPage) => ({
  ...(previous ? { previousPage: withQuery(path, query, { cursor: previous }) } : {}),
  ...(next ? { nextPage: withQuery(path, query, { cursor: next }) } : {}),
})
