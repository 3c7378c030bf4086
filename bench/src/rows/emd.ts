/**
 * Exact transport between clouds in the plane.
 * @module
 */
import { rng } from 'pushforward/measure'
import { savePoints } from '../npy.js'
import type { Row } from '../row.js'
import { type CloudPair, clouds } from './clouds.js'

/** Both are exact up to the rounding of sums of n costs. */
const RELATIVE = 1e-9

const one = (kind: CloudPair, n: number, rounds?: number) => ({
  label: `${kind}, n = m = ${n}`,
  parameters: { kind, n },
  rounds,
})

export const emd: Row = {
  name: 'emd',
  title: 'Exact optimal transport',
  what: 'From points in the plane to the optimal plan for the cost |x − y|², uniform weights. Uniform: two samples of the unit square. Blobs: a normal sample to two narrow blobs eight apart.',
  threads: 1,
  cases: {
    quick: [one('uniform', 1000), one('blobs', 1000)],
    full: [one('uniform', 1000), one('blobs', 1000), one('uniform', 4000, 5), one('blobs', 5000, 5)],
  },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'emd' },
    note: 'no matrix of costs; the dual gap that certifies the optimum is part of the work.',
  },
  peers: [
    {
      name: 'POT',
      program: { runtime: 'python', file: 'emd', program: 'pot' },
      note: '`ot.dist` and `ot.emd`, one thread, `numItermax` raised so that it ends at the optimum.',
    },
  ],
  makeData: (folder, { kind, n }) => {
    const [x, y] = clouds(kind as CloudPair, n as number, rng(5))
    savePoints(folder, 'x', x)
    savePoints(folder, 'y', y)
  },
  agreement: (side, ours) => {
    const value = side.values.value ?? Number.NaN
    const difference = Math.abs(value / (ours.values.value ?? Number.NaN) - 1)
    return { text: `cost ${value.toPrecision(12)}`, agrees: difference <= RELATIVE }
  },
}
