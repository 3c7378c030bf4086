/**
 * Times on the clock of a zone, and when the next digest is due.
 *
 * The rules of zones are those that JavaScript knows (the IANA database), on both stores alike.
 * @module
 */

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A day of a calendar, `YYYY-MM-DD`. */
export type Day = string

/** Days after, or before for a negative number. */
export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10)

/** The day at `moment` in universal time, which is what lists of papers go by. */
export const utcDay = (moment: Date): Day => moment.toISOString().slice(0, 10)

/** 1 Monday, … 7 Sunday. */
export const weekday = (day: Day): number => new Date(`${day}T00:00Z`).getUTCDay() || 7

export function isTimeZone(name: string): boolean {
  // Offsets such as +02:00 would be accepted, too: they know no summer.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    clockOf(name)
    return true
  } catch {
    return false
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clocks.set(zone, clock)
  }
  return clock
}

/** What the zone's clock shows at `moment`, as if it were universal time, in milliseconds. */
function shown(moment: number, zone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of clockOf(zone).formatToParts(moment)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

export const localDay = (moment: Date, zone: string): Day => utcDay(new Date(shown(moment.getTime(), zone)))

/**
 * When the clock of `zone` shows `hour` on `day`. Of two such moments, when clocks go back, the first; if there is none,
 * when they go forward, as much later as they jump.
 */
export function zonedTime(day: Day, hour: number, zone: string): Date {
  const wanted = Date.parse(`${day}T00:00Z`) + hour * HOUR
  // No zone is more than a day off, and none changes twice within two.
  const [before, after] = [wanted - DAY, wanted + DAY].map((near) => shown(near, zone) - near) as [number, number]
  const fits = (offset: number) => shown(wanted - offset, zone) === wanted
  // The larger offset is the earlier moment.
  const offset = [Math.max(before, after), Math.min(before, after)].find(fits) ?? before
  return new Date(wanted - offset)
}

export interface Rhythm {
  readonly rhythm: 'daily' | 'weekly'
  readonly hour: number
  readonly timeZone: string
}

/** The first moment after `after` at which a digest is due: every day, or every Monday, at the hour of the zone's clock. */
export function nextDue({ rhythm, hour, timeZone }: Rhythm, after: Date): Date {
  for (let day = localDay(after, timeZone); ; day = addDays(day, 1)) {
    const due = zonedTime(day, hour, timeZone)
    if (due > after && (rhythm === 'daily' || weekday(day) === 1)) return due
  }
}
