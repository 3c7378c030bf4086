/**
 * Claims `same-law` and `paths-differ`: exact fields between two and three modes of the line.
 * @module
 */
import { type Context, claim, type Events, progress, shortened } from '@pushforward/lab'
import { type Diffusion, type SampledFields, sample, stochasticInterpolant } from 'pushforward/flow'
import { gaussian, mixture, type Points, rng } from 'pushforward/measure'
import { kolmogorovDistance, kolmogorovPoint } from '../distribution-distance.js'
import { modes } from '../problems.js'
import { mean, seedsOf } from './measured.js'

/** What steps of 1/400 may add to the distance. */
const DISCRETISATION = 0.0012

const SAMPLERS = [
  { name: 'flow', method: 'ode', solver: 'rk4', steps: 100, epsilon: 0 },
  { name: 'ε = .5', method: 'sde', solver: 'heun', steps: 400, epsilon: 0.5 },
  { name: 'ε = 2', method: 'sde', solver: 'heun', steps: 400, epsilon: 2 },
  { name: 'ε = 5', method: 'sde', solver: 'heun', steps: 400, epsilon: 5 },
] as const

/** Both laws of the linear interpolant at t = ½: means (m + n)/2, variances (C + D)/4 + γ². */
function middle() {
  const { two, three } = modes()
  const variance = ({ covariance }: { readonly covariance: { readonly data: Float64Array } }) =>
    covariance.data[0] as number
  return mixture(
    two.components.flatMap((first) =>
      three.components.map((second) =>
        gaussian(
          ((first.mean[0] as number) + (second.mean[0] as number)) / 2,
          (variance(first) + variance(second)) / 4 + 0.25,
        ),
      ),
    ),
  )
}

export async function* measureTransport(context: Context, seeds: number, n: number): Events {
  const { two, three } = modes()
  const fields = stochasticInterpolant({ path: 'linear' }).fields(two, three)
  const half = middle()
  const ends: Record<string, number[]> = {}
  const middles: Record<string, number[]> = {}
  const chosen = seedsOf(context, seeds)
  for (const [done, seed] of chosen.entries()) {
    const start = two.sample(n, rng(seed))
    for (const [k, { name, ...options }] of SAMPLERS.entries()) {
      yield progress(done * SAMPLERS.length + k, seeds * SAMPLERS.length, `exact fields, ${name}, seed ${seed}`)
      let halfway = start
      const { points } = sample(fields, {
        ...options,
        start,
        random: rng(seed).split(name),
        signal: context.signal,
        onStep: ({ step, x }) => {
          if (2 * step === options.steps) halfway = x
        },
      })
      ends[name] = [...(ends[name] ?? []), kolmogorovDistance(points, three)]
      middles[name] = [...(middles[name] ?? []), kolmogorovDistance(halfway, half)]
    }
  }
  const most = kolmogorovPoint(n) + DISCRETISATION
  const all = [...Object.values(ends), ...Object.values(middles)].flat()
  yield claim(
    'same-law',
    all.every((value) => value < most),
    {
      n,
      'at most': Number(most.toPrecision(3)),
      ...Object.fromEntries(Object.entries(ends).map(([name, values]) => [`end, ${name}`, shortened(values)])),
      ...Object.fromEntries(Object.entries(middles).map(([name, values]) => [`middle, ${name}`, shortened(values)])),
    },
  )

  const spreads = SAMPLERS.map(({ name, ...options }) => spread(fields, options, rng(chosen[0] as number).split(name)))
  yield claim('paths-differ', (spreads[0] as number) < 1e-9 && spreads.slice(1).every((value) => value > 1), {
    'end deviation from x₀ = −3.2: flow, ε = .5, 2, 5': shortened(spreads),
  })
}

interface Options {
  readonly method: 'ode' | 'sde'
  readonly solver: 'rk4' | 'heun'
  readonly steps: number
  readonly epsilon: Diffusion
}

/** Standard deviation of where 500 paths from one point end. */
function spread(fields: SampledFields, options: Options, random: ReturnType<typeof rng>): number {
  const start: Points = { data: new Float64Array(500).fill(-3.2), n: 500, d: 1 }
  const ends = Array.from(sample(fields, { ...options, start, random }).points.data)
  const centre = mean(ends)
  return Math.sqrt(mean(ends.map((value) => (value - centre) ** 2)))
}
