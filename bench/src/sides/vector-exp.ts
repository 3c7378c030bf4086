/** e^x by the public function, or by its kernel on memory that is held. */
import { run, scope, startThreads } from '@pushforward/kernels'
import { elementwise, exp } from '@pushforward/kernels/elementwise'
import { load, save } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

/** As the public function cuts its work. */
const GRAIN = 16_384

let x: Float32Array
let out: Float32Array
let held: (() => void) | undefined

export const program: Program = {
  async prepare(folder, { result }, threads) {
    x = load(folder, 'x') as Float32Array
    const used = await startThreads(threads)
    if (result === 'held') holdMemory()
    return { threads: used, versions: ourVersions() }
  },
  run() {
    if (held) held()
    else out = exp(x)
    return {}
  },
  output(folder) {
    save(folder, 'out', out)
  },
}

/** The addresses stay valid after their scope: later calls put their few arguments into the block before them. */
function holdMemory(): void {
  exp(x) // brings the kernel to all threads, which takes memory too
  scope((arena) => {
    arena.allocate(4096)
    const input = arena.putFloat32(x)
    const output = arena.allocateFloat32(x.length)
    out = arena.float32(output, x.length)
    held = () => run(elementwise, 'expF32', x.length, [input, output], { grain: GRAIN })
  })
}
