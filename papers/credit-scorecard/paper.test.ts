import { existsSync, readFileSync } from 'node:fs'
import { type Context, collect, type DataFile, type LabEvent, runPaper } from '@pushforward/lab'
import { rng } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import paper from './paper.js'

const DATA = new URL('../../data/', import.meta.url)

/** The data sets that ship with the project; others are not installed, whatever this machine has. */
const dataset: Context['dataset'] = async (name) => {
  const file = new URL(`${name}/${name}.csv`, DATA)
  return existsSync(file) ? { name: `${name}.csv`, bytes: new Uint8Array(readFileSync(file)) } : undefined
}

const csv = (name: string, text: string): DataFile => ({ name, bytes: new TextEncoder().encode(text) })

/** Loans with a strong column, a weak one, noise, and a group; some cells are empty. */
function loans(n: number, seed: number, shift = 0): string {
  const random = rng(seed)
  const lines = Array.from({ length: n }, () => {
    const income = 100 * random.normal() + 300
    const debts = random.integer(6)
    const group = random.uniform() < 0.3 ? 'b' : 'a'
    const risk = -1 - (income - 300) / 60 + 0.3 * debts + (group === 'b' ? 0.5 : 0)
    const bad = random.uniform() < 1 / (1 + Math.exp(-risk)) ? 'yes' : 'no'
    const shown = random.uniform() < 0.05 ? '' : (income + shift).toFixed(2)
    return [shown, debts, random.integer(100), group, bad].join(',')
  })
  return ['income,debts,noise,group,defaulted', ...lines].join('\n')
}

const run = (parameters: object, data: readonly DataFile[] = []) =>
  collect(runPaper(paper, { parameters: { ...parameters }, data, dataset, parts: ['run'] }))

const context = (data: readonly DataFile[] = []): Context => ({
  seed: 0,
  random: rng(0),
  profile: 'quick',
  signal: new AbortController().signal,
  data,
  dataset,
})

