/**
 * Dates, sizes and measured values as the pages print them. Numbers follow the figures: three significant digits.
 * @module
 */
import type { Measured } from '@pushforward/lab'
import { formatCount, formatNumber } from '@pushforward/lab/figure'

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** `2023-02-09` as `9 February 2023`. */
export const formatDate = (iso: string): string => DATE.format(new Date(iso))

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A day, week or month in words: `23 April 2026`, `week 17 of 2026`, `April 2026`. */
export function formatPeriod({
  kind,
  name,
}: {
  readonly kind: 'day' | 'week' | 'month'
  readonly name: string
}): string {
  if (kind === 'day') return formatDate(name)
  if (kind === 'month') return MONTH.format(new Date(name))
  const [year, week] = name.split('-W')
  return `week ${Number(week)} of ${year}`
}

export function formatAuthors(authors: readonly string[]): string {
  if (authors.length <= 1) return authors[0] ?? ''
  return `${authors.slice(0, -1).join(', ')} and ${authors.at(-1)}`
}

/** A few names, then how many more; of those whose names are not known, how many. */
export function shortAuthors(authors: readonly string[], count = authors.length, shown = 3): string {
  if (authors.length === 0) return count === 0 ? '' : counted(count, 'author')
  if (count === authors.length && count <= shown + 1) return formatAuthors(authors)
  return `${authors.slice(0, shown).join(', ')} and ${count - Math.min(shown, authors.length)} more`
}

/** `1 vote`, `2 votes`. */
export const counted = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`

export function formatSeconds(seconds: number): string {
  return seconds < 60 ? `${formatNumber(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${formatNumber(bytes / 1_000)} kB` : `${formatNumber(bytes / 1_000_000)} MB`
}

/** A note as a sentence: notes begin small when they follow a colon elsewhere. */
export const asSentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`

/** `maxViolation` as `max violation`; what is words already stays as it is. */
export const nameInWords = (name: string): string =>
  !/^[a-z][A-Za-z0-9]*$/.test(name)
    ? name
    : name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)

/** A count with all its digits, any other number with three. */
export const formatValue = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e6 ? formatCount(value) : formatNumber(value)

/** The numbers behind an outcome, one line each. A list of one value a seed is given by its median and range. */
export function describeMeasured(measured: Measured): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(measured).map(([name, value]) => ({ name: nameInWords(name), value: describeValue(value) }))
}

function describeValue(value: Measured[string]): string {
  if (typeof value === 'number') return formatValue(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  const sorted = [...value].sort((a, b) => a - b)
  const [low, high] = [sorted[0], sorted.at(-1)]
  if (low === undefined || high === undefined) return '–'
  if (low === high) return formatValue(low)
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? low) + (sorted[Math.ceil(middle)] ?? low)) / 2
  return `${formatValue(median)} (${formatValue(low)} to ${formatValue(high)})`
}
