/**
 * The thread that moves one cloud of points onto another.
 * @module
 */
import { startThreads } from '@pushforward/kernels'
import type { DataFile } from '@pushforward/lab'
import { InputError, type Points, readNpyPoints, readPointsCsv, rng } from 'pushforward/measure'
import { type CostName, type Epsilon, emd, sinkhorn, slicedWasserstein } from 'pushforward/transport'
import { planCsv } from './plan-csv.js'
import { work } from './thread.js'

export type TransportMethod = 'emd' | 'sinkhorn' | 'sliced'

export interface TransportTask {
  readonly x: DataFile
  readonly y: DataFile
  readonly method: TransportMethod
  readonly cost: CostName
  readonly epsilon: Epsilon
  readonly projections: number
  readonly seed: number
  /** Threads of the kernels. */
  readonly threads: number
  /** Whether the plan is asked for. */
  readonly plan: boolean
}

/** What a solver says, less what JSON can't carry; a member is absent where the method has no such thing. */
interface Solved {
  readonly value: number
  readonly distance?: number
  readonly dual?: number
  /** In the unit of the cost. */
  readonly epsilon?: number
  readonly iterations?: number
  readonly converged?: boolean
  readonly residual?: number
  readonly projections?: number
  readonly standardError?: number
  /** Lines `i,j,mass`, if asked for. */
  readonly plan?: Uint8Array
}

export interface Transported extends Solved {
  readonly n: number
  readonly m: number
  readonly d: number
  readonly seconds: number
}

const METHODS: Record<TransportMethod, (x: Points, y: Points, task: TransportTask) => Solved> = {
  emd(x, y, { cost, plan: wanted }) {
    const { value, distance, iterations, converged, residual, plan } = emd(x, y, { cost })
    return { value, distance, iterations, converged, residual, plan: wanted ? planCsv(plan()) : undefined }
  },
  sinkhorn(x, y, { cost, epsilon: asked, plan: wanted }) {
    const { value, dual, epsilon, iterations, converged, residual, plan } = sinkhorn(x, y, { cost, epsilon: asked })
    return { value, dual, epsilon, iterations, converged, residual, plan: wanted ? planCsv(plan()) : undefined }
  },
  sliced(x, y, { projections: asked, seed }) {
    const { value, distance, projections, standardError } = slicedWasserstein(x, y, {
      projections: asked,
      random: rng(seed),
    })
    return { value, distance, projections, standardError }
  },
}

function read({ name, bytes }: DataFile): Points {
  try {
    return name.endsWith('.npy') ? readNpyPoints(bytes) : readPointsCsv(bytes)
  } catch (error) {
    if (error instanceof Error) error.message = `${name}: ${error.message}`
    throw error
  }
}

work<TransportTask, never, Transported>(async (task) => {
  const x = read(task.x)
  const y = read(task.y)
  if (x.d !== y.d) {
    throw new InputError(`${task.y.name}: points have ${y.d} coordinates; ${x.d} are needed, as in ${task.x.name}`)
  }
  await startThreads(task.threads)
  const started = performance.now()
  const solved = METHODS[task.method](x, y, task)
  return { n: x.n, m: y.n, d: x.d, ...solved, seconds: (performance.now() - started) / 1000 }
})
