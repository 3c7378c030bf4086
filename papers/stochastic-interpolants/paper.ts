/**
 * Stochastic Interpolants: A Unifying Framework for Flows and Diffusions (Albergo, Boffi & Vanden-Eijnden 2023).
 *
 * Interpolants, fields, training and samplers belong to `pushforward/flow`; this folder poses problems, calls them and draws.
 * @module
 */
import { type Context, definePaper, type Events, figure, metric, progress } from '@pushforward/lab'
import { energyDistance } from 'pushforward/divergence'
import { type InterpolantEnds, type InterpolantModel, sample, stochasticInterpolant } from 'pushforward/flow'
import { type Distribution, empirical, gaussian, mean, type Points } from 'pushforward/measure'
import * as z from 'zod'
import { cardOf } from '../catalogue.js'
import { readClouds, viewOf } from '../own-clouds.js'
import { callOf, fitOptions, GAMMAS, PROBLEMS, pathOptions, sampleOptions } from './call.js'
import { claims, measureClaims } from './claims/index.js'
import { bound } from './explorations/bound.js'
import { type Learnt, learntOf, noise } from './explorations/noise.js'
import { paths } from './explorations/paths.js'
import { type Frame, lossFigure, particlesFigure, samplersFigure } from './figures.js'
import { checkerboard, clusters } from './problems.js'

/** Milliseconds between two pictures while it learns; numbers come more often. */
const PICTURE_EVERY = 250
/** Particles of a picture while it learns. */
const FEW = 300
/** What the three panels at the end compare. */
const FACTORS = [0, 0.5, 2] as const

const parameters = z.object({
  problem: z
    .enum(PROBLEMS)
    .default('checkerboard')
    .describe('A board out of noise, or clusters onto clusters; unless you bring your own clouds')
    .meta({ primary: true }),
  epsilon: z
    .number()
    .min(0)
    .max(6)
    .default(1)
    .describe('Noise of the sampler, as a multiple of γ(t); 0 is the flow')
    .meta({ primary: true }),
  steps: z.number().int().min(1).max(20_000).default(1500).describe('Training steps').meta({ primary: true }),
  gamma: z.enum(GAMMAS).default('brownian').describe('Noise of the bridge between two clouds').meta({ primary: true }),
  points: z.number().int().min(20).max(4000).default(1000).describe('Particles that are moved'),
  samplingSteps: z.number().int().min(5).max(1000).default(100).describe('Steps of the sampler'),
  batch: z.number().int().min(8).max(4096).default(512).describe('Pairs a training step'),
})

export default definePaper({
  ...cardOf('stochastic-interpolants'),
  parameters,
  data: {
    kind: 'clouds',
    accept: ['.csv', '.npy'],
    files: { min: 1, max: 2 },
    description:
      'source and target points, as two files of as many columns, or one CSV with a column of two labels, or with the source in the first half of its columns and the target in the second',
  },
  claims,

  async *run(chosen, context): Events<Learnt> {
    const { ends, start, target, frame, project, twoSided, caption } = posed(chosen, context)
    const { learn } = stochasticInterpolant(pathOptions(chosen, twoSided))
    const random = context.random
    const { signal } = context
    const shownTarget = project(target.sample(FEW, random.split('target')))
    const few = start.sample(FEW, random.split('few'))
    const picture = (now: Points, from: Points, title: string) =>
      figure(particlesFigure({ start: project(from), now: project(now), target: shownTarget, frame, title, caption }))
    yield picture(few, few, 'Particles at their start; nothing is learnt yet.')
    yield figure(lossFigure({ step: [], velocity: [], denoiser: [] }, caption))

    const log = { step: [] as number[], velocity: [] as number[], denoiser: [] as number[] }
    const states = learn(ends, { ...fitOptions(chosen), random: random.split('fit'), signal })
    let drawn = performance.now()
    let model: InterpolantModel
    for (;;) {
      const { value, done } = await states.next()
      const { step, steps, velocityLoss, denoiserLoss, velocity, etaZ } = done ? value.last : value
      log.step.push(step)
      log.velocity.push(velocityLoss)
      log.denoiser.push(denoiserLoss)
      yield metric('velocity loss', velocityLoss, step)
      yield metric('denoiser loss', denoiserLoss, step)
      yield progress(step, steps + chosen.samplingSteps, 'learning')
      if (done || performance.now() - drawn >= PICTURE_EVERY) {
        const now = {
          d: start.d,
          interpolant: stochasticInterpolant(pathOptions(chosen, twoSided)).interpolant,
          velocity,
          etaZ,
        }
        const { points } = sample(now, { start: few, method: 'ode', solver: 'euler', steps: 25, signal })
        yield picture(points, few, `After ${step} steps of training the flow brings particles here.`)
        yield figure(lossFigure(log, caption))
        drawn = performance.now()
      }
      if (done) {
        model = value
        if (!value.converged) yield progress(step, steps, `stopped: ${value.ending}`)
        break
      }
    }

    const options = { ...sampleOptions(chosen), random: random.split('sample'), signal }
    const frames: { t: number; x: Points }[] = []
    const every = Math.max(1, Math.round(chosen.samplingSteps / 24))
    const { points: made, start: from } = sample(model, {
      ...options,
      onStep: ({ step, t, x }) => {
        if (step % every === 0) frames.push({ t, x: head(x, FEW) })
      },
    })
    const by =
      chosen.epsilon === 0 ? 'the flow' : `a diffusion with ε = ${chosen.epsilon === 1 ? '' : `${chosen.epsilon} `}γ`
    for (const { t, x } of frames) {
      yield picture(x, head(from, FEW), `t = ${t.toFixed(2)}: particles on their way, by ${by}.`)
      yield progress(
        chosen.steps + Math.round(t * chosen.samplingSteps),
        chosen.steps + chosen.samplingSteps,
        'sampling',
      )
      await pause(30)
    }
    const fresh = target.sample(chosen.points, random.split('fresh'))
    const distance = energyDistance(made, fresh).value
    const twoSamples = energyDistance(target.sample(chosen.points, random.split('second')), fresh).value
    yield metric('energy distance', distance)
    yield metric('energy distance of two samples of the target', twoSamples)
    yield picture(head(made, FEW), head(from, FEW), `Arrived, by ${by}: energy distance ${distance.toPrecision(2)}.`)

    const samples = []
    for (const factor of FACTORS) {
      const { points } = sample(model, { ...options, method: 'sde', epsilon: { relative: 'gamma', factor } })
      samples.push({ factor, points: project(points), distance: energyDistance(points, fresh).value })
      yield progress(chosen.steps + chosen.samplingSteps, chosen.steps + chosen.samplingSteps, `ε = ${factor} γ`)
    }
    yield figure(samplersFigure(samples, twoSamples, frame, caption))
    return learntOf({ model, start, target, frame, project, caption, seed: context.seed })
  },

  measure: measureClaims,
  call: callOf,
  explorations: [bound, paths],
  runExplorations: [noise],
})

