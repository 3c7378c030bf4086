/**
 * The idea in one picture: how long one looks decides which lines are seen. The exponent and the mean vorticity of the
 * double gyre are computed for every length of time once; a slider chooses.
 * @module
 */
import { defineExploration, figure, metric } from '@pushforward/lab'
import { coherentStructures, type Structures } from 'pushforward/field'
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

const scene = sceneOf('double-gyre')
const nodes = nodesOf(scene.box, ACROSS)

export const stretch = defineExploration({
  id: 'stretch',
  title: 'Look for longer, and lines appear that fluid does not cross.',
  parameters: z.object({
    duration: z
      .number()
      .min(STEP)
      .max(LONGEST)
      .multipleOf(STEP)
      .default(15)
      .describe('Length of time T that paths are followed for')
      .meta({ primary: true }),
    show: z
      .enum(['forward', 'backward', 'barriers'])
      .default('forward')
      .describe('Ridges that repel, ridges that attract, or barriers to viscous transport')
      .meta({ primary: true }),
  }),

  async prepare({ signal }) {
    const durations = Array.from({ length: LONGEST / STEP }, (_, k) => (k + 1) * STEP)
    const walk = (lengths: readonly number[]): readonly Structures[] => {
      const steps = coherentStructures(scene.flow, nodes, 0, lengths, {
        ...{ viscosity: 1, step: PATH_STEP, signal },
        delta: 0.1 * Math.min(...nodes.spacing),
      })
      for (;;) {
        const { value, done } = steps.next()
        if (done) return value
      }
    }
    return {
      forward: walk(durations),
      backward: walk(durations.map((T) => -T)),
      motion: motionOf(scene, { particles: PARTICLES, now: 0, span: [0, scene.period as number] }),
    }
  },

  *respond({ duration, show }, { forward, backward, motion }) {
    const all = show === 'backward' ? backward : forward
    const { T, ftle, hamiltonian } = all[Math.round(duration / STEP) - 1] as Structures
    const barriers = show === 'barriers'
    const field = barriers ? hamiltonian : ftle
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
