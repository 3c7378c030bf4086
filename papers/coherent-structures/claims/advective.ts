/**
 * Claims `ftle-correlates` and `decay-with-T`: stretching at the interface, and how long it tells where that is.
 * @module
 */
import type { Analysis, AtInterface } from '../analysis.js'
import { type Judge, judged } from './judged.js'
import { short } from './short.js'

export const judgeRidges: Judge = (all, { suffix }) => {
  const near = ({ tntiRidges, scales }: Analysis) =>
    tntiRidges.every(({ xi, ratio }) => Math.abs(xi) <= 0.7 * scales.taylor && ratio >= 1.8)
  return judged(`ftle-correlates${suffix}`, all, near, {
    ...eachRidge('peak at ξ/λ', (seen, k) => (seen.tntiRidges[k]?.xi ?? Number.NaN) / seen.scales.taylor),
    ...eachRidge('peak over outer flow', (seen, k) => seen.tntiRidges[k]?.ratio ?? Number.NaN),
    'turnover time': ({ scales }) => scales.timescale,
  })
}

function eachRidge(what: string, of: (seen: Analysis, k: number) => number) {
  return Object.fromEntries(['.5', '1', '2'].map((T, k) => [`${what}, T = −${T}`, (seen: Analysis) => of(seen, k)]))
}

/** ⟨FTLE⟩ at ξ = +10 steps above that of the outer flow. */
const excess = ({ ftle }: AtInterface): number => ftle.behind - ftle.outer

export const judgeDecay: Judge = (all, { suffix, forward }) => {
  const early = (at: readonly AtInterface[]) => excess(at[0] as AtInterface)
  const late = (at: readonly AtInterface[]) => excess(at.at(-1) as AtInterface)
  return judged(`decay-with-T${suffix}`, all, ({ tnti }) => late(tnti) / early(tnti) <= 0.6, {
    'excess at T = .5': ({ tnti }) => early(tnti),
    [`excess at T = ${short(forward.at(-1) as number)}`]: ({ tnti }) => late(tnti),
    'late over early': ({ tnti }) => late(tnti) / early(tnti),
    'late over early, TTI': ({ tti }) => late(tti) / early(tti),
  })
}
