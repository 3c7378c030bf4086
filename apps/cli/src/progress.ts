/**
 * Progress on stderr: a bar on a terminal, an occasional plain line anywhere else.
 * @module
 */
import type { ProgressEvent } from '@pushforward/lab'

export interface Progress {
  show(event: Pick<ProgressEvent, 'done' | 'total' | 'note'>): void
  /** Removes the bar, so that what follows starts on a clean line. */
  end(): void
}

const BAR = 24
/** Milliseconds between two drawings of the bar, and between two plain lines. */
const REDRAW = 80
const PLAIN = 5000

/**
 * @param label what is running
 * @param now milliseconds; default: the clock
 */
export function createProgress(
  label: string,
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  let last = stream.isTTY ? Number.NEGATIVE_INFINITY : now()
  let drawn = false
  return {
    show({ done, total, note = '' }) {
      const time = now()
      if (time - last < (stream.isTTY ? REDRAW : PLAIN)) return
      last = time
      const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
      const percent = `${Math.floor(100 * share)} %`
      if (!stream.isTTY) {
        stream.write(`${label}: ${percent}${note && ` ${note}`}\n`)
        return
      }
      const full = Math.round(share * BAR)
      const line = `${label} ${'━'.repeat(full)}${'─'.repeat(BAR - full)} ${percent} ${note}`
      stream.write(`\r\u001b[K${line.slice(0, (stream.columns || 80) - 1)}`)
      drawn = true
    },
    end() {
      if (drawn) stream.write('\r\u001b[K')
      drawn = false
    },
  }
}
