/**
 * The library calls of a run, as text.
 * @module
 */
import type { ProblemName } from './problems.js'

export interface RunParameters {
  readonly problem: ProblemName
  readonly points: number
  readonly samples: number
  readonly pairs: number
  readonly heldOut: boolean
}

/** One draw [x, y] of the demonstration, by the same numbers as the run's. */
const DRAWS: Readonly<Record<ProblemName, readonly string[]>> = {
  checkerboard: [
    'const cell = draws.integer(8)',
    'const [column, row] = [cell >> 1, 2 * (cell % 2) + ((cell >> 1) % 2)]',
    'const side = Math.sqrt(3) / 2',
    'return [column, row].map((k) => k * side - Math.sqrt(3) + side * draws.uniform())',
  ],
  rings: [
    'const radius = (draws.integer(2) + 1) * (1 + 0.02 * draws.normal())',
    'const angle = 2 * Math.PI * draws.uniform()',
    'return [radius * Math.cos(angle), radius * Math.sin(angle)]',
  ],
  clusters: [
    'const angle = (2 * Math.PI * draws.integer(5)) / 5 + Math.PI / 2',
    'return [Math.cos(angle) + 0.05 * draws.normal(), Math.sin(angle) + 0.05 * draws.normal()]',
  ],
}

/** @returns code that runs as it stands and finds the energies and samples of the run with seed 0; put your points in the place of x */
export function callOf({ problem, points, samples, pairs, heldOut }: RunParameters): string {
  return [
    "import { solveOde } from 'pushforward/field'",
    "import { condOtPath, empiricalDenoiser, estimateSeparation, kineticEnergy, kineticOptimalPath, velocityField } from 'pushforward/flow'",
    "import { normalPoints, points, rng } from 'pushforward/measure'",
    '',
    "const draws = rng(0).split('points')",
    `const x = points(Array.from({ length: ${points} }, () => {`,
    ...DRAWS[problem].map((line) => `  ${line}`),
    '}))',
    '',
    `const separation = estimateSeparation(x, { noiseSamples: ${pairs}, ${heldOut ? 'heldOut: true, ' : ''}maxPoints: 2000, random: rng(0).split('separation') })`,
    'const path = kineticOptimalPath(separation)',
    'console.log(path.energy, kineticEnergy(condOtPath(), separation).total)',
    '',
    '// Four Euler steps from noise to (normalised) data; the velocity is taken a little after 0, where α rises like a root.',
    'const u = velocityField(path, empiricalDenoiser(separation.data))',
    'const late = { d: u.d, value: (y, t) => u.value(y, Math.max(t, 1e-4)) }',
    `const noise = normalPoints(rng(0).split('noise'), ${samples}, u.d)`,
    "const made = solveOde(late, noise, [0, 1], { method: 'euler', steps: 4 }).points",
    'console.log(made.data.map((value, k) => value * separation.scale + separation.shift[k % u.d]))',
  ].join('\n')
}
