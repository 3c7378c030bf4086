/**
 * What holds for every sample and map, by exact transport: sign, zeros, convexity, restriction.
 * @module
 */
import { type Context, claim, type Events, progress } from '@pushforward/lab'
import { displacementCosts, type MapCost } from 'pushforward/learn'
import { normalPoints, type Points, type Rng, rng } from 'pushforward/measure'
import { emd } from 'pushforward/transport'
import { exactGap } from '../audit.js'
import { affine } from '../problems.js'
import { seedsOf } from './measured.js'

/** Rounding of two sums of at most 1000 float64 costs. */
const ROUNDING = 1e-12
/** Draws between two looks at the clock of whoever watches. */
const BATCH = 25

const COSTS: readonly MapCost[] = ['sqeuclidean', 'euclidean', { p: 3 }, { elastic: 0.5 }]

const between = (random: Rng, least: number, most: number) => least + random.integer(most - least + 1)

const mapped = (x: Points, f: (value: number, k: number) => number): Points => ({
  ...x,
  data: x.data.map(f) as Float64Array,
})

/** x ↦ B Bᵀ x + b: the gradient of a convex quadratic. */
function positiveAffine(random: Rng): (x: Points) => Points {
  const B = [0, 1].map(() => [random.normal(), random.normal()] as const)
  const A = B.map(([a, b]) => B.map(([c, d]) => a * c + b * d))
  return affine(A, [random.normal(), random.normal()])
}

/** t ↦ a t + b tanh(c t), a, b, c > 0: increasing. */
function increasing(random: Rng): (t: number) => number {
  const [a, b, c] = [random.uniform(), 3 * random.uniform(), 3 * random.uniform()] as const
  return (t) => a * t + b * Math.tanh(c * t)
}

/** x ↦ φ(|x|) x / |x|, φ increasing: optimal for every cost h(|x − y|), as |x − y| >= ||x| − |y||. */
function radial(x: Points, random: Rng): Points {
  const grow = increasing(random)
  return mapped(x, (value, k) => {
    const at = k - (k % 2)
    const length = Math.hypot(x.data[at] as number, x.data[at + 1] as number)
    return (value * Math.abs(grow(length))) / length
  })
}

/** A pair of samples that is optimal by construction, for the cost. */
function optimalPair(random: Rng, cost: MapCost): readonly [Points, Points] {
  const separable = typeof cost === 'object' && 'elastic' in cost
  const kind = random.integer(3)
  const n = between(random, 2, 80)
  if (kind === 0) {
    const line = normalPoints(random, n, 1)
    return [line, mapped(line, increasing(random))]
  }
  const x = normalPoints(random, n, 2)
  if (cost === 'sqeuclidean' && kind === 1) return [x, positiveAffine(random)(x)]
  if (!separable) return [x, radial(x, random)]
  // A sum over coordinates of convex costs is least where each coordinate is monotone.
  const [first, second] = [increasing(random), increasing(random)]
  return [x, mapped(x, (value, k) => (k % 2 ? second(value) : first(value)))]
}

/** Claim `nonneg-zero`: the sign, the zeros, and that what is not optimal is seen. */
export async function* measureZeros(context: Context, seeds: number): Events {
  const draws = 500
  let least = Number.POSITIVE_INFINITY
  let mostOfOptimal = 0
  let leastOfRandom = Number.POSITIVE_INFINITY
  let leastOfRotated = Number.POSITIVE_INFINITY
  let done = 0
  for (const seed of seedsOf(context, seeds)) {
    const random = rng(seed).split('zeros')
    for (let k = 0; k < draws; k++) {
      const cost = COSTS[k % COSTS.length] as MapCost
      const [x, t] = optimalPair(random, cost)
      const zero = exactGap(x, t, cost).gap
      const n = between(random, 20, 60)
      const some = exactGap(normalPoints(random, n, 2), normalPoints(random, n, 2), cost).gap
      least = Math.min(least, zero, some)
      mostOfOptimal = Math.max(mostOfOptimal, zero)
      leastOfRandom = Math.min(leastOfRandom, some)
      if (++done % BATCH === 0) yield progress(done, seeds * draws, 'sign and zeros of the gap')
    }
    for (const n of [200, 400, 1000]) {
      const x = normalPoints(random, n, 2)
      const turn = affine(
        [
          [1, -0.4],
          [0.4, 1],
        ],
        [0, 0],
      )
      leastOfRotated = Math.min(leastOfRotated, exactGap(x, turn(x)).gap)
    }
  }
  const holds = least >= -ROUNDING && mostOfOptimal <= ROUNDING && leastOfRandom > ROUNDING && leastOfRotated > ROUNDING
  yield claim('nonneg-zero', holds, { least, mostOfOptimal, leastOfRandom, leastOfRotated, maps: 2 * done })
}

/** Claim `convex-l2sq`. */
export async function* measureConvexity(context: Context, seeds: number): Events {
  const draws = 500
  let excess = Number.NEGATIVE_INFINITY
  let homogeneity = 0
  let done = 0
  for (const seed of seedsOf(context, seeds)) {
    const random = rng(seed).split('convexity')
    for (let k = 0; k < draws; k++) {
      const n = between(random, 5, 60)
      const [x, t, s] = [1, 2, 3].map(() => normalPoints(random, n, 2)) as [Points, Points, Points]
      const gapOf = (image: Points) => exactGap(x, image).gap
      const [ofT, ofS] = [gapOf(t), gapOf(s)]
      const ofMean = gapOf(mapped(t, (value, at) => 0.5 * (value + (s.data[at] as number))))
      excess = Math.max(excess, ofMean - 0.5 * (ofT + ofS))
      homogeneity = Math.max(homogeneity, Math.abs(gapOf(mapped(t, (value) => 2 * value + 7)) - 2 * ofT))
      if (++done % BATCH === 0) yield progress(done, seeds * draws, 'convexity of the gap')
    }
  }
  const holds = excess <= ROUNDING && homogeneity <= ROUNDING
  yield claim('convex-l2sq', holds, { excess, homogeneity, pairs: done })
}

/** The exact gap under weights. */
function weightedGap(x: Points, t: Points, weights: Float64Array, cost: 'sqeuclidean' | 'euclidean'): number {
  const paid = displacementCosts(cost, x, t).reduce((sum, own, i) => sum + own * (weights[i] as number), 0)
  return paid - emd({ points: x, weights }, { points: t, weights }, { cost }).value
}

/** Claim `support`: optimal on ρ means optimal on whatever ρ supports. */
export async function* measureSupport(context: Context, seeds: number): Events {
  const draws = 200
  let most = 0
  let done = 0
  for (const seed of seedsOf(context, seeds)) {
    const random = rng(seed).split('support')
    for (let k = 0; k < draws; k++) {
      const n = between(random, 10, 80)
      const x = normalPoints(random, n, 2)
      const [cost, t] =
        k % 2 ? (['euclidean', radial(x, random)] as const) : (['sqeuclidean', positiveAffine(random)(x)] as const)
      // A third of the points are left out, the rest is weighted at random.
      const raw = Float64Array.from({ length: n }, () => (random.uniform() < 1 / 3 ? 0 : random.uniform()))
      raw[0] = 1
      const total = raw.reduce((sum, weight) => sum + weight, 0)
      most = Math.max(
        most,
        Math.abs(
          weightedGap(
            x,
            t,
            raw.map((weight) => weight / total),
            cost,
          ),
        ),
      )
      if (++done % BATCH === 0) yield progress(done, seeds * draws, 'restrictions of optimal maps')
    }
  }
  yield claim('support', most <= ROUNDING, { most, maps: done })
}
