import { expect, test } from 'vitest'
import { table } from './output.js'
import { measuredText, metricsCsv } from './report-text.js'

test('tables align their columns', () => {
  expect(
    table([
      ['a', 'long', 'x'],
      ['bcd', 'e', ''],
    ]),
  ).toBe('a    long  x\nbcd  e')
})

test('measured values are short: numbers to three digits, long lists as their range', () => {
  expect(measuredText({ gap: 0.0012345, n: 2000, cost: 'plain', seeds: [1, 2, 3, 4.5] })).toBe(
    'gap 0.00123; n 2\u202f000; cost plain; seeds 4 values from 1.00 to 4.50',
  )
})

test('metrics become rows, quoted where a name needs it', () => {
  const curve = { steps: [0, 10], values: [1, 0.5] }
  expect(
    metricsCsv({
      metrics: [
        { name: 'loss', value: 0.5, curve },
        { name: 'W, exact', value: 2 },
      ],
    }),
  ).toBe('metric,step,value\nloss,0,1\nloss,10,0.5\n"W, exact",,2\n')
})
