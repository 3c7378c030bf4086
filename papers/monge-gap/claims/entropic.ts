/**
 * The entropic gap between its bounds.
 * @module
 */
import { type Context, claim, type Events, progress } from '@pushforward/lab'
import { normalPoints, rng } from 'pushforward/measure'
import { mongeGap } from 'pushforward/transport'
import { seedsOf } from './measured.js'

const POINTS = 20
const MAPS = 20
/** From large to small. */
const EPSILONS = [1, 0.3, 0.1, 0.03, 0.01] as const
const TOLERANCE = 1e-9

/** Claim `entropic-bounds`. */
export async function* measureEntropy(context: Context, seeds: number): Events {
  let below = Number.POSITIVE_INFINITY
  let above = Number.POSITIVE_INFINITY
  let fall = Number.POSITIVE_INFINITY
  let last = 0
  let residual = 0
  let done = 0
  for (const seed of seedsOf(context, seeds)) {
    const random = rng(seed).split('entropy')
    for (let k = 0; k < MAPS; k++) {
      const [x, t] = [normalPoints(random, POINTS, 2), normalPoints(random, POINTS, 2)] as const
      const exact = mongeGap(x, t).value
      let earlier = Number.POSITIVE_INFINITY
      for (const epsilon of EPSILONS) {
        const solved = mongeGap(x, t, { epsilon, form: 'entropy', tolerance: TOLERANCE, maxIterations: 20_000 })
        const excess = solved.value - solved.floor - exact
        below = Math.min(below, excess)
        above = Math.min(above, solved.floor - excess)
        fall = Math.min(fall, earlier - excess)
        earlier = excess
        residual = Math.max(residual, solved.residual)
      }
      last = Math.max(last, earlier)
      yield progress(++done, seeds * MAPS, 'entropic gaps')
    }
  }
  // The dual value is of second order in the violation of the marginals: 1e-8 of it is far below the tolerance.
  const holds = below >= -TOLERANCE && above >= -TOLERANCE && fall >= -TOLERANCE && residual <= 1e-8
  yield claim('entropic-bounds', holds, { below, above, fall, 'excess at the least ε': last, residual, maps: done })
}
