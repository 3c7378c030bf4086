/**
 * How the command ends: 0 done, 1 outcomes differ (or a fault of ours), 2 bad input, 130 cancelled.
 * @module
 */
import { CommanderError } from 'commander'

export const EXIT = { done: 0, different: 1, badInput: 2, cancelled: 130 } as const

/** Errors that the caller can mend; they cross threads by name. */
const CALLERS_ERRORS = new Set([
  'BackupError',
  'EmbeddingError',
  'FeedError',
  'ImportError',
  'InputError',
  'StoreInUseError',
  'TryLaterError',
  'UnsupportedError',
])

/** Tells what went wrong on stderr and returns the exit code. */
export function report(error: unknown): number {
  // Commander has written its own message already; help and version end with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput
  if (!(error instanceof Error)) throw error
  if (CALLERS_ERRORS.has(error.name)) {
    for (const line of error.message.split('\n')) process.stderr.write(`error: ${line}\n`)
    return EXIT.badInput
  }
  process.stderr.write(`${error.stack ?? error.message}\nThis is a fault of the program, not of your input.\n`)
  return EXIT.different
}

/** Ends the process with 130 when the user interrupts. Nothing is on disk then that is not whole. */
export function endOnInterrupt(): void {
  process.once('SIGINT', () => {
    process.stderr.write('\ncancelled\n')
    process.exit(EXIT.cancelled)
  })
}
