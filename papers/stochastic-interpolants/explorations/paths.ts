/**
 * One starting point, exact fields, and as much noise as you like: one path of the flow, twenty of a diffusion.
 * @module
 */
import { type Context, defineExploration, figure, metric } from '@pushforward/lab'
import { type InterpolantFields, sample, stochasticInterpolant } from 'pushforward/flow'
import { type Points, points, rng } from 'pushforward/measure'
import * as z from 'zod'
import { digits } from '../figures.js'
import { modes } from '../problems.js'

const PATHS = 20
const STEPS = 80

interface State {
  readonly fields: InterpolantFields
  readonly seed: number
  /** Densities of the two ends, beside the paths. */
  readonly ends: readonly object[]
}

export const paths = defineExploration({
  id: 'paths',
  title: 'More noise, other paths, and the same law at every time.',
  parameters: z.object({
    epsilon: z
      .number()
      .min(0)
      .max(5)
      .multipleOf(0.05)
      .default(0.5)
      .describe('Noise ε of the diffusion; 0 is the flow')
      .meta({ primary: true }),
    start: z.number().min(-4).max(4).multipleOf(0.1).default(-3.2).describe('Where all paths start'),
  }),

  async prepare({ seed }: Context): Promise<State> {
    const { two, three } = modes()
    const grid = points(Array.from({ length: 161 }, (_, k) => -8 + k / 10))
    const density = (law: typeof two, t: number, side: number) =>
      Array.from(law.logDensity(grid), (log, k) => ({ x: grid.data[k], t: t + side * 0.35 * Math.exp(log) }))
    return {
      fields: stochasticInterpolant({ path: 'linear' }).fields(two, three),
      seed,
      ends: [
        ...density(two, 0, -1).map((row) => ({ ...row, law: 'source' })),
        ...density(three, 1, 1).map((row) => ({ ...row, law: 'target' })),
      ],
    }
  },

  *respond({ epsilon, start }, { fields, seed, ends }) {
    const flow = trace(fields, start, 1, 0, seed)
    const diffusion = trace(fields, start, PATHS, epsilon, seed)
    const last = diffusion.filter(({ t }) => t === 1).map(({ x }) => x)
    const centre = last.reduce((sum, x) => sum + x, 0) / last.length
    const deviation = Math.sqrt(last.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (last.length - 1))
    yield metric('deviation of the ends', deviation)
    const at = String(start).replace('-', '−')
    const x = {
      field: 't',
      type: 'quantitative',
      title: 'time',
      scale: { domain: [-0.25, 1.2], nice: false },
      axis: { values: [0, 0.5, 1] },
    }
    const y = { field: 'x', type: 'quantitative', title: 'position', scale: { domain: [-8.5, 8.5], nice: false } }
    const curve = (law: 'source' | 'target') => ({
      data: { values: ends.filter((row) => (row as { law: string }).law === law) },
      mark: { type: 'line', style: law },
      encoding: { x, y, order: { field: 'x', type: 'quantitative' } },
    })
    const title =
      epsilon === 0
        ? 'Without noise all paths from one point are one path.'
        : `With ε = ${epsilon} the ends of ${PATHS} paths deviate by ${digits(deviation)}; the flow’s path is one.`
    yield figure({
      kind: 'chart',
      id: 'paths',
      title,
      caption: `${PATHS} paths of the diffusion (thin) and the flow’s (thick) from ${at}, exact fields, seed ${seed}. At the sides: the densities of source and target.`,
      alternative: `Paths over time from ${at} between a law with two modes and one with three. ${title}`,
      aspect: 1.6,
      spec: {
        layer: [
          curve('source'),
          curve('target'),
          {
            data: { values: diffusion },
            mark: { type: 'line', style: 'fourth', opacity: 0.6, strokeWidth: 1, clip: true },
            encoding: { x, y, detail: { field: 'path' }, order: { field: 't', type: 'quantitative' } },
          },
          {
            data: { values: flow },
            mark: { type: 'line', style: 'made', clip: true },
            encoding: { x, y, order: { field: 't', type: 'quantitative' } },
          },
        ],
      },
      handles: [
        { kind: 'slider', parameter: 'epsilon' },
        { kind: 'slider', parameter: 'start' },
      ],
    })
  },
})

/** Rows (path, t, x) of paths from one point. */
function trace(fields: InterpolantFields, start: number, count: number, epsilon: number, seed: number) {
  const from: Points = { data: new Float64Array(count).fill(start), n: count, d: 1 }
  const rows = Array.from({ length: count }, (_, path) => ({ path, t: 0, x: start }))
  sample(fields, {
    start: from,
    method: 'sde',
    epsilon,
    steps: STEPS,
    random: rng(seed).split('paths'),
    onStep: ({ t, x }) => {
      for (let path = 0; path < count; path++) rows.push({ path, t, x: x.data[path] as number })
    },
  })
  return rows
}
