import { InputError } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { LabEvent } from './events.js'
import { claim, claimWithout, figure, metric, progress } from './events.js'
import { definePaper, defineRunExploration, type Paper } from './paper.js'
import { collect, runPaper } from './run.js'

const raster = (values: Float64Array) =>
  figure({
    kind: 'raster',
    id: 'field',
    title: 'The field rises to the right.',
    caption: 'four cells',
    alternative: 'A field of four cells that rises from 0 on the left to 3 on the right.',
    aspect: 2,
    columns: 4,
    rows: 1,
    values,
    domain: [0, 3],
    colormap: 'sequential',
    extent: [0, 4, 0, 1],
    labels: { x: 'x', y: 'y', value: 'height' },
  })

const example = definePaper({
  slug: 'coin',
  title: 'The fair coin',
  authors: ['A. Author'],
  arxiv: '0000.00000',
  published: '2026-01-01',
  question: 'Is the coin fair?',
  summary: 'A coin is thrown.',
  topics: ['chance'],
  parameters: z.object({ throws: z.number().int().min(1).max(1000).default(10) }),
  claims: [
    { id: 'fair', statement: 'The coin is fair.', paper: { source: 'title' }, criterion: '|share − ½| < 0.1' },
    { id: 'heavy', statement: 'The coin is heavy.', paper: { source: 'title' }, criterion: 'more than 10 g' },
    { id: 'old', statement: 'The coin is old.', paper: { source: 'title' }, criterion: 'before 1900' },
  ],
  data: { kind: 'table', accept: ['.csv'], files: { min: 1, max: 2 }, description: 'a column of throws' },
  async *run({ throws }, { random }) {
    let heads = 0
    for (let k = 1; k <= throws; k++) {
      heads += random.integer(2)
      yield metric('share', heads / k, k)
      yield progress(k, throws)
    }
    yield raster(new Float64Array([0, 1, Number.NaN, 3]))
    yield metric('heads', heads)
  },
  async *measure({ random, dataset }) {
    const share = random.uniform()
    yield claim('fair', share < 0.6, { share })
    if (!(await dataset('coins'))) yield claimWithout('old', 'coins')
  },
  call: ({ throws }) => `throwCoin(${throws})`,
})

const coin: Paper = example

/** The example with another program. */
const running = (run: Paper['run']): Paper => ({ ...coin, run })

