/**
 * Population stability index from rows: the work of a drift monitor on one column.
 * @module
 */
import { rng } from 'pushforward/measure'
import { save } from '../npy.js'
import type { Row } from '../row.js'

const BINS = 20
/** The same counts on both sides leave only the rounding of 20 terms. */
const RELATIVE = 1e-12

const peer = (program: string) => ({ runtime: 'python', file: 'psi', program }) as const
const cases = (rows: number, label: string, rounds?: number) => [
  {
    label: `${label} rows in each sample, ${BINS} given bins`,
    parameters: { rows, bins: BINS, edges: 'given' },
    rounds,
  },
  {
    label: `${label} rows in each sample, ${BINS} bins of equal frequency`,
    parameters: { rows, bins: BINS, edges: 'quantiles' },
    rounds,
  },
]

export const psi: Row = {
  name: 'psi',
  title: 'Population stability index',
  what: 'PSI of one float64 column between two samples: edges, counts by bin, the sum; the same edges on every side.',
  threads: 2,
  cases: { quick: cases(200_000, '2·10⁵'), full: cases(10_000_000, '10⁷', 7) },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'psi' },
    note: 'also gives the standard error, the interval, the test and the table by bin, which no peer here does.',
  },
  peers: [
    {
      name: 'NumPy',
      program: peer('numpy'),
      note: '`searchsorted` and `bincount`, faster than `histogram` on uneven edges.',
    },
    { name: 'pandas', program: peer('pandas'), note: '`cut` and `value_counts`.' },
    {
      name: 'optbinning',
      program: peer('optbinning'),
      note: '`transform` of a binning on these edges; making the binning is not timed, finding quantiles is.',
    },
  ],
  makeData: (folder, { rows }) => {
    const random = rng(2)
    const expected = random.fillNormal(new Float64Array(rows as number))
    const actual = random.fillNormal(new Float64Array(rows as number)).map((value) => 1.05 * value + 0.1)
    save(folder, 'expected', expected)
    save(folder, 'actual', actual)
    // Uneven on purpose: bins of a scorecard are.
    const edges = Float64Array.from({ length: BINS - 1 }, (_, k) => 2 * Math.tan(((k + 1) / BINS - 0.5) * 2))
    save(folder, 'edges', edges)
  },
  agreement: (side, ours) => {
    const value = side.values.value ?? Number.NaN
    const difference = Math.abs(value / (ours.values.value ?? Number.NaN) - 1)
    return { text: `PSI ${value.toFixed(12)}`, agrees: difference <= RELATIVE }
  },
}
