/**
 * Votes for papers: one row a person and paper. The row and what it does to the paper's score are one statement, so no
 * crash comes between them; the score moves by the row's weight, so two votes at once both count. What is answered is said
 * by the same statement.
 * @module
 */
import { assertMayAct, type Person } from '../people/person.js'
import { perDay, refuseAct, takeValues } from '../people/rate-limit.js'
import { Refusal } from '../people/refusal.js'
import type { Queries } from '../store/store.js'

/** New votes of a person: who reads a day's papers gives a few dozen. */
const PER_DAY = perDay(100)

export interface VoteState {
  /** The paper's votes. */
  readonly votes: number
  readonly voted: boolean
  /** Its votes are kept and count after a moderator's review. */
  readonly waiting: boolean
}

/** A paper by its address `$1`, and what person `$2` has given it. */
const PAPER = `select p.id, p.appeared_at, s.votes, v.weight from papers p join paper_scores s on s.paper_id = p.id
  left join votes v on v.paper_id = p.id and v.person_id = $2 where p.slug = $1 and not p.hidden`

/** All of it is one statement and one commit: a token is taken, the vote is written, the score is moved, or nothing is. */
const VOTE = `with paper as materialized (${PAPER}),
     allowed as materialized (select take_token($3, $4, $5, $6) as wait from paper where weight is null),
     cast_now as (
       insert into votes (paper_id, person_id, weight, cast_at)
       select paper.id, person.id, person.vote_weight, $4 from paper, allowed, people person
       where allowed.wait is not null and person.id = $2
       on conflict do nothing returning paper_id, weight),
     scored as (
       update paper_scores s set votes = s.votes + v.weight,
         hot = hot(s.votes + v.weight, s.comments_by_others, s.claims_held, s.claims_total, p.appeared_at)
       from cast_now v join paper p on p.id = v.paper_id where s.paper_id = v.paper_id returning s.votes)
     select coalesce(scored.votes, paper.votes) as votes, coalesce(paper.weight, cast_now.weight) as weight,
       (select wait from allowed) as wait
     from paper left join cast_now on true left join scored on true`

/**
 * Votes for a paper; a second time changes nothing.
 * @throws Refusal `absent` when there is no such paper, `forbidden` when the person is suspended, `too-many`
 */
export async function vote(store: Queries, person: Person, slug: string, now: Date): Promise<VoteState> {
  assertMayAct(person)
  const key = `vote:${person.id}`
  const values = [slug, person.id, ...takeValues(key, PER_DAY, now)]
  const [after] = await store.query<VoteRow & { wait: number | null }>(VOTE, values, { keepPlan: true })
  if (after && after.weight === null) {
    if (after.wait === null) return refuseAct(store, key, 'votes', PER_DAY, now)
    // Another request of the same person came first, and its vote was not to be seen yet.
    return voteState(store, slug, person)
  }
  return toState(after)
}

/**
 * Takes the vote back; without one nothing changes.
 * @throws Refusal `absent` when there is no such paper
 */
export async function unvote(store: Queries, person: Person, slug: string): Promise<VoteState> {
  const [after] = await store.query<VoteRow>(
    `with paper as materialized (${PAPER}),
     gone as (
       delete from votes where person_id = $2 and paper_id = (select id from papers where slug = $1)
       returning paper_id, weight),
     scored as (${LOWER} returning s.votes)
     select coalesce(scored.votes, paper.votes) as votes, null as weight from paper left join scored on true`,
    [slug, person.id],
    { keepPlan: true },
  )
  return toState(after)
}

/** Takes back all votes of a person. */
export async function withdrawVotes(store: Queries, personId: number): Promise<void> {
  await store.query(`with gone as (delete from votes where person_id = $1 returning paper_id, weight) ${LOWER}`, [
    personId,
  ])
}

const LOWER = `update paper_scores s set votes = s.votes - gone.weight,
       hot = hot(s.votes - gone.weight, s.comments_by_others, s.claims_held, s.claims_total, p.appeared_at)
     from gone join papers p on p.id = gone.paper_id where s.paper_id = gone.paper_id`

/**
 * Makes all votes of a person count, or none: those that they gave and those that they will give.
 * @returns the papers whose votes changed
 */
export async function weighVotes(store: Queries, personId: number, weight: 0 | 1): Promise<number> {
  await store.query('update people set vote_weight = $2 where id = $1', [personId, weight])
  const changed = await store.query(
    `with reweighted as (
       update votes set weight = $2 where person_id = $1 and weight <> $2 returning paper_id, 2 * weight - 1 as change)
     update paper_scores s set votes = s.votes + v.change,
       hot = hot(s.votes + v.change, s.comments_by_others, s.claims_held, s.claims_total, p.appeared_at)
     from reweighted v join papers p on p.id = v.paper_id where s.paper_id = v.paper_id returning s.paper_id`,
    [personId, weight],
  )
  return changed.length
}

/** @throws Refusal `absent` when there is no such paper */
export async function voteState(store: Queries, slug: string, person?: Person): Promise<VoteState> {
  const [state] = await store.query<VoteRow>(PAPER, [slug, person?.id ?? null])
  return toState(state)
}

interface VoteRow {
  readonly votes: number
  /** Of the person's vote; null: none. */
  readonly weight: number | null
}

function toState(row: VoteRow | undefined): VoteState {
  if (!row) throw new Refusal('absent', 'There is no such paper.')
  return { votes: row.votes, voted: row.weight !== null, waiting: row.weight === 0 }
}

/** The weights of a person's votes for some papers, by the paper's number. */
export async function votesOf(
  store: Queries,
  personId: number,
  papers: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await store.query<{ paper: number; weight: number }>(
    'select paper_id as paper, weight from votes where person_id = $1 and paper_id = any($2)',
    [personId, papers],
  )
  return new Map(rows.map(({ paper, weight }) => [paper, weight]))
}
