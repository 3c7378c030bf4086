/**
 * Finite-time Lyapunov exponents of the double gyre on a grid: what compiled advection costs against vectorised and against
 * compiled Python. Every side takes the same steps of the same method from the same four points around a node.
 * @module
 */
import { load, save } from '../npy.js'
import type { Row } from '../row.js'

/**
 * Sines differ in their last digit, 1e-16; over T = 15 paths stretch such differences by up to 10³, and gradients divide
 * by δ = 10⁻⁴: 1e-9 in ∇F, beside which 1e-8 in its logarithm is certainly another method.
 */
const MOST = 1e-8

const peer = (program: string) => ({ runtime: 'python', file: 'ftle', program }) as const
const size = (n: number) => ({ nx: n, ny: n, T: 15, steps: 50, delta: 1e-4 })

export const ftle: Row = {
  name: 'ftle',
  title: 'FTLE of a flow',
  what: 'Exponents of the double gyre over T = 15 on n × n nodes: 4 paths a node, 50 Runge–Kutta steps each, float64.',
  threads: 2,
  cases: {
    quick: [{ label: '256 × 256', parameters: size(256) }],
    full: [{ label: '1024 × 1024', parameters: size(1024), rounds: 3 }],
  },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'ftle' },
    note: 'Products of sines and cosines are sums of two sines, whose polynomials are vectors of two; peers evaluate the formula. A stage of a particle takes 62 flops and 5.5 ns of a thread at 3.6 GHz: 3.2 a cycle of the 8 that 128-bit vectors without a fused multiply-add allow.',
  },
  peers: [
    {
      name: 'NumPy',
      program: peer('numpy'),
      note: 'Vectorised over 8192 particles at a time, which stay in cache; one thread.',
    },
    {
      name: 'Numba',
      program: peer('numba'),
      note: '`njit(parallel=True, fastmath=True)` over rows; compilation is not timed.',
    },
  ],
  makeData: (folder) => save(folder, 'none', new Float64Array(1)), // the flow has a formula
  agreement: (side, ours) => {
    const theirs = load(side.folder, 'ftle')
    const own = load(ours.folder, 'ftle')
    let most = theirs.length === own.length ? 0 : Number.POSITIVE_INFINITY
    for (let k = 0; k < own.length; k++) most = Math.max(most, Math.abs((theirs[k] as number) - (own[k] as number)))
    return { text: `exponents within ${most.toExponential(1)} of ours`, agrees: most <= MOST }
  },
}
