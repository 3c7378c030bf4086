/**
 * The mail that tells of answers to somebody's comments, and the link in it that ends such mails.
 *
 * All mails about one thread hang together: each answers a mail that is named after the thread and was never sent, and the
 * one before it.
 * @module
 */
import { type Queries, type Secret, type Store, signId, storeSecret, verifyId } from '../store/index.js'
import { oneLine } from './address.js'
import { type Content, UnwantedMail } from './content.js'
import { Markup, markup } from './markup.js'
import type { Claimed } from './outbox.js'
import { domainOf, type MailSettings } from './settings.js'
import { COLUMNS, wrap } from './wrap.js'

/** The kind of these mails in the outbox. */
export const REPLY_MAIL = 'comment-reply'

/** Characters of an answer that a mail quotes: the rest is a click away. */
const LONGEST = 1500

interface Answer {
  readonly id: number
  readonly body: string
  readonly name: string
  readonly handle: string
  readonly slug: string
  readonly title: string
  readonly person: number
  readonly thread: number
}

export const replyToken = (secret: Secret, personId: number): string => signId(secret, 'replies', personId)

/** @throws UnwantedMail when none of its answers is there any more, or the person wants no such mails */
export async function composeReplies(
  queries: Queries,
  secret: Secret,
  settings: MailSettings,
  { id, recipient }: Claimed,
): Promise<Content> {
  const answers = await queries.query<Answer>(
    `select c.id, c.body, a.name, a.handle, p.slug, p.title, n.person_id as person, n.thread_id as thread
     from reply_notices n join comments c on c.id = n.comment_id join people a on a.id = c.person_id
       join papers p on p.id = c.paper_id join people who on who.id = n.person_id
     where n.delivery_id = $1 and c.deleted_at is null and c.removed_at is null and not p.hidden
       and a.suspended_at is null and who.suspended_at is null and who.reply_mails order by c.id`,
    [id],
  )
  const [first] = answers
  if (!first) throw new UnwantedMail('no answer is left to tell of')
  const domain = domainOf(settings.from)
  const token = replyToken(secret, first.person)
  const off = `${settings.publicUrl}/replies/${token}`
  const reason = `You get this because somebody answered ${recipient} at ${settings.publicUrl}.`
  const root = `<comment-thread.${first.thread}@${domain}>`
  const before = await lastMail(queries, first, id)
  return {
    // The same for all mails about a thread: by it, too, mailboxes know what hangs together.
    subject: `Re: ${oneLine(first.title)}`,
    text: text(answers, settings, reason, off),
    html: html(answers, settings, reason, off),
    headers: {
      'In-Reply-To': before ? `<${before}@${domain}>` : root,
      References: before ? `${root} <${before}@${domain}>` : root,
      'List-Id': `Answers on Pushforward <replies.${domain}>`,
      'List-Unsubscribe': `<${off}>, <mailto:no-replies+${token}@${domain}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Feedback-ID': `${first.thread}:replies:reply:pushforward`,
      Precedence: 'list',
      'Auto-Submitted': 'auto-generated',
    },
  }
}

/** The Message-ID, before the @, of the last mail about this thread. */
async function lastMail(queries: Queries, { thread, person }: Answer, id: number): Promise<string | undefined> {
  const [mail] = await queries.query<{ name: string }>(
    `select d.message_id as name from deliveries d where d.id < $3 and d.state = 'sent' and d.id in (
       select delivery_id from reply_notices where thread_id = $1 and person_id = $2) order by d.id desc limit 1`,
    [thread, person, id],
  )
  return mail?.name
}

const linkTo = ({ slug, id }: Answer, { publicUrl }: MailSettings) => `${publicUrl}/papers/${slug}#comment-${id}`

function beginning(body: string): string {
  const characters = [...body]
  return characters.length <= LONGEST
    ? body
    : `${characters
        .slice(0, LONGEST)
        .join('')
        .replace(/\s+\S*$/, '')}…`
}

function text(answers: readonly Answer[], settings: MailSettings, reason: string, off: string): string {
  const parts = answers.map((answer) => {
    const { name, handle, title, body } = answer
    const quoted = beginning(body)
      .split('\n')
      .map((line) => wrap(line, '> ') || '>')
      .join('\n')
    return `${wrap(`${oneLine(name)} (@${handle}) answered you on “${oneLine(title)}”:`)}\n\n${quoted}\n\nRead and answer: ${linkTo(answer, settings)}`
  })
  const foot = [wrap(reason), `No such mails any more: ${off}`, ...postal(settings).map((line) => wrap(line))].join(
    '\n',
  )
  return `${[...parts, '-'.repeat(COLUMNS), foot].join('\n\n')}\n`
}

const postal = ({ postalAddress }: MailSettings): readonly string[] => (postalAddress ? [oneLine(postalAddress)] : [])

const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** What was written stands as it was typed: no link in it is ours to pass on. */
function html(answers: readonly Answer[], settings: MailSettings, reason: string, off: string): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Answers</title>
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
</head>
<body style="margin:0;padding:24px 16px;font:400 16px/1.5 ${new Markup(FONT)}">
<div style="max-width:600px;margin:0 auto">
${answers.map(
  (
    answer,
  ) => markup`<p style="margin:0 0 8px"><strong>${oneLine(answer.name)}</strong> @${answer.handle} answered you on “${oneLine(answer.title)}”:</p>
<blockquote style="margin:0 0 8px;padding-left:12px;border-left:2px solid #8a909c;white-space:pre-line;overflow-wrap:anywhere">${beginning(answer.body)}</blockquote>
<p style="margin:0 0 28px"><a href="${linkTo(answer, settings)}">Read and answer</a></p>
`,
)}<p style="margin:0;padding-top:16px;border-top:1px solid #8a909c;font-size:14px">${reason} <a href="${off}">No such mails any more</a>${postal(settings).map((line) => markup`<br>${line}`)}</p>
</div>
</body>
</html>
`.html
}

/** Whom a link that ends these mails is for; undefined when it is not ours, or the account is gone. */
export async function repliesLinkOf(
  store: Store,
  token: string,
): Promise<{ readonly id: number; readonly email: string; readonly wanted: boolean } | undefined> {
  const id = verifyId(await storeSecret(store), 'replies', token)
  if (id === undefined) return undefined
  const [person] = await store.query<{ id: number; email: string; wanted: boolean }>(
    'select id, email, reply_mails as wanted from people where id = $1',
    [id],
  )
  return person
}

/** Whether somebody gets these mails. Those that wait are not sent once they are off. */
export async function setReplyMails(queries: Queries, personId: number, wanted: boolean): Promise<void> {
  await queries.query('update people set reply_mails = $2 where id = $1', [personId, wanted])
}