interface Posed {
  readonly ends: InterpolantEnds
  /** Laws at t = 0 and 1. */
  readonly start: Distribution
  readonly target: Distribution
  readonly twoSided: boolean
  readonly frame: Frame
  readonly project: (x: Points) => Points
  readonly caption: string
}

/** The visitor's clouds, in the scale of their spread so that any unit will do; or the laws of the demonstration. */
function posed({ problem }: z.output<typeof parameters>, { data, seed }: Context): Posed {
  const plane = { axes: ['first coordinate', 'second coordinate'], extent: [-5, 5] } as const
  const common = { frame: plane, project: (x: Points) => x }
  if (data.length > 0) {
    const own = readClouds(data)
    const { axes, project } = viewOf(own)
    const { scaled, back } = commonScale(own.source, own.target)
    const [start, target] = scaled.map((cloud) => empirical(cloud)) as [Distribution, Distribution]
    return {
      ends: { x0: start, x1: target },
      start,
      target,
      twoSided: true,
      frame: { axes, extent: extentOf([project(own.source), project(own.target)]) },
      project: (x) => project(back(x)),
      caption: `${own.source.n} source and ${own.target.n} target points, seed ${seed}.`,
    }
  }
  if (problem === 'checkerboard') {
    const target = checkerboard()
    const caption = `Noise into a checkerboard, seed ${seed}.`
    return { ...common, ends: { x1: target }, start: gaussian([0, 0], 1), target, twoSided: false, caption }
  }
  const { source, target } = clusters()
  const caption = `Three clusters into five, seed ${seed}.`
  return { ...common, ends: { x0: source, x1: target }, start: source, target, twoSided: true, caption }
}

/** Both clouds by one shift and one factor: mean 0 and mean square 1 a coordinate when taken together. */
function commonScale(source: Points, target: Points) {
  const { d } = source
  const [first, second] = [mean(source), mean(target)]
  const centre = Float64Array.from(first, (value, k) => (value + (second[k] as number)) / 2)
  const square = ({ data, n }: Points) =>
    Array.from(data).reduce((sum, value, at) => sum + (value - (centre[at % d] as number)) ** 2, 0) / (n * d)
  const size = Math.sqrt((square(source) + square(target)) / 2) || 1
  const map = (x: Points, f: (value: number, k: number) => number): Points => ({
    ...x,
    data: Float64Array.from(x.data, (value, at) => f(value, at % d)),
  })
  return {
    scaled: [source, target].map((cloud) => map(cloud, (value, k) => (value - (centre[k] as number)) / size)),
    back: (x: Points) => map(x, (value, k) => size * value + (centre[k] as number)),
  }
}

/** One interval for both axes, with a margin. */
function extentOf(clouds: readonly Points[]): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { data } of clouds) {
    for (const value of data) {
      least = Math.min(least, value)
      most = Math.max(most, value)
    }
  }
  const margin = 0.15 * (most - least) || 1
  return [least - margin, most + margin]
}

const head = ({ data, n, d }: Points, count: number): Points => {
  const kept = Math.min(n, count)
  return { data: data.slice(0, kept * d), n: kept, d }
}

/** Frames of the particles' way are shown one after the other. */
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
