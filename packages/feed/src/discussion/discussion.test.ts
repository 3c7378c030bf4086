import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { arrive } from '../fixture/people.js'
import { onBothStores } from '../fixture/stores.js'
import { seed } from '../papers/index.js'
import type { Person } from '../people/index.js'
import { wilson } from '../ranking/index.js'
import type { Store } from '../store/index.js'
import {
  claimAuthorship,
  claimOf,
  comment,
  deleteAccount,
  deleteComment,
  editComment,
  flag,
  knownAuthors,
  moderate,
  moderationLog,
  moderationQueue,
  papersWrittenBy,
  peopleNamed,
  personalData,
  thread,
  unvote,
  vote,
  voteOnComment,
  voteState,
} from './index.js'

const NOON = new Date('2026-03-02T12:00:00Z')
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000)
const MINUTE = 60

const card = (k: number) => ({
  slug: `paper-${k}`,
  arxiv: `2401.0000${k}`,
  title: `Paper ${k}`,
  authors: ['Ada Lovelace', 'Bo Li'],
  published: '2024-01-05',
  question: 'Why?',
  summary: 'Because.',
  topics: ['maps'],
})

/** What the score says beside what the rows say. */
async function scores(store: Store) {
  return store.query<Record<string, number>>(
    `select s.paper_id, s.votes, s.comments, s.comments_by_others, s.hot,
       (select coalesce(sum(weight), 0)::int from votes v where v.paper_id = p.id) as true_votes,
       (select count(*) from comments c where c.paper_id = p.id and c.deleted_at is null and c.removed_at is null)
         as true_comments,
       (select count(*) from comments c where c.paper_id = p.id and c.deleted_at is null and c.removed_at is null
         and c.person_id is distinct from p.submitted_by) as true_by_others,
       hot(s.votes, s.comments_by_others, s.claims_held, s.claims_total, p.appeared_at) as true_hot
     from papers p join paper_scores s on s.paper_id = p.id order by p.id`,
  )
}

async function expectTrueScores(store: Store): Promise<void> {
  for (const row of await scores(store)) {
    expect(row).toMatchObject({
      votes: row.true_votes,
      comments: row.true_comments,
      comments_by_others: row.true_by_others,
      hot: row.true_hot,
    })
  }
}

