/**
 * A binning rule as SQL, so that a database counts a billion rows and only the counts travel.
 * @module
 */
import type { BinRule } from './bin-rule.js'

/** An identifier in double quotes, quotes inside doubled. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

const text = (value: number | string) => `'${String(value).replaceAll("'", "''")}'`

/** Written with an exponent a literal is a double and not a decimal, so that it compares as the typed arrays do. */
const double = (value: number) => value.toExponential()

/** A CASE that gives the bin of a column's value, and NULL where the rule has no bin. */
export function binSQL(rule: BinRule, column: string): string {
  const { kind, ordinary, other, missing } = rule
  const value = kind === 'numeric' ? `CAST(${identifier(column)} AS FLOAT8)` : `CAST(${identifier(column)} AS VARCHAR)`
  const nothing = kind === 'numeric' ? `${value} IS NULL OR ${value} = CAST('NaN' AS FLOAT8)` : `${value} IS NULL`
  const literal = kind === 'numeric' ? (code: number | string) => double(Number(code)) : text
  const firstSpecial = ordinary + (other === undefined ? 0 : 1)
  const cases = [
    `WHEN ${nothing} THEN ${missing ?? 'NULL'}`,
    ...rule.special.map((code, k) => `WHEN ${value} = ${literal(code)} THEN ${firstSpecial + k}`),
  ]
  if (kind === 'categorical') {
    rule.categories?.forEach((levels, bin) => {
      cases.push(`WHEN ${value} IN (${levels.map(text).join(', ')}) THEN ${bin}`)
    })
    return `CASE ${cases.join(' ')} ELSE ${other ?? 'NULL'} END`
  }
  const below = rule.closed === 'left' ? '<' : '<='
  rule.edges.forEach((edge, bin) => {
    cases.push(`WHEN ${value} ${below} ${double(edge)} THEN ${bin}`)
  })
  return `CASE ${cases.join(' ')} ELSE ${rule.edges.length} END`
}
