/**
 * A map that is optimal until it is bent: the optimal map of the Gaussians, its image turned about its centre.
 * @module
 */
import { type Context, defineExploration, figure, metric } from '@pushforward/lab'
import type { Points } from 'pushforward/measure'
import * as z from 'zod'
import { wastes } from '../audit.js'
import { digits, mapFigure } from '../figures.js'
import { gaussians } from '../problems.js'

/** The exact gap of so many points answers within a frame or two. */
const POINTS = 120
/** Where the optimal map sends the origin. */
const CENTRE = [3, 1] as const

interface State {
  readonly source: Points
  readonly image: Points
  readonly seed: number
}

export const bend = defineExploration({
  id: 'bend',
  title: 'Turn the image and the map begins to waste: arrows cross, and the gap rises from zero.',
  parameters: z.object({
    angle: z
      .number()
      .min(0)
      .max(180)
      .default(40)
      .describe('Turn of the image about its centre')
      .meta({ unit: '°', primary: true }),
  }),

  async prepare({ random, seed }: Context): Promise<State> {
    const { source: law, optimal } = gaussians()
    const source = law.sample(POINTS, random.split('bend'))
    return { source, image: (optimal as (x: Points) => Points)(source), seed }
  },

  *respond({ angle }, { source, image, seed }) {
    const mapped = turned(image, (angle * Math.PI) / 180)
    const { waste, gap, paid } = wastes(source, mapped)
    yield metric('gap', gap)
    yield metric('cost paid', paid)
    const share = digits((100 * gap) / paid)
    const title =
      gap < 1e-9
        ? `Turned by ${angle}°, no other pairing of these points is cheaper: the gap is 0.`
        : `Turned by ${angle}°, the map wastes ${share} % of what it pays.`
    const caption = `${POINTS} points, seed ${seed}.`
    const drawn = mapFigure({ source, mapped, waste, gap, paid, title, caption })
    yield figure({ ...drawn, id: 'bend', handles: [{ kind: 'slider', parameter: 'angle' }] })
  },
})

function turned({ data, n, d }: Points, angle: number): Points {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const out = new Float64Array(n * d)
  for (let i = 0; i < 2 * n; i += 2) {
    const [u, v] = [(data[i] as number) - CENTRE[0], (data[i + 1] as number) - CENTRE[1]]
    out[i] = CENTRE[0] + cosine * u - sine * v
    out[i + 1] = CENTRE[1] + sine * u + cosine * v
  }
  return { data: out, n, d }
}
