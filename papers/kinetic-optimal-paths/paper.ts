/**
 * On Kinetic Optimal Probability Paths for Generative Models (Shaul, Chen, Nickel, Le & Lipman 2023).
 *
 * Separation, paths and energies belong to `pushforward/flow`; this folder poses data, calls them and draws.
 * @module
 */
import { type Context, definePaper, figure, metric, progress } from '@pushforward/lab'
import {
  empiricalDenoiser,
  type KineticOptimalPath,
  kineticEnergy,
  type SeparationEstimate,
  separationSteps,
} from 'pushforward/flow'
import { normalPoints, type Points } from 'pushforward/measure'
import * as z from 'zod'
import { cardOf } from '../catalogue.js'
import { callOf } from './call.js'
import { claims, measureClaims } from './claims/index.js'
import { dimension } from './explorations/dimension.js'
import { steps } from './explorations/steps.js'
import { chordFigure, digits, type Energies, separationFigure } from './figures.js'
import { drawProblem, PROBLEMS, type ProblemName, readCloud, viewOf } from './problems.js'
import { type Clouds, cloudsFigure, errorsFigure } from './sample-figures.js'
import { PATHS, type PathName, pathsFor, sample, slicedDistance } from './sampling.js'

/** Points of a visitor's cloud that are used: posterior means of more would take a page long. */
const MOST_POINTS = 2000
/** One such distance has a spread of a third of itself. */
const ROUNDS = 8
const COUNTS = [1, 2, 4, 8, 16] as const
/** The numbers of steps whose clouds are shown. */
const SHOWN: readonly number[] = [2, 4, 8]

export default definePaper({
  ...cardOf('kinetic-optimal-paths'),

  parameters: z.object({
    problem: z
      .enum(PROBLEMS)
      .default('checkerboard')
      .describe('Cloud to sample from, unless you bring your own')
      .meta({ primary: true }),
    points: z
      .number()
      .int()
      .min(10)
      .max(4000)
      .default(1000)
      .describe('Points of the demonstration')
      .meta({ primary: true }),
    samples: z
      .number()
      .int()
      .min(20)
      .max(2000)
      .default(400)
      .describe('Points to make on each path')
      .meta({ primary: true }),
    pairs: z
      .number()
      .int()
      .min(20)
      .max(4000)
      .default(500)
      .describe('Noisy looks at the data, which estimate their separation'),
    heldOut: z
      .boolean()
      .default(false)
      .describe('Fit the schedule to the law behind the points, not to the points as atoms')
      .meta({ primary: true }),
  }),

  data: {
    kind: 'cloud',
    accept: ['.csv', '.npy'],
    files: { min: 1, max: 1 },
    description: 'one cloud of points: a row a point, a column a coordinate',
  },

  claims,

  async *run({ problem, points, samples, pairs, heldOut }, context) {
    const evaluations = PATHS.length * COUNTS.reduce((sum, count) => sum + count, 0)
    const total = 100 + evaluations
    yield progress(0, total, 'reading the data')
    const cloud = cloudOf(problem, points, context)
    const estimating = separationSteps(cloud, {
      noiseSamples: pairs,
      heldOut,
      maxPoints: MOST_POINTS,
      random: context.random.split('separation'),
    })
    let found: SeparationEstimate | undefined
    while (!found) {
      context.signal.throwIfAborted()
      const step = estimating.next()
      if (step.done) found = step.value
      else yield progress((100 * step.value[0]) / step.value[1], total, 'separation of the data')
    }
    const { data } = found
    const caption = `${data.n} points${data.n < cloud.n ? ` of ${cloud.n}` : ''} of ${context.data[0]?.name ?? problem}, d = ${data.d}, ${pairs} looks, seed ${context.seed}.`
    const paths = pathsFor(found)
    const energies = Object.fromEntries(
      PATHS.map((name) => [name, kineticEnergy(paths[name], found).total]),
    ) as unknown as Energies
    const { Phi } = paths['kinetic optimal'] as KineticOptimalPath
    for (const name of PATHS) yield metric(`energy, ${name}`, energies[name])
    yield metric('standard error of the optimal energy', 2 * Math.sin(Phi) * found.angle.standardError)
    yield metric('Φ', Phi)
    yield figure(chordFigure(paths, energies, [caption, ...found.warnings].join(' ')))
    yield figure(
      separationFigure(
        found,
        `${caption}${heldOut ? '' : ' Near 90° the points are told apart as atoms, and γ rises to 1.'}`,
        found.grid,
      ),
    )

    const denoiser = empiricalDenoiser(data)
    const noise = normalPoints(context.random.split('noise'), samples, data.d)
    const view = viewOf(data)
    const clouds: Clouds[] = []
    let done = 100
    for (const count of COUNTS) {
      for (const path of PATHS) {
        const made = sample(paths[path], denoiser, noise, count)
        clouds.push({ steps: count, path, made, distance: slicedDistance(made, data) })
        context.signal.throwIfAborted()
        done += count
        yield progress(done, total, `${path}, ${count} ${count === 1 ? 'step' : 'steps'}`)
      }
      const shown = clouds.filter(({ steps: each }) => SHOWN.includes(each))
      if (SHOWN.includes(count)) yield figure(cloudsFigure(shown, data, view, energies, cloudWords(shown, caption)))
    }
    for (const { steps: count, path, distance } of clouds) {
      if (count === 4) yield metric(`SW₂ in 4 steps, ${path}`, distance)
    }
    yield figure(errorsFigure(clouds, floorOf(data, samples, context), caption))
    yield progress(total, total, 'done')
  },

  measure: measureClaims,
  call: callOf,
  explorations: [steps, dimension],
})

function cloudOf(problem: ProblemName, points: number, { data: [file], random }: Context): Points {
  return file ? readCloud(file) : drawProblem(problem, points, random.split('points'))
}

function cloudWords(clouds: readonly Clouds[], caption: string) {
  const at = (path: PathName) =>
    digits(clouds.find((each) => each.path === path && each.steps === 2)?.distance as number)
  return {
    id: 'clouds',
    title: `In two steps the kinetic optimal path ends ${at('kinetic optimal')} from the data, the linear one ${at('linear')}, the trigonometric one ${at('trigonometric')}.`,
    caption,
  }
}

/** How far samples of the data, as large as what was made, are from all of them on average. */
function floorOf({ data, n, d }: Points, samples: number, { random }: Context): number {
  const pick = random.split('floor')
  let sum = 0
  for (let round = 0; round < ROUNDS; round++) {
    const out = new Float64Array(samples * d)
    for (let i = 0; i < samples; i++) {
      const index = pick.integer(n)
      out.set(data.subarray(index * d, (index + 1) * d), i * d)
    }
    sum += slicedDistance({ data: out, n: samples, d }, { data, n, d })
  }
  return sum / ROUNDS
}
