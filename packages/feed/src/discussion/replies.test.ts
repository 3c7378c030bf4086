import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { arrive } from '../fixture/people.js'
import { type TestSmtp, testSmtp } from '../fixture/smtp.js'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { createSender, type MailSettings, receiveMail, repliesLinkOf, setReplyMails } from '../mail/index.js'
import { drain } from '../mail/worker.js'
import type { Person } from '../people/index.js'
import { comment, deleteAccount, deleteComment, editComment, moderate } from './index.js'

const start = new Date('2026-03-02T12:00:00Z')
const settings: MailSettings = { publicUrl: 'https://papers.example.org', from: 'Pushforward <papers@example.org>' }
const TITLE = 'A <b>map</b>\n& more'

onBothStores('mails about answers', (store) => {
  let smtp: TestSmtp
  let ada: Person
  let bob: Person
  let root: Person
  let now = start
  beforeAll(async () => {
    smtp = await testSmtp()
    await importPapers(store(), [{ title: TITLE, arxiv: '2401.00001' }], { source: 'submission', now })
    const person = async (name: string) =>
      (await arrive(store(), `${name}@example.org`, { now, administrators: ['root@example.org'] })).person
    ;[ada, bob, root] = [await person('ada'), await person('bob'), await person('root')]
    await store().query(`update people set name = 'Bob "<i>' where id = $1`, [bob.id])
  })
  beforeEach(async () => {
    smtp.clear()
    await store().execute(
      'delete from comments; delete from deliveries; delete from rate_limits; delete from bounces; delete from suppressions; update people set reply_mails = true',
    )
    now = start
  })
  afterAll(() => smtp?.close())

  const minutes = (count: number) => {
    now = new Date(now.getTime() + count * 60_000)
  }
  const send = async () => {
    const sender = createSender(smtp.url, settings)
    try {
      return await drain({ store: store(), sender, settings, clock: () => now })
    } finally {
      sender.close()
    }
  }
  const slugOf = async () => (await store().query<{ slug: string }>('select slug from papers'))[0]?.slug ?? ''
  const write = async (person: Person, body: string, parent?: number) =>
    comment(store(), person, { slug: await slugOf(), body, parent }, now)
  const received = async (k = 0) => {
    const mail = smtp.mails[k]
    if (!mail) throw new Error(`no mail ${k} came`)
    const { text = '', html = '', subject, messageId, headers } = await smtp.parsed(mail)
    const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? ''
    return { to: mail.to, text, html, subject, messageId, header }
  }

  test('go to whom was answered, after five minutes, with the headers of a list and of a thread', async () => {
    const first = await write(ada, 'It runs.')
    const answer = await write(bob, 'And how!', first)
    minutes(4)
    expect(await send()).toMatchObject({ sent: 0 })
    minutes(1)
    expect(await send()).toMatchObject({ sent: 1 })
    const mail = await received()
    expect(mail.to).toBe('ada@example.org')
    expect(mail.text).toContain('> And how!')
    expect(mail.text).toContain(`https://papers.example.org/papers/${await slugOf()}#comment-${answer}`)
    expect(mail.messageId).toBe(`<comment-reply.${first}.${ada.id}.${answer}@example.org>`)
    expect(mail.header('in-reply-to')).toBe(`<comment-thread.${first}@example.org>`)
    expect(mail.header('references')).toBe(`<comment-thread.${first}@example.org>`)
    expect(mail.header('list-id')).toBe('Answers on Pushforward <replies.example.org>')
    expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(mail.header('auto-submitted')).toBe('auto-generated')
    const [, token = ''] =
      /^<https:\/\/papers\.example\.org\/replies\/([\w-]+)>, <mailto:no-replies\+\1@example\.org>$/.exec(
        mail.header('list-unsubscribe').replace(/\s+/g, ' '),
      ) ?? []
    expect(await repliesLinkOf(store(), token)).toMatchObject({ id: ada.id, wanted: true })
    expect(mail.text).toContain(`/replies/${token}`)
    expect(mail.html).toContain(`/replies/${token}`)
  })

  test('are none for an answer to oneself, and none for a comment that answers nobody', async () => {
    const first = await write(ada, 'One')
    await write(ada, 'Two', first)
    await write(bob, 'Three')
    expect(await store().query(`select 1 from deliveries where kind = 'comment-reply'`)).toEqual([])
  })

  test('tell all that was answered meanwhile, at most one an hour and thread, hanging together', async () => {
    const first = await write(ada, 'One')
    await write(bob, 'Two', first)
    minutes(2)
    await write(root, 'Three', first)
    minutes(3)
    expect(await send()).toMatchObject({ sent: 1 })
    const one = await received()
    expect(one.text).toMatch(/> Two\n[\s\S]*> Three\n/)
    minutes(10)
    const late = await write(bob, 'Four', first)
    minutes(20)
    await write(bob, 'Five', late)
    await write(bob, 'Six', first)
    expect(await send()).toMatchObject({ sent: 0 })
    minutes(30)
    expect(await send()).toMatchObject({ sent: 1 })
    const two = await received(1)
    // The answer to Bob's own comment is for nobody.
    expect(two.text).toMatch(/> Four\n[\s\S]*> Six\n/)
    expect(two.text).not.toContain('Five')
    expect(two.subject).toBe(one.subject)
    expect(two.header('in-reply-to')).toBe(one.messageId)
    expect(two.header('references')).toBe(`<comment-thread.${first}@example.org> ${one.messageId}`)
    // Another thread has an hour of its own.
    const other = await write(ada, 'Else')
    await write(bob, 'Seven', other)
    minutes(5)
    expect(await send()).toMatchObject({ sent: 1 })
    minutes(600)
    expect(await send()).toMatchObject({ sent: 0 })
  })

  test('two answers at once are in one mail', async () => {
    const first = await write(ada, 'One')
    await Promise.all([write(bob, 'Two', first), write(root, 'Three', first)])
    minutes(5)
    expect(await send()).toMatchObject({ sent: 1 })
    expect((await received()).text).toMatch(/> (Two|Three)\n[\s\S]*> (Two|Three)\n/)
  })

  test('say what stands there when they are sent, and nothing of what is gone by then', async () => {
    const first = await write(ada, 'One')
    const slip = await write(bob, 'Tow', first)
    const removed = await write(bob, 'An insult', first)
    const deleted = await write(bob, 'Too early', first)
    await editComment(store(), bob, slip, 'Two', now)
    await moderate(store(), root, { action: 'remove-comment', comment: removed }, 'unkind', now)
    await deleteComment(store(), bob, deleted, now)
    minutes(5)
    expect(await send()).toMatchObject({ sent: 1 })
    const { text } = await received()
    expect(text).toContain('> Two')
    expect(text).not.toMatch(/Tow|insult|early/)
  })

  test('are not sent when nothing is left: the answer removed, the paper hidden, its author suspended', async () => {
    const hide = async (restore: boolean) =>
      moderate(store(), root, { action: restore ? 'unhide-paper' : 'hide-paper', paper: await slugOf() }, 'x', now)
    const suspend = (on: boolean) =>
      moderate(store(), root, { action: on ? 'suspend' : 'unsuspend', person: bob.handle }, 'x', now)
    const first = await write(ada, 'One')
    const cases: readonly [(id: number) => Promise<void>, () => Promise<void>][] = [
      [(comment) => moderate(store(), root, { action: 'remove-comment', comment }, 'x', now), async () => {}],
      [() => hide(false), () => hide(true)],
      [() => suspend(true), () => suspend(false)],
      [() => setReplyMails(store(), ada.id, false), () => setReplyMails(store(), ada.id, true)],
    ]
    for (const [act, undo] of cases) {
      const answer = await write(bob, 'Two', first)
      await act(answer)
      minutes(61)
      expect(await send()).toEqual({ sent: 0, retried: 0, failed: 0, suppressed: 1 })
      await undo()
    }
    expect(smtp.mails).toEqual([])
  })

  test('are not queued for who wants none, and end by a mail to the address in them', async () => {
    const first = await write(ada, 'One')
    await write(bob, 'Two', first)
    minutes(5)
    await send()
    const [, leave = ''] = /<mailto:([^>]+)>/.exec((await received()).header('list-unsubscribe')) ?? []
    const raw = new TextEncoder().encode(`To: ${leave}\r\nFrom: ada@example.org\r\nSubject: stop\r\n\r\n`)
    expect(await receiveMail(store(), raw, { now })).toEqual({ kind: 'no-replies', address: 'ada@example.org' })
    await write(bob, 'Three', first)
    expect(await store().query(`select 1 from deliveries where state = 'queued'`)).toEqual([])
    const forged = new TextEncoder().encode('To: no-replies+1-aaaaaaaaaaaaaaaaaaaaaaaa@example.org\r\n\r\n')
    expect(await receiveMail(store(), forged, { now })).toMatchObject({ kind: 'ignored' })
  })

  test('have no markup, no header and no link of a stranger’s', async () => {
    const first = await write(ada, 'One')
    await write(bob, '<script>alert(1)</script>\n[here](https://evil.example)\nBcc: eve@example.org', first)
    minutes(5)
    await send()
    const { html, subject, header } = await received()
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('Bob &quot;&lt;i&gt;')
    expect([...html.matchAll(/href="([^"]+)"/g)].every(([, href]) => href?.startsWith(settings.publicUrl))).toBe(true)
    expect(subject).toBe('Re: A <b>map</b> & more')
    expect(header('bcc')).toBe('')
    expect(smtp.mails.map(({ to }) => to)).toEqual(['ada@example.org'])
  })

  test('a comment that is not written queues no mail', async () => {
    const first = await write(ada, 'One')
    await expect(comment(store(), bob, { slug: 'nowhere', body: 'Two', parent: first }, now)).rejects.toMatchObject({
      kind: 'absent',
    })
    expect(await store().query('select 1 from reply_notices')).toEqual([])
  })

  test('go with the account of whom they were for', async () => {
    const cyd = (await arrive(store(), 'cyd@example.org', { now })).person
    const first = await write(cyd, 'One')
    await write(bob, 'Two', first)
    await deleteAccount(store(), cyd, now)
    expect(await store().query(`select 1 from deliveries where recipient = 'cyd@example.org'`)).toEqual([])
    minutes(5)
    expect(await send()).toMatchObject({ sent: 0 })
  })
})
