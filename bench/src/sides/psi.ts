/** PSI by the public functions: a binning made on the expected sample, applied to the actual one. */
import { startThreads } from '@pushforward/kernels'
import { bin, makeBinning, psi } from 'pushforward/table'
import { load } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

let expected: Float64Array
let actual: Float64Array
let options: Parameters<typeof bin>[2]

export const program: Program = {
  async prepare(folder, { edges, bins }, threads) {
    expected = load(folder, 'expected') as Float64Array
    actual = load(folder, 'actual') as Float64Array
    options = edges === 'quantiles' ? { method: 'quantile', bins: bins as number } : { edges: load(folder, 'edges') }
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run() {
    const binning = bin(expected, undefined, options)
    const { table } = makeBinning(actual, binning, { method: 'given' })
    return { value: psi(binning.table.count, table.count).value }
  },
}
