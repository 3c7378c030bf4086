/**
 * Entropic transport between clouds: every side to the same marginal error, measured by us in float64.
 * @module
 */
import { rng, uniformPoints } from 'pushforward/measure'
import { load, loadPoints, save, savePoints } from '../npy.js'
import type { Parameters, RunReply } from '../protocol.js'
import type { Calibration, CalibrationTask, Row } from '../row.js'
import { type Side, SideFailure } from '../side.js'
import { leastIterations } from './calibrate-iterations.js'
import { checkPlan, meanSquaredDistance, type PlanCheck } from './plan-check.js'

/** ε in units of the mean cost. */
const FACTOR = 0.05
/** What geomloss is tried with, from its default on; each step about doubles its work. */
const SCALINGS = [0.5, 0.7, 0.85, 0.92, 0.96, 0.98, 0.99, 0.995, 0.998]

const peer = (program: string) => ({ runtime: 'python', file: 'sinkhorn', program }) as const
const one = (n: number, target: number, rounds?: number) => ({
  label: `n = m = ${n}, marginal error ${target}`,
  parameters: { n, target },
  rounds,
})

export const sinkhorn: Row = {
  name: 'sinkhorn',
  title: 'Sinkhorn',
  what: `Entropic transport between two uniform samples of overlapping squares, d = 2, cost |x − y|², ε = ${FACTOR} of the mean cost: from the points to potentials whose plan violates the marginals by at most the stated L1 error (both sides together, measured by us in float64).`,
  threads: 2,
  cases: {
    quick: [one(1000, 1e-3), one(1000, 1e-5)],
    full: [one(5000, 1e-3, 5), one(5000, 1e-5, 5)],
  },
  ours: {
    name: 'pushforward',
    program: { runtime: 'node', program: 'sinkhorn' },
    note: 'streamed, no matrix; stops by its own `tolerance`.',
  },
  peers: [
    {
      name: 'OTT-JAX',
      program: peer('ott'),
      note: '`Sinkhorn` on a `PointCloud`, float32, compiled before it is timed, for the least number of iterations (of multiples of 10) that reaches the error.',
    },
    {
      name: 'POT',
      program: peer('pot'),
      note: '`ot.dist` and `sinkhorn_log`, float64, for the number of iterations that OTT-JAX needs, as both iterate the same map; where that does not reach the error, for the least multiple of 10 that does.',
    },
    { name: 'POT on torch', program: peer('pot-torch'), note: 'the same on torch tensors, float64.' },
    {
      name: 'geomloss',
      program: peer('geomloss'),
      note: '`SamplesLoss`, tensorized, float32, no debiasing, with the smallest `scaling` tried that reaches the error (it has no stopping rule). Its online backend needs KeOps, which is not installed.',
    },
  ],
  makeData: (folder, { n }) => {
    const random = rng(4)
    const x = uniformPoints(random, n as number, 2)
    const y = uniformPoints(random, n as number, 2)
    savePoints(folder, 'x', x)
    const shifted = { ...y, data: y.data.map((value) => 0.8 * value + 0.3) }
    savePoints(folder, 'y', shifted)
    save(folder, 'epsilon', Float64Array.of(FACTOR * meanSquaredDistance(x, shifted)))
  },
  calibrate,
  agreement: (side, ours, { folder, parameters }) => {
    const check = planOf(folder, side.folder)
    const reference = planOf(folder, ours.folder)
    // Two plans whose marginals differ by e₁ + e₂ can differ in cost by that times the largest cost.
    const allowed = (check.marginalError + reference.marginalError) * LARGEST_COST
    const agrees =
      check.marginalError <= (parameters.target as number) && Math.abs(check.cost - reference.cost) <= allowed
    return { text: `error ${check.marginalError.toExponential(1)}, cost ${check.cost.toPrecision(7)}`, agrees }
  },
}

/** |x − y|² between opposite corners, (0, 0) and (1.1, 1.1). */
const LARGEST_COST = 2.42

function planOf(folder: string, potentials: string): PlanCheck {
  const [epsilon = Number.NaN] = load(folder, 'epsilon')
  return checkPlan(
    loadPoints(folder, 'x'),
    loadPoints(folder, 'y'),
    load(potentials, 'f'),
    load(potentials, 'g'),
    epsilon,
  )
}

async function calibrate(side: Side, task: CalibrationTask): Promise<Calibration> {
  const target = task.parameters.target as number
  const { name } = task.contestant
  let run: RunReply | undefined
  const errorWith = async (settings: Parameters) => {
    run = await side.run(1, settings)
    await side.output(task.outputFolder)
    return planOf(task.folder, task.outputFolder).marginalError
  }
  if (name === 'pushforward') return calibrateTolerance(side, target, errorWith)
  if (name === 'geomloss') return calibrateScaling(side, target, errorWith)
  const found = task.settingsOf.get('OTT-JAX')?.iterations as number | undefined
  const least = await leastIterations((iterations) => errorWith({ iterations }), { target, found })
  if (!least) throw new SideFailure(`does not reach an error of ${target} in 2000 iterations`)
  const { iterations } = least
  return {
    settings: { iterations },
    text: `${iterations} iterations`,
    ...(run?.values.iterations === iterations && { run }),
  }
}

type ErrorWith = (settings: Parameters) => Promise<number>

/** Our solver stops by its own measure of the error: the tolerance is halved until ours agrees. */
async function calibrateTolerance(side: Side, target: number, errorWith: ErrorWith): Promise<Calibration> {
  for (let tolerance = target; tolerance > target / 20; tolerance /= 2) {
    if ((await errorWith({ tolerance })) > target) continue
    const { values } = await side.run(1, { tolerance })
    return { settings: { tolerance }, text: `${values.iterations} iterations at tolerance ${tolerance}` }
  }
  throw new SideFailure(`does not reach an error of ${target}`)
}

/** One pass a level leaves an error about proportional to 1 − scaling, so what the finest can reach is soon known. */
async function calibrateScaling(side: Side, target: number, errorWith: ErrorWith): Promise<Calibration> {
  for (const scaling of SCALINGS) {
    const error = await errorWith({ scaling })
    if (error <= target) {
      const { values } = await side.run(1, { scaling })
      return { settings: { scaling }, text: `${values.iterations} levels of ε at scaling ${scaling}` }
    }
    const finest = SCALINGS.at(-1) as number
    const expected = (error * (1 - finest)) / (1 - scaling)
    if (scaling === finest || expected > 2 * target) {
      throw new SideFailure(
        `error ${error.toExponential(1)} at scaling ${scaling}, about ${expected.toExponential(0)} to be expected at ${finest}`,
      )
    }
  }
  throw new SideFailure('no scaling was tried')
}
