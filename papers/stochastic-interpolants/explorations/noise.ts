/**
 * The noise is chosen after training: the networks of the visitor's run, sampled again with another ε.
 * @module
 */
import { defineRunExploration, figure, metric } from '@pushforward/lab'
import { energyDistance } from 'pushforward/divergence'
import { type InterpolantModel, sample } from 'pushforward/flow'
import { type Distribution, type Points, rng } from 'pushforward/measure'
import * as z from 'zod'
import { digits, type Frame, resampledFigure } from '../figures.js'

/** Particles and steps of an answer: 48 passes of 200 rows through a network, 30 ms on one thread of a busy machine. */
const PARTICLES = 200
const STEPS = 24
/** Particles whose way is drawn. */
const WAYS = 8

/** A run's model, and how to draw it. */
export interface RunModel {
  readonly model: InterpolantModel
  readonly start: Distribution
  readonly target: Distribution
  readonly frame: Frame
  readonly project: (x: Points) => Points
  readonly caption: string
  readonly seed: number
}

/** With what is the same for every ε: where particles start, a sample to compare with, and its sampling error. */
export interface Learnt extends RunModel {
  readonly from: Points
  readonly fresh: Points
  readonly twoSamples: number
}

export function learntOf(run: RunModel): Learnt {
  const random = rng(run.seed).split('noise')
  const fresh = run.target.sample(PARTICLES, random.split('fresh'))
  return {
    ...run,
    from: run.start.sample(PARTICLES, random.split('start')),
    fresh,
    twoSamples: energyDistance(run.target.sample(PARTICLES, random.split('second')), fresh).value,
  }
}

export const noise = defineRunExploration({
  id: 'noise',
  title: 'Change the noise after training: the same networks, another sampler.',
  parameters: z.object({
    epsilon: z
      .number()
      .min(0)
      .max(6)
      .multipleOf(0.05)
      .default(1)
      .describe('Noise of the sampler, as a multiple of γ(t); 0 is the flow')
      .meta({ primary: true }),
  }),

  *respond({ epsilon }, learnt: Learnt) {
    const { model, frame, project, caption, seed, from, fresh, twoSamples } = learnt
    const ways = [{ t: 0, x: project(from) }]
    // The same seed for every ε: particles move on as the slider does, instead of jumping.
    const { points } = sample(model, {
      start: from,
      method: 'sde',
      solver: 'euler',
      steps: STEPS,
      epsilon: { relative: 'gamma', factor: epsilon },
      random: rng(seed).split('noise').split('paths'),
      onStep: ({ t, x }) =>
        ways.push({ t, x: project({ ...x, data: x.data.slice(0, WAYS * x.d), n: Math.min(WAYS, x.n) }) }),
    })
    const distance = energyDistance(points, fresh).value
    yield metric('energy distance', distance)
    yield metric('energy distance of two samples of the target', twoSamples)
    const by =
      epsilon === 0
        ? 'Without noise, the flow'
        : `With ε = ${epsilon === 1 ? '' : `${Number(epsilon.toPrecision(3))} `}γ`
    yield figure(
      resampledFigure({
        start: project(from),
        now: project(points),
        target: project(fresh),
        ways,
        frame,
        title: `${by}: energy distance ${digits(distance)} to the target, ${digits(twoSamples)} between two of its samples.`,
        caption: `${caption} ${PARTICLES} particles in ${STEPS} Euler steps, and the ways of ${WAYS} of them; nothing is trained again.`,
        handles: [{ kind: 'slider', parameter: 'epsilon' }],
      }),
    )
  },
})