describe('credit-scorecard', () => {
  test('makes a scorecard and a front of the demonstration data', async () => {
    const { figures, metrics } = await run({})
    expect(figures.map(({ id }) => id)).toEqual(['ranking', 'evidence', 'information-value', 'points', 'front'])
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value as number
    expect(value('AUC, test rows')).toBeGreaterThan(0.7)
    expect(value('variables in the scorecard')).toBeGreaterThan(3)
    expect(value('largest rounding error')).toBeLessThanOrEqual(0.5 * value('variables in the scorecard'))
  })

  test('takes a table of one’s own: text outcome, missing cells, a protected group, every method', async () => {
    const file = csv('loans.csv', loans(600, 1))
    for (const method of ['optimal', 'quantile', 'cart', 'chimerge', 'tree', 'stumps']) {
      const { figures, metrics } = await run({ method, event: 'yes', protected: 'group' }, [file])
      expect(figures.map(({ id }) => id)).toContain('front')
      const auc = metrics.find(({ name }) => name === 'AUC, test rows')?.value as number
      expect(auc).toBeGreaterThan(0.75)
      expect(metrics.map(({ name }) => name)).not.toContain('IV of group')
    }
  })

  test('shows the variable that is asked for', async () => {
    const { figures } = await run({ variable: 'debts', event: 'yes' }, [csv('loans.csv', loans(300, 2))])
    expect(figures.find(({ id }) => id === 'evidence')?.title).toContain('debts')
  })

  test('a second table shows what has drifted, and needs no outcome', async () => {
    const files = [csv('before.csv', loans(800, 3)), csv('after.csv', loans(800, 4, 60))]
    const { figures } = await run({ event: 'yes' }, files)
    expect(figures[0]).toMatchObject({ id: 'drift', title: 'Drifted: 1 of 5 columns.' })
    expect(figures.map(({ id }) => id)).toContain('points')
    const blind = files.map(({ name, bytes }) =>
      csv(
        name,
        new TextDecoder()
          .decode(bytes)
          .replaceAll(/,[^,\n]*$/gm, '')
          .replaceAll(/,[^,\n]*$/gm, ''),
      ),
    )
    expect((await run({}, blind)).figures.map(({ id }) => id)).toEqual(['drift'])
  })

  test('a table that tells nothing gives no scorecard, and no error', async () => {
    const random = rng(5)
    const rows = Array.from({ length: 200 }, () => `${random.integer(50)},${random.integer(2)}`)
    const { figures, metrics } = await run({}, [csv('noise.csv', ['x,bad', ...rows].join('\n'))])
    expect(figures.map(({ id }) => id)).not.toContain('points')
    expect(metrics.find(({ name }) => name === 'variables in the scorecard')?.value).toBe(0)
  })

  test('a constant column and one without values are no obstacle', async () => {
    const rows = loans(300, 6)
      .split('\n')
      .map((line, k) => (k === 0 ? `one,none,${line}` : `7,,${line}`))
    const { metrics } = await run({ event: 'yes' }, [csv('loans.csv', rows.join('\n'))])
    expect(metrics.find(({ name }) => name === 'IV of one')?.value).toBe(0)
    expect(metrics.map(({ name }) => name)).not.toContain('IV of none')
  })

  test.each([
    ['a target that is not binary', {}, 'x,y\n1,2\n2,3\n3,4\n', /y: has the values 2, 3, 4; two are needed/],
    ['words without the bad one', {}, 'x,y\n1,a\n2,b\n3,a\n', /name the event/],
    ['one class only', {}, 'x,y\n1,0\n2,0\n3,0\n', 'y: every row is good; both classes are needed'],
    ['a target that is missing in a row', {}, 'x,y\n1,0\n2,\n3,1\n', /row 1 is missing/],
    ['an unknown target', { target: 'z' }, 'x,y\n1,0\n2,1\n', /"z" is not in the table; there are x, y/],
    ['nothing to predict from', {}, 'y\n0\n1\n', /no column is left to predict y from/],
    ['a group of nobody', { protected: 'g', group: 'q' }, 'x,g,y\n1,a,0\n2,b,1\n', /no row is q in g/],
    [
      'a group of measurements',
      { protected: 'x' },
      `x,z,y\n${Array.from({ length: 40 }, (_, k) => `${k},1,${k % 2}\n`).join('')}`,
      /x has 40 values/,
    ],
    ['an empty file', {}, '', /the file is empty/],
    ['ragged lines', {}, 'x,y\n1,0\n2\n', /line/],
  ])('refuses %s', async (_, parameters, text, message) => {
    await expect(run(parameters, [csv('own.csv', text)])).rejects.toThrow(message)
  })

  test('refuses parameters and variables that do not exist', async () => {
    expect(() => runPaper(paper, { parameters: { maxBins: 1 } })).toThrow(
      'maxBins: is 1; an integer from 2 to 20 is needed',
    )
    await expect(run({ variable: 'shoe_size' })).rejects.toThrow(/"shoe_size" is not a predictor; there are status_of/)
  })

  test('stops when asked', async () => {
    const controller = new AbortController()
    const stopped = collect(runPaper(paper, { signal: controller.signal, dataset }), ({ type }) => {
      if (type === 'metric') controller.abort(new Error('stopped'))
    })
    await expect(stopped).rejects.toThrow('stopped')
  })

  test('evaluates every claim, or says why not', async () => {
    const { claims } = await collect(runPaper(paper, { parts: ['measure'], dataset }))
    const outcome = Object.fromEntries(claims.map((claim) => [claim.id, claim.missing ? 'skipped' : claim.outcome]))
    expect(outcome).toEqual({
      'first-rigorous': 'not evaluated',
      identity: 'skipped',
      'se-coverage': 'held',
      'se-coverage-paper': 'refuted',
      'null-test': 'held',
      'null-test-paper': 'refuted',
      encodings: 'skipped',
      'small-gap': 'skipped',
      'fair-prob': 'held',
      pareto: 'held',
      'uncertainty-front': 'held',
      'coarse-bins': 'held',
    })
  })
})

