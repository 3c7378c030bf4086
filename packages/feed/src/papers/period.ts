/**
 * Days, ISO weeks and months by name, as they stand in addresses: `2026-04-23`, `2026-W17`, `2026-04`.
 *
 * A day is UTC's, as arXiv's and the lists' days are. Weeks are those of ISO 8601: from Monday, and the first of a year is
 * the one with its first Thursday.
 * @module
 */
import { FeedError } from '../errors.js'

export type PeriodKind = 'day' | 'week' | 'month'

export interface Period {
  readonly kind: PeriodKind
  readonly name: string
  /** Its first day, `YYYY-MM-DD`. */
  readonly first: string
  /** The first day after it. */
  readonly after: string
}

const DAY = 86_400_000
const FORMS: Readonly<Record<PeriodKind, string>> = { day: 'YYYY-MM-DD', week: 'YYYY-Www', month: 'YYYY-MM' }

/**
 * @throws FeedError naming `kind` when there is no such day, week or month
 * @example
 * parsePeriod('week', '2026-W17') // { kind: 'week', name: '2026-W17', first: '2026-04-20', after: '2026-04-27' }
 */
export function parsePeriod(kind: PeriodKind, name: string): Period {
  const first = /^\d{4}-(W\d\d|\d\d(-\d\d)?)$/.test(name) ? firstDay(kind, name) : undefined
  const period = first === undefined ? undefined : periodOf(kind, first)
  if (period?.name !== name) throw new FeedError(kind, `is ${JSON.stringify(name)}; ${FORMS[kind]} is needed`)
  return period
}

/** The day, week or month that `day` (`YYYY-MM-DD`) is in. */
export function periodOf(kind: PeriodKind, day: string): Period {
  const date = new Date(day)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  if (kind === 'day') return { kind, name: day, first: day, after: iso(new Date(date.getTime() + DAY)) }
  if (kind === 'month') {
    const first = iso(new Date(Date.UTC(year, month, 1)))
    return { kind, name: first.slice(0, 7), first, after: iso(new Date(Date.UTC(year, month + 1, 1))) }
  }
  const monday = mondayOf(date)
  const thursday = new Date(monday.getTime() + 3 * DAY)
  const number = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * DAY)) + 1
  return {
    kind,
    name: `${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`,
    first: iso(monday),
    after: iso(new Date(monday.getTime() + 7 * DAY)),
  }
}

function firstDay(kind: PeriodKind, name: string): string | undefined {
  if (kind === 'week') {
    const [year, number] = name.split('-W').map(Number)
    if (!year || !number) return undefined
    // The fourth of January is always in the first week.
    return iso(new Date(mondayOf(new Date(Date.UTC(year, 0, 4))).getTime() + (number - 1) * 7 * DAY))
  }
  const date = new Date(kind === 'month' ? `${name}-01` : name)
  return Number.isNaN(date.getTime()) ? undefined : iso(date)
}

const mondayOf = (date: Date) => new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY)
const iso = (date: Date) => date.toISOString().slice(0, 10)
