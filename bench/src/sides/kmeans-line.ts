/** `kmeans1d`. */
import { kmeans1d } from 'pushforward/measure'
import { load } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

let x: ArrayLike<number>

export const program: Program = {
  prepare(folder) {
    x = load(folder, 'x')
    return { threads: 1, versions: ourVersions() }
  },
  run() {
    return { sse: kmeans1d(x, 4).sse }
  },
}
