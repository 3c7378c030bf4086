/**
 * The `pushforward` command.
 * @module
 */
import { endOnInterrupt, report } from './failure.js'
import { createProgram } from './program.js'

// A reader that has seen enough (`pushforward list | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const argv = process.argv.slice(2)
// The server has a database to close first, and sees to interrupts itself.
if (argv[0] !== 'serve') endOnInterrupt()
try {
  await (await createProgram(argv)).parseAsync(argv, { from: 'user' })
} catch (error) {
  // At once: what failed may have left a database or a thread open.
  process.exit(report(error))
}
