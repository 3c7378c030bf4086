/**
 * One class for each way to fail.
 * @module
 */

/** The caller gave something that can't be used. The message names the argument, what was given, what is accepted. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** An iteration ended without reaching its tolerance; thrown only with `strict: true`. */
export class ConvergenceError<Result = unknown> extends Error {
  override readonly name = 'ConvergenceError'

  constructor(
    message: string,
    /** The best iterate, as the solver would have returned it. */
    readonly result: Result,
    readonly residual: number,
  ) {
    super(message)
  }
}

/** The host or the format can't do what was asked. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError'
}
