/**
 * Claim `one-training`: a checkerboard learnt once, sampled with three strengths of noise.
 * @module
 */
import { type Context, claim, type Events, progress, shortened } from '@pushforward/lab'
import { energyDistance } from 'pushforward/divergence'
import { type InterpolantModel, sample, stochasticInterpolant } from 'pushforward/flow'
import { rng } from 'pushforward/measure'
import { checkerboard, insideCheckerboard } from '../problems.js'
import { mean, seedsOf } from './measured.js'

const FACTORS = [0, 0.5, 2] as const
const SAMPLES = 4000
const STEPS = 2500

export async function* measureLearned(context: Context, seeds: number): Events {
  const board = checkerboard()
  const distances: number[][] = FACTORS.map(() => [])
  const insides: number[][] = FACTORS.map(() => [])
  const noise: number[] = []
  for (const seed of seedsOf(context, seeds)) {
    const model = yield* train(context, seed)
    const draws = rng(seed).split('test')
    const fresh = board.sample(SAMPLES, draws)
    noise.push(energyDistance(board.sample(SAMPLES, draws), fresh).value)
    for (const [k, factor] of FACTORS.entries()) {
      yield progress(k, FACTORS.length, `sampling, ε = ${factor} γ, seed ${seed}`)
      const { points } = sample(model, {
        n: SAMPLES,
        method: 'sde',
        solver: 'euler',
        steps: 100,
        epsilon: { relative: 'gamma', factor },
        random: rng(seed).split('sample'),
        signal: context.signal,
      })
      distances[k]?.push(energyDistance(points, fresh).value)
      insides[k]?.push(insideCheckerboard(points))
    }
  }
  const near = distances.flat().every((value) => value < 0.01)
  const inside = insides.every((values) => mean(values) >= 0.7)
  const named = (what: string, values: readonly number[][]) =>
    Object.fromEntries(FACTORS.map((factor, k) => [`${what}, ε = ${factor} γ`, shortened(values[k] as number[])]))
  yield claim('one-training', near && inside, {
    steps: STEPS,
    ...named('energy distance', distances),
    ...named('share inside', insides),
    'energy distance of two samples of the board': shortened(noise),
  })
}

async function* train(
  context: Context,
  seed: number,
): AsyncGenerator<ReturnType<typeof progress>, InterpolantModel, void> {
  const { learn } = stochasticInterpolant({ path: 'oneSidedLinear' })
  const { signal } = context
  const states = learn({ x1: checkerboard() }, { steps: STEPS, batch: 512, random: rng(seed).split('fit'), signal })
  for (;;) {
    const { value, done } = await states.next()
    if (done) return value
    yield progress(value.step, value.steps, `checkerboard, seed ${seed}`)
  }
}
