/**
 * Fifty normal points in 2 to 2048 dimensions: the linear path becomes optimal.
 * @module
 */
import { type Context, defineExploration, figure, metric } from '@pushforward/lab'
import { condOtPath, estimateSeparation, kineticEnergy, kineticOptimalPath, type Separation } from 'pushforward/flow'
import { normalPoints } from 'pushforward/measure'
import * as z from 'zod'
import { ATOMS } from '../claims/dimension.js'
import { digits } from '../figures.js'

const POWERS = 11
const PAIRS = 300

interface Row {
  readonly d: number
  readonly separation: Separation
  readonly linear: number
  readonly optimal: number
}

export const dimension = defineExploration({
  id: 'dimension',
  title: 'The more dimensions, the further apart are few points, and the better is the plain linear path.',
  parameters: z.object({
    power: z
      .number()
      .int()
      .min(1)
      .max(POWERS)
      .default(4)
      .describe('Dimension, as a power of 2')
      .meta({ primary: true }),
  }),

  async prepare({ random, seed }: Context): Promise<{ rows: readonly Row[]; seed: number }> {
    const rows = Array.from({ length: POWERS }, (_, k): Row => {
      const d = 2 ** (k + 1)
      const own = random.split(d)
      const separation = estimateSeparation(normalPoints(own.split('atoms'), ATOMS, d), {
        noiseSamples: PAIRS,
        random: own,
      })
      return {
        d,
        separation,
        linear: kineticEnergy(condOtPath(), separation).total,
        optimal: kineticOptimalPath(separation).energy,
      }
    })
    return { rows, seed }
  },

  *respond({ power }, { rows, seed }) {
    const { d, separation, linear, optimal } = rows[power - 1] as Row
    yield metric('energy, linear', linear)
    yield metric('energy, kinetic optimal', optimal)
    const angles = Array.from({ length: 91 }, (_, k) => k)
    const gamma = angles.map((theta) => ({ theta, gamma: separation.gamma((theta * Math.PI) / 180) }))
    const energies = rows.flatMap((row) => [
      { d: row.d, path: 'linear', energy: row.linear },
      { d: row.d, path: 'kinetic optimal', energy: row.optimal },
    ])
    const colour = {
      field: 'path',
      type: 'nominal',
      legend: null,
      scale: { domain: ['kinetic optimal', 'linear'], range: ['role:made', 'role:sixth'] },
    }
    const x = {
      field: 'd',
      type: 'quantitative',
      title: 'dimension d',
      scale: { type: 'log', base: 2 },
      axis: { values: [2, 16, 128, 1024] },
    }
    const y = { field: 'energy', type: 'quantitative', title: 'kinetic energy', scale: { domain: [0, 2] } }
    const share = 100 * (linear / optimal - 1)
    yield figure({
      kind: 'chart',
      id: 'dimension',
      title: `In ${d} dimensions the linear path pays ${share >= 100 ? share.toFixed(0) : digits(share)} % more than the least.`,
      caption: `${ATOMS} points of N(0, I) in Rᵈ, ${PAIRS} noisy looks, seed ${seed}. γ = 1 everywhere would make the linear path optimal; both energies then are 2.`,
      alternative: `Left, γ by angle for d = ${d}: it reaches one half at ${gamma.find((row) => row.gamma >= 0.5)?.theta ?? 90}°. Right, energies of both paths over d from 2 to ${2 ** POWERS}, which meet towards 2; here linear ${digits(linear)}, optimal ${digits(optimal)}.`,
      aspect: 2,
      handles: [{ kind: 'slider', parameter: 'power' }],
      spec: {
        hconcat: [
          {
            data: { values: gamma },
            mark: { type: 'line' },
            encoding: {
              x: { field: 'theta', type: 'quantitative', title: 'angle θ, degrees' },
              y: { field: 'gamma', type: 'quantitative', title: 'γ', scale: { domain: [0, 1] } },
            },
          },
          {
            layer: [
              { data: { values: [{ d }] }, mark: { type: 'rule', strokeDash: [2, 4] }, encoding: { x } },
              { data: { values: energies }, mark: { type: 'line' }, encoding: { x, y, color: colour } },
              {
                data: { values: energies.filter((row) => row.d === d) },
                mark: { type: 'point', size: 50 },
                encoding: { x, y, color: colour },
              },
              ...(['linear', 'kinetic optimal'] as const).map((path) => ({
                data: { values: energies.filter((row) => row.d === 32 && row.path === path) },
                mark:
                  path === 'linear'
                    ? { type: 'text', align: 'right', dx: -10, dy: -8 }
                    : { type: 'text', align: 'left', dx: 8, dy: 12 },
                encoding: { x, y, text: { field: 'path' }, color: colour },
              })),
            ],
          },
        ],
      },
    })
  },
})
