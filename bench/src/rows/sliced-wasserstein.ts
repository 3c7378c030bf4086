/**
 * Sliced Wasserstein distance along the same directions.
 * @module
 */
import { direction, normalPoints, rng } from 'pushforward/measure'
import { save, savePoints } from '../npy.js'
import type { Row } from '../row.js'

const D = 10
/** Float64 on both sides: a mean of 128 means of n squares. */
const RELATIVE = 1e-9

const one = (n: number, projections: number) => ({
  label: `n = m = ${n}, d = ${D}, ${projections} directions`,
  parameters: { n, projections },
})

export const slicedWasserstein: Row = {
  name: 'sliced-wasserstein',
  title: 'Sliced Wasserstein distance',
  what: 'SW₂ between two normal samples, one of them shifted, along given directions.',
  threads: 2,
  cases: { quick: [one(2000, 32)], full: [one(10_000, 128)] },
  ours: { name: 'pushforward', program: { runtime: 'node', program: 'sliced-wasserstein' } },
  peers: [
    {
      name: 'POT',
      program: { runtime: 'python', file: 'sliced-wasserstein', program: 'pot' },
      note: '`sliced_wasserstein_distance` on NumPy; its sorts are on one thread.',
    },
  ],
  makeData: (folder, { n, projections }) => {
    const random = rng(6)
    savePoints(folder, 'x', normalPoints(random, n as number, D))
    const y = normalPoints(random, n as number, D)
    savePoints(folder, 'y', { ...y, data: y.data.map((value) => 1.2 * value + 0.3) })
    const directions = new Float64Array((projections as number) * D)
    for (let k = 0; k < directions.length; k += D) directions.set(direction(random, D), k)
    save(folder, 'directions', directions, [projections as number, D])
  },
  agreement: (side, ours) => {
    const distance = side.values.distance ?? Number.NaN
    const difference = Math.abs(distance / (ours.values.distance ?? Number.NaN) - 1)
    return { text: `SW₂ ${distance.toPrecision(12)}`, agrees: difference <= RELATIVE }
  },
}
