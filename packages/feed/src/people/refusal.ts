/**
 * What a person asked for and can't have.
 * @module
 */

import { FeedError } from '../errors.js'

/** `invalid`: a field must be changed. `forbidden`: not by this person. `absent`: there is no such thing. `too-many`: later. */
export type RefusalKind = 'invalid' | 'forbidden' | 'absent' | 'too-many'

export interface RefusalDetails {
  /** The field of the form that it is about. Default: none, an empty text. */
  readonly field?: string
  /** Seconds until it may be tried again. */
  readonly retryAfter?: number
}

/** The message is a sentence for the person: what is wrong and what is accepted. */
export class Refusal extends FeedError {
  override readonly name = 'Refusal'
  override readonly message: string
  readonly retryAfter: number | undefined

  constructor(
    readonly kind: RefusalKind,
    message: string,
    { field = '', retryAfter }: RefusalDetails = {},
  ) {
    super(field, message)
    this.message = message
    this.retryAfter = retryAfter
  }
}

/**
 * A text of a form, trimmed, with line ends as `\n` and without control characters and halves of
 * surrogate pairs.
 * @throws Refusal naming `field` when it is empty (unless `optional`) or longer than `longest`
 */
export function textField(
  field: string,
  text: string,
  { longest, optional = false, lines = false }: { longest: number; optional?: boolean; lines?: boolean },
): string {
  const clean = text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out; PostgreSQL has no U+0000.
    .replace(lines ? /[\u0000-\u0008\u000b-\u001f\u007f]/g : /[\u0000-\u001f\u007f\u2028\u2029]+/g, lines ? '' : ' ')
    .replace(/\p{Cs}/gu, '')
    .trim()
  if (!clean && !optional) throw new Refusal('invalid', `${capital(field)} is empty.`, { field })
  // As PostgreSQL counts: characters, not UTF-16 units.
  const length = [...clean].length
  if (length > longest) {
    throw new Refusal('invalid', `${capital(field)} has ${length} characters; at most ${longest} are accepted.`, {
      field,
    })
  }
  return clean
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
