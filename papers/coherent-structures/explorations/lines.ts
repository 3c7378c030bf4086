/**
 * The lines of your run: higher ridges only, or one barrier after the other.
 * @module
 */
import { defineRunExploration, figure, metric } from '@pushforward/lab'
import { type Grid, isoLines } from 'pushforward/field'
import * as z from 'zod'
import { curvesIn, rangeOf, structuresFigure } from '../figures.js'
import type { Scene } from '../flows.js'
import { type JetResult, jetScene, meanVorticity } from '../jet-run.js'
import { ridgesOf } from '../ridges.js'
import type { Shown } from '../structures.js'

/** What a run leaves: the field of its scene, and the jet if it ran. */
export interface Result {
  readonly shown: Shown
  readonly t0: number
  readonly T: number
  readonly scene?: Scene
  /** FTLE, H/ν or aFTLE of the scene. */
  readonly field?: Grid
  readonly jet?: JetResult
}

export const lines = defineRunExploration({
  id: 'lines',
  title: 'Choose among the lines of your run.',
  parameters: z.object({
    level: z
      .number()
      .min(0.02)
      .max(0.98)
      .multipleOf(0.02)
      .default(0.5)
      .describe('Of barriers, where between least and greatest H the line lies; of ridges, how many are left out')
      .meta({ primary: true }),
  }),

  *respond({ level }, result: Result) {
    const { scene, field, shown } = seen(result)
    const [low, high] = rangeOf(field.values)
    const barriers = shown === 'barriers'
    const value = low + level * (high - low)
    const curves = barriers ? curvesIn(isoLines(field, value), field) : ridgesOf(field, level)
    yield metric(barriers ? 'mean vorticity on the line' : 'ridge pieces', barriers ? value : curves.length)
    yield figure({
      ...structuresFigure({
        ...{ id: 'lines', scene, shown, field, t0: result.t0, T: result.T },
        lines: [{ role: 'made', curves }],
      }),
      handles: [{ kind: 'slider', parameter: 'level' }],
    })
  },
})

/** The scene's field, or the jet's where only that ran. */
function seen({ scene, field, shown, jet }: Result): { scene: Scene; field: Grid; shown: Shown } {
  if (scene && field) return { scene, field, shown }
  const { jet: run, structures } = jet as JetResult
  if (shown === 'ftle') return { scene: jetScene(run), field: structures.ftle, shown }
  return { scene: jetScene(run), field: meanVorticity(structures, run), shown: 'barriers' }
}
