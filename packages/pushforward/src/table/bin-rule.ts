/**
 * The rule of a binning: cut points or groups of categories, and bins of their own for codes and missing values.
 *
 * Bins stand in this order: the ordinary ones (intervals in ascending order, or groups of categories), `other`, the
 * special codes, missing. Intervals are [a, b), open to −∞ on the left and closed at +∞ on the right, so every finite
 * number has a bin; `closed: 'right'` makes them (a, b].
 * @module
 */
import { InputError } from '../errors.js'
import { nextDouble } from './next-double.js'

/** The rule that sends a value to its bin; plain data, fit for JSON. */
export interface BinRule {
  readonly kind: 'numeric' | 'categorical'
  /** Interior cut points, strictly ascending; none for categories. */
  readonly edges: Float64Array
  /** Which end of an interval belongs to it. */
  readonly closed: 'left' | 'right'
  /** The levels of each ordinary bin, for categories. */
  readonly categories?: readonly (readonly string[])[]
  /** Codes that are no measurements (−999 for "refused"); each has its own bin. */
  readonly special: readonly (number | string)[]
  /** The bin of levels that `categories` does not name; absent means that such a level is an error. */
  readonly other?: number
  /** The bin of missing values; absent means that a missing value is an error. */
  readonly missing?: number
  /** Ordinary bins: 0 … ordinary − 1. Only these have an order and may be merged. */
  readonly ordinary: number
  /** All bins. */
  readonly bins: number
}

/** What a numeric rule is made of; the rest of it follows. */
export interface NumericRule {
  readonly edges: ArrayLike<number>
  /** Default `left`: [a, b). */
  readonly closed?: 'left' | 'right'
  readonly special?: readonly number[]
  /** Whether there is a bin for missing values. Default false. */
  readonly missing?: boolean
}

export interface CategoricalRule {
  readonly categories: readonly (readonly string[])[]
  readonly special?: readonly string[]
  /** Whether there is a bin for levels that no group names. Default false. */
  readonly other?: boolean
  readonly missing?: boolean
}

/** @throws InputError if the edges are not finite and strictly ascending */
export function numericRule({ edges, closed = 'left', special = [], missing = false }: NumericRule): BinRule {
  const made = Float64Array.from(edges)
  made.forEach((edge, k) => {
    if (!Number.isFinite(edge)) throw new InputError(`edges: edges[${k}] is ${edge}; finite numbers are needed`)
    if (k > 0 && !(edge > (made[k - 1] as number))) {
      throw new InputError(`edges: edges[${k}] = ${edge} follows ${made[k - 1]}; strictly ascending ones are needed`)
    }
  })
  const ordinary = made.length + 1
  const bins = ordinary + special.length + (missing ? 1 : 0)
  return { kind: 'numeric', edges: made, closed, special, missing: missing ? bins - 1 : undefined, ordinary, bins }
}

/** @throws InputError if a level is in two groups */
export function categoricalRule({
  categories,
  special = [],
  other = false,
  missing = false,
}: CategoricalRule): BinRule {
  const seen = new Set<string>(special)
  for (const level of categories.flat()) {
    if (seen.has(level)) throw new InputError(`categories: "${level}" is named twice; each level has one bin`)
    seen.add(level)
  }
  const ordinary = categories.length
  const bins = ordinary + (other ? 1 : 0) + special.length + (missing ? 1 : 0)
  return {
    kind: 'categorical',
    edges: new Float64Array(0),
    closed: 'left',
    categories,
    special,
    other: other ? ordinary : undefined,
    missing: missing ? bins - 1 : undefined,
    ordinary,
    bins,
  }
}

/** What stands beside each bin in a table. */
export function labelsOf({ kind, edges, closed, categories = [], special, other, missing }: BinRule): string[] {
  const labels = kind === 'numeric' ? intervals(edges, closed) : categories.map((levels) => levels.join(' | '))
  if (other !== undefined) labels.push('other')
  labels.push(...special.map((code) => `special ${code}`))
  if (missing !== undefined) labels.push('missing')
  return labels
}

function intervals(edges: Float64Array, closed: 'left' | 'right'): string[] {
  const ends = ['−∞', ...Array.from(edges, String), '∞']
  return ends.slice(1).map((end, k) => {
    const from = edges[k - 1]
    const to = edges[k]
    if (from !== undefined && to !== undefined && nextDouble(from, 1) === to) {
      return `{${closed === 'left' ? from : to}}` // a bin of one number
    }
    const open = k === 0 || closed === 'right' ? '(' : '['
    const close = closed === 'right' && k < edges.length ? ']' : ')'
    return `${open}${ends[k]}, ${end}${close}`
  })
}
