/**
 * Claims `faster-decorrelation` and `moving-frame`: what changes along paths, and for whom.
 * @module
 */
import type { Analysis } from '../analysis.js'
import { type Judge, judged } from './judged.js'

export const judgeDecorrelation: Judge = (all, { suffix, faster }) => {
  const ratio = ({ decorrelation: { force, velocity } }: Analysis) => force / velocity
  return judged(`faster-decorrelation${suffix}`, all, (seen) => ratio(seen) <= faster, {
    'time of Δu': ({ decorrelation }) => decorrelation.force,
    'time of u′': ({ decorrelation }) => decorrelation.velocity,
    ratio,
  })
}

export const judgeFrame: Judge = (all, { suffix }) => {
  const gain = ({ residence: { fixed, moving } }: Analysis) => moving / fixed
  return judged(`moving-frame${suffix}`, all, (seen) => gain(seen) >= 2 && seen.observers <= 1e-6, {
    'time in view at rest': ({ residence }) => residence.fixed,
    'time in view moving': ({ residence }) => residence.moving,
    'moving over rest': gain,
    'share in view at the end, moving': ({ residence }) => residence.movingStayed,
    'mean speed of the interface over u′': ({ residence, scales }) => residence.speed / scales.uPrime,
    'largest change of FTLE': ({ observers }) => observers,
  })
}
