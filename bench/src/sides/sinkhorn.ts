/** Entropic transport by the public function, to a tolerance. */
import { startThreads } from '@pushforward/kernels'
import type { Points } from 'pushforward/measure'
import { type SinkhornResult, sinkhorn } from 'pushforward/transport'
import { load, loadPoints, save } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

let x: Points
let y: Points
let epsilon: number
let result: SinkhornResult

export const program: Program = {
  async prepare(folder, _, threads) {
    x = loadPoints(folder, 'x')
    y = loadPoints(folder, 'y')
    epsilon = load(folder, 'epsilon')[0] as number
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run({ tolerance }) {
    result = sinkhorn(x, y, { epsilon, tolerance: tolerance as number, strict: true })
    return { iterations: result.iterations }
  },
  output(folder) {
    save(folder, 'f', result.potentials.f)
    save(folder, 'g', result.potentials.g)
  },
}
