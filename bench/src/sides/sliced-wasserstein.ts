/** Sliced Wasserstein distance by the public function, along given directions. */
import { startThreads } from '@pushforward/kernels'
import type { Points } from 'pushforward/measure'
import { slicedWasserstein } from 'pushforward/transport'
import { load, loadPoints } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

let x: Points
let y: Points
let directions: Float64Array

export const program: Program = {
  async prepare(folder, _, threads) {
    x = loadPoints(folder, 'x')
    y = loadPoints(folder, 'y')
    directions = load(folder, 'directions') as Float64Array
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run() {
    return { distance: slicedWasserstein(x, y, { directions }).distance }
  },
}
