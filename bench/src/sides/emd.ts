/** Exact transport by the public function, with its certificate. */
import { startThreads } from '@pushforward/kernels'
import type { Points } from 'pushforward/measure'
import { emd } from 'pushforward/transport'
import { loadPoints } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

let x: Points
let y: Points

export const program: Program = {
  async prepare(folder, _, threads) {
    x = loadPoints(folder, 'x')
    y = loadPoints(folder, 'y')
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run() {
    const { value, iterations } = emd(x, y, { strict: true })
    return { value, iterations }
  },
}
