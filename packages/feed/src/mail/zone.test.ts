import { describe, expect, test } from 'vitest'
import { addDays, isTimeZone, localDay, nextDue, weekday, zonedTime } from './zone.js'

const at = (day: string, hour: number, zone: string) =>
  zonedTime(day, hour, zone).toISOString().replace(':00.000Z', 'Z')

describe('a time on a zone’s clock', () => {
  test.each([
    ['2026-03-28', 8, 'Europe/Berlin', '2026-03-28T07:00Z'],
    ['2026-03-29', 8, 'Europe/Berlin', '2026-03-29T06:00Z'], // clocks went forward at 2:00
    ['2026-03-29', 1, 'Europe/Berlin', '2026-03-29T00:00Z'],
    ['2026-03-29', 2, 'Europe/Berlin', '2026-03-29T01:00Z'], // there is no 2:00: 3:00
    ['2026-03-29', 3, 'Europe/Berlin', '2026-03-29T01:00Z'],
    ['2026-10-24', 8, 'Europe/Berlin', '2026-10-24T06:00Z'],
    ['2026-10-25', 2, 'Europe/Berlin', '2026-10-25T00:00Z'], // twice: the first
    ['2026-10-25', 3, 'Europe/Berlin', '2026-10-25T02:00Z'],
    ['2026-10-25', 8, 'Europe/Berlin', '2026-10-25T07:00Z'], // clocks went back at 3:00
    ['2026-04-23', 8, 'Pacific/Kiritimati', '2026-04-22T18:00Z'], // UTC+14
    ['2026-04-23', 8, 'America/New_York', '2026-04-23T12:00Z'],
    ['2026-03-08', 2, 'America/New_York', '2026-03-08T07:00Z'], // no 2:00
    ['2026-11-01', 1, 'America/New_York', '2026-11-01T05:00Z'], // twice
    ['2026-04-23', 8, 'America/St_Johns', '2026-04-23T10:30Z'], // UTC−2:30 in summer
    ['2026-04-23', 8, 'Asia/Kathmandu', '2026-04-23T02:15Z'], // UTC+5:45
    ['2026-04-23', 8, 'UTC', '2026-04-23T08:00Z'],
    ['2026-04-05', 2, 'Australia/Lord_Howe', '2026-04-04T15:30Z'], // back by half an hour at 2:00, which is 1:30
    ['2011-12-30', 8, 'Pacific/Apia', '2011-12-30T18:00Z'], // a day that was left out
  ])('%s %i:00 in %s is %s', (day, hour, zone, moment) => {
    expect(at(day, hour, zone)).toBe(moment)
  })

  test('has its own day', () => {
    const moment = new Date('2026-04-22T18:00Z')
    expect(localDay(moment, 'Pacific/Kiritimati')).toBe('2026-04-23')
    expect(localDay(moment, 'America/Los_Angeles')).toBe('2026-04-22')
  })

  test('is of a zone with a name', () => {
    for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires']) expect(isTimeZone(name)).toBe(true)
    for (const name of ['', 'Mars/Olympus', '+02:00', "'; drop table papers", 'Europe']) {
      expect(isTimeZone(name)).toBe(false)
    }
  })
})

describe('the next digest', () => {
  const due = (rhythm: 'daily' | 'weekly', hour: number, timeZone: string, after: string) =>
    nextDue({ rhythm, hour, timeZone }, new Date(after)).toISOString().replace(':00.000Z', 'Z')

  test('is due at the hour, and from then on the next day', () => {
    expect(due('daily', 8, 'Europe/Berlin', '2026-04-23T05:59Z')).toBe('2026-04-23T06:00Z')
    expect(due('daily', 8, 'Europe/Berlin', '2026-04-23T06:00Z')).toBe('2026-04-24T06:00Z')
    expect(due('daily', 8, 'Pacific/Kiritimati', '2026-04-23T00:00Z')).toBe('2026-04-23T18:00Z')
  })

  test('is due on Monday of the zone when weekly', () => {
    expect(weekday('2026-04-27')).toBe(1)
    expect(due('weekly', 8, 'Europe/Berlin', '2026-04-23T05:59Z')).toBe('2026-04-27T06:00Z')
    expect(due('weekly', 8, 'Pacific/Kiritimati', '2026-04-23T05:59Z')).toBe('2026-04-26T18:00Z')
    expect(due('weekly', 20, 'America/Los_Angeles', '2026-04-23T05:59Z')).toBe('2026-04-28T03:00Z')
  })

  // Every hour of every zone below: one digest on every local day, through a year with both changes of clocks.
  test.each(['Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'Australia/Lord_Howe', 'Africa/Casablanca'])(
    'comes once a day, all year, at every hour, in %s',
    (timeZone) => {
      for (let hour = 0; hour < 24; hour++) {
        let moment = zonedTime('2026-01-01', hour, timeZone)
        for (let day = 1; day < 365; day++) {
          moment = nextDue({ rhythm: 'daily', hour, timeZone }, moment)
          expect(localDay(moment, timeZone)).toBe(addDays('2026-01-01', day))
        }
      }
    },
  )
})
