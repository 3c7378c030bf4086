/**
 * Papers as JSON: our list with cursors, and the twins of Hugging Face's three paths.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { type KnownAuthor, knownAuthors } from '@pushforward/feed/discussion'
import { FeedError } from '@pushforward/feed/errors'
import {
  type FeedPage,
  lineageOf,
  listFeed,
  type PaperRecord,
  type Period,
  type PeriodKind,
  paperByArxiv,
  paperBySlug,
  parsePeriod,
} from '@pushforward/feed/papers'
import { search } from '@pushforward/feed/search'
import type { Context } from 'hono'
import { readFilters, withQuery } from '../routes/list-address.js'
import { type AppParts, ASK } from '../routes/parts.js'
import { DailyPaperJson, dailyPaperJson, PaperDetailJson, PaperJson, paperDetailJson, paperJson } from './paper-json.js'
import { problem } from './problem.js'

const LIMIT = 50
/** More than on a page, because programs ask. */
const MOST = 100

const ProblemJson = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    field: z.string().optional().openapi({ description: 'What can’t be used' }),
  })
  .openapi('Problem')

const problemContent = { 'application/problem+json': { schema: ProblemJson } }
const json = <T extends z.ZodType>(schema: T, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  400: { description: 'A parameter can’t be used', content: problemContent },
  429: { description: 'Too many requests', content: problemContent },
})

