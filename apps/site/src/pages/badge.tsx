/**
 * How a paper stands: whether it runs, and how many of its claims hold.
 * @module
 */
import { formatDate } from '../format.js'
import type { Standing } from '../view.js'

/** @param brief without the day, where many stand below each other */
export function Badge({ standing, brief = false }: { standing?: Standing; brief?: boolean }) {
  if (!standing) return <p class="badge">does not run yet</p>
  const { held, refuted, total, measured } = standing
  if (!measured) return <p class="badge badge-runs">runs · claims not measured yet</p>
  return (
    <p class="badge badge-runs">
      runs ·{' '}
      <span class="held">
        ✓ {held} of {total} claims hold
      </span>
      {refuted > 0 && <span class="refuted"> · ✕ {refuted} refuted</span>}
      {!brief && <span class="quiet"> · measured {formatDate(measured)}</span>}
    </p>
  )
}
