/** Particles in a `gridFlow`. */
import { startThreads } from '@pushforward/kernels'
import { advect, type GridFlow, type GridInterpolation, gridFlow } from 'pushforward/field'
import type { Points } from 'pushforward/measure'
import { load, loadPoints, savePoints } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

let flow: GridFlow
let start: Points
let end: Points
let step: number

export const program: Program = {
  async prepare(folder, { steps, interpolation }, threads) {
    start = loadPoints(folder, 'start')
    step = 1 / Number(steps)
    const u = load(folder, 'u') as Float64Array
    const v = load(folder, 'v') as Float64Array
    const nodes = Float64Array.from({ length: 256 }, (_, k) => k / 256)
    const frames = u.length / nodes.length ** 2
    flow = gridFlow({
      ...{ x: nodes, y: nodes, t: Float64Array.from({ length: frames }, (_, k) => k / (frames - 1)), u, v },
      ...{ interpolation: interpolation as GridInterpolation, periodic: [true, true] },
    })
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run() {
    end = advect(flow, start, 0, 1, { step }).points
    return {}
  },
  output(folder) {
    savePoints(folder, 'end', end)
  },
}
