/**
 * What a reader asked for and can't have.
 * @module
 */

/** Bad input: says which field, what was given and what is accepted. */
export class FeedError extends Error {
  override readonly name: string = 'FeedError'
  constructor(
    /** The field of the form, the query or the document. */
    readonly field: string,
    problem: string,
  ) {
    super(`${field}: ${problem}`)
  }
}
