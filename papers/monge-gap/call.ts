/**
 * From the page's parameters to the library's options, and the same as text.
 * @module
 */
import { literal } from '@pushforward/lab'
import type { MapCost, MongeMapOptions } from 'pushforward/learn'

export const COSTS = ['squared-euclidean', 'euclidean', 'sparse'] as const

export interface FitParameters {
  readonly problem: 'gaussians' | 'moons'
  readonly cost: (typeof COSTS)[number]
  readonly lambda: number
  readonly steps: number
  readonly points: number
  readonly identity: boolean
  readonly epsilon: number
}

/** `sparse` is ½ |z|² + |z|₁: a coordinate that gains less than 1 by moving stays. */
export const mapCost = (cost: FitParameters['cost']): MapCost =>
  cost === 'sparse' ? { elastic: 1 } : cost === 'euclidean' ? 'euclidean' : 'sqeuclidean'

export function fitOptions({ cost, lambda, steps, identity, epsilon }: FitParameters): MongeMapOptions {
  const sparse = cost === 'sparse'
  return {
    cost: mapCost(cost),
    lambda: { relative: lambda },
    steps,
    epsilonGap: { relative: 'mean', factor: epsilon },
    ...(sparse ? { structure: 'h-gradient' } : { network: { residual: identity } }),
  }
}

/** The demonstration's points, by the same draws. */
const SAMPLES: Record<FitParameters['problem'], readonly string[]> = {
  gaussians: [
    'const normal = gaussian([0, 0], 1)',
    'const x = normal.sample(COUNT, draws)',
    'const z = normal.sample(COUNT, draws).data',
    'const y = points(z.map((v, k) => (k % 2 ? 0.6 * z[k - 1] + 0.7 * v + 1 : 1.5 * v + 0.6 * z[k + 1] + 3)), 2)',
  ],
  moons: [
    'const curve = (at, from, to, scale, angle, shift) => points(Array.from({ length: COUNT }, () => {',
    '  const [u, v] = at(from + (to - from) * draws.uniform())',
    '  const [a, b] = [scale * (u + 0.05 * draws.normal()), scale * (v + 0.05 * draws.normal())]',
    '  const [c, s] = [Math.cos(angle), Math.sin(angle)]',
    '  return [c * a - s * b + shift[0], s * a + c * b + shift[1]]',
    '}))',
    'const x = curve((t) => [Math.cos(t), Math.sin(t)], 0, Math.PI, 1, Math.PI / 6, [0, -0.5])',
    'const letter = (t) => [Math.sin(t), Math.sign(t) * (Math.cos(t) - 1)]',
    'const y = curve(letter, -1.5 * Math.PI, 1.5 * Math.PI, 0.6, Math.PI / 2, [1, -2])',
  ],
}

/** @returns code that runs as it stands and learns what the run with seed 0 learns; put your points in the place of x and y */
export function callOf(parameters: FitParameters): string {
  const options = Object.entries(fitOptions(parameters)).map(([name, value]) => `  ${name}: ${literal(value)},`)
  const made = SAMPLES[parameters.problem].map((line) => line.replace('COUNT', String(parameters.points)))
  const drawn = parameters.problem === 'gaussians' ? 'gaussian, points, rng' : 'points, rng'
  return [
    "import { fitMongeMap } from 'pushforward/learn'",
    `import { ${drawn} } from 'pushforward/measure'`,
    '',
    "const draws = rng(0).split('points')",
    ...made,
    '',
    'const model = await fitMongeMap(x, y, {',
    ...options,
    "  random: rng(0).split('fit'),",
    '  onProgress: ({ step, fit, gap }) => console.log(step, fit, gap),',
    '})',
    'const moved = model.map(x) // or any other points',
    'console.log(model.gap(x).value, moved.data)',
  ].join('\n')
}
