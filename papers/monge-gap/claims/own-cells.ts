/**
 * The visitor's control and treated cells: a map learnt on four fifths of them, reported on the rest.
 * @module
 */
import { type Context, claim, type Events } from '@pushforward/lab'
import { meanCost } from 'pushforward/learn'
import { type Points, permutation, type Rng } from 'pushforward/measure'
import { sinkhornDivergence } from 'pushforward/transport'
import { readClouds } from '../../own-clouds.js'
import { exactGap } from '../audit.js'
import { fitSamples } from './fits.js'

/** Claim `single-cell`: no criterion, as there is no public figure to hold it against. */
export async function* measureOwnCells(context: Context): Events {
  if (context.data.length === 0) {
    yield claim('single-cell', null, {}, 'reported for control and treated cells of your own; none were given')
    return
  }
  const { source, target } = readClouds(context.data)
  const random = context.random.split('hold-out')
  const [x, y] = [halves(source, random), halves(target, random)] as const
  const model = yield* fitSamples(context, x.kept, y.kept, 'your cells', {
    steps: 1000,
    random: context.random.split('fit'),
  })
  const mapped = model.map(x.held)
  const epsilon = 0.05 * meanCost('sqeuclidean', y.held, y.held)
  const { gap, paid } = exactGap(x.held, mapped)
  const measured = {
    'fit, unseen cells': sinkhornDivergence(mapped, y.held, { epsilon }).value,
    'fit without a map': sinkhornDivergence(x.held, y.held, { epsilon }).value,
    'fit of two halves of the target': sinkhornDivergence(y.kept, y.held, { epsilon }).value,
    'relative gap': gap / paid,
  }
  yield claim('single-cell', null, measured, 'reported only: there is no criterion')
}

/** A fifth is held out. */
function halves({ data, n, d }: Points, random: Rng): { kept: Points; held: Points } {
  const order = permutation(random, n)
  const cut = Math.max(1, Math.round(n / 5))
  const take = (indices: Uint32Array): Points => {
    const out = new Float64Array(indices.length * d)
    indices.forEach((from, i) => {
      out.set(data.subarray(from * d, (from + 1) * d), i * d)
    })
    return { data: out, n: indices.length, d }
  }
  return { held: take(order.subarray(0, cut)), kept: take(order.subarray(cut)) }
}
