/**
 * Claims of authorship: a person says that a name on a paper is theirs, a moderator decides, and a denied claim can be
 * appealed as often as there is something new to say. What was said before stays, for moderators to see; a decision and the
 * mail that tells of it are one transaction.
 * @module
 */
import { DECISION_MAIL } from '../mail/decision-mail.js'
import { queueMail } from '../mail/outbox.js'
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
    `with made as (
       insert into authorship_claims as claim (paper_id, person_id, author, evidence, created_at) values ($1, $2, $3, $4, $5)
       on conflict (paper_id, person_id) do update set state = 'appealed', author = $3, evidence = $4
         where claim.state = 'denied' returning id, state)
     insert into authorship_steps (claim_id, step, at, author, words)
     select id, case state when 'open' then 'claimed' else state end, $5, $3, $4 from made returning claim_id`,
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

/** Something that was said of a claim: evidence by the claimant, a reason by a moderator. */
export interface ClaimStep {
  readonly step: 'claimed' | 'appealed' | 'granted' | 'denied'
  readonly at: Date
  /** The name that was claimed then. */
  readonly author: string
  readonly words: string
  /** Handle of whoever decided; null for the claimant's steps, and when that account is gone. */
  readonly moderator: string | null
}

/** What was said of some claims, by the claim's id, the first first. */
export async function claimHistories(
  store: Queries,
  claims: readonly number[],
): Promise<ReadonlyMap<number, readonly ClaimStep[]>> {
  const rows = await store.query<ClaimStep & { claim: number }>(
    `select s.claim_id as claim, s.step, s.at, s.author, s.words, m.handle as moderator
     from authorship_steps s left join people m on m.id = s.moderator_id where s.claim_id = any($1) order by s.id`,
    [claims],
  )
  const byClaim = new Map<number, ClaimStep[]>()
  for (const { claim, ...step } of rows) byClaim.set(claim, [...(byClaim.get(claim) ?? []), step])
  return byClaim
}

/**
 * Decides a claim, and tells the claimant by mail. What was granted can be denied later: a proof may turn out to be none.
 * Call it in the transaction that logs it.
 * @throws Refusal `absent`
 */
export async function decideClaim(
  queries: Queries,
  moderator: Person,
  id: number,
  granted: boolean,
  reason: string,
  now: Date,
): Promise<{ readonly paper: number; readonly person: number }> {
  const state = granted ? 'granted' : 'denied'
  const [claim] = await queries.query<{ paper: number; person: number; email: string; step: number }>(
    `with decided as (
       update authorship_claims set state = $2, decision = $3, decided_at = $4
       where id = $1 and person_id <> $5 and (state in ('open', 'appealed') or (state = 'granted' and $2 = 'denied'))
       returning id, paper_id, person_id, author),
     said as (
       insert into authorship_steps (claim_id, step, at, author, words, moderator_id)
       select id, $2, $4, author, $3, $5 from decided returning id)
     select d.paper_id as paper, d.person_id as person, who.email, said.id as step
     from decided d cross join said join people who on who.id = d.person_id`,
    [id, state, reason, now, moderator.id],
  )
  if (!claim) throw new Refusal('absent', 'There is no such claim, it is decided already, or it is your own.')
  const { paper, person, email, step } = claim
  const mail = { kind: DECISION_MAIL, key: String(step), to: email, notBefore: now, now }
  const delivery = await queueMail(queries, mail)
  await queries.query('update authorship_steps set delivery_id = $2 where id = $1', [step, delivery ?? null])
  return { paper, person }
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
