import { InputError } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import type { RasterFigure } from './figure/figure.js'
import type { ClaimReport, Report } from './report.js'
import { outcomeOf } from './report.js'
import { compareWithRecord, parseVerified, recordFigures, recordReport } from './verify.js'

const claimed = (id: string, holds: boolean | null, extra: Partial<ClaimReport> = {}): ClaimReport => ({
  id,
  statement: `${id} is so`,
  paper: { source: 'title' },
  criterion: 'it is',
  measured: { value: 1 },
  holds,
  outcome: outcomeOf(holds),
  ...extra,
})

const reported = (...claims: ClaimReport[]): Report => ({
  slug: 'coin',
  seed: 3,
  profile: 'full',
  seconds: 1.2345,
  device: 'cpu',
  parameters: {},
  claims,
  metrics: [],
  figures: [],
})

const provenance = { date: '2026-11-23T12:00:00Z', machine: 'abacus, 1 core', node: '20.20.2', commit: 'abc1234' }

describe('compareWithRecord', () => {
  const recorded = recordReport(reported(claimed('a', true), claimed('b', false), claimed('c', null)), provenance)

  test('finds no difference between a report and its own record', () => {
    const { differences, claims } = compareWithRecord(
      reported(claimed('a', true), claimed('b', false), claimed('c', null)),
      recorded,
    )
    expect(differences).toBe(0)
    expect(claims.map(({ agreement }) => agreement)).toEqual(['same', 'same', 'same'])
  })

  test('a refuted claim that now holds is a difference too', () => {
    const { differences, claims } = compareWithRecord(
      reported(claimed('a', true), claimed('b', true), claimed('c', null)),
      recorded,
    )
    expect(differences).toBe(1)
    expect(claims[1]).toMatchObject({ id: 'b', recorded: 'refuted', outcome: 'held', agreement: 'different' })
  })

  test('a claim without a record is a difference, and so is a record without its claim', () => {
    expect(compareWithRecord(reported(claimed('a', true), claimed('d', true)), recorded).claims).toMatchObject([
      { agreement: 'same' },
      { id: 'd', agreement: 'not recorded' },
      { id: 'b', agreement: 'different' },
      { id: 'c', agreement: 'different', note: 'recorded, but the paper no longer has this claim' },
    ])
    expect(compareWithRecord(reported(claimed('a', true))).claims).toMatchObject([{ agreement: 'not recorded' }])
  })

  test('a profile without a record of its own is compared with the other one', () => {
    const quick = { ...reported(claimed('a', true), claimed('b', true), claimed('c', null)), profile: 'quick' as const }
    expect(compareWithRecord(quick, recorded).claims).toMatchObject([
      { agreement: 'same' },
      { agreement: 'different', recorded: 'refuted', outcome: 'held' },
      { agreement: 'same' },
    ])
    const both = recordReport(quick, provenance, recorded)
    expect(compareWithRecord(quick, both).differences).toBe(0)
  })

  test('a claim that lacks its data set is skipped, not different', () => {
    const { differences, skipped, claims } = compareWithRecord(
      reported(claimed('a', null, { missing: 'coins' }), claimed('b', false), claimed('c', null)),
      recorded,
    )
    expect([differences, skipped]).toEqual([0, 1])
    expect(claims[0]).toMatchObject({ agreement: 'skipped', note: 'skipped: needs data set coins', recorded: 'held' })
  })
})

describe('recordReport', () => {
  test('replaces the record of its profile and keeps the other', () => {
    const full = recordReport(reported(claimed('a', true)), provenance)
    const both = recordReport({ ...reported(claimed('a', false)), profile: 'quick' }, provenance, full)
    expect(both.records.full).toEqual(full.records.full)
    expect(both.records.quick).toMatchObject({ seeds: [3], seconds: 1.2, claims: [{ id: 'a', outcome: 'refuted' }] })
  })

  test('comes back from its JSON', () => {
    const made = recordReport(reported(claimed('a', true, { note: 'well' })), provenance)
    expect(parseVerified(JSON.stringify(made))).toEqual(made)
  })

  test('does not forget an outcome for want of a data set', () => {
    expect(() => recordReport(reported(claimed('a', null, { missing: 'coins' })), provenance)).toThrow(InputError)
  })

  test('a file that is no record is refused with the place', () => {
    expect(() => parseVerified('{')).toThrow('verified.json: is not JSON')
    const made = JSON.parse(JSON.stringify(recordReport(reported(claimed('a', true)), provenance)))
    made.records.full.claims[0].outcome = 'perhaps'
    expect(() => parseVerified(JSON.stringify(made))).toThrow('verified.json: records.full.claims.0.outcome')
  })
})

test('recordFigures rounds to what a picture can show, and leaves integers alone', () => {
  const figure = {
    kind: 'chart',
    id: 'curve',
    title: 'The curve falls.',
    caption: '',
    alternative: 'A curve that falls.',
    aspect: 2,
    spec: { data: { values: [{ x: 1_700_000_000_123, y: 1 / 3 }] } },
  } as const
  const { figures, explorations } = recordFigures({
    ...reported(),
    figures: [figure],
    explorations: { turn: [figure] },
  })
  const compact = { spec: { data: { values: [{ x: 1_700_000_000_123, y: 0.333333 }] } } }
  expect(figures[0]).toMatchObject(compact)
  expect(explorations?.turn?.[0]).toMatchObject(compact)
})

test('recordFigures keeps of a raster what its colours and pixels can show', () => {
  const raster: RasterFigure = {
    kind: 'raster',
    id: 'map',
    title: 'It rises.',
    caption: '',
    alternative: 'It rises.',
    aspect: 1,
    columns: 2,
    rows: 1,
    domain: [0, 1],
    colormap: 'sequential',
    extent: [0, 10, 0, 5],
    values: new Float32Array([1 / 3, Number.NaN]),
    labels: { x: 'x', y: 'y', value: 'v' },
    lines: [{ role: 'made', curves: [[1 / 3, 2, 2 / 3, 4]] }],
    motion: { trails: [[1 / 7, 1]] },
  }
  expect(recordFigures({ ...reported(), figures: [raster] }).figures[0]).toMatchObject({
    values: [0.3333, null],
    lines: [{ curves: [[0.333, 2, 0.667, 4]] }],
    motion: { trails: [[0.143, 1]] },
  })
})
