/**
 * The Monge Gap: A Regularizer to Learn All Transport Maps (Uscidda & Cuturi 2023).
 *
 * Gap, networks and training belong to `pushforward/learn` and `pushforward/transport`; this folder poses problems, calls
 * them and draws.
 * @module
 */
import { type Context, definePaper, figure, metric, progress } from '@pushforward/lab'
import { learnMongeMap } from 'pushforward/learn'
import type { Points } from 'pushforward/measure'
import * as z from 'zod'
import { cardOf } from '../catalogue.js'
import { readClouds, type View, viewOf } from '../own-clouds.js'
import { distanceToOptimal, wastes } from './audit.js'
import { COSTS, callOf, fitOptions, mapCost } from './call.js'
import { claims, measureClaims } from './claims/index.js'
import { bend } from './explorations/bend.js'
import { curvesFigure, digits, mapFigure } from './figures.js'
import { gaussians, moons } from './problems.js'

const PROBLEMS = { gaussians, moons } as const

/** Milliseconds between two pictures of the map; numbers come more often. */
const PICTURE_EVERY = 150
/** More arrows than this hide each other; the map is learnt from all points. */
const MOST_ARROWS = 300

export default definePaper({
  ...cardOf('monge-gap'),

  parameters: z.object({
    problem: z
      .enum(['gaussians', 'moons'])
      .default('gaussians')
      .describe('Clouds to carry onto each other, unless you bring your own')
      .meta({ primary: true }),
    cost: z.enum(COSTS).default('squared-euclidean').describe('What a move costs').meta({ primary: true }),
    lambda: z
      .number()
      .min(0)
      .max(20)
      .default(1)
      .describe('Weight of the gap, relative to the mean costs; 0 learns a fit alone')
      .meta({ primary: true }),
    steps: z.number().int().min(1).max(20_000).default(1000).describe('Training steps').meta({ primary: true }),
    points: z.number().int().min(8).max(1000).default(128).describe('Points of each cloud of the demonstration'),
    identity: z.boolean().default(true).describe('Start from the map that moves nothing'),
    epsilon: z.number().min(0.001).max(1).default(0.01).describe('Entropy of the gap, as a share of the mean cost'),
  }),

  data: {
    kind: 'clouds',
    accept: ['.csv', '.npy'],
    files: { min: 1, max: 2 },
    description:
      'source and target points, as two files of as many columns, or one CSV with a column of two labels, or with the source in the first half of its columns and the target in the second',
  },

  claims,

  async *run(parameters, context) {
    const { source, target, view, optimal } = clouds(parameters, context)
    const { shown, draw } = pictures(source, target, view, parameters.cost)
    const caption = `${source.n} source and ${target.n} target points, seed ${context.seed}.`
    const exact = { step: [] as number[], gap: [] as number[] }
    yield figure(draw(shown, 'The map moves nothing yet.', caption).figure)

    const states = learnMongeMap(source, target, {
      ...fitOptions(parameters),
      random: context.random.split('fit'),
      signal: context.signal,
    })
    let drawn = 0
    for (;;) {
      const { value, done } = await states.next()
      const state = done ? value.last : value
      const { step, steps, fit, gap, floor, log, map } = state
      if (!done) {
        yield metric('fit', fit, step)
        yield metric('gap', gap, step)
        yield progress(step, steps, `fit ${digits(fit)}, gap ${digits(gap)}`)
        if (performance.now() - drawn < PICTURE_EVERY) continue
      }
      const picture = draw(map(shown), `${done ? 'Learnt in' : 'After'} ${step} steps`, caption)
      exact.step.push(step)
      exact.gap.push(picture.gap)
      yield figure(picture.figure)
      yield figure(curvesFigure({ log, exact, floor }, caption))
      drawn = performance.now()
      if (!done) continue
      const { value: waste, displacementCost: paid } = value.gap(source)
      yield metric('exact gap', waste)
      yield metric('cost paid', paid)
      const known = optimal && distanceToOptimal(source, map(source), optimal(source))
      if (known) yield metric('distance to the optimal map, %', known.uvp)
      yield progress(step, steps, value.converged ? 'done' : `stopped: ${value.ending}`)
      return
    }
  },

  measure: measureClaims,
  call: callOf,
  explorations: [bend],
})

interface Posed {
  readonly source: Points
  readonly target: Points
  readonly view: View
  readonly optimal?: (x: Points) => Points
}

/** The visitor's clouds, or a sample of the problem. */
function clouds({ problem, points }: { problem: keyof typeof PROBLEMS; points: number }, context: Context): Posed {
  if (context.data.length > 0) {
    const own = readClouds(context.data)
    return { ...own, view: viewOf(own) }
  }
  const { source, target, optimal } = PROBLEMS[problem]()
  const random = context.random.split('points')
  const sample = { source: source.sample(points, random), target: target.sample(points, random) }
  return { ...sample, view: viewOf(sample), optimal }
}

/** The points whose arrows are shown, and how a map of them is drawn. */
function pictures(source: Points, target: Points, view: View, cost: (typeof COSTS)[number]) {
  const few = (x: Points): Points => {
    const n = Math.min(x.n, MOST_ARROWS)
    return { data: x.data.slice(0, n * x.d), n, d: x.d }
  }
  const shown = few(source)
  const ends = { source: view.project(shown), target: view.project(few(target)), axes: view.axes }
  const draw = (mapped: Points, when: string, caption: string) => {
    const { waste, gap, paid } = wastes(shown, mapped, mapCost(cost))
    const title = paid > 0 ? `${when}: the map wastes ${digits((100 * gap) / paid)} % of what it pays.` : when
    return { gap, figure: mapFigure({ ...ends, waste, gap, paid, mapped: view.project(mapped), title, caption }) }
  }
  return { shown, draw }
}
