/**
 * k-means on the line: the exact optimum beside the usual iteration.
 * @module
 */
import { gaussian, mixture, rng } from 'pushforward/measure'
import { save } from '../npy.js'
import type { Row } from '../row.js'

const K = 4
/** A sum of 10⁶ squares in another order. */
const RELATIVE = 1e-9
/** The iteration stops by its own tolerance: within this of the optimum it has found the same clusters. */
const NEAR = 1e-3

export const kmeansLine: Row = {
  name: 'kmeans-line',
  title: 'k-means on the line',
  what: `n float64 numbers of a mixture of four normal laws into ${K} clusters.`,
  threads: 2,
  cases: {
    quick: [{ label: 'n = 100 000', parameters: { n: 100_000 } }],
    full: [{ label: 'n = 10⁶', parameters: { n: 1_000_000 } }],
  },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'kmeans-line' },
    note: '`kmeans1d`: the least sum of squares, by dynamic programming; one thread.',
  },
  peers: [
    {
      name: 'scikit-learn',
      program: { runtime: 'python', file: 'kmeans-line', program: 'sklearn' },
      note: '`KMeans` as it comes: Lloyd’s iteration from one k-means++ start, tolerance 1e-4, no certificate.',
    },
  ],
  makeData: (folder, { n }) => {
    const law = mixture([gaussian(-4, 1), gaussian(0, 0.25), gaussian(3, 2), gaussian(9, 0.5)])
    save(folder, 'x', law.sample(Number(n), rng(11)).data)
  },
  agreement: (side, ours) => {
    const excess = (side.values.sse ?? Number.NaN) / (ours.values.sse ?? Number.NaN) - 1
    return {
      text: `sum of squares ${side.values.sse?.toFixed(4)}, ${excess.toExponential(1)} above the least`,
      agrees: excess >= -RELATIVE && excess <= NEAR,
    }
  },
}
