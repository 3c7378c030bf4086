/**
 * e^x of a million float32 numbers: what a loop of the kernels costs against the vector libraries of the peers.
 * @module
 */
import { rng } from 'pushforward/measure'
import { load, save } from '../npy.js'
import type { Row } from '../row.js'

/** Units in the last place of float32 that an exponential may be off; the peers' own bounds are 1 to 3. */
const MOST_ULPS = 4

const peer = (program: string) => ({ runtime: 'python', file: 'vector-exp', program }) as const

export const vectorExp: Row = {
  name: 'vector-exp',
  title: 'Exponential of a vector',
  what: 'e^x of n float32 numbers, uniform on [−20, 20].',
  threads: 2,
  cases: {
    quick: [{ label: 'n = 10⁶, into a new array', parameters: { n: 1e6, result: 'new' } }],
    full: [
      { label: 'n = 10⁶, into a new array', parameters: { n: 1e6, result: 'new' }, rounds: 21 },
      { label: 'n = 10⁶, from and into memory that is held', parameters: { n: 1e6, result: 'held' }, rounds: 21 },
    ],
  },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'vector-exp' },
    note: '“new array” is the public function, which copies its input into the Wasm memory and its result out of it; “held” is the kernel on memory that is there, as solvers call it.',
  },
  peers: [
    { name: 'NumPy', program: peer('numpy'), note: '`numpy.exp` has one thread.' },
    { name: 'PyTorch', program: peer('torch') },
  ],
  makeData: (folder, { n }) => {
    const x = rng(1).fillUniform(new Float32Array(n as number))
    save(
      folder,
      'x',
      x.map((value) => 40 * value - 20),
    )
  },
  agreement: (side, _, { folder }) => {
    const x = load(folder, 'x')
    const out = load(side.folder, 'out')
    let most = out.length === x.length ? 0 : Number.POSITIVE_INFINITY
    for (let k = 0; k < x.length; k++) {
      const exact = Math.exp(x[k] as number)
      const ulp = 2 ** (Math.floor(Math.log2(exact)) - 23)
      most = Math.max(most, Math.abs((out[k] as number) - exact) / ulp)
    }
    return { text: `at most ${most.toFixed(2)} ulp from float64`, agrees: most <= MOST_ULPS }
  },
}
