/**
 * The checkerboard, with exact velocities: energies of three paths, and what few Euler steps make of them.
 * @module
 */
import { type Context, claim, type Events, progress, shortened } from '@pushforward/lab'
import { kineticEnergy } from 'pushforward/flow'
import { normalPoints, rng } from 'pushforward/measure'
import { checkerboardDenoiser, checkerboardSeparation, sampleCheckerboard, shareInside } from '../checkerboard.js'
import { PATHS, type PathName, pathsFor, sample, slicedDistance } from '../sampling.js'
import { seedsOf } from './measured.js'

const STEPS = [2, 4, 6, 10, 16] as const
const POINTS = 4000

/** Claim `least-energy`. */
export async function* measureEnergies(): Events {
  const separation = checkerboardSeparation()
  const paths = pathsFor(separation)
  const [optimal, linear, trigonometric] = PATHS.map((name) => kineticEnergy(paths[name], separation).total) as [
    number,
    number,
    number,
  ]
  const holds = optimal < trigonometric && trigonometric < linear && Math.abs(optimal / 0.11 - 1) < 0.05
  yield claim('least-energy', holds, { optimal, trigonometric, linear })
}

interface Trial {
  readonly distance: number
  readonly inside: number
}

type Trials = ReadonlyMap<string, Trial[]>
const key = (name: PathName, steps: number) => `${name}, ${steps} steps`

/** Claims `half-the-error`, `in-few-steps` and `at-any-steps`, from the same samples. */
export async function* measureSteps(context: Context): Events {
  const paths = pathsFor(checkerboardSeparation())
  const seeds = seedsOf(context)
  const trials: Map<string, Trial[]> = new Map()
  const floors: number[] = []
  let done = 0
  for (const seed of seeds) {
    const random = rng(seed)
    const noise = normalPoints(random.split('noise'), POINTS, 2)
    const data = sampleCheckerboard(POINTS, random.split('data'))
    floors.push(slicedDistance(sampleCheckerboard(POINTS, random.split('again')), data))
    for (const steps of STEPS) {
      for (const name of PATHS) {
        context.signal.throwIfAborted()
        const made = sample(paths[name], checkerboardDenoiser, noise, steps)
        const trial = { distance: slicedDistance(made, data), inside: shareInside(made) }
        trials.set(key(name, steps), [...(trials.get(key(name, steps)) ?? []), trial])
        yield progress(++done, seeds.length * STEPS.length * PATHS.length, `seed ${seed}: ${key(name, steps)}`)
      }
    }
  }
  yield* judge(trials, floors)
}

function* judge(trials: Trials, floors: readonly number[]) {
  const of = (name: PathName, steps: number) => trials.get(key(name, steps)) as Trial[]
  const [optimal, linear, trigonometric] = PATHS
  /** Whether it holds on every seed. */
  const always = (steps: number, test: (own: Trial, linear: Trial, trigonometric: Trial) => boolean) =>
    of(optimal, steps).every((own, k) => test(own, of(linear, steps)[k] as Trial, of(trigonometric, steps)[k] as Trial))
  const table = (what: keyof Trial, steps: readonly number[]) =>
    Object.fromEntries(
      steps.flatMap((count) =>
        PATHS.map((name) => [key(name, count), shortened(of(name, count).map((trial) => trial[what]))] as const),
      ),
    )
  const ratios = STEPS.map(
    (steps) =>
      [
        `ratio, ${steps} steps`,
        shortened(of(optimal, steps).map(({ distance }, k) => distance / (of(linear, steps)[k] as Trial).distance)),
      ] as const,
  )
  yield claim(
    'half-the-error',
    STEPS.every((steps) => always(steps, (own, other) => own.distance <= other.distance / 2)),
    { ...Object.fromEntries(ratios), ...table('distance', STEPS), 'two samples': shortened(floors) },
  )
  yield claim(
    'in-few-steps',
    [2, 4].every((steps) => always(steps, (own, a, b) => own.inside >= Math.max(a.inside, b.inside))) &&
      always(2, (own) => own.inside >= 0.7),
    table('inside', [2, 4]),
  )
  const uniform = [2, 6, 10, 16].map((steps) => {
    const nearer = always(steps, (own, a, b) => own.distance < Math.min(a.distance, b.distance))
    const within = always(steps, (own, a, b) => own.inside >= Math.max(a.inside, b.inside))
    return [`${steps} steps`, `${nearer ? 'nearest' : 'not nearest'}, ${within ? 'most' : 'not most'} inside`] as const
  })
  yield claim(
    'at-any-steps',
    uniform.every(([, said]) => said === 'nearest, most inside'),
    { ...Object.fromEntries(uniform), ...table('inside', [6, 10, 16]) },
  )
}
