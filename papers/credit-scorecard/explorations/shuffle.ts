/**
 * The null experiment: labels shuffled, so that bins tell nothing, and two statistics of the tables.
 * @module
 */
import { defineExploration, figure, metric } from '@pushforward/lab'
import { chiSquareUpperQuantile, type Rng, rng } from 'pushforward/measure'
import { bin, informationValue } from 'pushforward/table'
import * as z from 'zod'
import { openCredit } from '../data.js'
import { nullFigure, shareAbove } from '../figures/null.js'
import { type ShownColumn, shownColumns } from './column.js'

/** Rows that are shuffled: more would say the same, later. */
const MOST_ROWS = 2000
const MOST_SHUFFLES = 400
const BINS = 10
const LEVEL = 0.05
const NORMAL_POINT = 1.645

const keyOf = (variable: string, bins: number, seed: number) => JSON.stringify([variable, bins, seed])

/** Shuffled tables of one seed and number of bins, as many as were asked for so far. */
interface Experiment {
  readonly z: number[]
  readonly scaled: number[]
  readonly bins: number
  readonly rows: number
  extend(tables: number): void
}

function experiment({ values, bad }: ShownColumn, wanted: number, seed: number): Experiment {
  const random = rng(seed).split('shuffle')
  const rows = sampleRows(random, bad.length)
  const column = Float64Array.from(rows, (i) => values.values[i] as number)
  const label = Uint8Array.from(rows, (i) => bad[i] as number)
  const { table, bins, apply } = bin(column, undefined, { bins: wanted })
  const binOf = apply(column)
  const bads = label.reduce((sum, event) => sum + event, 0)
  const size = 1 / (1 / bads + 1 / (label.length - bads))
  const [z, scaled]: [number[], number[]] = [[], []]
  return {
    z,
    scaled,
    bins,
    rows: label.length,
    extend(tables) {
      while (z.length < tables) {
        const drawn = drawBad(random, binOf, bads, bins)
        const good = table.count.map((count, j) => count - (drawn[j] as number))
        const { value, test } = informationValue({ good, bad: drawn }, { inference: 'paper' })
        z.push(test.statistic)
        scaled.push(size * value)
      }
    },
  }
}

function sampleRows(random: Rng, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  const size = Math.min(n, MOST_ROWS)
  for (let i = 0; i < size; i++) swap(order, i, i + below(random, n - i))
  return order.subarray(0, size)
}

/** A row below n; its bias of n / 2⁵³ is far below what any histogram shows, and it takes a third of the exact draw's time. */
const below = (random: Rng, n: number) => Math.floor(random.uniform() * n)

function swap(values: Uint32Array | Int32Array, i: number, j: number): void {
  const held = values[i] as number
  values[i] = values[j] as number
  values[j] = held
}

/** Who is bad, drawn anew without replacement: the head of a shuffle, counted by bin. */
function drawBad(random: Rng, binOf: Int32Array, bads: number, bins: number): Float64Array {
  const counts = new Float64Array(bins)
  for (let i = 0; i < bads; i++) {
    swap(binOf, i, i + below(random, binOf.length - i))
    const j = binOf[i] as number
    counts[j] = (counts[j] as number) + 1
  }
  return counts
}

export const shuffle = defineExploration({
  id: 'shuffle',
  title: 'Shuffle the labels: what each test says when there is nothing to find.',
  parameters: z.object({
    shuffles: z
      .number()
      .int()
      .min(20)
      .max(MOST_SHUFFLES)
      .default(200)
      .describe('Shuffled tables')
      .meta({ primary: true }),
    bins: z
      .number()
      .int()
      .min(2)
      .max(20)
      .default(BINS)
      .describe('Quantile bins of the variable')
      .meta({ primary: true }),
    seed: z.number().int().min(0).max(999).default(0).describe('Seed of the shuffles'),
    variable: z.string().default('').describe('Column of your own table; empty: as for the cut points'),
  }),

  async prepare(context) {
    const columnOf = shownColumns(await openCredit(context))
    const usual = experiment(columnOf(''), BINS, 0)
    usual.extend(MOST_SHUFFLES) // so that the first slider answers at once
    return { columnOf, known: new Map([[keyOf('', BINS, 0), usual]]) }
  },

  *respond({ shuffles, bins, seed, variable }, { columnOf, known }) {
    const column = columnOf(variable)
    const key = keyOf(variable, bins, seed)
    const made = known.get(key) ?? experiment(column, bins, seed)
    known.set(key, made)
    made.extend(shuffles)
    const df = made.bins - 1
    const critical = chiSquareUpperQuantile(LEVEL, df)
    const statistics = { z: made.z.slice(0, shuffles), scaled: made.scaled.slice(0, shuffles), df }
    const caption = `${column.name}: ${shuffles} shuffles of ${made.rows} labels in ${made.bins} bins, seed ${seed}. Bars: shuffled tables. Line: the law that the statistic is said to follow.`
    yield figure(
      nullFigure(statistics, critical, caption, [
        { kind: 'slider', parameter: 'shuffles' },
        { kind: 'slider', parameter: 'bins' },
      ]),
    )
    yield metric('rejected by Z > 1.645', shareAbove(statistics.z, NORMAL_POINT))
    yield metric('rejected by χ²', shareAbove(statistics.scaled, critical))
  },
})
