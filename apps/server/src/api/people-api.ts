/**
 * What people do through the API, as its document tells it: the routes themselves are beside their forms.
 * @module
 */
import { createRoute, z } from '@hono/zod-openapi'

const text = (longest: number) => z.string().max(longest)
const address = z.url({ protocol: /^https?$/ }).max(2000)

/** Hugging Face's `paper_id`, `comment`, `media_urls`, and what this site can't look up: the paper's facts. */
export const SUBMISSION = z.object({
  paper_id: text(200).optional().describe('arXiv identifier, or the address of its page'),
  comment: text(10_000).optional().describe('A first comment, in Markdown'),
  media_urls: z.array(address).max(10).optional(),
  title: text(1000).optional(),
  authors: z.array(text(200)).max(5000).optional(),
  published: z.iso.date().optional().describe('Date of the first version'),
  abstract: text(20_000).optional(),
  topics: z.array(text(60)).max(30).optional(),
  codeUrl: address.optional(),
  projectUrl: address.optional(),
})

const VOTE = z.object({
  votes: z.number().int().describe('The paper’s votes'),
  voted: z.boolean().describe('One of them is yours'),
  waiting: z.boolean().describe('Yours is kept, and counts after a moderator’s review'),
})

const security = [{ token: [] }]
const problems = {
  401: { description: 'A token is needed: `Authorization: Bearer pf_…`, made on the account page' },
  404: { description: 'There is no such paper' },
  429: { description: 'Too many for now' },
}
const content = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const slug = { params: z.object({ slug: z.string().describe('The paper’s address here') }) }

const voteRoute = (method: 'put' | 'delete', summary: string) =>
  createRoute({
    method,
    path: '/papers/{slug}/vote',
    summary,
    security,
    request: slug,
    responses: { 200: { description: 'How it stands', content: content(VOTE) }, ...problems },
  })

const SUBMITTED = z.object({
  slug: z.string(),
  added: z.boolean().describe('false: it was here already'),
  url: z.url(),
})

const submitRoute = createRoute({
  method: 'post',
  path: '/papers/submit',
  summary: 'Submit a paper; one that is here already is what it leads to.',
  security,
  request: { body: { content: content(SUBMISSION), required: true } },
  responses: {
    200: { description: 'It was here already', content: content(SUBMITTED) },
    201: { description: 'It is new here', content: content(SUBMITTED) },
    ...problems,
    422: { description: 'A field can’t be used' },
  },
})

const saveRoute = (method: 'put' | 'delete', summary: string) =>
  createRoute({
    method,
    path: '/papers/{slug}/save',
    summary,
    security,
    request: slug,
    responses: {
      200: { description: 'How it stands', content: content(z.object({ saved: z.boolean() })) },
      ...problems,
    },
  })

const followRoute = (method: 'put' | 'delete', kind: 'topics' | 'authors', summary: string) =>
  createRoute({
    method,
    path: `/following/${kind}/{name}`,
    summary,
    security,
    request: { params: z.object({ name: z.string().describe('As it stands in papers') }) },
    responses: {
      200: { description: 'How it stands', content: content(z.object({ following: z.boolean() })) },
      ...problems,
    },
  })

export const PEOPLE_ROUTES = [
  voteRoute('put', 'Vote for a paper; a second time changes nothing.'),
  voteRoute('delete', 'Take the vote back; without one nothing changes.'),
  saveRoute('put', 'Save a paper; a second time changes nothing.'),
  saveRoute('delete', 'Save it no more; without it nothing changes.'),
  followRoute('put', 'topics', 'Follow a topic; a second time changes nothing.'),
  followRoute('delete', 'topics', 'Follow it no more; without it nothing changes.'),
  followRoute('put', 'authors', 'Follow an author; a second time changes nothing.'),
  followRoute('delete', 'authors', 'Follow them no more; without it nothing changes.'),
  submitRoute,
]
