/**
 * Claims `diffusive-barrier`, `barrier-blocks`, `superlayer` and `nibbling`: the transport of momentum by viscosity at the interface.
 * @module
 */
import { rankCorrelation } from 'pushforward/measure'
import type { Analysis, AtInterface } from '../analysis.js'
import { type Judge, judged } from './judged.js'
import { short } from './short.js'

export const judgeMark: Judge = (all, { suffix, forward, flow, jump: least }) => {
  const jump = (at: readonly AtInterface[]) => {
    const { behind, before } = (at[0] as AtInterface).size
    return behind / before
  }
  return judged(`diffusive-barrier${suffix}`, all, ({ tnti, tti }) => jump(tnti) >= least && jump(tti) >= least, {
    'inside over outside, TNTI': ({ tnti }) => jump(tnti),
    'inside over outside, TTI': ({ tti }) => jump(tti),
    'rays left inside, TTI': ({ tti }) => tti[0]?.rays ?? Number.NaN,
    // Fluid that leaves the plane: there b̄ by its Hamiltonian is not the pull-back.
    ...(flow === 'space' && {
      'mean |det ∇F − 1|, T = .5': ({ areaErrors }: Analysis) => areaErrors[0] as number,
      [`mean |det ∇F − 1|, T = ${short(forward.at(-1) as number)}`]: ({ areaErrors }: Analysis) =>
        areaErrors.at(-1) as number,
    }),
  })
}

export const judgeBlocking: Judge = (all, { suffix, forward }) => {
  const ratios = (at: readonly AtInterface[]) =>
    at.filter(({ T }) => T <= 4).map(({ along, through }) => along / through)
  return judged(`barrier-blocks${suffix}`, all, ({ tnti }) => ratios(tnti).every((ratio) => ratio >= 3), {
    ...Object.fromEntries(
      forward
        .filter((T) => T <= 4)
        .map((T, k) => [`along over through, T = ${short(T)}`, ({ tnti }: Analysis) => ratios(tnti)[k] as number]),
    ),
    'least, TTI': ({ tti }) => Math.min(...ratios(tti)),
  })
}

export const judgeSuperlayer: Judge = (all, { suffix, forward, spread: most }) => {
  const widths = ({ widths, scales }: Analysis) => widths.map((width) => width / scales.taylor)
  const spread = (seen: Analysis) => {
    const own = widths(seen)
    return (Math.max(...own) - Math.min(...own)) / (own.reduce((sum, width) => sum + width, 0) / own.length)
  }
  const meets = (seen: Analysis) => widths(seen).every((width) => width >= 0.5 && width <= 3) && spread(seen) <= most
  return judged(`superlayer${suffix}`, all, meets, {
    ...Object.fromEntries(
      forward.map((T, k) => [`width/λ, T = ${short(T)}`, (seen: Analysis) => widths(seen)[k] as number]),
    ),
    'spread over T': spread,
    'width of the rise/λ, T = .5': ({ rises, scales }) => (rises[0] as number) / scales.taylor,
    [`width of the rise/λ, T = ${short(forward.at(-1) as number)}`]: ({ rises, scales }) =>
      (rises.at(-1) as number) / scales.taylor,
  })
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export const judgeNibbling: Judge = (all, { suffix, flow }) => {
  const rank = ({ growth: { growth, flux } }: Analysis) => rankCorrelation(growth, flux)
  const slowest = ({ growth: { growth } }: Analysis) => Math.min(...growth)
  return judged(`nibbling${suffix}`, all, (seen) => rank(seen) >= 0.6 && slowest(seen) > 0, {
    'rank correlation over 5 times': rank,
    'slowest growth': slowest,
    'fastest growth': ({ growth: { growth } }) => Math.max(...growth),
    'smallest flux': ({ growth: { flux } }) => Math.min(...flux),
    'largest flux': ({ growth: { flux } }) => Math.max(...flux),
    // An identity of planar flows.
    ...(flow === 'plane' && {
      'rank correlation of the whole area’s growth with the diffusion of dye': ({ growth }: Analysis) =>
        rankCorrelation(growth.wholeGrowth, growth.dyeFlux),
      'diffusion of dye over growth of the whole area': ({ growth }: Analysis) =>
        sum(growth.dyeFlux) / sum(growth.wholeGrowth),
    }),
  })
}
