/**
 * What the paper says, the criteria, and the order in which they are measured. One pass over each seed's jet gives the figures of all.
 * @module
 */
import { type Claim, type Context, type Events, progress } from '@pushforward/lab'
import { type Analysis, analyse } from '../analysis.js'
import { judgeDecay, judgeRidges } from './advective.js'
import { judgeBlocking, judgeMark, judgeNibbling, judgeSuperlayer } from './diffusive.js'
import { judgeClusters, judgeInnerInterface } from './interfaces.js'
import { judgeDecorrelation, judgeFrame } from './observers.js'
import { jetsOf } from './seeds.js'

/** The text of the paper was not to be had: statements are the abstract's, in our words. */
const paper = { source: 'abstract' }

/** ξ is the distance along the normal, positive in the turbulence; h the grid spacing, and a step is h/2. */
export const claims: readonly Claim[] = [
  {
    id: 'tnti-by-clusters',
    statement: 'Clusters of the dye’s concentration find the turbulent/non-turbulent interface.',
    paper,
    criterion: 'K = 4: at least .95 of the enstrophy inside, its mean at least 20 times that outside, every seed',
  },
  {
    id: 'tti-found',
    statement: 'They also find the next interface, within the turbulence, with a more pronounced jump.',
    paper,
    criterion: 'T = .5: ⟨|b̄|⟩ and ⟨FTLE⟩ rise from ξ = −10 steps to 0, both more at the inner interface, every seed',
  },
  {
    id: 'ftle-correlates',
    statement: 'Up to a turnover time, barriers to advection lie along the interface.',
    paper,
    criterion:
      'backward ⟨FTLE⟩(ξ), T = .5, 1, 2: peak within .7 λ of the outer interface, at least 1.8 times the outer flow (ξ = −20 steps), every seed',
  },
  {
    id: 'decay-with-T',
    statement: 'Beyond a turnover time they no longer do.',
    paper,
    criterion: 'forward ⟨FTLE⟩ at ξ = +10 steps less that of the outer flow: at T = 8 at most .6 of T = .5, every seed',
  },
  {
    id: 'diffusive-barrier',
    statement: 'Barriers to the diffusion of momentum mark both interfaces.',
    paper,
    criterion: 'T = .5: ⟨|b̄|⟩ at ξ = +10 steps at least 4 times that at −10, at both interfaces, every seed',
  },
  {
    id: 'barrier-blocks',
    statement: 'At the outer interface momentum diffuses along it, hardly through it.',
    paper,
    criterion: '⟨|b̄·τ|⟩ at least 3 times ⟨|b̄·n|⟩ on it, T = .5, 1, 2, 4, every seed',
  },
  {
    id: 'faster-decorrelation',
    statement: 'Structures of diffusion decorrelate faster than the velocity.',
    paper,
    criterion: 'turbulent paths: time in which Δu falls to 1/e at most .85 of that of u′, every seed',
  },
  {
    id: 'superlayer',
    statement: 'Momentum diffuses along a layer about one Taylor scale wide, whose width does not depend on T.',
    paper,
    criterion:
      'full width at half height of ⟨|b̄·τ|⟩(ξ), T = .5, 1, 2, 4, 8: from .5 to 3 λ, spread at most 25 % of the mean, every seed',
  },
  {
    id: 'nibbling',
    statement: 'Flux by diffusion over long times stands for the growth of the turbulence.',
    paper,
    criterion:
      'ν ∮ |∂ω/∂n| dl and dA/dt (slope over ±1) at five times: same sign, rank correlation at least .6, every seed',
  },
  {
    id: 'moving-frame',
    statement: 'An observer who moves with the interface sees it for longer, and sees the same structures.',
    paper,
    criterion:
      'parcels of the interface in a window of 2 L: at least twice as long; FTLE changes by at most 1e-6, every seed',
  },
]

export async function* measureClaims(context: Context): Events {
  const { seeds, n } = jetsOf(context)
  const all: Analysis[] = []
  for (const [k, seed] of seeds.entries()) {
    const analysis = analyse({ seed, n }, context.signal)
    for (;;) {
      context.signal.throwIfAborted()
      const { value, done } = analysis.next()
      if (done) {
        all.push(value)
        break
      }
      yield progress(k + value.share, seeds.length, value.note)
    }
  }
  for (const judge of JUDGES) yield judge(all)
}

const JUDGES = [
  judgeClusters,
  judgeInnerInterface,
  judgeRidges,
  judgeDecay,
  judgeMark,
  judgeBlocking,
  judgeDecorrelation,
  judgeSuperlayer,
  judgeNibbling,
  judgeFrame,
]
