/**
 * Mail: an outbox, subscriptions, digests, and what comes back.
 * @module
 */
export { assertAddress, MailError } from './address.js'
export { enqueueMail, type Mail, outboxStanding, pruneOutbox } from './outbox.js'
