/**
 * The order in which claims are measured. One pass over each seed's jet gives the figures of all.
 * @module
 */
import { type Context, claim, type Events, progress } from '@pushforward/lab'
import { type Analysis, analyse } from '../analysis.js'
import { PLANE, type Setting, SPACE } from '../settings.js'
import { judgeDecay, judgeRidges } from './advective.js'
import { judgeBlocking, judgeMark, judgeNibbling, judgeSuperlayer } from './diffusive.js'
import { judgeClusters, judgeInnerInterface } from './interfaces.js'
import type { Judge } from './judged.js'
import { judgeDecorrelation, judgeFrame } from './observers.js'
import { type Jets, jetsInSpace, jetsOf } from './seeds.js'
import { claims } from './statements.js'

export { claims }

/** What a jet in space takes, in units of a planar one: about, as it is only for the progress that is told. */
const SPACE_WEIGHT = 4

export async function* measureClaims(context: Context): Events {
  const inSpace = jetsInSpace(context)
  const inPlane = jetsOf(context)
  const whole = inPlane.seeds.length + SPACE_WEIGHT * (inSpace?.seeds.length ?? 0)
  yield* judgeAll(yield* analyses(inPlane, PLANE, context, (done) => done / whole), PLANE)
  if (!inSpace) {
    for (const { id } of claims.filter(({ id }) => id.endsWith(SPACE.suffix))) yield claim(id, null, {}, NOT_IN_QUICK)
    return
  }
  const before = inPlane.seeds.length
  yield* judgeAll(yield* analyses(inSpace, SPACE, context, (done) => (before + SPACE_WEIGHT * done) / whole), SPACE)
}

const NOT_IN_QUICK = 'a jet in space takes minutes a seed; it is measured with --profile full'

/** One a seed. */
async function* analyses(
  { seeds, n }: Jets,
  setting: Setting,
  { signal }: Context,
  share: (done: number) => number,
): AsyncGenerator<ReturnType<typeof progress>, readonly Analysis[], void> {
  const all: Analysis[] = []
  for (const [k, seed] of seeds.entries()) {
    const analysis = analyse({ seed, n }, setting, signal)
    for (;;) {
      signal.throwIfAborted()
      const { value, done } = analysis.next()
      if (done) {
        all.push(value)
        break
      }
      yield progress(share(k + value.share), 1, value.note)
    }
  }
  return all
}

function* judgeAll(all: readonly Analysis[], setting: Setting) {
  for (const judge of JUDGES) yield judge(all, setting)
}

const JUDGES: readonly Judge[] = [
  judgeClusters,
  judgeInnerInterface,
  judgeRidges,
  judgeDecay,
  judgeMark,
  judgeBlocking,
  judgeDecorrelation,
  judgeSuperlayer,
  judgeNibbling,
  judgeFrame,
]
