/**
 * What the paper says, the criteria, and the order in which they are measured.
 * @module
 */
import { type Claim, type Context, claim, type Events } from '@pushforward/lab'
import { measureBaselines } from './baselines.js'
import { measureEntropy } from './entropic.js'
import { measureConvexity, measureSupport, measureZeros } from './exact.js'
import { measureCosts, measureMaps } from './learning.js'
import { measureOwnCells } from './own-cells.js'
import { measureSparsity, measureSphere } from './structured.js'

export const claims: readonly Claim[] = [
  {
    id: 'nonneg-zero',
    statement: 'The gap is never negative, and is zero for a map that is optimal.',
    paper: { source: 'definition and first properties of the Monge gap' },
    criterion:
      'gap ≥ −1e-12 on 1000 maps and 4 costs; ≤ 1e-12 for maps optimal by construction; > 0 for random pairs (n ≥ 20) and for x ↦ [[1, −.4], [.4, 1]] x (n ≥ 200)',
  },
  {
    id: 'convex-l2sq',
    statement:
      'For the squared Euclidean cost the gap is a supremum of linear functions: convex, and linear along rays.',
    paper: { source: 'properties for the squared Euclidean cost' },
    criterion: 'gap((T + S)/2) ≤ (gap(T) + gap(S))/2 and gap(2T + 7) = 2 gap(T), to 1e-12 on 500 pairs of maps',
  },
  {
    id: 'support',
    statement: 'A map with gap zero on a measure has gap zero on whatever that measure supports.',
    paper: { source: 'the role of the reference measure' },
    criterion: '|gap| ≤ 1e-12 on 200 random subsets and weights of optimal maps, two costs',
  },
  {
    id: 'entropic-bounds',
    statement: 'The entropic gap tends to the gap, and differs from it by no more than the entropy can.',
    paper: { source: 'entropic regularisation of the gap' },
    criterion:
      'gap + ε log n ≤ entropic gap ≤ gap + 2 ε log n to 1e-9, 20 maps and five ε from 1 to .01; what exceeds the floor falls with ε',
  },
  {
    id: 'learns-ot-maps',
    statement: 'An ordinary network regularised by the gap learns the optimal map, with no convexity built in.',
    paper: { source: 'synthetic experiments, squared Euclidean cost' },
    criterion:
      'Gaussians, λ = .3: distance to the optimal map ≤ 5 % of the variance and ≤ 1/5 of the median at λ = 0; fit ≤ 2 × that of two samples + .01; every seed',
  },
  {
    id: 'any-cost',
    statement: 'The same pipeline serves other costs: each run has little gap in its own cost.',
    paper: { source: 'synthetic experiments, Euclidean cost and its square' },
    criterion:
      'moons: share of cost wasted, against λ = 0, ≥ 3 times smaller (squared) and ≥ 1.3 times (Euclidean); every seed',
  },
  {
    id: 'sparse',
    statement: 'Costs with a structure give maps with that structure: an elastic cost moves few coordinates.',
    paper: { source: 'structured costs, T = x − ∇h*(F(x))' },
    criterion:
      'more coordinates stay exactly in place than under the squared cost, and less gap in the elastic cost; fit ≤ 2 × that of two samples + .01; every seed',
  },
  {
    id: 'sphere',
    statement: 'Maps on a sphere are learnt for the geodesic cost.',
    paper: { source: 'experiments on the sphere' },
    criterion: 'gap ≤ 5 % of what the map pays, 1000 fresh points; fit ≤ 2 × that of two samples + .01; every seed',
  },
  {
    id: 'better-than-baselines',
    statement: 'The learnt map is nearer to the optimal one than those of a plain network and of convex networks.',
    paper: { source: 'benchmark of maps with known optimum' },
    criterion:
      'median distance over seeds below the plain network’s on Gaussians and mixtures (d = 2, 8, 32), and below the convex dual’s on at least two of the three mixtures',
  },
  {
    id: 'single-cell',
    statement: 'On single-cell responses to drugs the map predicts unseen cells better than convex networks.',
    paper: { source: 'single-cell experiments' },
    criterion: 'reported only, on control and treated cells of your own: there is no criterion',
  },
]

/** Seeds of a claim by profile. The trainings take minutes, the exact claims seconds. */
const SEEDS = { quick: { exact: 1, trained: 1, baselines: 0 }, full: { exact: 5, trained: 5, baselines: 3 } } as const

export async function* measureClaims(context: Context): Events {
  const { exact, trained, baselines } = SEEDS[context.profile]
  yield* measureZeros(context, exact)
  yield* measureConvexity(context, exact)
  yield* measureSupport(context, exact)
  yield* measureEntropy(context, exact)
  yield* measureMaps(context, trained)
  yield* measureCosts(context, trained)
  yield* measureSparsity(context, trained)
  yield* measureSphere(context, trained)
  if (baselines > 0) yield* measureBaselines(context, baselines)
  else yield claim('better-than-baselines', null, {}, 'needs the full profile: 36 trainings')
  yield* measureOwnCells(context)
}
