/**
 * Mail: an outbox, subscriptions, digests, and what comes back.
 * @module
 */
export { assertAddress } from './address.js'
export { type DigestReport, fillDueDigests, sendDigestOf } from './digest.js'
export { digestHtml } from './digest-html.js'
export { type Digest, digestFor, digestHeaders, digestSubject, digestText } from './digest-mail.js'
export { draftEdition, type Edition, type EditionPaper, MOST_PAPERS, papersFor } from './editions.js'
export { type Environment, readMailSettings } from './environment.js'
export { type Failure, isSuppressed, recordFailure } from './failures.js'
export { type Inbound, type InboundOptions, LONGEST_INBOUND, receiveMail } from './inbound.js'
export { enqueueMail, type Mail, outboxStanding, pruneOutbox } from './outbox.js'
export { REPLY_MAIL, repliesLinkOf, replyToken, setReplyMails } from './reply-mail.js'
export { type MailService, type MailServiceOptions, startMail } from './service.js'
export { addressOf, type Dkim, domainOf, type MailSettings } from './settings.js'
export { type Attempt, createSender, type Sender } from './smtp.js'
export {
  type Confirmation,
  changePreferences,
  confirmationOf,
  confirmSubscription,
  describePreferences,
  forgetUnconfirmed,
  type GivenPreferences,
  type Preferences,
  preferencesLinkToken,
  readPreferences,
  requestSubscription,
  type Subscription,
  subscriptionOf,
  unsubscribe,
  unsubscribeLinkToken,
  type Witness,
} from './subscribe.js'
export { type Drained, drain } from './worker.js'
export { isTimeZone, nextDue } from './zone.js'
