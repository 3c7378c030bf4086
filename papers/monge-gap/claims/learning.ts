/**
 * Maps learnt with the gap against maps learnt without, on G and M.
 * @module
 */
import { type Context, claim, type Events, shortened } from '@pushforward/lab'
import type { MapCost } from 'pushforward/learn'
import { rng } from 'pushforward/measure'
import { gaussians, moons } from '../problems.js'
import { fit, gapIn, type Judgement, judge } from './fits.js'
import { median, seedsOf } from './measured.js'

/** λ in units of cost: 0 is a plain network. */
const LAMBDAS = { quick: [0, 0.3], full: [0, 0.3, 1] } as const

/** Claim `learns-ot-maps`: G, whose optimal map is known. */
export async function* measureMaps(context: Context, seeds: number): Events {
  const problem = gaussians()
  const steps = context.profile === 'quick' ? 600 : 1500
  const judged = new Map<number, Judgement[]>(LAMBDAS[context.profile].map((lambda) => [lambda, []]))
  for (const seed of seedsOf(context, seeds)) {
    for (const [lambda, all] of judged) {
      const model = yield* fit(context, problem, `Gaussians, λ = ${lambda}, seed ${seed}`, {
        lambda,
        steps,
        random: rng(seed),
      })
      all.push(judge(model, problem, seed))
    }
  }
  const of = (lambda: number) => judged.get(lambda) as Judgement[]
  const plain = median(of(0).map(({ uvp }) => uvp))
  const holds = of(0.3).every(
    ({ uvp, fit, twoSamples }) => uvp <= 5 && uvp <= plain / 5 && fit <= 2 * twoSamples + 0.01,
  )
  const measured: Record<string, number | number[]> = { steps }
  for (const [lambda, all] of judged) {
    measured[`uvp, λ = ${lambda}`] = shortened(all.map(({ uvp }) => uvp))
    measured[`gap, λ = ${lambda}`] = shortened(all.map(({ squared }) => squared.gap))
    measured[`fit, λ = ${lambda}`] = shortened(all.map(({ fit }) => fit))
  }
  measured['fit of two samples'] = shortened(of(0).map(({ twoSamples }) => twoSamples))
  yield claim('learns-ot-maps', holds, measured)
}

/** Claim `any-cost`: M under two costs. λ as in the authors' tutorial for |x − y|, and as above for its square. */
export async function* measureCosts(context: Context, seeds: number): Events {
  const problem = moons()
  const steps = context.profile === 'quick' ? 400 : 800
  const runs = { plain: [0, 'sqeuclidean'], squared: [0.3, 'sqeuclidean'], euclidean: [2, 'euclidean'] } as const
  const judged: Record<keyof typeof runs, Judgement[]> = { plain: [], squared: [], euclidean: [] }
  for (const seed of seedsOf(context, seeds)) {
    for (const [name, [lambda, cost]] of Object.entries(runs)) {
      const options = { lambda, cost, steps, random: rng(seed) }
      const model = yield* fit(context, problem, `moons, ${name}, seed ${seed}`, options)
      judged[name as keyof typeof runs].push(judge(model, problem, seed))
    }
  }
  const relative = (name: keyof typeof runs, cost: MapCost) => judged[name].map((each) => gapIn(each, cost).relative)
  const ratios = (own: 'squared' | 'euclidean', cost: MapCost) => {
    const with0 = relative('plain', cost)
    return relative(own, cost).map((value, k) => (with0[k] as number) / value)
  }
  const [squared, euclidean] = [ratios('squared', 'sqeuclidean'), ratios('euclidean', 'euclidean')]
  const holds = squared.every((ratio) => ratio >= 3) && euclidean.every((ratio) => ratio >= 1.3)
  yield claim('any-cost', holds, {
    steps,
    'times smaller, squared cost': shortened(squared),
    'times smaller, euclidean cost': shortened(euclidean),
    'relative gap, squared cost': shortened(relative('squared', 'sqeuclidean')),
    'relative gap, euclidean cost': shortened(relative('euclidean', 'euclidean')),
    'fit, plain': shortened(judged.plain.map(({ fit }) => fit)),
    'fit, squared': shortened(judged.squared.map(({ fit }) => fit)),
    'fit, euclidean': shortened(judged.euclidean.map(({ fit }) => fit)),
    'fit of two samples': shortened(judged.plain.map(({ twoSamples }) => twoSamples)),
  })
}
