/**
 * A paper as JSON, in the shape of Hugging Face, so that programs written for it work here. What only this site knows is
 * under `pushforward`.
 * @module
 */
import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { KnownAuthor } from '@pushforward/feed/discussion'
import type { Lineage, PaperRecord, Relative } from '@pushforward/feed/papers'

const objectId = () => z.string().regex(/^[0-9a-f]{24}$/)

const UserJson = z
  .object({
    _id: objectId(),
    avatarUrl: z.url(),
    fullname: z.string(),
    name: z.string().openapi({ description: 'The handle' }),
    user: z.string().openapi({ description: 'The handle, where some clients look for it' }),
    type: z.literal('user'),
    isPro: z.boolean(),
    isHf: z.boolean(),
    isMod: z.boolean(),
  })
  .openapi('User')

export const PaperJson = z
  .object({
    id: z.string().openapi({
      description: 'arXiv identifier without version; the slug of a paper that has none',
      example: '2302.04953',
    }),
    title: z.string(),
    summary: z.string().openapi({ description: 'The abstract, or ours where the abstract is not known' }),
    authors: z.array(
      z.object({
        _id: objectId(),
        name: z.string(),
        hidden: z.boolean(),
        user: UserJson.optional().openapi({ description: 'Who that is here, as a moderator has confirmed' }),
        status: z.literal('claimed_verified').optional(),
        statusLastChangedAt: z.iso.datetime().optional(),
      }),
    ),
    publishedAt: z.iso.datetime().openapi({ description: 'First version' }),
    submittedOnDailyAt: z.iso.datetime().openapi({ description: 'When it appeared in the feed' }),
    upvotes: z.number().int(),
    discussionId: objectId(),
    projectPage: z.string().optional(),
    githubRepo: z.string().optional(),
    pushforward: z.object({
      slug: z.string(),
      url: z.url(),
      question: z.string().nullable(),
      summary: z.string().nullable().openapi({ description: 'In our own words' }),
      topics: z.array(z.string()),
      authorCount: z.number().int().openapi({ description: 'At least as many as names are known' }),
      listedOn: z.iso.date(),
      comments: z.number().int(),
      runs: z.boolean(),
      claims: z.object({ held: z.number().int(), refuted: z.number().int(), total: z.number().int() }),
    }),
  })
  .openapi('Paper')

const RelativeJson = z.object({ slug: z.string(), title: z.string(), url: z.url() })

/** What Hugging Face adds to a single paper, and what other papers are to it. */
export const PaperDetailJson = PaperJson.extend({
  linkedModels: z.array(z.unknown()),
  numTotalModels: z.number().int(),
  linkedDatasets: z.array(z.unknown()),
  numTotalDatasets: z.number().int(),
  linkedSpaces: z.array(z.unknown()),
  pushforward: PaperJson.shape.pushforward.extend({
    lineage: z
      .object({
        buildsOn: z.array(RelativeJson),
        followedBy: z.array(RelativeJson),
        sameProblem: z.array(RelativeJson),
      })
      .openapi({ description: 'Papers before and after this one' }),
  }),
}).openapi('PaperDetail')

export const DailyPaperJson = z
  .object({
    paper: PaperJson,
    title: z.string(),
    summary: z.string(),
    publishedAt: z.iso.datetime().openapi({ description: 'When it appeared in the feed' }),
    numComments: z.number().int(),
    thumbnail: z.url(),
    isAuthorParticipating: z.boolean(),
  })
  .openapi('DailyPaper')

/**
 * @param known its authors who are known here
 * @param site its address, without a slash at the end
 */
export function paperJson(paper: PaperRecord, known: readonly KnownAuthor[], site: string): z.infer<typeof PaperJson> {
  const { id, slug, arxiv, title, authors, claims } = paper
  return {
    id: arxiv ?? slug,
    title,
    summary: paper.abstract ?? paper.summary ?? '',
    authors: authors.map((name, k) => {
      const person = known.find(({ author }) => author === name)
      return { _id: stableId(`author ${id} ${k}`), name, hidden: false, ...(person ? claimedBy(person, site) : {}) }
    }),
    publishedAt: `${paper.published}T00:00:00.000Z`,
    submittedOnDailyAt: paper.appearedAt.toISOString(),
    upvotes: paper.votes,
    discussionId: stableId(`discussion ${id}`),
    ...(paper.projectUrl ? { projectPage: paper.projectUrl } : {}),
    ...(paper.codeUrl ? { githubRepo: paper.codeUrl } : {}),
    pushforward: {
      slug,
      url: `${site}/papers/${slug}`,
      question: paper.question,
      summary: paper.summary,
      topics: [...paper.topics],
      authorCount: paper.authorCount,
      listedOn: paper.listedOn,
      comments: paper.comments,
      runs: claims.total > 0,
      claims,
    },
  }
}

const claimedBy = ({ personId, handle, name, isModerator, confirmedAt }: KnownAuthor, site: string) => ({
  user: {
    _id: stableId(`person ${personId}`),
    avatarUrl: `${site}/icon.svg`,
    fullname: name,
    name: handle,
    user: handle,
    type: 'user' as const,
    isPro: false,
    isHf: false,
    isMod: isModerator,
  },
  status: 'claimed_verified' as const,
  statusLastChangedAt: confirmedAt.toISOString(),
})

export function paperDetailJson(
  paper: PaperRecord,
  known: readonly KnownAuthor[],
  site: string,
  { buildsOn, followedBy, sameProblem }: Lineage,
): z.infer<typeof PaperDetailJson> {
  const json = paperJson(paper, known, site)
  const named = (relatives: readonly Relative[]) =>
    relatives.map(({ slug, title }) => ({ slug, title, url: `${site}/papers/${slug}` }))
  return {
    ...json,
    linkedModels: [],
    numTotalModels: 0,
    linkedDatasets: [],
    numTotalDatasets: 0,
    linkedSpaces: [],
    pushforward: {
      ...json.pushforward,
      lineage: { buildsOn: named(buildsOn), followedBy: named(followedBy), sameProblem: named(sameProblem) },
    },
  }
}

export function dailyPaperJson(
  record: PaperRecord,
  known: readonly KnownAuthor[],
  site: string,
): z.infer<typeof DailyPaperJson> {
  const paper = paperJson(record, known, site)
  return {
    paper,
    title: paper.title,
    summary: paper.summary,
    publishedAt: paper.submittedOnDailyAt,
    numComments: record.comments,
    thumbnail: paper.pushforward.runs ? `${paper.pushforward.url}/picture.svg` : `${site}/icon.svg`,
    isAuthorParticipating: known.some(({ participates }) => participates),
  }
}

/** Twenty-four hexadecimal digits, as their database gives to everything. */
const stableId = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 24)
