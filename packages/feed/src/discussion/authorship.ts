/**
 * Claims of authorship: a person says that a name on a paper is theirs, a moderator decides, and a denied claim can be
 * appealed as often as there is something new to say.
 * @module
 */
import { assertMayAct, type Person } from '../people/person.js'
import { perDay, takeOrRefuse } from '../people/rate-limit.js'
import { Refusal, textField } from '../people/refusal.js'
import type { Queries } from '../store/store.js'

export type ClaimState = 'open' | 'granted' | 'denied' | 'appealed'

export interface AuthorshipClaim {
  readonly author: string
  readonly evidence: string
  readonly state: ClaimState
  /** The moderator's reason. */
  readonly decision: string | null
}

const PER_DAY = perDay(10)

/**
 * Claims a name on a paper, or appeals when that was denied.
 * @throws Refusal of `author` or `evidence`; `absent`; `forbidden` while it waits or when it was granted; `too-many`
 */
export async function claimAuthorship(
  store: Queries,
  person: Person,
  { slug, author, evidence }: { readonly slug: string; readonly author: string; readonly evidence: string },
  now: Date,
): Promise<void> {
  assertMayAct(person)
  const words = textField('evidence', evidence, { longest: 2000, lines: true })
  const [paper] = await store.query<{ id: number; authors: string[] }>(
    'select id, authors from papers where slug = $1 and not hidden',
    [slug],
  )
  if (!paper) throw new Refusal('absent', 'There is no such paper.')
  if (!paper.authors.includes(author)) {
    throw new Refusal('invalid', 'This name is not on the paper; choose one that is.', { field: 'author' })
  }
  await takeOrRefuse(store, `authorship:${person.id}`, 'claims', PER_DAY, now)
  const made = await store.query(
    `insert into authorship_claims as claim (paper_id, person_id, author, evidence, created_at) values ($1, $2, $3, $4, $5)
     on conflict (paper_id, person_id) do update set state = 'appealed', author = $3, evidence = $4
       where claim.state = 'denied' returning id`,
    [paper.id, person.id, author, words, now],
  )
  if (made.length === 0) throw new Refusal('forbidden', 'You have claimed a name on this paper already.')
}

export async function claimOf(store: Queries, paperId: number, personId: number): Promise<AuthorshipClaim | undefined> {
  const [claim] = await store.query<AuthorshipClaim>(
    'select author, evidence, state, decision from authorship_claims where paper_id = $1 and person_id = $2',
    [paperId, personId],
  )
  return claim
}
