/**
 * Fifty normal points in more and more dimensions, and the 8 × 8 digits: how near the linear path is to the optimum.
 * @module
 */
import { type Context, claim, claimWithout, type Events, progress, shortened } from '@pushforward/lab'
import {
  condOtPath,
  kineticEnergy,
  kineticOptimalPath,
  type SeparationEstimate,
  separationSteps,
  trigPath,
} from 'pushforward/flow'
import { normalPoints, readPointsCsv, rng } from 'pushforward/measure'
import { seedsOf } from './measured.js'

export const DIMENSIONS = [2, 8, 32, 128, 512, 2048] as const
export const ATOMS = 50

interface Measurement {
  readonly d: number
  readonly integral: number
  readonly linear: number
  readonly optimal: number
}

const measurement = (d: number, estimate: SeparationEstimate): Measurement => ({
  d,
  integral: estimate.integral.value,
  linear: kineticEnergy(condOtPath(), estimate).total,
  optimal: kineticOptimalPath(estimate).energy,
})

/** Claims `linear-in-many-dimensions` and `bound`. */
export async function* measureDimensions(context: Context): Events {
  const seeds = seedsOf(context)
  const runs: Measurement[][] = []
  let done = 0
  for (const seed of seeds) {
    const run: Measurement[] = []
    for (const d of DIMENSIONS) {
      const random = rng(seed).split(d)
      const data = normalPoints(random.split('atoms'), ATOMS, d)
      const steps = separationSteps(data, { noiseSamples: context.profile === 'quick' ? 500 : 2000, random })
      for (;;) {
        context.signal.throwIfAborted()
        const step = steps.next()
        if (step.done) {
          run.push(measurement(d, step.value))
          break
        }
        const [at, of] = step.value
        yield progress(done + at / of, seeds.length * DIMENSIONS.length, `seed ${seed}: ${ATOMS} points, d = ${d}`)
      }
      done++
    }
    runs.push(run)
  }
  const excess = ({ linear, optimal }: Measurement) => linear / optimal - 1
  const falls = runs.every(
    (run) =>
      run.every((each, k) => k === 0 || excess(each) < excess(run[k - 1] as Measurement)) &&
      excess(run.at(-1) as Measurement) < 0.03,
  )
  const measured = DIMENSIONS.flatMap((d, k) => {
    const at = runs.map((run) => run[k] as Measurement)
    return [
      [`linear, d = ${d}`, shortened(at.map(({ linear }) => linear))],
      [`optimal, d = ${d}`, shortened(at.map(({ optimal }) => optimal))],
      [`ratio, d = ${d}`, at.map((each) => Number((1 + excess(each)).toPrecision(4)))],
    ] as const
  })
  yield claim('linear-in-many-dimensions', falls, Object.fromEntries(measured))
  const shares = runs.flat().map(({ d, integral }) => (integral * Math.sqrt(d)) / ATOMS)
  yield claim(
    'bound',
    shares.every((share) => share <= 3),
    { largest: Math.max(...shares), least: Math.min(...shares), cases: shares.length },
  )
}

/** Claim `linear-on-images`. */
export async function* measureDigits(context: Context): Events {
  const file = await context.dataset('digits')
  if (!file) return yield claimWithout('linear-on-images', 'digits')
  const table = readPointsCsv(file.bytes)
  const d = table.d - 1 // the last column is the digit
  const data = new Float64Array(table.n * d)
  for (let i = 0; i < table.n; i++) data.set(table.data.subarray(i * table.d, i * table.d + d), i * d)
  const options = { noiseSamples: context.profile === 'quick' ? 300 : 1500, random: rng(seedsOf(context)[0] as number) }
  const steps = separationSteps({ data, n: table.n, d }, options)
  for (;;) {
    context.signal.throwIfAborted()
    const step = steps.next()
    if (!step.done) {
      yield progress(step.value[0], step.value[1], 'separation of the digits')
      continue
    }
    const { linear, optimal, integral } = measurement(d, step.value)
    yield claim('linear-on-images', linear <= 1.1 * optimal, {
      images: table.n,
      linear,
      optimal,
      trigonometric: kineticEnergy(trigPath(), step.value).total,
      ratio: linear / optimal,
      integral,
      'standard error of the integral': step.value.integral.standardError,
      'γ at 80°': step.value.gamma((80 / 180) * Math.PI),
      bound: (3 * table.n) / Math.sqrt(d),
    })
    return
  }
}
