/**
 * What moderators have done, for everybody, and what waits for them.
 * @module
 */
import type { Queries } from '../store/store.js'
import { type ClaimState, type ClaimStep, claimHistories } from './authorship.js'
import type { FlagReason } from './flags.js'
import type { Action } from './moderation.js'

export interface LogEntry {
  readonly id: number
  readonly at: Date
  readonly action: Action
  readonly reason: string
  /** Null: the account is gone. */
  readonly moderator: string | null
  /** Null as well while the paper is hidden: its title may be what it was hidden for. */
  readonly paper: { readonly slug: string; readonly title: string } | null
  readonly comment: number | null
  /** Handle of the person concerned. */
  readonly person: string | null
}

/**
 * The public log, newest first.
 * @param before id of the last entry of the page before
 */
export function moderationLog(
  store: Queries,
  { before, limit = 50 }: { readonly before?: number; readonly limit?: number } = {},
): Promise<LogEntry[]> {
  return store.query(
    `select l.id, l.at, l.action, l.reason, m.handle as moderator, l.comment_id as comment, who.handle as person,
       case when p.id is not null then json_build_object('slug', p.slug, 'title', p.title) end as paper
     from moderation_log l left join people m on m.id = l.moderator_id left join people who on who.id = l.person_id
       left join comments c on c.id = l.comment_id
       left join papers p on p.id = coalesce(l.paper_id, c.paper_id) and not p.hidden
     where $1::int is null or l.id < $1 order by l.id desc limit $2`,
    [before ?? null, limit],
  )
}

export interface FlaggedThing {
  readonly paper: { readonly slug: string; readonly title: string }
  /** Present: it is this comment of the paper that is flagged. */
  readonly comment: { readonly id: number; readonly body: string; readonly author: string | null } | null
  readonly flags: readonly { readonly reason: FlagReason; readonly note: string; readonly by: string | null }[]
}

export interface HeldAccount {
  readonly handle: string
  readonly name: string
  readonly createdAt: Date
  readonly network: string
  /** Accounts from the same network within a day before or after. */
  readonly neighbours: number
  readonly votes: number
}

export interface WaitingClaim {
  readonly id: number
  readonly paper: { readonly slug: string; readonly title: string }
  readonly author: string
  readonly evidence: string
  readonly state: ClaimState
  readonly handle: string
  readonly email: string
  /** Why it was denied before. */
  readonly decision: string | null
  /** All that was said so far, the first first: the last is the evidence above. */
  readonly history: readonly ClaimStep[]
}

export interface ConfirmedClaim extends Pick<WaitingClaim, 'id' | 'paper' | 'author' | 'handle' | 'history'> {}

export interface ModerationQueue {
  readonly flagged: readonly FlaggedThing[]
  readonly held: readonly HeldAccount[]
  readonly claims: readonly WaitingClaim[]
  /** Authors who were confirmed last, which can be taken back. */
  readonly confirmed: readonly ConfirmedClaim[]
}

/** Rows of each kind that the queue shows: more come as these are settled. */
const MOST = 100
const LATEST = 20

export async function moderationQueue(store: Queries): Promise<ModerationQueue> {
  const [flagged, held, claims, confirmed] = await Promise.all([
    store.query<FlaggedThing>(
      `select json_build_object('slug', p.slug, 'title', p.title) as paper,
         case when c.id is not null then json_build_object('id', c.id, 'body', c.body, 'author', a.handle) end as comment,
         f.flags
       from (
         select paper_id, comment_id, min(flags.id) as first,
           json_agg(json_build_object('reason', reason, 'note', note, 'by', by.handle) order by flags.id) as flags
         from flags left join people by on by.id = flags.person_id
         where settled_at is null group by paper_id, comment_id
         order by first limit ${MOST}) as f
       left join comments c on c.id = f.comment_id left join people a on a.id = c.person_id
       join papers p on p.id = coalesce(f.paper_id, c.paper_id) order by f.first`,
    ),
    store.query<HeldAccount>(
      `select p.handle, p.name, p.created_at as "createdAt", p.network,
         (select count(*) from people o where o.network = p.network and o.id <> p.id
           and o.created_at between p.created_at - interval '1 day' and p.created_at + interval '1 day') as neighbours,
         (select count(*) from votes v where v.person_id = p.id) as votes
       from people p where p.vote_weight = 0 and p.suspended_at is null order by p.id limit ${MOST}`,
    ),
    store.query<Omit<WaitingClaim, 'history'>>(
      `select c.id, json_build_object('slug', p.slug, 'title', p.title) as paper, c.author, c.evidence, c.state, c.decision,
         who.handle, who.email
       from authorship_claims c join papers p on p.id = c.paper_id join people who on who.id = c.person_id
       where c.state in ('open', 'appealed') order by c.id limit ${MOST}`,
    ),
    store.query<Omit<ConfirmedClaim, 'history'>>(
      `select c.id, json_build_object('slug', p.slug, 'title', p.title) as paper, c.author, who.handle
       from authorship_claims c join papers p on p.id = c.paper_id join people who on who.id = c.person_id
       where c.state = 'granted' order by c.decided_at desc, c.id desc limit ${LATEST}`,
    ),
  ])
  const histories = await claimHistories(
    store,
    [...claims, ...confirmed].map(({ id }) => id),
  )
  const withHistory = <T extends { readonly id: number }>(claim: T) => ({
    ...claim,
    history: histories.get(claim.id) ?? [],
  })
  return { flagged, held, claims: claims.map(withHistory), confirmed: confirmed.map(withHistory) }
}
