/**
 * Claims `ftle-correlates` and `decay-with-T`: stretching at the interface, and how long it tells where that is.
 * @module
 */
import type { ClaimEvent } from '@pushforward/lab'
import type { Analysis, AtInterface } from '../analysis.js'
import { judged } from './judged.js'

export function judgeRidges(all: readonly Analysis[]): ClaimEvent {
  const near = ({ tntiRidges, scales }: Analysis) =>
    tntiRidges.every(({ xi, ratio }) => Math.abs(xi) <= 0.7 * scales.taylor && ratio >= 1.8)
  return judged('ftle-correlates', all, near, {
    ...eachRidge('peak at ξ/λ', (seen, k) => (seen.tntiRidges[k]?.xi ?? Number.NaN) / seen.scales.taylor),
    ...eachRidge('peak over outer flow', (seen, k) => seen.tntiRidges[k]?.ratio ?? Number.NaN),
    'turnover time': ({ scales }) => scales.timescale,
  })
}

function eachRidge(what: string, of: (seen: Analysis, k: number) => number) {
  return Object.fromEntries(['.5', '1', '2'].map((T, k) => [`${what}, T = −${T}`, (seen: Analysis) => of(seen, k)]))
}

/** ⟨FTLE⟩ at ξ = +10 half spacings above that of the outer flow. */
const excess = ({ ftle }: AtInterface): number => ftle.behind - ftle.outer

export function judgeDecay(all: readonly Analysis[]): ClaimEvent {
  const early = (at: readonly AtInterface[]) => excess(at[0] as AtInterface)
  const late = (at: readonly AtInterface[]) => excess(at.at(-1) as AtInterface)
  return judged('decay-with-T', all, ({ tnti }) => late(tnti) / early(tnti) <= 0.6, {
    'excess at T = .5': ({ tnti }) => early(tnti),
    'excess at T = 8': ({ tnti }) => late(tnti),
    'late over early': ({ tnti }) => late(tnti) / early(tnti),
    'late over early, TTI': ({ tti }) => late(tti) / early(tti),
  })
}
