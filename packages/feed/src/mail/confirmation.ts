/**
 * The mail that asks whether a subscription is wanted.
 * @module
 */
import { wrap } from './wrap.js'

export const confirmationText = (link: string, site: string): string =>
  `${[
    wrap(`Somebody, hopefully you, asked for the digest of papers at ${site} to be sent to this address.`),
    wrap('To confirm, open this page and press its button, within 48 hours:'),
    link,
    wrap('If it was not you, do nothing: without the button nothing is sent, and the request is deleted after a week.'),
  ].join('\n\n')}\n`
