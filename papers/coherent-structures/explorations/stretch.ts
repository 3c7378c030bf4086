/**
 * The idea in one picture: how long one looks decides which lines are seen. The exponent and the mean vorticity of the
 * double gyre are computed for every length of time once; a slider chooses. The exponent that is shown first is computed
 * alone, so that its picture is there at once; the rest a step at a time, between answers.
 * @module
 */
import { defineExploration, figure, metric } from '@pushforward/lab'
import { coherentStructures, ftle, type Structures } from 'pushforward/field'
import * as z from 'zod'
import { levelLines, rangeOf, structuresFigure } from '../figures.js'
import { nodesOf, sceneOf } from '../flows.js'
import { motionOf } from '../moving.js'
import { ridgesOf } from '../ridges.js'

/** Nodes across, few enough that a picture is computed and sent in a blink. */
const ACROSS = 140
const LONGEST = 20
/** Lengths of time that can be chosen. */
const STEP = 0.5
/** Of the paths: a fortieth of the gyre's period. */
const PATH_STEP = 0.25
const PARTICLES = 4000
const QUANTILE = 0.9
const LEVELS = 13

/** The one that is shown first. */
const DURATION = 15
const DURATIONS = Array.from({ length: LONGEST / STEP }, (_, k) => (k + 1) * STEP)
const indexOf = (duration: number) => Math.round(duration / STEP) - 1

const scene = sceneOf('double-gyre')
const nodes = nodesOf(scene.box, ACROSS)
const DELTA = 0.1 * Math.min(...nodes.spacing)

export const stretch = defineExploration({
  id: 'stretch',
  title: 'Look for longer, and lines appear that fluid does not cross.',
  parameters: z.object({
    duration: z
      .number()
      .min(STEP)
      .max(LONGEST)
      .multipleOf(STEP)
      .default(DURATION)
      .describe('Length of time T that paths are followed for')
      .meta({ primary: true }),
    show: z
      .enum(['forward', 'backward', 'barriers'])
      .default('forward')
      .describe('Ridges that repel, ridges that attract, or barriers to viscous transport')
      .meta({ primary: true }),
  }),

  async prepare({ signal }) {
    const forward = followed(1, signal)
    const backward = followed(-1, signal)
    const goOn = () => {
      if (!signal.aborted && (forward.step() || backward.step())) setTimeout(goOn)
    }
    setTimeout(goOn)
    return {
      forward,
      backward,
      first: ftle(scene.flow, nodes, 0, DURATION, { step: PATH_STEP, delta: DELTA }),
      motion: motionOf(scene, { particles: PARTICLES, now: 0, span: [0, scene.period as number] }),
    }
  },

  *respond({ duration, show }, { forward, backward, first, motion }) {
    const barriers = show === 'barriers'
    const T = show === 'backward' ? -duration : duration
    const found = () => (T < 0 ? backward : forward).upTo(indexOf(duration))
    const isFirst = show === 'forward' && duration === DURATION
    const field = barriers ? found().hamiltonian : isFirst ? first : found().ftle
    yield metric(barriers ? 'largest mean vorticity' : 'largest exponent', rangeOf(field.values)[1])
    yield figure({
      ...structuresFigure({
        ...{ id: 'gyre', scene, shown: barriers ? 'barriers' : 'ftle', field, t0: 0, T, motion },
        lines: barriers
          ? [{ role: 'made', curves: levelLines(field, LEVELS) }]
          : [{ role: 'made', curves: ridgesOf(field, QUANTILE) }],
      }),
      handles: [{ kind: 'slider', parameter: 'duration' }],
    })
  },
})

/** Structures of all durations in one direction of time, as far as paths have come. */
function followed(sign: 1 | -1, signal: AbortSignal) {
  const found: Structures[] = []
  const durations = DURATIONS.map((T) => sign * T)
  const onFound = (structures: Structures) => found.push(structures)
  const options = { viscosity: 1, step: PATH_STEP, signal, delta: DELTA, onFound }
  const steps = coherentStructures(scene.flow, nodes, 0, durations, options)
  /** False at the end. */
  const step = () => !steps.next().done
  return {
    step,
    upTo: (k: number): Structures => {
      while (found.length <= k && step());
      return found[k] as Structures
    },
  }
}
