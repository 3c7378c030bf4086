/** FTLE of the double gyre on a grid. */
import { startThreads } from '@pushforward/kernels'
import { analyticFlow, ftle, type GridNodes, planarGrid } from 'pushforward/field'
import { save } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

let nodes: GridNodes
let duration: number
let settings: { delta: number; step: number }
let values: Float64Array

export const program: Program = {
  async prepare(_, parameters, threads) {
    const [nx, ny, T, steps, delta] = ['nx', 'ny', 'T', 'steps', 'delta'].map((key) => Number(parameters[key])) as Five
    nodes = planarGrid({ x: [0, 2], y: [0, 1], nx, ny })
    duration = T
    settings = { delta, step: T / steps }
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  run() {
    values = ftle(analyticFlow.doubleGyre(), nodes, 0, duration, settings).values
    return {}
  },
  output(folder) {
    save(folder, 'ftle', values)
  },
}

type Five = [number, number, number, number, number]