const limit = (most: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(LIMIT)
    .openapi({ description: `Papers at once, at most ${most}` })
const flag = z.enum(['0', '1', 'true', 'false']).optional()
const text = (description: string, most = 200) => z.string().max(most).optional().openapi({ description })

const listRoute = createRoute({
  method: 'get',
  path: '/papers',
  summary: 'All papers, in pages that `Link: rel="next"` leads through.',
  request: {
    query: z.object({
      by: z.enum(['newest', 'trending', 'runnable']).default('newest'),
      topic: text('Only papers with this topic'),
      author: text('Only papers by this author'),
      year: text('Only papers of this year', 4),
      min: text('Only papers with at least so many votes', 9),
      runs: flag.openapi({ description: '1: only papers that run here' }),
      code: flag.openapi({ description: '1: only papers with code' }),
      cursor: text('Where the page begins: from `Link`', 500),
      limit: limit(MOST),
    }),
  },
  responses: json(z.array(PaperJson), 'Papers'),
})

const dailyRoute = createRoute({
  method: 'get',
  path: '/daily_papers',
  summary: 'Papers of a day, week or month, as Hugging Face gives them.',
  request: {
    query: z.object({
      date: text('`YYYY-MM-DD`', 10),
      week: text('`YYYY-Www`', 8),
      month: text('`YYYY-MM`', 7),
      submitter: text('Only papers that this person submitted'),
      sort: z.enum(['publishedAt', 'trending']).default('publishedAt'),
      p: z.coerce.number().int().min(0).max(99).default(0).openapi({ description: 'Page, from 0' }),
      limit: limit(MOST),
    }),
  },
  responses: json(z.array(DailyPaperJson), 'Papers'),
})

const searchRoute = createRoute({
  method: 'get',
  path: '/papers/search',
  summary: 'Papers that match, best first, as Hugging Face gives them.',
  request: {
    query: z.object({
      q: text('Words, "phrases", -not, author:, topic:, year:', 250),
      // Theirs goes to 120; what is above ours is cut.
      limit: limit(120),
    }),
  },
  responses: json(z.array(DailyPaperJson), 'Papers'),
})

const paperRoute = createRoute({
  method: 'get',
  path: '/papers/{id}',
  summary: 'One paper.',
  request: {
    params: z.object({ id: z.string().openapi({ description: 'arXiv identifier, or slug', example: '2302.04953' }) }),
  },
  responses: {
    ...json(PaperDetailJson, 'The paper'),
    404: { description: 'There is no such paper', content: problemContent },
  },
})

export const API_ROUTES = [listRoute, dailyRoute, searchRoute, paperRoute]

export function papersApi({ store, config, meaning }: Pick<AppParts, 'store' | 'config' | 'meaning'>): OpenAPIHono {
  const site = config.publicUrl
  const withAuthors = async <T>(
    papers: readonly PaperRecord[],
    json: (paper: PaperRecord, known: readonly KnownAuthor[], site: string) => T,
  ): Promise<T[]> => {
    const known = await knownAuthors(
      store,
      papers.map(({ id }) => id),
    )
    return papers.map((paper) => json(paper, known.get(paper.id) ?? [], site))
  }
  const api = new OpenAPIHono({
    defaultHook: (result, context) => {
      if (result.success) return undefined
      const [issue] = result.error.issues
      const field = issue?.path.join('.') ?? 'query'
      return problem(context, 400, `${field}: ${issue?.message ?? 'can’t be used'}`, { field })
    },
  })
  api.onError((error, context) => {
    if (error instanceof FeedError) return problem(context, 400, error.message, { field: error.field })
    throw error
  })

  api.openapi(listRoute, async (context) => {
    const { by, cursor, limit } = context.req.valid('query')
    const query = new URL(context.req.url).searchParams
    const page = await listFeed(store, { ...readFilters(query).filters, by, cursor, limit })
    linkTo(context, page, (cursor) => withQuery('/api/papers', query, { limit: String(limit), cursor }))
    return answer(context, await withAuthors(page.papers, paperJson))
  })

  api.openapi(dailyRoute, async (context) => {
    const { sort, p, limit, submitter, ...given } = context.req.valid('query')
    const page = await listFeed(store, {
      by: sort === 'trending' ? 'trending' : 'newest',
      period: periodOf(given),
      ...(submitter === undefined ? {} : { submitter }),
      skip: p * limit,
      limit,
    })
    if (page.next) {
      const query = new URL(context.req.url).searchParams
      query.set('p', String(p + 1))
      context.header('link', `<${site}/api/daily_papers?${query}>; rel="next"`)
    }
    return answer(context, await withAuthors(page.papers, dailyPaperJson))
  })

  // Before the path of one paper, which would take the word for a name.
  api.openapi(searchRoute, async (context) => {
    const { q = '', limit } = context.req.valid('query')
    const papers =
      q.trim() === ''
        ? (await listFeed(store, { limit: Math.min(limit, MOST) })).papers
        : (await search(store, q, { limit: Math.min(limit, MOST), ...(meaning ? { meaning } : {}) })).results
    return answer(context, await withAuthors(papers, dailyPaperJson))
  })

  api.openapi(paperRoute, async (context) => {
    const { id } = context.req.valid('param')
    const paper = (await paperByArxiv(store, id)) ?? (await paperBySlug(store, id))
    if (!paper) return problem(context, 404, `there is no paper ${JSON.stringify(id.slice(0, 100))}`) as never
    const lineage = await lineageOf(store, paper)
    const [detail] = await withAuthors([paper], (paper, known, site) => paperDetailJson(paper, known, site, lineage))
    return answer(context, detail)
  })
  return api
}

/** Kept nowhere without asking: the tag answers. */
const answer = <T>(context: Context, body: T) => {
  context.header('cache-control', ASK)
  return context.json(body as object, 200) as never
}

function linkTo(context: Context, { next, previous }: FeedPage, at: (cursor: string) => string): void {
  const links = [next && `<${at(next)}>; rel="next"`, previous && `<${at(previous)}>; rel="prev"`].filter(Boolean)
  if (links.length > 0) context.header('link', links.join(', '))
}

function periodOf(given: Readonly<Partial<Record<'date' | 'week' | 'month', string>>>): Period | undefined {
  const kinds: readonly (readonly [PeriodKind, string | undefined])[] = [
    ['day', given.date],
    ['week', given.week],
    ['month', given.month],
  ]
  const [kind, name] = kinds.find(([, value]) => value !== undefined) ?? []
  return kind && name !== undefined ? parsePeriod(kind, name) : undefined
}
