/**
 * Where the turbulence ends depends on how many clusters one asks for: the dye of a growing jet, its interfaces for K
 * clusters, and how much of the vorticity is inside the outermost.
 * @module
 */
import { defineExploration, figure, metric } from '@pushforward/lab'
import { findInterface } from 'pushforward/field'
import { kmeans1d } from 'pushforward/measure'
import * as z from 'zod'
import { digits, jetFigure } from '../figures.js'
import { enstrophySplit } from '../interfaces.js'
import { growJet, type JetFrame } from '../jet.js'
import { VISCOSITY } from '../jet-run.js'

const NODES = 96
const LAST = 12
const FIRST = 3
/** Time between frames that can be chosen. */
const EVERY = 0.5
const BINS = 1024

export const edge = defineExploration({
  id: 'edge',
  title: 'Ask for more clusters of dye, and the edge of the turbulence moves outward.',
  parameters: z.object({
    clusters: z.number().int().min(2).max(6).default(4).describe('Clusters K of the dye').meta({ primary: true }),
    time: z
      .number()
      .min(FIRST)
      .max(LAST)
      .multipleOf(EVERY)
      .default(9)
      .describe('Time since the jet was straight')
      .meta({ primary: true }),
  }),

  async prepare({ signal }): Promise<readonly JetFrame[]> {
    const frames: JetFrame[] = []
    for (const { time, frame } of growJet({
      seed: 0,
      n: NODES,
      viscosity: VISCOSITY,
      t0: LAST - EVERY,
      before: 0,
      after: EVERY,
    })) {
      signal.throwIfAborted()
      const k = Math.round(time / EVERY)
      if (Math.abs(time - k * EVERY) < 1e-6 && time > FIRST - 1e-6) frames.push(frame)
    }
    return frames
  },

  *respond({ clusters, time }, frames) {
    const frame = frames[Math.round((time - FIRST) / EVERY)] as JetFrame
    const { scalar, vorticity } = frame
    const { thresholds } = kmeans1d(scalar.values, clusters, { bins: BINS })
    const [outer] = thresholds as unknown as [number]
    const interfaces = [...thresholds.subarray(0, 2)].map((level) => findInterface(scalar, level))
    const turbulent = Uint8Array.from(scalar.values, (c) => (c > outer ? 1 : 0))
    const { share, ratio } = enstrophySplit(vorticity.values, turbulent)
    yield metric('dye at the edge', outer)
    yield metric('share of enstrophy inside', share)
    yield metric('enstrophy inside over outside', ratio)
    yield figure({
      ...jetFigure({
        ...{ time, dye: scalar, vorticity, shows: 'dye', interfaces },
        caption: `${NODES}² nodes, ν = ${VISCOSITY}, seed 0. With K = ${clusters} the edge is at ${digits(outer)} of the dye and holds ${digits(100 * share)} % of the enstrophy.`,
      }),
      id: 'edge',
      handles: [
        { kind: 'slider', parameter: 'clusters' },
        { kind: 'slider', parameter: 'time' },
      ],
    })
  },
})
