/**
 * From values to bins: the number of cut points at or below a number, the group of a level.
 *
 * A special code is a value between two more cut points, s and the next double, so one search serves both.
 * @module
 */
import { binIndices } from '@pushforward/kernels/histogram'
import { InputError } from '../errors.js'
import type { BinRule } from './bin-rule.js'
import { asText, type Column, type NumberColumn, type TextColumn } from './column.js'
import { isolating } from './next-double.js'

/** The search's own finer bins, and the bin of each; its last entry is for missing values. */
export interface SearchPlan {
  readonly edges: Float64Array
  readonly closed: 'left' | 'right'
  /** `[edges.length + 2]`, −1 where there is no bin. */
  readonly bin: Int32Array
}

/** The plan of a numeric rule. */
export function searchPlan({ edges, closed, special, ordinary, missing = -1 }: BinRule): SearchPlan {
  const codes = special as readonly number[]
  const cuts = [...new Set([...edges, ...codes.flatMap((code) => isolating(code, closed))])].sort((a, b) => a - b)
  const bin = Int32Array.from({ length: cuts.length + 2 }, () => missing)
  for (let k = 0; k <= cuts.length; k++) {
    // The fine bin's own member: its closed end, or any number left of every cut point.
    const member = closed === 'left' ? (cuts[k - 1] ?? Number.NEGATIVE_INFINITY) : (cuts[k] ?? Number.POSITIVE_INFINITY)
    const code = codes.indexOf(member)
    bin[k] = code >= 0 ? ordinary + code : countBelow(edges, member, closed)
  }
  return { edges: Float64Array.from(cuts), closed, bin }
}

function countBelow(edges: Float64Array, value: number, closed: 'left' | 'right'): number {
  return edges.reduce((count, edge) => count + (closed === 'left' ? +(edge <= value) : +(edge < value)), 0)
}

/**
 * The bin of each row.
 * @throws InputError if the column is not of the rule's kind, or holds a value that has no bin
 */
export function assignColumn(rule: BinRule, x: Column): Int32Array {
  return rule.kind === 'categorical' ? assignLevels(rule, asText(x)) : assignNumbers(rule, numeric(x))
}

/** @throws InputError if the column holds text */
export function numeric(x: Column): NumberColumn {
  if (x.kind === 'text') throw new InputError(`${x.name}: holds text; the binning is of numbers`)
  return x
}

/** @throws InputError naming the row of a missing value that has no bin */
function assignNumbers(rule: BinRule, { name, values, missing }: NumberColumn): Int32Array {
  assertMissingBin(rule, name, missing, () => values.findIndex(Number.isNaN))
  const { edges, closed, bin } = searchPlan(rule)
  const fine = binIndices(values, edges, { closed })
  if (rule.special.length === 0 && rule.missing === undefined) return fine
  for (let i = 0; i < fine.length; i++) fine[i] = bin[fine[i] as number] as number
  return fine
}

/** @throws InputError naming the row of a level or a missing value that has no bin */
function assignLevels(rule: BinRule, { name, codes, levels, missing }: TextColumn): Int32Array {
  assertMissingBin(rule, name, missing, () => codes.indexOf(-1))
  const bins = new Map<string, number>()
  rule.categories?.forEach((group, bin) => {
    for (const level of group) bins.set(level, bin)
  })
  const firstSpecial = rule.ordinary + (rule.other === undefined ? 0 : 1)
  rule.special.forEach((code, k) => {
    bins.set(String(code), firstSpecial + k)
  })
  const ofLevel = Int32Array.from(levels, (level) => bins.get(level) ?? rule.other ?? -1)
  return codes.map((code, row) => {
    if (code < 0) return rule.missing as number
    const bin = ofLevel[code] as number
    if (bin >= 0) return bin
    throw new InputError(
      `${name}: row ${row} is "${levels[code]}", which the binning has not seen; bin with { other: true }`,
    )
  })
}

/** @throws InputError naming the row of the first missing value, if the rule has no bin for it */
export function assertMissingBin(rule: BinRule, name: string, missing: number, firstRow: () => number): void {
  if (missing === 0 || rule.missing !== undefined) return
  throw new InputError(
    `${name}: row ${firstRow()} is missing and the binning has no bin for that; bin with { missing: 'bin' }`,
  )
}
