/**
 * Costs with structured maps: sparse displacements, and the sphere.
 * @module
 */
import { type Context, claim, type Events } from '@pushforward/lab'
import { type Points, rng } from 'pushforward/measure'
import { exactGap } from '../audit.js'
import { affine, gaussians, spots } from '../problems.js'
import { fit, gapIn, type Judgement, judge } from './fits.js'
import { bySeed, seedsOf } from './measured.js'

/** γ of ½ |z|² + γ |z|₁: about half of what G moves points by in its second coordinate. */
const GAMMA = 1

/** The share of coordinates that stay exactly where they were. */
function shareStill({ x, mapped }: Judgement): number {
  let still = 0
  for (let k = 0; k < x.data.length; k++) if (mapped.data[k] === Math.fround(x.data[k] as number)) still++
  return still / x.data.length
}

/** Claim `sparse`: G with an elastic cost against the squared one, both as x − ∇h*(F(x)). */
export async function* measureSparsity(context: Context, seeds: number): Events {
  const problem = gaussians()
  const steps = context.profile === 'quick' ? 300 : 1500
  const cost = { elastic: GAMMA }
  const runs: { sparse: Judgement; squared: Judgement }[] = []
  for (const seed of seedsOf(context, seeds)) {
    const options = { lambda: { relative: 0.3 }, structure: 'h-gradient', steps, random: rng(seed) } as const
    const sparse = yield* fit(context, problem, `sparse, seed ${seed}`, { ...options, cost })
    const squared = yield* fit(context, problem, `squared, seed ${seed}`, options)
    runs.push({ sparse: judge(sparse, problem, seed), squared: judge(squared, problem, seed) })
  }
  const measured = runs.map(({ sparse, squared }) => ({
    'still, sparse': shareStill(sparse),
    'still, squared': shareStill(squared),
    'gap, sparse': gapIn(sparse, cost).gap,
    'gap, squared': gapIn(squared, cost).gap,
    'fit, sparse': sparse.fit,
    'fit of two samples': sparse.twoSamples,
  }))
  const holds = measured.every(
    (each) =>
      each['still, sparse'] > each['still, squared'] &&
      each['gap, sparse'] < each['gap, squared'] &&
      each['fit, sparse'] <= 2 * each['fit of two samples'] + 0.01,
  )
  yield claim('sparse', holds, { steps, ...bySeed(measured) })
}

/** The share of its cost that a rotation by 90° wastes, which also carries one spot onto the other. */
function wasteOfRotation(x: Points): number {
  const turn = affine(
    [
      [0, -1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ],
    [0, 0, 0],
  )
  return exactGap(x, turn(x), 'sphere').relative
}

/** Claim `sphere`: two spots 90° apart, squared arc length. */
export async function* measureSphere(context: Context, seeds: number): Events {
  const problem = spots()
  const steps = context.profile === 'quick' ? 300 : 1500
  const measured: Record<'relative gap' | 'relative gap of the rotation' | 'fit' | 'fit of two samples', number>[] = []
  for (const seed of seedsOf(context, seeds)) {
    const options = { cost: 'sphere', lambda: { relative: 0.3 }, steps, random: rng(seed) } as const
    const judged = judge(yield* fit(context, problem, `sphere, seed ${seed}`, options), problem, seed)
    measured.push({
      'relative gap': gapIn(judged, 'sphere').relative,
      'relative gap of the rotation': wasteOfRotation(judged.x),
      fit: judged.fit,
      'fit of two samples': judged.twoSamples,
    })
  }
  const holds = measured.every(
    (each) => each['relative gap'] <= 0.05 && each.fit <= 2 * each['fit of two samples'] + 0.01,
  )
  yield claim('sphere', holds, { steps, ...bySeed(measured) })
}
