/**
 * `pushforward transport`: what it costs to move one cloud of points onto another, and how.
 * @module
 */
import { formatCount, formatInterval, formatNumber } from '@pushforward/lab/figure'
import { readDataFile, writeFileWhole } from '@pushforward/lab/node'
import { InputError } from 'pushforward/measure'
import type { CostName, Epsilon } from 'pushforward/transport'
import { print, printJson, table } from '../output.js'
import { onThread } from '../thread.js'
import type { Transported, TransportMethod, TransportTask } from '../transport-thread.js'

export interface TransportFlags {
  readonly method: TransportMethod
  readonly cost?: CostName
  readonly epsilon?: Epsilon
  readonly projections?: number
  readonly seed?: number
  readonly threads: number
  readonly out?: string
  readonly json?: true
}

/** A twentieth of the mean cost: a plan that is visibly smooth, and found in a few sweeps. */
const DEFAULT_EPSILON = { relative: 'mean', factor: 0.05 } as const

export async function transport(pathX: string, pathY: string, flags: TransportFlags): Promise<void> {
  const {
    method,
    cost = 'sqeuclidean',
    epsilon = DEFAULT_EPSILON,
    projections = 128,
    seed = 0,
    threads,
    out,
    json,
  } = flags
  assertMeant(flags)
  const files = { x: readDataFile(pathX), y: readDataFile(pathY) }
  const task: TransportTask = { ...files, method, cost, epsilon, projections, seed, threads, plan: out !== undefined }
  const module = new URL('../transport-thread.js', import.meta.url)
  const { plan, ...solved } = await onThread<TransportTask, never, Transported>(module, task)
  if (out !== undefined && plan) writeFileWhole(out, plan)
  if (solved.converged === false) process.stderr.write('warning: the solver stopped before it converged\n')
  if (json) printJson({ method, x: pathX, y: pathY, ...(method === 'sliced' ? { seed } : { cost }), ...solved, out })
  else print(text(method, solved))
}

/** A flag that the method would ignore is a misunderstanding, and is told. */
function assertMeant({ method, ...flags }: TransportFlags): void {
  const refuse = (flag: string, reason: string) => {
    throw new InputError(`${flag}: ${reason}`)
  }
  if (method !== 'sinkhorn' && flags.epsilon !== undefined) refuse('epsilon', 'is for --method sinkhorn')
  if (method === 'sliced') {
    if (flags.cost !== undefined) refuse('cost', 'slices are compared by |x − y|²; leave it out')
    if (flags.out !== undefined) refuse('out', 'slices have no plan; use --method emd or sinkhorn')
  } else {
    if (flags.projections !== undefined) refuse('projections', 'are for --method sliced')
    if (flags.seed !== undefined) refuse('seed', `--method ${method} draws nothing at random; leave it out`)
  }
}

function text(method: TransportMethod, solved: Omit<Transported, 'plan'>): string {
  const { n, m, d, value, distance, dual, epsilon, standardError, iterations, converged, residual, seconds } = solved
  const rows = [['value', standardError ? formatInterval(value, 1.96 * standardError) : formatNumber(value, 6)]]
  if (distance !== undefined) rows.push(['distance', formatNumber(distance, 6)])
  if (dual !== undefined) rows.push(['dual', formatNumber(dual, 6)])
  if (epsilon !== undefined) rows.push(['epsilon', formatNumber(epsilon)])
  if (iterations !== undefined) rows.push(['iterations', formatCount(iterations)])
  if (converged !== undefined) rows.push(['converged', converged ? 'yes' : 'no'])
  if (residual !== undefined) rows.push(['residual', formatNumber(residual)])
  rows.push(['seconds', formatNumber(seconds)])
  return `${method}: ${formatCount(n)} to ${formatCount(m)} points in R^${d}\n${table(rows)}`
}
