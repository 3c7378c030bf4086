/**
 * Claims `faster-decorrelation` and `moving-frame`: what changes along paths, and for whom.
 * @module
 */
import type { ClaimEvent } from '@pushforward/lab'
import type { Analysis } from '../analysis.js'
import { judged } from './judged.js'

export function judgeDecorrelation(all: readonly Analysis[]): ClaimEvent {
  const ratio = ({ decorrelation: { force, velocity } }: Analysis) => force / velocity
  return judged('faster-decorrelation', all, (seen) => ratio(seen) <= 0.85, {
    'time of Δu': ({ decorrelation }) => decorrelation.force,
    'time of u′': ({ decorrelation }) => decorrelation.velocity,
    ratio,
  })
}

export function judgeFrame(all: readonly Analysis[]): ClaimEvent {
  const gain = ({ residence: { fixed, moving } }: Analysis) => moving / fixed
  return judged('moving-frame', all, (seen) => gain(seen) >= 2 && seen.observers <= 1e-6, {
    'time in view at rest': ({ residence }) => residence.fixed,
    'time in view moving': ({ residence }) => residence.moving,
    'moving over rest': gain,
    'share in view at the end, moving': ({ residence }) => residence.movingStayed,
    'mean speed of the interface over u′': ({ residence, scales }) => residence.speed / scales.uPrime,
    'largest change of FTLE': ({ observers }) => observers,
  })
}
