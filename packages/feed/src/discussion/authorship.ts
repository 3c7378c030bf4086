/**
 * Claims of authorship: a person says that a name on a paper is theirs, a moderator decides, and a denied claim can be
 * appealed as often as there is something new to say.
 * @module
 */
import { FROM, type PaperRecord, RECORD } from '../papers/record.js'
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

/** Somebody here who has written a paper, as a moderator has confirmed. */
export interface KnownAuthor {
  /** The name on the paper. */
  readonly author: string
  readonly personId: number
  readonly handle: string
  readonly name: string
  readonly isModerator: boolean
  readonly confirmedAt: Date
  /** They have commented on it. */
  readonly participates: boolean
}

/** The known authors of some papers, by the paper's number; without those who are suspended. */
export async function knownAuthors(
  store: Queries,
  papers: readonly number[],
): Promise<ReadonlyMap<number, readonly KnownAuthor[]>> {
  const rows = await store.query<KnownAuthor & { paper: number }>(
    `select k.paper_id as paper, k.author, who.id as "personId", who.handle, who.name, who.role <> 'member' as "isModerator",
       k.decided_at as "confirmedAt",
       exists (select from comments c where c.paper_id = k.paper_id and c.person_id = who.id
         and c.deleted_at is null and c.removed_at is null) as participates
     from authorship_claims k join papers p on p.id = k.paper_id join people who on who.id = k.person_id
     where k.paper_id = any($1) and k.state = 'granted' and who.suspended_at is null and k.author = any(p.authors)
     order by k.id`,
    [papers],
  )
  const byPaper = new Map<number, KnownAuthor[]>()
  for (const { paper, ...author } of rows) byPaper.set(paper, [...(byPaper.get(paper) ?? []), author])
  return byPaper
}

/** Who writes under a name, by the papers that it stands on. */
export function peopleNamed(store: Queries, author: string): Promise<readonly Pick<KnownAuthor, 'handle' | 'name'>[]> {
  return store.query(
    `select who.handle, who.name from authorship_claims k join people who on who.id = k.person_id
       join papers p on p.id = k.paper_id
     where p.authors @> array[$1::text] and k.author = $1 and k.state = 'granted' and who.suspended_at is null
       and not p.hidden
     group by who.id order by who.id limit 10`,
    [author],
  )
}

/** Papers that somebody has written, as a moderator has confirmed; the newest first. */
export function papersWrittenBy(store: Queries, personId: number, limit = 100): Promise<PaperRecord[]> {
  return store.query(
    `select ${RECORD} from authorship_claims k join (${FROM}) on p.id = k.paper_id
     where k.person_id = $1 and k.state = 'granted' and not p.hidden order by p.listed_on desc, p.id desc limit $2`,
    [personId, limit],
  )
}
