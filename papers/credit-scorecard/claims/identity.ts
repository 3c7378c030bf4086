/**
 * One number by several roads, and what merging bins does to it.
 * @module
 */
import { type Context, claim, claimWithout, type Events, progress } from '@pushforward/lab'
import { kl } from 'pushforward/divergence'
import { type Rng, rng } from 'pushforward/measure'
import { bin, type ClassCounts, informationValue, psi, weightOfEvidence } from 'pushforward/table'
import { type CreditRows, readPublic } from '../data.js'
import { seedsOf } from './samples.js'

const TABLES = 10_000
const BATCH = 500
const DATA_SETS = ['german-credit', 'taiwan-default', 'compas']
const HALF = 0.5

interface Counts {
  readonly good: Float64Array
  readonly bad: Float64Array
}

/**
 * Two to twenty bins. One table in two has classes that differ by a row or none in each bin, where the terms of KL + KL
 * nearly cancel; in the others a bin may lack one class.
 */
function randomCounts(random: Rng): Counts {
  const bins = 2 + random.integer(19)
  const draw = (empty: number) =>
    Float64Array.from({ length: bins }, (_, j) => (j > 0 && random.uniform() < empty ? 0 : 1 + random.integer(1000)))
  if (random.uniform() < 0.5) return { good: draw(0.03), bad: draw(0.03) }
  const good = draw(0)
  return { good, bad: good.map((count) => count + random.integer(2)) }
}

/** The largest difference between the roads, in units of the bound 1e-15 + 1e-12 J. */
function disagreement(counts: Counts): number {
  const delta = { inference: 'delta', interval: 'delta' } as const
  const iv = informationValue(counts, delta)
  const stability = psi(counts.bad, counts.good, delta).value
  const { p, q } = sharesOf(counts)
  const evidence = weightOfEvidence(smoothed(counts)).woe
  const sum = p.reduce((total, share, j) => total + (share - (q[j] as number)) * (evidence[j] as number), 0)
  const others = [stability, sum, kl(p, q) + kl(q, p)]
  return Math.max(...others.map((other) => Math.abs(other - iv.value))) / (1e-15 + 1e-12 * iv.value)
}

/** Smoothed as the library smooths: ½ in every cell if a bin lacks one class; bins without rows left out. */
function smoothed({ good, bad }: Counts): Counts {
  const kept = [...good.keys()].filter((j) => (good[j] as number) + (bad[j] as number) > 0)
  const added = kept.some((j) => good[j] === 0 || bad[j] === 0) ? HALF : 0
  const pick = (counts: Float64Array) => Float64Array.from(kept, (j) => (counts[j] as number) + added)
  return { good: pick(good), bad: pick(bad) }
}

function sharesOf(counts: Counts): { p: Float64Array; q: Float64Array } {
  const { good, bad } = smoothed(counts)
  const share = (values: Float64Array) => {
    const sum = values.reduce((total, value) => total + value, 0)
    return values.map((value) => value / sum)
  }
  return { p: share(good), q: share(bad) }
}

/** The counts of every predictor, in 20 quantile bins or its categories. */
function countsOf({ predictors }: CreditRows, label: Uint8Array): Counts[] {
  return predictors.columns.map((column) => asCounts(bin(column, label, { bins: 20 }).table))
}

function asCounts({ good, bad }: ClassCounts): Counts {
  return { good: Float64Array.from(good ?? []), bad: Float64Array.from(bad ?? []) }
}

/** Claim `identity`. */
export async function* measureIdentity(context: Context): Events {
  const random = rng(seedsOf(context, 1)[0]).split('identity')
  let worst = 0
  for (let done = 0; done < TABLES; done++) {
    // Leave out the tables that have no shared bin: they are no question.
    const counts = randomCounts(random)
    if (smoothed(counts).good.length > 1) worst = Math.max(worst, disagreement(counts))
    if (done % BATCH === 0) yield progress(done, TABLES, 'IV, PSI and the sum of both divergences')
  }
  const measured: Record<string, number> = { 'random tables, worst / bound': worst }
  for (const name of DATA_SETS) {
    const rows = await readPublic(context, name)
    if (!rows) return yield claimWithout('identity', name)
    const here = Math.max(...countsOf(rows, rows.bad).map(disagreement))
    measured[`${name}, worst / bound`] = here
    worst = Math.max(worst, here)
  }
  yield claim('identity', worst <= 1, measured)
}

const MERGES = ['german-credit', 'simu-credit']
const PATHS = 20

/** Joins a random pair of neighbours at a time; returns the greatest rise of the information value seen. */
function greatestRise(start: Counts, random: Rng): number {
  let { good, bad } = smoothed(start)
  const value = () => informationValue({ good, bad }, { inference: 'delta', interval: 'delta' }).value
  let before = value()
  let rise = Number.NEGATIVE_INFINITY
  while (good.length > 1) {
    const at = random.integer(good.length - 1)
    good = joined(good, at)
    bad = joined(bad, at)
    const after = value()
    rise = Math.max(rise, after - before)
    before = after
  }
  return rise
}

const joined = (values: Float64Array, at: number) =>
  Float64Array.from([
    ...values.subarray(0, at),
    (values[at] as number) + (values[at + 1] as number),
    ...values.subarray(at + 2),
  ])

/** Claim `coarse-bins`. */
export async function* measureCoarseBins(context: Context): Events {
  const random = rng(seedsOf(context, 1)[0]).split('coarse')
  const measured: Record<string, number> = {}
  for (const name of MERGES) {
    const rows = await readPublic(context, name)
    if (!rows?.group) return yield claimWithout('coarse-bins', name)
    for (const [towards, label] of [
      ['default', rows.bad],
      ['group', rows.group.isProtected],
    ] as const) {
      const rises: number[] = []
      const tables = countsOf(rows, label).filter((counts) => smoothed(counts).good.length > 1)
      for (const [k, counts] of tables.entries()) {
        for (let path = 0; path < PATHS; path++) rises.push(greatestRise(counts, random))
        yield progress(k + 1, tables.length, `${name}: merging bins, IV towards ${towards}`)
      }
      measured[`${name}, ${towards}: greatest change`] = Math.max(...rises)
    }
  }
  // A merge of bins with equal rates changes nothing but the last bits.
  yield claim(
    'coarse-bins',
    Object.values(measured).every((rise) => rise <= 1e-12),
    measured,
  )
}
