/**
 * Claims `diffusive-barrier`, `barrier-blocks`, `superlayer` and `nibbling`: the transport of momentum by viscosity at the interface.
 * @module
 */
import type { ClaimEvent } from '@pushforward/lab'
import { rankCorrelation } from 'pushforward/measure'
import { type Analysis, type AtInterface, FORWARD } from '../analysis.js'
import { judged } from './judged.js'

export function judgeMark(all: readonly Analysis[]): ClaimEvent {
  const jump = (at: readonly AtInterface[]) => {
    const { behind, before } = (at[0] as AtInterface).size
    return behind / before
  }
  return judged('diffusive-barrier', all, ({ tnti, tti }) => jump(tnti) >= 4 && jump(tti) >= 4, {
    'inside over outside, TNTI': ({ tnti }) => jump(tnti),
    'inside over outside, TTI': ({ tti }) => jump(tti),
    'rays left inside, TTI': ({ tti }) => tti[0]?.rays ?? Number.NaN,
  })
}

/** As the criteria write it: .5 for 0.5. */
const short = (T: number): string => String(T).replace(/^0/, '')

/** T = .5 … 4. */
const BLOCKING = FORWARD.filter((T) => T <= 4)

export function judgeBlocking(all: readonly Analysis[]): ClaimEvent {
  const ratios = (at: readonly AtInterface[]) =>
    at.filter(({ T }) => T <= 4).map(({ along, through }) => along / through)
  return judged('barrier-blocks', all, ({ tnti }) => ratios(tnti).every((ratio) => ratio >= 3), {
    ...Object.fromEntries(
      BLOCKING.map((T, k) => [
        `along over through, T = ${short(T)}`,
        ({ tnti }: Analysis) => ratios(tnti)[k] as number,
      ]),
    ),
    'least, TTI': ({ tti }) => Math.min(...ratios(tti)),
  })
}

export function judgeSuperlayer(all: readonly Analysis[]): ClaimEvent {
  const widths = ({ widths, scales }: Analysis) => widths.map((width) => width / scales.taylor)
  const spread = (seen: Analysis) => {
    const own = widths(seen)
    return (Math.max(...own) - Math.min(...own)) / (own.reduce((sum, width) => sum + width, 0) / own.length)
  }
  const meets = (seen: Analysis) => widths(seen).every((width) => width >= 0.5 && width <= 3) && spread(seen) <= 0.25
  return judged('superlayer', all, meets, {
    ...Object.fromEntries(
      FORWARD.map((T, k) => [`width/λ, T = ${short(T)}`, (seen: Analysis) => widths(seen)[k] as number]),
    ),
    'spread over T': spread,
    'width of the rise/λ, T = .5': ({ rises, scales }) => (rises[0] as number) / scales.taylor,
    'width of the rise/λ, T = 8': ({ rises, scales }) => (rises.at(-1) as number) / scales.taylor,
  })
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export function judgeNibbling(all: readonly Analysis[]): ClaimEvent {
  const rank = ({ growth: { growth, flux } }: Analysis) => rankCorrelation(growth, flux)
  const slowest = ({ growth: { growth } }: Analysis) => Math.min(...growth)
  return judged('nibbling', all, (seen) => rank(seen) >= 0.6 && slowest(seen) > 0, {
    'rank correlation over 5 times': rank,
    'slowest growth': slowest,
    'fastest growth': ({ growth: { growth } }) => Math.max(...growth),
    'smallest flux': ({ growth: { flux } }) => Math.min(...flux),
    'largest flux': ({ growth: { flux } }) => Math.max(...flux),
    'rank correlation of the whole area’s growth with the diffusion of dye': ({ growth: { wholeGrowth, dyeFlux } }) =>
      rankCorrelation(wholeGrowth, dyeFlux),
    'diffusion of dye over growth of the whole area': ({ growth: { wholeGrowth, dyeFlux } }) =>
      sum(dyeFlux) / sum(wholeGrowth),
  })
}
