/**
 * The trend.
 *
 *   hot = log₁₀(1 + v + min(v, c/2)) + b + T/W,   b = 0.3 · h/n where a program runs, else 0
 *
 * v votes, c comments by others than the submitter, h of n claims held, T the time of appearance. The sum does not know
 * what time it is, so a score is stored once and changes only with a vote, a comment or a verification. Ten times the
 * votes make up for W hours of age. The SQL function `hot` is the same, and is what lists are ordered by.
 *
 * Source: the additive form of Reddit (W = 12.5 h) and Lobsters (22 h); comments capped by votes as in Lobsters.
 * @module
 */

/** W, in hours: research ages more slowly than news. */
export const HOURS = 48
/** b at most, for a paper of which all claims hold: what can be tried. */
export const BONUS = 0.3

export interface Standing {
  readonly votes: number
  /** By others than the submitter. */
  readonly comments: number
  readonly held: number
  /** Claims measured; 0: no program. */
  readonly total: number
  readonly appeared: Date
}

/** @example hot({ votes: 9, comments: 0, held: 0, total: 0, appeared: new Date(0) }) // 1 */
export function hot({ votes, comments, held, total, appeared }: Standing): number {
  const bonus = total > 0 ? (BONUS * held) / total : 0
  return Math.log10(1 + votes + Math.min(votes, comments / 2)) + bonus + appeared.getTime() / (HOURS * 3_600_000)
}
