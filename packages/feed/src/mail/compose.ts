/**
 * A row of the outbox as a message.
 * @module
 */
import { type Queries, type Secret, signId } from '../store/index.js'
import { BrokenMail, type Content } from './content.js'
import { composeDecision, DECISION_MAIL } from './decision-mail.js'
import { composeDigest } from './digest-mail.js'
import type { Claimed } from './outbox.js'
import { composeReplies, REPLY_MAIL } from './reply-mail.js'
import { addressOf, domainOf, type MailSettings } from './settings.js'
import type { Message } from './smtp.js'

/** Where bounces of a mail go: its address says which mail it was (VERP). */
export const bounceAddress = (secret: Secret, { from }: MailSettings, deliveryId: number): string =>
  `bounce+${signId(secret, 'bounce', deliveryId)}@${domainOf(from)}`

/** @throws BrokenMail when the row makes no mail, a fault of ours; UnwantedMail when it has nothing to say by now */
export async function compose(
  queries: Queries,
  secret: Secret,
  settings: MailSettings,
  mail: Claimed,
): Promise<Message> {
  const { subject, text, html, headers } = await contentOf(queries, secret, settings, mail)
  return {
    from: settings.from,
    to: mail.recipient,
    replyTo: settings.replyTo ?? addressOf(settings.from),
    subject,
    text,
    ...(html ? { html } : {}),
    headers: { ...headers, 'Content-Language': 'en' },
    messageId: `<${mail.messageId}@${domainOf(settings.from)}>`,
    envelope: { from: bounceAddress(secret, settings, mail.id), to: [mail.recipient] },
  }
}

async function contentOf(queries: Queries, secret: Secret, settings: MailSettings, mail: Claimed): Promise<Content> {
  if (mail.editionId !== null) return composeDigest(queries, secret, settings, mail)
  if (mail.kind === REPLY_MAIL) return composeReplies(queries, secret, settings, mail)
  if (mail.kind === DECISION_MAIL) return composeDecision(queries, settings, mail)
  const { subject, body, html, headers } = mail
  if (subject === null || body === null) throw new BrokenMail(`delivery ${mail.id} has no text`)
  // No person wrote it, so no autoresponder should answer (RFC 3834).
  return {
    subject,
    text: body,
    ...(html ? { html } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
  }
}
