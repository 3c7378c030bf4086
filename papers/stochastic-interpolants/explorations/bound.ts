/**
 * An error of the velocity that the loss hardly sees: what it does to the flow, and to diffusions of any strength.
 * @module
 */
import { defineExploration, figure, metric } from '@pushforward/lab'
import * as z from 'zod'
import { boundAt, type Disturbance, diffusionDivergence, excess, flowDivergence } from '../disturbed.js'
import { digits } from '../figures.js'

const EPSILONS = [0.1, 0.2, 0.35, 0.6, 1, 1.6, 2.5, 4]
/** A picture's grid: KL to about 1 % up to k = 10. */
const GRID = { nodes: 801, steps: 80 }

export const bound = defineExploration({
  id: 'bound',
  title: 'The loss stays, the error gets finer: the diffusion is safe, the flow is not.',
  parameters: z.object({
    frequency: z
      .number()
      .min(1)
      .max(10)
      .multipleOf(0.5)
      .default(5)
      .describe('Frequency k of the error c sin kx')
      .meta({ primary: true }),
    size: z.number().min(0.05).max(0.5).multipleOf(0.05).default(0.3).describe('Size c of the error'),
  }),

  async prepare(): Promise<null> {
    return null
  },

  *respond(disturbance: Disturbance) {
    const flow = flowDivergence(disturbance, 4000)
    const rows = EPSILONS.map((epsilon) => ({
      epsilon,
      kl: diffusionDivergence(disturbance, epsilon, GRID),
      bound: boundAt(disturbance, epsilon),
    }))
    const atOne = rows.find(({ epsilon }) => epsilon === 1) as (typeof rows)[number]
    yield metric('excess loss', excess(disturbance))
    yield metric('divergence of the flow', flow)
    yield metric('divergence at ε = 1', atOne.kl)
    const [least, most] = [EPSILONS[0] as number, EPSILONS.at(-1) as number]
    // Past the last noise there is room for the curves' names, on a phone too.
    const scale = { type: 'log', domain: [least, 5 * most], nice: false }
    const x = {
      field: 'epsilon',
      type: 'quantitative',
      title: 'noise ε of the diffusion',
      scale,
      axis: { values: [0.1, 1, 10] },
    }
    const y = (field: string) => ({ field, type: 'quantitative', title: 'KL to the target', scale: { type: 'log' } })
    const title = `Of what the loss allows at ε = 1, the diffusion uses ${digits((100 * atOne.kl) / atOne.bound)} %; the flow is ${digits(flow / atOne.bound)} times beyond.`
    yield figure({
      kind: 'chart',
      id: 'bound',
      title,
      caption: `N(0, 1) onto itself, velocity wrong by ${disturbance.size} sin ${disturbance.frequency}x, score exact; excess loss ${digits(excess(disturbance))}. Dashed: what the loss allows. No samples: densities on a grid, the flow in closed form.`,
      alternative: `Divergence against noise on logarithmic axes: the diffusion’s curve stays below the falling bound, the flow’s level is at ${digits(flow)}. ${title}`,
      aspect: 1.6,
      spec: {
        layer: [
          {
            data: { values: rows },
            mark: { type: 'line', style: 'target' },
            encoding: { x, y: y('bound') },
          },
          {
            data: { values: rows },
            mark: { type: 'line', style: 'made', point: { filled: true, size: 40, color: 'role:made' } },
            encoding: { x, y: y('kl') },
          },
          {
            data: { values: [least, most].map((epsilon) => ({ epsilon, flow })) },
            mark: { type: 'line', style: 'fourth' },
            encoding: { x, y: y('flow') },
          },
          label(most, rows.at(-1)?.bound as number, 'bound', 'target', x),
          label(most, rows.at(-1)?.kl as number, 'diffusion', 'made', x),
          label(most, flow, 'flow', 'fourth', x),
        ],
      },
      handles: [
        { kind: 'slider', parameter: 'frequency' },
        { kind: 'slider', parameter: 'size' },
      ],
    })
  },
})

const label = (epsilon: number, value: number, text: string, role: string, x: object) => ({
  data: { values: [{ epsilon, value, text }] },
  mark: { type: 'text', align: 'left', dx: 6, color: `role:${role}` },
  encoding: {
    x,
    y: { field: 'value', type: 'quantitative', scale: { type: 'log' } },
    text: { field: 'text' },
  },
})
