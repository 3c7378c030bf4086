/**
 * The checkerboard on three paths, with exact velocities, in 1 to 32 Euler steps.
 * @module
 */
import { type Context, defineExploration, figure, metric } from '@pushforward/lab'
import { kineticEnergy } from 'pushforward/flow'
import { normalPoints, type Points } from 'pushforward/measure'
import * as z from 'zod'
import { checkerboardDenoiser, checkerboardSeparation, sampleCheckerboard, shareInside } from '../checkerboard.js'
import { digits, type Energies } from '../figures.js'
import { viewOf } from '../problems.js'
import { type Clouds, cloudsFigure } from '../sample-figures.js'
import { PATHS, pathsFor, sample, slicedDistance } from '../sampling.js'

const MOST_STEPS = 32
/** All samples of all steps are made before the slider moves: two seconds for so many points. */
const POINTS = 400
const DATA = 2000

interface State {
  readonly data: Points
  readonly energies: Energies
  readonly bySteps: readonly (readonly Clouds[])[]
  readonly seed: number
}

export const steps = defineExploration({
  id: 'steps',
  title: 'Fewer steps, and the paths come apart: what an integrator makes of each in N steps.',
  parameters: z.object({
    steps: z.number().int().min(1).max(MOST_STEPS).default(2).describe('Euler steps N').meta({ primary: true }),
  }),

  async prepare({ random, seed }: Context): Promise<State> {
    const separation = checkerboardSeparation()
    const paths = pathsFor(separation)
    const noise = normalPoints(random.split('noise'), POINTS, 2)
    const data = sampleCheckerboard(DATA, random.split('data'))
    const energies = Object.fromEntries(
      PATHS.map((name) => [name, kineticEnergy(paths[name], separation).total]),
    ) as unknown as Energies
    const bySteps = Array.from({ length: MOST_STEPS }, (_, k) =>
      PATHS.map((path) => {
        const made = sample(paths[path], checkerboardDenoiser, noise, k + 1)
        return { steps: k + 1, path, made, distance: slicedDistance(made, data) }
      }),
    )
    return { data, energies, bySteps, seed }
  },

  *respond({ steps: count }, { data, energies, bySteps, seed }) {
    const clouds = bySteps[count - 1] as readonly Clouds[]
    for (const { path, made } of clouds) yield metric(`inside the squares, ${path}`, shareInside(made))
    const [best, ...others] = [...clouds].sort((a, b) => a.distance - b.distance) as [Clouds, ...Clouds[]]
    const title = `In ${count} ${count === 1 ? 'step' : 'steps'} the ${best.path} path comes nearest: ${digits(best.distance)}, against ${others.map(({ path, distance }) => `${digits(distance)} (${path})`).join(' and ')}.`
    const caption = `Exact velocities of the checkerboard; ${POINTS} samples to ${DATA} points, of which two sets differ by about 0.06, seed ${seed}.`
    const drawn = cloudsFigure(clouds, data, viewOf(data), energies, { id: 'steps', title, caption })
    yield figure({ ...drawn, handles: [{ kind: 'slider', parameter: 'steps' }] })
  },
})
