/**
 * The mail that tells somebody what became of their claim to have written a paper. Its text is made when it is sent.
 * @module
 */
import type { Queries } from '../store/index.js'
import { oneLine } from './address.js'
import { type Content, UnwantedMail } from './content.js'
import type { Claimed } from './outbox.js'
import type { MailSettings } from './settings.js'
import { COLUMNS, wrap } from './wrap.js'

/** The kind of these mails in the outbox. */
export const DECISION_MAIL = 'authorship-decision'

interface Decision {
  readonly step: 'granted' | 'denied'
  /** What was said before it. */
  readonly before: string | null
  readonly author: string
  readonly reason: string
  readonly slug: string
  readonly title: string
  readonly handle: string
}

/** @throws UnwantedMail when the claim is gone with its account, or the paper is hidden */
export async function composeDecision(
  queries: Queries,
  { publicUrl, postalAddress }: MailSettings,
  { id, recipient }: Claimed,
): Promise<Content> {
  const [decision] = await queries.query<Decision>(
    `select s.step, s.author, s.words as reason, p.slug, p.title, who.handle,
       (select b.step from authorship_steps b where b.claim_id = s.claim_id and b.id < s.id order by b.id desc limit 1) as before
     from authorship_steps s join authorship_claims c on c.id = s.claim_id join papers p on p.id = c.paper_id
       join people who on who.id = c.person_id
     where s.delivery_id = $1 and not p.hidden and who.suspended_at is null`,
    [id],
  )
  if (!decision) throw new UnwantedMail('there is no claim to tell of')
  const { slug, reason } = decision
  const { subject, says } = wording(decision)
  const page = `${publicUrl}/papers/${slug}`
  const parts = [
    wrap(says),
    `The moderator’s reason:\n\n${wrap(reason, '> ')}`,
    decision.step === 'granted'
      ? `The paper: ${page}`
      : `You can appeal, as often as there is something new to say:\n${page}/authorship`,
    '-'.repeat(COLUMNS),
    [
      `You get this because ${recipient} claimed it at ${publicUrl}.`,
      ...(postalAddress ? [oneLine(postalAddress)] : []),
    ]
      .map((line) => wrap(line))
      .join('\n'),
  ]
  return { subject, text: `${parts.join('\n\n')}\n`, headers: { 'Auto-Submitted': 'auto-generated' } }
}

function wording({ step, before, author, title, handle }: Decision): {
  readonly subject: string
  readonly says: string
} {
  const paper = `“${oneLine(title)}”`
  const name = oneLine(author)
  if (step === 'granted') {
    return {
      subject: `You are known as an author of ${paper}`,
      says: `A moderator has confirmed that you, @${handle}, are ${name}, an author of ${paper}.`,
    }
  }
  if (before === 'granted') {
    return {
      subject: `You are no longer known as an author of ${paper}`,
      says: `A moderator has taken back that you, @${handle}, are ${name}, an author of ${paper}.`,
    }
  }
  return {
    subject: `Your claim to have written ${paper} was denied`,
    says: `A moderator has denied your claim, @${handle}, to be ${name}, an author of ${paper}.`,
  }
}
