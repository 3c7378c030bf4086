/**
 * Claims about the mirror interpolant, x_t = x₁ + γ z: does its diffusion resample a law, and from where?
 * @module
 */
import { type Context, claim, type Events, progress, shortened } from '@pushforward/lab'
import { sample, stochasticInterpolant } from 'pushforward/flow'
import { gaussian, mixture, type Points, rng } from 'pushforward/measure'
import { kolmogorovDistance, kolmogorovPoint } from '../distribution-distance.js'
import { modes } from '../problems.js'
import { mean, seedsOf } from './measured.js'

const N = 4000
const one = (x: number): Points => ({ data: new Float64Array(N).fill(x), n: N, d: 1 })
/** ∫ dt / (1 + t − t²) over [0, 1]. */
const KAPPA = (4 / Math.sqrt(5)) * Math.log((1 + Math.sqrt(5)) / 2)

export async function* measureMirror(context: Context, seeds: number): Events {
  const mirror = stochasticInterpolant({ path: 'mirror' })
  const { three } = modes()
  const separated = mirror.fields(undefined, three)
  const single = mirror.fields(undefined, mixture([gaussian(0, 1)]))
  const most = kolmogorovPoint(N)
  const kept: number[] = []
  const filled: number[] = []
  const stuck: number[] = []
  const forgotten: number[] = []
  for (const [done, seed] of seedsOf(context, seeds).entries()) {
    const run = (fields: typeof single, start: Points, epsilon: number, steps: number, name: string) =>
      sample(fields, {
        start,
        method: 'sde',
        solver: 'euler',
        epsilon,
        steps,
        random: rng(seed).split(name),
        signal: context.signal,
      }).points
    yield progress(3 * done, 3 * seeds, `mirror from its law, seed ${seed}`)
    kept.push(kolmogorovDistance(run(separated, three.sample(N, rng(seed)), 6, 600, 'keep'), three))
    yield progress(3 * done + 1, 3 * seeds, `mirror from a point, seed ${seed}`)
    const end = run(separated, one(1), 6, 600, 'fill')
    filled.push(kolmogorovDistance(end, three))
    stuck.push(mean(Array.from(end.data, (x) => (Math.abs(x) < 3 ? 1 : 0))))
    yield progress(3 * done + 2, 3 * seeds, `mirror of one Gaussian, seed ${seed}`)
    forgotten.push(mean(Array.from(run(single, one(3), 1, 600, 'forget').data)) - 3 * Math.exp(-KAPPA))
  }
  yield claim(
    'mirror-keeps',
    kept.every((value) => value < most),
    { 'Kolmogorov distance': shortened(kept), 'at most': Number(most.toPrecision(3)) },
  )
  // Four standard errors of a mean of variance at most 1, and steps of 1/600 of a shift of 3.
  const tolerance = 4 / Math.sqrt(N) + 3 / 600
  yield claim(
    'mirror-forgets',
    forgotten.every((value) => Math.abs(value) < tolerance),
    {
      'mean less x₀ exp(−κ ε)': shortened(forgotten),
      tolerance: Number(tolerance.toPrecision(3)),
    },
  )
  yield claim(
    'mirror-fills',
    filled.every((value) => value < most),
    {
      'Kolmogorov distance': shortened(filled),
      'share that stayed in the middle mode': shortened(stuck),
      'at most': Number(most.toPrecision(3)),
    },
  )
}