describe('explorations', () => {
  const explore = async (id: string, values: object, data: readonly DataFile[] = []): Promise<LabEvent[]> => {
    const exploration = paper.explorations?.find((each) => each.id === id)
    if (!exploration) throw new Error(`no exploration ${id}`)
    return [...exploration.respond(exploration.parameters.parse(values), await exploration.prepare(context(data)))]
  }
  const metricOf = (events: readonly LabEvent[], name: string) =>
    events.find((event) => event.type === 'metric' && event.name === name) as { value: number } | undefined

  test('cut points: the values of the table in the specification', async () => {
    const events = await explore('cuts', {})
    expect(metricOf(events, 'IV')?.value).toBeCloseTo(0.264609373765, 11)
    expect(metricOf(events, 'SE, delta method')?.value).toBeCloseTo(0.0727649787954, 11)
    expect(metricOf(events, 'SE, paper')?.value).toBeCloseTo(0.0394509940909, 11)
    expect(events.filter(({ type }) => type === 'figure')).toHaveLength(2)
  })

  test('cut points outside the range, or twice the same, are left out', async () => {
    const events = await explore('cuts', { cuts: [16, 16, 8, 36, 500, -3] })
    expect(metricOf(events, 'IV')?.value).toBeCloseTo(0.264609373765, 11)
    expect(metricOf(await explore('cuts', { cuts: [] }), 'IV')?.value).toBe(0)
  })

  test('cut points of a table of one’s own', async () => {
    const own = [csv('own.csv', loans(400, 7).replaceAll(',yes', ',1').replaceAll(',no', ',0'))]
    const events = await explore('cuts', { cuts: [250, 350] }, own)
    expect(metricOf(events, 'IV')?.value).toBeGreaterThan(0.3)
    expect(metricOf(await explore('cuts', { variable: 'debts', cuts: [3] }, own), 'IV')?.value).toBeGreaterThan(0)
  })

  test('shuffled labels: χ² keeps its level, the paper’s Z does not, and more shuffles extend fewer', async () => {
    const events = await explore('shuffle', { shuffles: 400, bins: 10 })
    // 4 standard errors of a share of 0.05 in 400 tables.
    expect(Math.abs((metricOf(events, 'rejected by χ²')?.value as number) - 0.05)).toBeLessThan(0.044)
    expect(metricOf(events, 'rejected by Z > 1.645')?.value).toBeGreaterThan(0.8)
    expect(await explore('shuffle', { seed: 3 })).toEqual(await explore('shuffle', { seed: 3 }))
  })

  test('a smaller limit on unfairness costs AUC', async () => {
    const [strict, loose] = [await explore('front', { epsilon: 0.1 }), await explore('front', { epsilon: 1 })]
    expect(metricOf(strict, 'AUC')?.value).toBeLessThan(metricOf(loose, 'AUC')?.value as number)
    expect(metricOf(strict, 'adverse impact ratio')?.value).toBeGreaterThan(
      metricOf(loose, 'adverse impact ratio')?.value as number,
    )
  })

  test('an applicant with a longer loan and less savings scores less', async () => {
    const [good, bad] = [
      await explore('applicant', { duration: 6, savings: '1000 or more', account: 'none' }),
      await explore('applicant', { duration: 60, savings: 'below 100', account: 'below 0' }),
    ]
    expect(metricOf(good, 'score')?.value).toBeGreaterThan((metricOf(bad, 'score')?.value as number) + 100)
    expect(metricOf(good, 'P(bad)')?.value).toBeLessThan(metricOf(bad, 'P(bad)')?.value as number)
  })
})

describe('the call', () => {
  test.each(['optimal', 'quantile', 'stumps'])('%s runs as it stands, and scores as the run does', async (method) => {
    const text = paper.call(paper.parameters.parse({ method }))
    // The body without imports and types: a test can't load a module from a text.
    const body = text
      .slice(text.lastIndexOf("from 'pushforward/table'") + 24)
      .replaceAll(/: (Uint32Array|Table)\)/g, ')')
      .replaceAll(/ as (number|const)/g, '')
    const library = { ...(await import('pushforward/table')), ...(await import('pushforward/measure')) }
    const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
    const program = new AsyncFunction('readFile', 'console', ...Object.keys(library), `${body}\nreturn testAuc`)
    const readFile = (path: string) => readFileSync(new URL(path.replace('data/', ''), DATA))
    const testAuc = await program(readFile, { log: () => {} }, ...Object.values(library))
    const { metrics } = await run({ method })
    expect(testAuc).toBe(metrics.find(({ name }) => name === 'AUC, test rows')?.value)
  })
})
