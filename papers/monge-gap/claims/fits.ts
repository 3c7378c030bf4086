/**
 * Fits that the claims share, and what they are worth on 1000 points that they have not seen.
 * @module
 */
import { type Context, type ProgressEvent, progress } from '@pushforward/lab'
import {
  learnMongeMap,
  type MapCost,
  type MongeMapModel,
  type MongeMapOptions,
  meanCost,
  type Source,
} from 'pushforward/learn'
import { type Points, rng } from 'pushforward/measure'
import { sinkhornDivergence } from 'pushforward/transport'
import { distanceToOptimal, exactGap } from '../audit.js'
import type { Problem } from '../problems.js'

/** Points that a map is judged on. */
export const JUDGED = 1000

/** Progress while it lasts, and a model at the end. */
export type Fit = AsyncGenerator<ProgressEvent, MongeMapModel, void>

/** A fit on a problem's laws: `yield* fit(…)` shows the progress and gives the model. */
export function fit(context: Context, { source, target }: Problem, note: string, options: MongeMapOptions): Fit {
  return fitSamples(context, source, target, note, options)
}

/** The same on samples. */
export async function* fitSamples(
  context: Context,
  source: Source,
  target: Source,
  note: string,
  options: MongeMapOptions,
): Fit {
  const states = learnMongeMap(source, target, { signal: context.signal, ...options })
  for (;;) {
    const { value, done } = await states.next()
    if (done) return value
    yield progress(value.step, value.steps, note)
  }
}

export interface Judgement {
  readonly x: Points
  readonly mapped: Points
  /** S between the mapped points and fresh target points, and between two fresh samples of the target. */
  readonly fit: number
  readonly twoSamples: number
  readonly squared: ReturnType<typeof exactGap>
  /** Distance to the optimal map, where it is known. */
  readonly uvp: number
  readonly cosine: number
}

/** @param seed the fit's: the points are others than any of its batches */
export function judge({ map }: Pick<MongeMapModel, 'map'>, problem: Problem, seed: number): Judgement {
  const random = rng(seed).split('judge')
  const x = problem.source.sample(JUDGED, random)
  const [y, other] = [problem.target.sample(JUDGED, random), problem.target.sample(JUDGED, random)] as const
  const mapped = map(x)
  // Half of the training's ε: a twentieth of the mean cost within the target.
  const epsilon = 0.05 * meanCost('sqeuclidean', y, y)
  const optimal = problem.optimal?.(x)
  const { uvp, cosine } = optimal ? distanceToOptimal(x, mapped, optimal) : { uvp: Number.NaN, cosine: Number.NaN }
  return {
    x,
    mapped,
    fit: sinkhornDivergence(mapped, y, { epsilon }).value,
    twoSamples: sinkhornDivergence(other, y, { epsilon }).value,
    squared: exactGap(x, mapped),
    uvp,
    cosine,
  }
}

/** The gap of a judged map in some cost. */
export const gapIn = ({ x, mapped }: Judgement, cost: MapCost) => exactGap(x, mapped, cost)
