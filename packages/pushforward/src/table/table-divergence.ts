/**
 * The divergences that tables are judged by, each as a sum over bins of a term and of what sampling adds to it.
 *
 * A term t(p, q) of shares from G and B rows exceeds the truth on average by ½ t_pp p(1 − p)/G + ½ t_qq q(1 − q)/B to
 * first order. All terms here are symmetric, so one function serves both parts.
 * @module
 */
import { fDivergences } from '../divergence/f-divergence.js'
import { InputError } from '../errors.js'

export type TableDivergenceName = 'iv' | 'js' | 'hellinger' | 'triangular'

export interface TableDivergence {
  readonly term: (p: number, q: number) => number
  /** ½ t_pp(p, q) p (1 − p): the excess of the term times the rows of the sample of p. */
  readonly excess: (p: number, q: number) => number
}

/** (p − q)² / (p + q): the triangular discrimination, from 0 to 2 in sum. */
export function triangularTerm(p: number, q: number): number {
  const sum = p + q
  return sum === 0 ? 0 : ((p - q) / sum) * (p - q)
}

export const tableDivergences: Record<TableDivergenceName, TableDivergence> = {
  /** (p − q) ln(p/q), t_pp = 1/p + q/p². */
  iv: { term: fDivergences.jeffreys.term, excess: (p, q) => ((1 - p) * (1 + q / p)) / 2 },
  /** t_pp = ½ [1/p − 1/(p + q)]. */
  js: { term: fDivergences.js.term, excess: (p, q) => ((1 - p) * q) / (4 * (p + q)) },
  /** t_pp = ¼ √q p^{−3/2}. */
  hellinger: { term: fDivergences.hellinger.term, excess: (p, q) => ((1 - p) * Math.sqrt(q / p)) / 8 },
  /** t_pp = 8 q² / (p + q)³. */
  triangular: { term: triangularTerm, excess: (p, q) => (4 * p * (1 - p) * q * q) / (p + q) ** 3 },
}

/** @throws InputError if the name is unknown */
export function tableDivergence(name: TableDivergenceName): TableDivergence {
  const found = tableDivergences[name]
  if (found) return found
  throw new InputError(`divergence: "${name}" is unknown; accepted are ${Object.keys(tableDivergences).join(', ')}`)
}
