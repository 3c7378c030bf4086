/**
 * What the paper says, and the criteria.
 * @module
 */
import type { Claim } from '@pushforward/lab'
import { PLANE, type Setting, SPACE } from '../settings.js'
import { short } from './short.js'

/** The text of the paper was not to be had: statements are the abstract's, in our words. */
const paper = { source: 'abstract' }

const percent = (share: number) => Math.round(100 * share)

/** ξ is the distance along the normal, positive in the turbulence; h the grid spacing, and a step is h/2, in space h/4. */
function claimsOf({ flow, suffix, forward, jump, faster, spread }: Setting): readonly Claim[] {
  const last = short(forward.at(-1) as number)
  const all = forward.map(short).join(', ')
  const stated: readonly Omit<Claim, 'paper'>[] = [
    {
      id: 'tnti-by-clusters',
      statement: 'Clusters of the dye’s concentration find the turbulent/non-turbulent interface.',
      criterion: 'K = 4: at least .95 of the enstrophy inside, its mean at least 20 times that outside, every seed',
    },
    {
      id: 'tti-found',
      statement: 'They also find the next interface, within the turbulence, with a more pronounced jump.',
      criterion: 'T = .5: ⟨|b̄|⟩ and ⟨FTLE⟩ rise from ξ = −10 steps to 0, both more at the inner interface, every seed',
    },
    {
      id: 'ftle-correlates',
      statement: 'Up to a turnover time, barriers to advection lie along the interface.',
      criterion:
        'backward ⟨FTLE⟩(ξ), T = .5, 1, 2: peak within .7 λ of the outer interface, at least 1.8 times the outer flow (ξ = −20 steps), every seed',
    },
    {
      id: 'decay-with-T',
      statement: 'Beyond a turnover time they no longer do.',
      criterion: `forward ⟨FTLE⟩ at ξ = +10 steps less that of the outer flow: at T = ${last} at most .6 of T = .5, every seed`,
    },
    {
      id: 'diffusive-barrier',
      statement: 'Barriers to the diffusion of momentum mark both interfaces.',
      criterion: `T = .5: ⟨|b̄|⟩ at ξ = +10 steps at least ${jump} times that at −10, at both interfaces, every seed`,
    },
    {
      id: 'barrier-blocks',
      statement: 'At the outer interface momentum diffuses along it, hardly through it.',
      criterion: '⟨|b̄·τ|⟩ at least 3 times ⟨|b̄·n|⟩ on it, T = .5, 1, 2, 4, every seed',
    },
    {
      id: 'faster-decorrelation',
      statement: 'Structures of diffusion decorrelate faster than the velocity.',
      criterion: `turbulent paths: time in which Δu falls to 1/e at most ${short(faster)} of that of u′, every seed`,
    },
    {
      id: 'superlayer',
      statement: 'Momentum diffuses along a layer about one Taylor scale wide, whose width does not depend on T.',
      criterion: `full width at half height of ⟨|b̄·τ|⟩(ξ), T = ${all}: from .5 to 3 λ, spread at most ${percent(spread)} % of the mean, every seed`,
    },
    {
      id: 'nibbling',
      statement: 'Flux by diffusion over long times stands for the growth of the turbulence.',
      criterion:
        'ν ∮ |∂ω/∂n| dl and dA/dt (slope over ±1) at five times: same sign, rank correlation at least .6, every seed',
    },
    {
      id: 'moving-frame',
      statement: 'An observer who moves with the interface sees it for longer, and sees the same structures.',
      criterion:
        'parcels of the interface in a window of 2 L: at least twice as long; FTLE changes by at most 1e-6, every seed',
    },
  ]
  const inSpace = flow === 'space'
  return stated.map(({ id, statement, criterion }) => ({
    id: id + suffix,
    statement: inSpace ? `On a plane of a jet in space: ${statement}` : statement,
    paper,
    criterion,
  }))
}

/** Of the planar jet, then of the plane of the jet in space. */
export const claims: readonly Claim[] = [PLANE, SPACE].flatMap(claimsOf)
