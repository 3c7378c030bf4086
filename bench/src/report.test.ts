import { expect, test } from 'vitest'
import { seconds } from './duration.js'
import { markdown, type RowReport } from './report.js'

const side = {
  threads: 2,
  versions: { node: '20.20.2' },
  seconds: { median: 0.004, least: 0.003, most: 0.005 },
  rounds: [0.003, 0.004, 0.005],
  count: 1,
  memory: { before: 10 * 2 ** 20, peak: 15 * 2 ** 20 },
  settings: {},
  agreement: { text: 'value 1.5', agrees: true },
}

const report: RowReport = {
  row: 'example',
  title: 'An example',
  what: 'Nothing is computed.',
  at: '2026-11-23T10:00:00.000Z',
  machine: {
    processor: 'P',
    processors: 2,
    memory: 8 * 2 ** 30,
    system: 'linux',
    node: '20',
    load: 2.5,
    commit: 'abc',
  },
  cases: [
    {
      label: 'n = 1',
      parameters: {},
      sides: [
        { ...side, name: 'ours' },
        {
          ...side,
          name: 'peer',
          note: 'in float32.',
          calibration: '30 iterations',
          ratio: { value: 2.5, interval: [2, 150] },
          agreement: { text: 'value 1.6', agrees: false },
        },
      ],
      absent: [{ name: 'other', reason: 'not installed' }],
    },
  ],
}

test('the table has times, ratios with intervals, memory, and says who differs and who is absent', () => {
  const text = markdown([report])
  expect(text).toContain('| ours | 2 | 4.00 ms (3.00 ms – 5.00 ms) | 1 | 5 MB | value 1.5 |')
  expect(text).toContain('**2.50** (2.00 – 150) | 5 MB | 30 iterations; **differs**: value 1.6 |')
  expect(text).toContain('| other | | not installed | | | |')
  expect(text).toContain('- peer: in float32.')
  expect(text).toContain('**load 2.5 before the start**')
  expect(text).toContain('`example`, 2026-11-23 10:00 UTC, commit abc; P, 2 processors, 8 GB, Node 20')
})

test('durations have three digits and a unit', () => {
  expect([12.34, 0.5, 0.001234, 2.5e-7].map(seconds)).toEqual(['12.3 s', '500 ms', '1.23 ms', '0.250 µs'])
})