describe('runPaper', () => {
  test('passes on every event and returns the report', async () => {
    const events: LabEvent[] = []
    const report = await collect(runPaper(coin, { parameters: { throws: 3 }, seed: 7 }), (event) => events.push(event))
    expect(events.map(({ type }) => type)).toEqual([
      ...['metric', 'progress', 'metric', 'progress', 'metric', 'progress'],
      ...['figure', 'metric', 'claim', 'claim'],
    ])
    expect(report).toMatchObject({ slug: 'coin', seed: 7, profile: 'quick', device: 'cpu', parameters: { throws: 3 } })
    expect(report.seconds).toBeGreaterThan(0)
  })

  test('keeps curves and single numbers of metrics', async () => {
    const { metrics } = await collect(runPaper(coin, { parameters: { throws: 3 } }))
    const share = metrics.find(({ name }) => name === 'share')
    expect(share?.curve?.steps).toEqual([1, 2, 3])
    expect(share?.value).toBe(share?.curve?.values[2])
    expect(metrics.find(({ name }) => name === 'heads')).not.toHaveProperty('curve')
  })

  test('reports all claims in the order of the card, with a reason for each that was not evaluated', async () => {
    const { claims } = await collect(runPaper(coin))
    expect(claims.map(({ id, outcome, note }) => [id, outcome, note])).toEqual([
      ['fair', 'held', undefined],
      ['heavy', 'not evaluated', 'the paper reported nothing'],
      ['old', 'not evaluated', 'the data set coins is not installed'],
    ])
    expect(claims[2]?.missing).toBe('coins')
  })

  test('is plain data: the report survives JSON, missing cells as null', async () => {
    const report = await collect(runPaper(coin))
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report.figures[0]).toMatchObject({ values: [0, 1, null, 3] })
  })

  test('measures the same after a run as alone, and the same for the same seed', async () => {
    const both = await collect(runPaper(coin, { seed: 3 }))
    const alone = await collect(runPaper(coin, { seed: 3, parts: ['measure'] }))
    expect(alone.claims[0]).toEqual(both.claims[0])
    const other = await collect(runPaper(coin, { seed: 4, parts: ['measure'] }))
    expect(other.claims[0]?.measured).not.toEqual(alone.claims[0]?.measured)
  })

  test('says so when claims were not measured', async () => {
    const { claims } = await collect(runPaper(coin, { parts: ['run'] }))
    expect(new Set(claims.map(({ note }) => note))).toEqual(new Set(['this run did not measure claims']))
  })

  test('stops when the signal says so, and closes the paper', async () => {
    let closed = false
    const endless = running(async function* () {
      try {
        for (let k = 0; ; k++) yield progress(k, Number.POSITIVE_INFINITY)
      } finally {
        closed = true
      }
    })
    const controller = new AbortController()
    let seen = 0
    const run = collect(runPaper(endless, { signal: controller.signal }), () => {
      if (++seen === 5) controller.abort(new Error('enough'))
    })
    await expect(run).rejects.toThrow('enough')
    expect(seen).toBe(5)
    expect(closed).toBe(true)
  })

  test('hands over what the run returned, and reports what explorations of it show at their defaults', async () => {
    const share = defineRunExploration({
      id: 'share',
      title: 'The share of heads in units of your choice.',
      parameters: z.object({ scale: z.number().default(2) }),
      *respond({ scale }, { heads }: { readonly heads: number }) {
        yield metric('scaled', scale * heads)
        yield raster(new Float64Array([scale * heads, Number.NaN, 0, 0]))
      },
    })
    const tossed = definePaper({
      ...example,
      async *run({ throws }) {
        yield progress(throws, throws)
        return { heads: throws / 2 }
      },
      runExplorations: [share],
    })
    const results: unknown[] = []
    const onResult = (result: unknown) => results.push(result)
    const report = await collect(runPaper(tossed, { parameters: { throws: 6 }, onResult }))
    expect(results).toEqual([{ heads: 3 }])
    expect(report.explorations?.share?.[0]).toMatchObject({ id: 'field', values: [6, null, 0, 0] })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    const measured = await collect(runPaper(tossed, { parts: ['measure'], onResult }))
    expect(measured).not.toHaveProperty('explorations')
    expect(results).toHaveLength(1)
  })

  test('refuses an unknown claim, a claim told twice and a figure without alternative', async () => {
    const unknown = running(async function* () {
      yield claim('rich', true)
    })
    await expect(collect(runPaper(unknown))).rejects.toThrow('coin reported the claim "rich", which its card does not')
    const twice = running(async function* () {
      yield claim('fair', true)
      yield claim('fair', false)
    })
    await expect(collect(runPaper(twice))).rejects.toThrow('coin reported the claim "fair" twice')
    const silent = running(async function* () {
      const event = raster(new Float64Array(4))
      yield { ...event, figure: { ...event.figure, alternative: '' } }
    })
    await expect(collect(runPaper(silent))).rejects.toThrow('figure field: the text alternative has 0 characters')
  })

  test('names what is wrong before anything runs', () => {
    const file = (name: string) => ({ name, bytes: new Uint8Array() })
    expect(() => runPaper(coin, { parameters: { throws: 0 } })).toThrow(
      new InputError('throws: is 0; an integer from 1 to 1000 is needed'),
    )
    expect(() => runPaper(coin, { seed: -1 })).toThrow(InputError)
    expect(() => runPaper(coin, { profile: 'slow' as never })).toThrow('profile: is "slow"; quick or full is needed')
    expect(() => runPaper(coin, { data: [file('a.xlsx')] })).toThrow('a.xlsx has an extension that is not read')
    expect(() => runPaper(coin, { data: [file('a.csv'), file('b.csv'), file('c.csv')] })).toThrow(
      'data: 3 files were given; 1 to 2 needed: a column of throws',
    )
    expect(() => runPaper({ ...coin, data: undefined }, { data: [file('a.csv')] })).toThrow('takes no files')
  })
})
