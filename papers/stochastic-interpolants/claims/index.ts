/**
 * What the paper says, the criteria, and the order in which they are measured.
 * @module
 */
import type { Claim, Context, Events } from '@pushforward/lab'
import { measureBound } from './bound.js'
import { measureLearned } from './learned.js'
import { measureMirror } from './mirror.js'
import { measureTransport } from './transport.js'

export const claims: readonly Claim[] = [
  {
    id: 'bound',
    statement: 'For the diffusion, the regression loss bounds the divergence of the samples from the target.',
    paper: { source: 'likelihood control for the Fokker-Planck equation' },
    criterion:
      'b̂ = c sin kx for b = 0, four (c, k), ε = .1, .5, 1, 2: KL ≤ c² (1 − exp(−2k²)) / 8ε, and equal to an independent solution within .5 %',
  },
  {
    id: 'flow-unbounded',
    statement: 'For the flow it does not: the same loss allows any divergence.',
    paper: { source: 'likelihood control for the transport equation' },
    criterion: 'same b̂: KL of the flow ≥ 9 times the bound at ε = 1, ≥ 100 times for k ≥ 10; the closed form to 1e-6',
  },
  {
    id: 'same-law',
    statement: 'Flow and diffusions of any strength have the same law at every time.',
    paper: { source: 'transport and Fokker-Planck equations of an interpolant; one-dimensional mixtures' },
    criterion:
      'exact fields, two to three modes, flow and ε = .5, 2, 5: Kolmogorov distance at t = ½ and 1 below its 99.9 % point + .0012 (.015 for n = 20 000), every seed',
  },
  {
    id: 'paths-differ',
    statement: 'Their paths differ: from one point the flow has one end, a diffusion many.',
    paper: { source: 'figures of trajectories' },
    criterion: 'end deviation from x₀ = −3.2: < 1e-9 for the flow, > 1 for ε = .5, 2, 5',
  },
  {
    id: 'one-training',
    statement:
      'One training of the velocity and the denoiser serves the flow and diffusions whose strength is chosen afterwards.',
    paper: { source: 'checkerboard experiment' },
    criterion:
      'one-sided linear, 2500 steps: energy distance < .01 for ε = 0, .5 γ, 2 γ, every seed; share inside the squares ≥ .70, mean over seeds (two Gaussians: .50)',
  },
  {
    id: 'mirror-keeps',
    statement: 'The mirror diffusion leaves the data’s law as it is.',
    paper: { source: 'mirror interpolant' },
    criterion: 'three modes, ε = 6, 600 steps from 4000 draws: Kolmogorov distance < .031, every seed',
  },
  {
    id: 'mirror-forgets',
    statement: 'Its memory of a starting point fades exponentially in ε.',
    paper: { source: 'mirror interpolant; our closed form for one Gaussian' },
    criterion:
      'N(0, 1) from x₀ = 3, ε = 1: mean = x₀ exp(−κε), κ = ∫ dt/(1 + t − t²), within four standard errors + 1/600 of x₀',
  },
  {
    id: 'mirror-fills',
    statement: 'Started at a single point, the mirror diffusion fills the whole data set.',
    paper: { source: 'mirror checkerboard, all particles started at (1, 1), ε = 6' },
    criterion: 'three separate modes, ε = 6, 600 steps from x₀ = 1: Kolmogorov distance < .031, every seed',
  },
]

/** Seeds and particles by profile. */
const SIZE = {
  quick: { seeds: 1, particles: 2000, steps: 1000 },
  full: { seeds: 3, particles: 20_000, steps: 2500 },
} as const

export async function* measureClaims(context: Context): Events {
  const { seeds, particles } = SIZE[context.profile]
  yield* measureBound(context)
  yield* measureTransport(context, seeds, particles)
  yield* measureLearned(context, seeds)
  yield* measureMirror(context, seeds)
}
