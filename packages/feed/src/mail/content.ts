/**
 * What a mail says, whatever it is for.
 * @module
 */

export interface Content {
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly headers: Readonly<Record<string, string>>
}

/** A mail that by now has nothing to say, or to nobody who wants it. */
export class UnwantedMail extends Error {
  override readonly name = 'UnwantedMail'
}

/** A row of the outbox that makes no mail, now or ever. */
export class BrokenMail extends Error {
  override readonly name = 'BrokenMail'
}
