/**
 * From the page's parameters to the library's options, and the same as text.
 * @module
 */
import { literal } from '@pushforward/lab'
import type { InterpolantTrainingOptions, SampleOptions, StochasticInterpolantOptions } from 'pushforward/flow'

export const PROBLEMS = ['checkerboard', 'clusters'] as const
export const GAMMAS = ['brownian', 'bsquared', 'sinesquared'] as const

export interface RunParameters {
  readonly problem: (typeof PROBLEMS)[number]
  readonly epsilon: number
  readonly steps: number
  readonly gamma: (typeof GAMMAS)[number]
  readonly points: number
  readonly samplingSteps: number
  readonly batch: number
}

/** Noise becomes a board along a one-sided path; two clouds need a two-sided one. */
export const pathOptions = (
  { problem, gamma }: Pick<RunParameters, 'problem' | 'gamma'>,
  twoSided = problem === 'clusters',
): StochasticInterpolantOptions => (twoSided ? { path: 'linear', gamma } : { path: 'oneSidedLinear' })

export const fitOptions = ({ steps, batch }: RunParameters): InterpolantTrainingOptions => ({ steps, batch })

export const sampleOptions = ({ points, epsilon, samplingSteps }: RunParameters): SampleOptions => ({
  n: points,
  ...(epsilon === 0 ? { method: 'ode' } : { method: 'sde', epsilon: { relative: 'gamma', factor: epsilon } }),
  steps: samplingSteps,
})

/** The laws of the demonstration. */
const LAWS: Record<RunParameters['problem'], readonly string[]> = {
  checkerboard: [
    'const square = (random) => {',
    '  const u = 4 * random.uniform() - 2',
    '  const v = random.uniform() - 2 * random.integer(2) + Math.abs(Math.floor(u) % 2)',
    '  return [2 * u, 2 * v]',
    '}',
    'const x1 = { d: 2, sample: (n, random) => points(Array.from({ length: n }, () => square(random))) }',
    'const ends = { x1 } // x₀ is N(0, I)',
  ],
  clusters: [
    'const ring = (count, radius, variance) => mixture(Array.from({ length: count }, (_, k) => {',
    '  const angle = (2 * Math.PI * k) / count',
    '  return gaussian([radius * Math.cos(angle), radius * Math.sin(angle)], variance)',
    '}))',
    'const x1 = ring(5, 4, 0.09)',
    'const ends = { x0: ring(3, 1, 0.04), x1 }',
  ],
}

/** @returns code that runs as it stands and does what the run with seed 0 does; put your points in the place of the laws */
export function callOf(parameters: RunParameters): string {
  const drawn = parameters.problem === 'checkerboard' ? 'points, rng' : 'gaussian, mixture, rng'
  return [
    "import { energyDistance } from 'pushforward/divergence'",
    "import { sample, stochasticInterpolant } from 'pushforward/flow'",
    `import { ${drawn} } from 'pushforward/measure'`,
    '',
    ...LAWS[parameters.problem],
    '',
    `const { fit } = stochasticInterpolant(${literal(pathOptions(parameters))})`,
    `const model = await fit(ends, { ...${literal(fitOptions(parameters))}, random: rng(0).split('fit') })`,
    `const made = sample(model, { ...${literal(sampleOptions(parameters))}, random: rng(0).split('sample') }).points`,
    '',
    `const fresh = x1.sample(${parameters.points}, rng(0).split('fresh'))`,
    'console.log(energyDistance(made, fresh).value, made.data)',
  ].join('\n')
}
