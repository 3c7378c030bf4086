/**
 * Particles in a flow that is known on a grid, as the page of a filmed or simulated flow moves them: thirty steps a second
 * of 100 000 particles are what it needs.
 * @module
 */
import { rng, uniformPoints } from 'pushforward/measure'
import { load, save, savePoints } from '../npy.js'
import type { Row } from '../row.js'

const NODES = 256
const FRAMES = 11
const STEPS = 20
/** Spline coefficients agree to 1e-15 of the velocity; 20 steps in a flow with rates of a few units per time span keep that. */
const MOST = 1e-10

const cases = (n: number) =>
  (['spline', 'linear'] as const).map((interpolation) => ({
    label: `${n} particles, ${interpolation === 'spline' ? 'cubic spline' : 'linear'}`,
    parameters: { n, steps: STEPS, interpolation },
  }))

export const griddedAdvection: Row = {
  name: 'gridded-advection',
  title: 'Particles in a gridded flow',
  what: `${STEPS} Runge–Kutta steps in an unsteady periodic flow of ${FRAMES} frames on ${NODES} × ${NODES} nodes, float64, linear between frames. Splines are made before.`,
  threads: 2,
  cases: { quick: cases(20_000), full: cases(100_000) },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'gridded-advection' },
    note: '`advect` in a `gridFlow`; positions are copied in and out, sorted by grid row. A spline reads 512 bytes in 8 rows for each velocity, the linear cell 128 in 4: without the order the second cache is the limit.',
  },
  peers: [
    {
      name: 'SciPy',
      program: { runtime: 'python', file: 'gridded-advection', program: 'scipy' },
      note: '`map_coordinates` on coefficients that are mixed in time once a stage; one thread.',
    },
    {
      name: 'Numba',
      program: { runtime: 'python', file: 'gridded-advection', program: 'numba' },
      note: '`njit(parallel=True, fastmath=True)` over particles, both components side by side; compilation is not timed.',
    },
  ],
  makeData: (folder, { n }) => {
    // ψ of four waves; u = ψ_y, v = −ψ_x.
    const waves = [
      [1, 1, 0.09, 0],
      [2, -1, 0.05, 1.3],
      [-1, 3, 0.03, 2.1],
      [3, 2, 0.02, -1.7],
    ] as const
    const u = new Float64Array(FRAMES * NODES * NODES)
    const v = new Float64Array(u.length)
    for (let k = 0; k < u.length; k++) {
      const [x, y] = [(k % NODES) / NODES, (Math.floor(k / NODES) % NODES) / NODES]
      const t = Math.floor(k / NODES / NODES) / (FRAMES - 1)
      for (const [kx, ky, size, rate] of waves) {
        const slope = 2 * Math.PI * size * Math.cos(2 * Math.PI * (kx * x + ky * y + rate * t))
        u[k] = (u[k] as number) + ky * slope
        v[k] = (v[k] as number) - kx * slope
      }
    }
    save(folder, 'u', u, [FRAMES, NODES, NODES])
    save(folder, 'v', v, [FRAMES, NODES, NODES])
    savePoints(folder, 'start', uniformPoints(rng(5), Number(n), 2))
  },
  agreement: (side, ours) => {
    const theirs = load(side.folder, 'end')
    const own = load(ours.folder, 'end')
    let most = theirs.length === own.length ? 0 : Number.POSITIVE_INFINITY
    for (let k = 0; k < own.length; k++) most = Math.max(most, Math.abs((theirs[k] as number) - (own[k] as number)))
    return { text: `positions within ${most.toExponential(1)} of ours`, agrees: most <= MOST }
  },
}