onBothStores('taking part', (store) => {
  let ada: Person
  let bob: Person
  let cyd: Person
  let root: Person
  beforeAll(async () => {
    await seed(store(), [1, 2, 3, 4].map(card))
    const join = async (name: string, administrators: readonly string[] = []) =>
      (await arrive(store(), `${name}@example.org`, { now: NOON, administrators })).person
    ada = await join('ada')
    bob = await join('bob')
    cyd = await join('cyd')
    root = await join('root', ['root@example.org'])
  })

  describe('a vote', () => {
    test('counts once a person, and can be undone', async () => {
      expect(await vote(store(), ada, 'paper-1', NOON)).toEqual({ votes: 1, voted: true, waiting: false })
      expect(await vote(store(), ada, 'paper-1', NOON)).toEqual({ votes: 1, voted: true, waiting: false })
      expect(await vote(store(), bob, 'paper-1', NOON)).toEqual({ votes: 2, voted: true, waiting: false })
      expect(await unvote(store(), ada, 'paper-1')).toEqual({ votes: 1, voted: false, waiting: false })
      expect(await unvote(store(), ada, 'paper-1')).toEqual({ votes: 1, voted: false, waiting: false })
      expect(await voteState(store(), 'paper-1')).toEqual({ votes: 1, voted: false, waiting: false })
      await expectTrueScores(store())
    })

    test('given many times at once counts once, and many people’s all count', async () => {
      await Promise.all(Array.from({ length: 20 }, () => vote(store(), cyd, 'paper-2', NOON)))
      await Promise.all([ada, bob, cyd, root].map((person) => vote(store(), person, 'paper-2', NOON)))
      expect((await voteState(store(), 'paper-2')).votes).toBe(4)
      await Promise.all([ada, bob, ada, bob].map((person) => unvote(store(), person, 'paper-2')))
      expect((await voteState(store(), 'paper-2')).votes).toBe(2)
      await expectTrueScores(store())
    })

    test('for no paper is refused', async () => {
      await expect(vote(store(), ada, "x' or 1=1 --", NOON)).rejects.toThrow('no such paper')
      await expect(unvote(store(), ada, 'nothing')).rejects.toThrow('no such paper')
    })

    test('is one of a hundred a day', async () => {
      const { person } = await arrive(store(), 'eager@example.org', { now: NOON })
      for (let k = 0; k < 100; k++) {
        await vote(store(), person, 'paper-3', NOON)
        await unvote(store(), person, 'paper-3')
      }
      await expect(vote(store(), person, 'paper-3', NOON)).rejects.toThrow('Too many votes')
      await vote(store(), person, 'paper-3', later(900))
    })
  })

  describe('stuffed votes', () => {
    test('do not count until a moderator has looked, and that is in the log', async () => {
      const join = (name: string) => arrive(store(), `${name}@stuffed.org`, { now: NOON, client: '10.77.0.9' })
      const people = [await join('a'), await join('b'), await join('c')].map(({ person }) => person)
      const [, held] = people
      if (!held) throw new Error('nobody')
      for (const person of people) await vote(store(), person, 'paper-4', NOON)
      expect(await voteState(store(), 'paper-4', held)).toEqual({ votes: 1, voted: true, waiting: true })
      expect(
        (await moderationQueue(store())).held.map(({ handle, neighbours, votes }) => ({ handle, neighbours, votes })),
      ).toContainEqual({ handle: held.handle, neighbours: 2, votes: 1 })
      await moderate(store(), root, { action: 'count-votes', person: held.handle }, 'A class of students.', later(60))
      expect(await voteState(store(), 'paper-4', held)).toEqual({ votes: 2, voted: true, waiting: false })
      expect(await moderationLog(store(), { limit: 1 })).toMatchObject([
        { action: 'count-votes', moderator: root.handle, person: held.handle, reason: 'A class of students.' },
      ])
      await moderate(store(), root, { action: 'discount-votes', person: held.handle }, 'No class after all.', later(90))
      expect((await voteState(store(), 'paper-4', held)).votes).toBe(1)
      await expectTrueScores(store())
    })
  })

  describe('comments', () => {
    test('are a tree with the surest first, and can be answered to a depth', async () => {
      const now = later(1)
      const first = await comment(store(), ada, { slug: 'paper-1', body: 'First *of all*' }, now)
      const second = await comment(store(), bob, { slug: 'paper-1', body: 'Second' }, now)
      const reply = await comment(store(), cyd, { slug: 'paper-1', parent: first, body: 'So?' }, now)
      let deepest = reply
      for (let k = 0; k < 12; k++) {
        deepest = await comment(store(), k % 2 ? ada : bob, { slug: 'paper-1', parent: deepest, body: `${k}` }, now)
      }
      await voteOnComment(store(), cyd, second, true, now)
      await voteOnComment(store(), root, second, true, now)
      await voteOnComment(store(), root, first, true, now)
      await voteOnComment(store(), cyd, first, false, now)
      const paper = (await scores(store()))[0]?.paper_id ?? 0
      const tree = await thread(store(), paper, { reader: cyd.id, now })
      expect(tree.map(({ id, good, bad, mine }) => ({ id, good, bad, mine }))).toEqual([
        { id: second, good: 2, bad: 0, mine: 'good' },
        { id: first, good: 1, bad: 1, mine: 'bad' },
      ])
      expect(tree[1]?.html).toBe('<p>First <em>of all</em></p>')
      expect(tree[1]?.replies).toMatchObject([{ id: reply, mine: 'own', source: 'So?' }])
      let depth = 0
      for (let at = tree[1]; at; at = at.replies[0]) depth++
      expect(depth).toBe(9)
      await expectTrueScores(store())
    })

    test('have the confidence of their votes, whatever the order of voting', async () => {
      const id = await comment(store(), root, { slug: 'paper-2', body: 'Judge me' }, NOON)
      const voters = [ada, bob, cyd]
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(2), fc.constantFrom(true, false, null)), { maxLength: 12 }),
          async (acts) => {
            await store().query('delete from rate_limits')
            for (const [who, good] of acts) await voteOnComment(store(), voters[who] ?? ada, id, good, NOON)
            const [row] = await store().query<{
              good: number
              bad: number
              confidence: number
              yes: number
              no: number
            }>(
              `select good, bad, confidence, (select count(*) from comment_votes where comment_id = $1 and good) as yes,
                 (select count(*) from comment_votes where comment_id = $1 and not good) as no from comments where id = $1`,
              [id],
            )
            expect(row).toMatchObject({ good: row?.yes, bad: row?.no })
            expect(row?.confidence).toBeCloseTo(wilson(row?.good ?? 0, (row?.good ?? 0) + (row?.bad ?? 0)), 12)
          },
        ),
        { seed: 20261125, numRuns: 15 },
      )
      await expect(voteOnComment(store(), root, id, true, NOON)).rejects.toThrow('your own')
    })

    test('change for fifteen minutes, by their author alone', async () => {
      const id = await comment(store(), ada, { slug: 'paper-2', body: 'Teh' }, NOON)
      await editComment(store(), ada, id, 'The', later(14 * MINUTE))
      await expect(editComment(store(), bob, id, 'Mine', later(MINUTE))).rejects.toThrow('by somebody else')
      await expect(editComment(store(), ada, id, 'Late', later(15 * MINUTE))).rejects.toThrow('15 minutes only')
      await expect(deleteComment(store(), bob, id, NOON)).rejects.toThrow('by somebody else')
      await expect(editComment(store(), ada, 999_999, 'x', NOON)).rejects.toThrow('no such comment')
    })

    test('that are deleted leave their place to replies, and no text', async () => {
      const now = later(2)
      const top = await comment(store(), ada, { slug: 'paper-3', body: 'secret words' }, now)
      const reply = await comment(store(), bob, { slug: 'paper-3', parent: top, body: 'I see' }, now)
      await deleteComment(store(), ada, top, now)
      await deleteComment(store(), ada, top, now)
      const paper = (await scores(store()))[2]?.paper_id ?? 0
      expect(await thread(store(), paper, { now })).toMatchObject([
        { gone: 'deleted', author: null, html: '', replies: [{}] },
      ])
      expect(await store().query(`select 1 from comments where body like '%secret%'`)).toEqual([])
      await expect(comment(store(), bob, { slug: 'paper-3', parent: top, body: 'x' }, now)).rejects.toThrow(
        'no longer there',
      )
      await deleteComment(store(), bob, reply, now)
      expect(await thread(store(), paper, { now })).toEqual([])
      await expectTrueScores(store())
    })

    test('by whoever submitted the paper do not lift it', async () => {
      await store().query('update papers set submitted_by = $1 where slug = $2', [cyd.id, 'paper-4'])
      await comment(store(), cyd, { slug: 'paper-4', body: 'Read my paper' }, NOON)
      await comment(store(), ada, { slug: 'paper-4', body: 'I did' }, NOON)
      expect((await scores(store()))[3]).toMatchObject({ comments: 2, comments_by_others: 1 })
      await expectTrueScores(store())
    })

    test('must have text, and not too much of it', async () => {
      await expect(comment(store(), ada, { slug: 'paper-1', body: ' \n ' }, NOON)).rejects.toThrow('Comment is empty.')
      await expect(comment(store(), ada, { slug: 'paper-1', body: 'x'.repeat(10_001) }, NOON)).rejects.toThrow(
        'at most 10000',
      )
    })
  })

  describe('moderators', () => {
    test('settle flags, and the log says what they did and why', async () => {
      const id = await comment(store(), bob, { slug: 'paper-2', body: 'Buy this' }, NOON)
      await flag(store(), ada, { comment: id }, { reason: 'spam', note: 'an <b>ad</b>' }, NOON)
      await flag(store(), ada, { comment: id }, { reason: 'unkind' }, NOON)
      await flag(store(), cyd, { paper: 'paper-3' }, { reason: 'broken-link' }, NOON)
      await expect(flag(store(), ada, { comment: id }, { reason: 'because' }, NOON)).rejects.toThrow('Choose a reason')
      const { flagged } = await moderationQueue(store())
      expect(flagged).toMatchObject([
        { comment: { id, body: 'Buy this' }, flags: [{ reason: 'spam', note: 'an <b>ad</b>', by: ada.handle }] },
        { paper: { slug: 'paper-3' }, comment: null },
      ])
      await moderate(store(), root, { action: 'remove-comment', comment: id }, 'Advertising', later(5))
      await moderate(store(), root, { action: 'dismiss-flags', paper: 'paper-3' }, 'It works', later(6))
      expect((await moderationQueue(store())).flagged).toEqual([])
      expect((await moderationLog(store())).slice(0, 2)).toMatchObject([
        { action: 'dismiss-flags', paper: { slug: 'paper-3' }, reason: 'It works' },
        {
          action: 'remove-comment',
          comment: id,
          person: bob.handle,
          paper: { slug: 'paper-2' },
          reason: 'Advertising',
        },
      ])
      await expectTrueScores(store())
      await moderate(store(), root, { action: 'restore-comment', comment: id }, 'It was a joke', later(7))
      await expect(
        moderate(store(), root, { action: 'restore-comment', comment: id }, 'again', later(8)),
      ).rejects.toThrow('done already')
      await expectTrueScores(store())
    })

    test('hide papers, which then nobody finds', async () => {
      await moderate(store(), root, { action: 'hide-paper', paper: 'paper-3' }, 'Not a paper', NOON)
      await expect(vote(store(), ada, 'paper-3', NOON)).rejects.toThrow('no such paper')
      expect((await moderationLog(store(), { limit: 1 }))[0]).toMatchObject({ action: 'hide-paper', paper: null })
      await moderate(store(), root, { action: 'unhide-paper', paper: 'paper-3' }, 'It is one', NOON)
      expect((await voteState(store(), 'paper-3')).voted).toBe(false)
    })

    test('suspend people, whose votes stop counting and who can do nothing', async () => {
      const { person } = await arrive(store(), 'rude@example.org', { now: NOON })
      await vote(store(), person, 'paper-3', NOON)
      const { votes } = await voteState(store(), 'paper-3')
      await moderate(store(), root, { action: 'suspend', person: person.handle }, 'Insults', NOON)
      expect((await voteState(store(), 'paper-3')).votes).toBe(votes - 1)
      const [suspended] = await store().query<Person>(
        'select *, suspended_at as "suspendedAt" from people where id = $1',
        [person.id],
      )
      if (!suspended) throw new Error('gone')
      await expect(vote(store(), suspended, 'paper-1', NOON)).rejects.toThrow('suspended')
      await expect(comment(store(), suspended, { slug: 'paper-1', body: 'x' }, NOON)).rejects.toThrow('suspended')
      await moderate(store(), root, { action: 'unsuspend', person: person.handle }, 'Apologised', NOON)
      expect((await voteState(store(), 'paper-3')).votes).toBe(votes)
      await expectTrueScores(store())
    })

    test('are who an administrator made one; nobody acts above their role', async () => {
      const act = { action: 'suspend', person: cyd.handle } as const
      await expect(moderate(store(), bob, act, 'x', NOON)).rejects.toThrow('Only moderators')
      await moderate(store(), root, { action: 'make-moderator', person: bob.handle }, 'Trusted', NOON)
      const moderator: Person = { ...bob, role: 'moderator' }
      await expect(moderate(store(), moderator, { ...act, person: root.handle }, 'x', NOON)).rejects.toThrow(
        'can’t do this',
      )
      await expect(moderate(store(), moderator, { ...act, person: bob.handle }, 'x', NOON)).rejects.toThrow(
        'can’t do this',
      )
      await expect(
        moderate(store(), moderator, { action: 'make-moderator', person: cyd.handle }, 'x', NOON),
      ).rejects.toThrow('Only administrators')
      await expect(moderate(store(), moderator, act, ' ', NOON)).rejects.toThrow('Reason is empty.')
      await moderate(store(), root, { action: 'make-member', person: bob.handle }, 'Thanks', NOON)
    })

    test('decide who wrote a paper; a denial can be appealed', async () => {
      const [paper] = await scores(store())
      const id = paper?.paper_id ?? 0
      const claim = { slug: 'paper-1', author: 'Ada Lovelace', evidence: 'my page' }
      await claimAuthorship(store(), ada, claim, NOON)
      await expect(claimAuthorship(store(), ada, claim, NOON)).rejects.toThrow('already')
      await expect(claimAuthorship(store(), bob, { ...claim, author: 'Bo' }, NOON)).rejects.toThrow('not on the paper')
      const [waiting] = (await moderationQueue(store())).claims
      await moderate(store(), root, { action: 'deny-authorship', claim: waiting?.id ?? 0 }, 'No proof', NOON)
      expect(await claimOf(store(), id, ada.id)).toMatchObject({ state: 'denied', decision: 'No proof' })
      await claimAuthorship(store(), ada, { ...claim, evidence: 'a mail from my university' }, later(60))
      const said = { author: 'Ada Lovelace', moderator: null }
      const before = [
        { ...said, step: 'claimed', at: NOON, words: 'my page' },
        { ...said, step: 'denied', at: NOON, words: 'No proof', moderator: root.handle },
        { ...said, step: 'appealed', at: later(60), words: 'a mail from my university' },
      ]
      expect((await moderationQueue(store())).claims).toMatchObject([{ state: 'appealed', decision: 'No proof' }])
      expect((await moderationQueue(store())).claims[0]?.history).toEqual(before)
      await moderate(store(), root, { action: 'grant-authorship', claim: waiting?.id ?? 0 }, 'Proven', NOON)
      const tree = await thread(store(), id, { now: NOON })
      expect(tree.find(({ author }) => author?.handle === ada.handle)?.author?.isAuthor).toBe(true)
      expect((await moderationQueue(store())).confirmed[0]?.history).toEqual([
        ...before,
        { ...said, step: 'granted', at: NOON, words: 'Proven', moderator: root.handle },
      ])
      expect((await personalData(store(), ada)).authorshipSteps).toHaveLength(4)
    })

    test('tell the claimant of each decision by mail, in the transaction of the decision', async () => {
      const mails = async () =>
        (
          await store().query<{ recipient: string; said: string }>(
            `select d.recipient, s.words as said from deliveries d join authorship_steps s on s.delivery_id = d.id
             where d.kind = 'authorship-decision' order by d.id`,
          )
        ).map(({ recipient, said }) => `${said} to ${recipient}`)
      expect(await mails()).toEqual([`No proof to ${ada.email}`, `Proven to ${ada.email}`])
      const [{ id } = { id: 0 }] = await store().query<{ id: number }>('select id from authorship_claims')
      const act = { action: 'deny-authorship', claim: id } as const
      const broken: Store = {
        ...store(),
        query: (...given) => store().query(...given),
        transaction: (work) =>
          store().transaction(async (queries) => {
            await work(queries)
            throw new Error('the power went')
          }),
      }
      await expect(moderate(broken, root, act, 'Lost', NOON)).rejects.toThrow('the power went')
      expect(await mails()).toHaveLength(2)
      expect((await moderationQueue(store())).confirmed[0]?.history).toHaveLength(4)
    })

    test('an author who is known is told with the paper and under the name, until they are suspended', async () => {
      const [paper] = await scores(store())
      const id = paper?.paper_id ?? 0
      const known = async () => (await knownAuthors(store(), [id, 0])).get(id)
      expect(await known()).toEqual([
        {
          author: 'Ada Lovelace',
          personId: ada.id,
          handle: ada.handle,
          name: ada.name,
          isModerator: false,
          confirmedAt: NOON,
          participates: true,
        },
      ])
      expect(await peopleNamed(store(), 'Ada Lovelace')).toEqual([{ handle: ada.handle, name: ada.name }])
      expect(await peopleNamed(store(), 'Bo Li')).toEqual([])
      expect((await papersWrittenBy(store(), ada.id)).map(({ slug }) => slug)).toEqual(['paper-1'])
      await moderate(store(), root, { action: 'suspend', person: ada.handle }, 'x', NOON)
      expect(await known()).toBeUndefined()
      expect(await peopleNamed(store(), 'Ada Lovelace')).toEqual([])
      await moderate(store(), root, { action: 'unsuspend', person: ada.handle }, 'x', NOON)
    })

    test('what was granted can be taken back, and claimed again', async () => {
      const [granted] = (await moderationQueue(store())).confirmed
      expect(granted).toMatchObject({ author: 'Ada Lovelace', handle: ada.handle })
      const claim = granted?.id ?? 0
      await moderate(store(), root, { action: 'deny-authorship', claim }, 'The page was forged', NOON)
      expect((await moderationQueue(store())).confirmed).toEqual([])
      expect(await papersWrittenBy(store(), ada.id)).toEqual([])
      await expect(moderate(store(), root, { action: 'deny-authorship', claim }, 'Twice', NOON)).rejects.toMatchObject({
        kind: 'absent',
      })
      const again = { slug: 'paper-1', author: 'Ada Lovelace', evidence: 'the page as it is in the archive' }
      await claimAuthorship(store(), ada, again, NOON)
      await moderate(store(), root, { action: 'grant-authorship', claim }, 'So it is', NOON)
      expect(await papersWrittenBy(store(), ada.id)).toHaveLength(1)
    })

    test('a claim that was denied can be made again, as often as it is denied, for another name too', async () => {
      const claim = { slug: 'paper-2', author: 'Ada Lovelace', evidence: 'first' }
      for (const [k, author] of ['Ada Lovelace', 'Ada Lovelace', 'Bo Li'].entries()) {
        await claimAuthorship(store(), cyd, { ...claim, author, evidence: `reason ${k}` }, NOON)
        const [waiting] = (await moderationQueue(store())).claims
        expect(waiting).toMatchObject({ state: k === 0 ? 'open' : 'appealed', author, evidence: `reason ${k}` })
        await moderate(store(), root, { action: 'deny-authorship', claim: waiting?.id ?? 0 }, `no ${k}`, NOON)
      }
      expect(await papersWrittenBy(store(), cyd.id)).toEqual([])
    })
  })

  test('an account can be taken along and deleted, with everything it did', async () => {
    const { person } = await arrive(store(), 'leaving@example.org', { now: NOON })
    await vote(store(), person, 'paper-1', NOON)
    const top = await comment(store(), person, { slug: 'paper-1', body: 'parting words' }, NOON)
    await comment(store(), ada, { slug: 'paper-1', parent: top, body: 'Farewell' }, NOON)
    const other = await comment(store(), ada, { slug: 'paper-1', body: 'Hello' }, NOON)
    await voteOnComment(store(), person, other, true, NOON)
    expect(await personalData(store(), person)).toMatchObject({
      account: { email: 'leaving@example.org' },
      votes: [{ paper: 'paper-1' }],
      comments: [{ body: 'parting words' }],
      commentVotes: [{ comment_id: other }],
    })
    await deleteAccount(store(), person, NOON)
    await expectTrueScores(store())
    const [row] = await store().query<{ good: number }>('select good from comments where id = $1', [other])
    expect(row?.good).toBe(0)
    const left = await store().query<{ dump: string }>(
      `select row_to_json(t)::text as dump from people t union all select row_to_json(t)::text from comments t
       union all select row_to_json(t)::text from sign_in_links t`,
    )
    expect(left.some(({ dump }) => /leaving@example|parting words/.test(dump))).toBe(false)
  })
})
