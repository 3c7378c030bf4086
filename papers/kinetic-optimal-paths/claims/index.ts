/**
 * What the paper says, the criteria, and the order in which they are measured.
 * @module
 */
import type { Claim, Context, Events } from '@pushforward/lab'
import { measureEnergies, measureSteps } from './checkerboard.js'
import { measureDigits, measureDimensions } from './dimension.js'

export const claims: readonly Claim[] = [
  {
    id: 'least-energy',
    statement: 'On the checkerboard the optimal path has less kinetic energy than the usual ones.',
    paper: { source: 'Theorem 3.1; checkerboard experiment' },
    criterion: 'optimal < trigonometric < linear, by quadrature, and the optimal one within 5 % of 0.110',
  },
  {
    id: 'half-the-error',
    statement: 'With as few Euler steps its samples are far nearer to the data than those of the linear path.',
    paper: { source: 'checkerboard figure: 2, 6, 10 and 16 Euler steps' },
    criterion:
      'SW₂ of 4000 samples to 4000 fresh points at most half of the linear path’s, at 2, 4, 6, 10 and 16 steps, on every seed',
  },
  {
    id: 'in-few-steps',
    statement: 'In two and four steps it puts more samples into the squares than either usual path.',
    paper: { source: 'checkerboard figure: 2, 6, 10 and 16 Euler steps' },
    criterion: 'share inside at least that of both others at 2 and 4 steps, and at least 0.70 at 2, on every seed',
  },
  {
    id: 'at-any-steps',
    statement: 'It is better than the linear and the trigonometric path at every number of steps shown.',
    paper: { source: 'checkerboard figure: 2, 6, 10 and 16 Euler steps' },
    criterion: 'least SW₂ and largest share inside of the three at 2, 6, 10 and 16 steps, on every seed',
  },
  {
    id: 'linear-in-many-dimensions',
    statement: 'With few points in many dimensions the linear path is as good as optimal.',
    paper: { source: 'Corollary 4.3' },
    criterion:
      '50 normal points, d = 2 to 2048: 𝓔(linear)/𝓔(optimal) − 1 falls with every step in d and is below 0.03 at 2048, on every seed',
  },
  {
    id: 'bound',
    statement: 'The integral of 1 − λ, which is what the linear path saves, is at most 3 n/√d for n points.',
    paper: { source: 'Theorem 4.1', figure: '3' },
    criterion: 'I √d / n ≤ 3 in every case of the claim above',
  },
  {
    id: 'linear-on-images',
    statement: 'On images the linear path is close to optimal.',
    paper: { source: 'Table 1, CIFAR-10: kinetic energies of linear and optimal path', figure: '1.09 and 1.08' },
    criterion: '8 × 8 digits (1797 images): 𝓔(linear) ≤ 1.1 𝓔(optimal)',
  },
]

export async function* measureClaims(context: Context): Events {
  yield* measureEnergies()
  yield* measureSteps(context)
  yield* measureDimensions(context)
  yield* measureDigits(context)
}
