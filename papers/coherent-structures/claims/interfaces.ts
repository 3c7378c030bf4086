/**
 * Claims `tnti-by-clusters` and `tti-found`: what clusters of dye separate.
 * @module
 */
import type { Analysis, AtInterface } from '../analysis.js'
import { type Judge, judged } from './judged.js'

export const judgeClusters: Judge = (all, { suffix }) => {
  const meets = ({ enstrophy }: Analysis) => enstrophy.share >= 0.95 && enstrophy.ratio >= 20
  return judged(`tnti-by-clusters${suffix}`, all, meets, {
    'share of enstrophy inside': ({ enstrophy }) => enstrophy.share,
    'mean enstrophy inside over outside': ({ enstrophy }) => enstrophy.ratio,
    'share of area inside': ({ turbulentShare }) => turbulentShare,
  })
}

/** The shortest duration, .5. */
const first = (at: readonly AtInterface[]): AtInterface => at[0] as AtInterface
const forceRise = (at: readonly AtInterface[]): number => first(at).size.on - first(at).size.before
const stretchingRise = (at: readonly AtInterface[]): number => first(at).ftle.on - first(at).ftle.before

export const judgeInnerInterface: Judge = (all, { suffix }) => {
  const steeper = (rise: typeof forceRise) => (seen: Analysis) =>
    rise(seen.tti) > rise(seen.tnti) && rise(seen.tnti) > 0
  const [force, stretching] = [steeper(forceRise), steeper(stretchingRise)]
  return judged(`tti-found${suffix}`, all, (seen) => force(seen) && stretching(seen), {
    '10³ × rise of |b̄|, TNTI': ({ tnti }) => 1e3 * forceRise(tnti),
    '10³ × rise of |b̄|, TTI': ({ tti }) => 1e3 * forceRise(tti),
    'rise of FTLE, TNTI': ({ tnti }) => stretchingRise(tnti),
    'rise of FTLE, TTI': ({ tti }) => stretchingRise(tti),
  })
}
