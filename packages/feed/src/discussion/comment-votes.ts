/**
 * Votes on comments: useful or not. Their order is the share of good votes that we can be sure of (Wilson's lower bound at
 * 80 %), stored with the comment.
 * @module
 */
import { assertMayAct, type Person } from '../people/person.js'
import { perDay, takeOrRefuse } from '../people/rate-limit.js'
import { Refusal } from '../people/refusal.js'
import type { Queries } from '../store/store.js'

const PER_DAY = perDay(200)

/**
 * @param good useful (true), not useful (false), or taken back (null); a second time changes nothing
 * @throws Refusal `absent` when there is no such comment, `forbidden` when it is one's own, `too-many`
 */
export async function voteOnComment(
  store: Queries,
  person: Person,
  id: number,
  good: boolean | null,
  now: Date,
): Promise<void> {
  assertMayAct(person)
  const [found] = await store.query<{ own: boolean }>(
    `select coalesce(person_id = $2, false) as own from comments
     where id = $1 and deleted_at is null and removed_at is null`,
    [id, person.id],
  )
  if (!found) throw new Refusal('absent', 'There is no such comment.')
  if (found.own) throw new Refusal('forbidden', 'This comment is your own.')
  await takeOrRefuse(store, `comment-vote:${person.id}`, 'votes', PER_DAY, now)
  if (good === null) {
    await store.query(
      `with gone as (
         delete from comment_votes where comment_id = $1 and person_id = $2 returning comment_id, good, weight)
       ${LOWER}`,
      [id, person.id],
    )
    return
  }
  // The row is replaced only if it says something else: then it has moved one vote from one side to the other.
  await store.query(
    `with added as (
       insert into comment_votes as v (comment_id, person_id, good, weight)
       select $1, p.id, $3, p.vote_weight from people p where p.id = $2
       on conflict (comment_id, person_id) do nothing returning comment_id, good, weight, false as turned),
     turned as (
       update comment_votes set good = $3 where comment_id = $1 and person_id = $2 and good <> $3
       returning comment_id, good, weight, true as turned),
     change as (
       select comment_id,
         case when good then weight when turned then -weight else 0 end as good,
         case when not good then weight when turned then -weight else 0 end as bad
       from (select * from added union all select * from turned) as both_ways)
     update comments c set good = c.good + change.good, bad = c.bad + change.bad,
       confidence = wilson(c.good + change.good, c.good + change.good + c.bad + change.bad)
     from change where c.id = change.comment_id`,
    [id, person.id, good],
  )
}

/** Takes back all that a person voted on comments. */
export async function withdrawCommentVotes(store: Queries, personId: number): Promise<void> {
  await store.query(
    `with gone as (delete from comment_votes where person_id = $1 returning comment_id, good, weight) ${LOWER}`,
    [personId],
  )
}

const LOWER = `update comments c set good = c.good - g.good, bad = c.bad - g.bad,
       confidence = wilson(c.good - g.good, c.good - g.good + c.bad - g.bad)
     from (select comment_id, case when good then weight else 0 end as good, case when good then 0 else weight end as bad
       from gone) as g where c.id = g.comment_id`

/** Makes all votes of a person on comments count, or none. */
export async function weighCommentVotes(store: Queries, personId: number, weight: 0 | 1): Promise<void> {
  await store.query(
    `with reweighted as (
       update comment_votes set weight = $2 where person_id = $1 and weight <> $2
       returning comment_id, case when good then 2 * weight - 1 else 0 end as good,
         case when good then 0 else 2 * weight - 1 end as bad)
     update comments c set good = c.good + r.good, bad = c.bad + r.bad,
       confidence = wilson(c.good + r.good, c.good + r.good + c.bad + r.bad)
     from reweighted r where c.id = r.comment_id`,
    [personId, weight],
  )
}
