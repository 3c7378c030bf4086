/**
 * What two statistics do when labels are shuffled, beside what they are said to follow.
 * @module
 */
import type { ChartFigure, Handle } from '@pushforward/lab'
import { chiSquareCdf, normalCdf } from 'pushforward/measure'
import { digits } from './evidence.js'

/** Both statistics of shuffled tables. */
export interface ShuffledStatistics {
  /** Z = IV / SE of equation (21). */
  readonly z: readonly number[]
  /** N · IV. */
  readonly scaled: readonly number[]
  /** Bins less one. */
  readonly df: number
}

const CELLS = 30

/** Shares of the sample in equal cells, beside the law's shares of the same cells. */
function histogram(sample: readonly number[], low: number, high: number, cdf: (x: number) => number) {
  const width = (high - low) / CELLS
  const counts = new Float64Array(CELLS)
  for (const value of sample) {
    const cell = Math.min(CELLS - 1, Math.max(0, Math.floor((value - low) / width)))
    counts[cell] = (counts[cell] as number) + 1
  }
  return Array.from(counts, (count, k) => {
    const [from, to] = [low + k * width, low + (k + 1) * width]
    return { from, to, middle: (from + to) / 2, share: count / sample.length, law: cdf(to) - cdf(from) }
  })
}

function panel(values: readonly object[], title: readonly string[]) {
  return {
    data: { values },
    layer: [
      {
        mark: { type: 'bar', color: 'role:source', opacity: 0.5 },
        encoding: {
          x: { field: 'from', type: 'quantitative', title, bin: { binned: true } },
          x2: { field: 'to' },
          y: { field: 'share', type: 'quantitative', title: 'share' },
        },
      },
      {
        mark: { type: 'line', color: 'role:made', interpolate: 'monotone' },
        encoding: { x: { field: 'middle', type: 'quantitative' }, y: { field: 'law', type: 'quantitative' } },
      },
    ],
  }
}

/** Share beyond the point that the law gives 5 %. */
export const shareAbove = (sample: readonly number[], limit: number): number =>
  sample.filter((value) => value > limit).length / sample.length

export function nullFigure(
  { z, scaled, df }: ShuffledStatistics,
  critical: number,
  caption: string,
  handles: readonly Handle[],
): ChartFigure {
  const [paper, chi] = [shareAbove(z, 1.645), shareAbove(scaled, critical)]
  const percent = (share: number) => `${digits(100 * share)} %`
  const reach = Math.max(df + 6 * Math.sqrt(2 * df), 1)
  return {
    kind: 'chart',
    id: 'null',
    title: `Labels shuffled, nothing to find: Z cries wolf in ${percent(paper)} of tables, N·IV in ${percent(chi)}.`,
    caption,
    alternative: `Histograms of ${z.length} shuffled tables. Z does not follow the normal law: ${percent(paper)} exceed 1.645. N·IV follows chi-square with ${df} degrees of freedom: ${percent(chi)} exceed its 95 % point.`,
    aspect: 2.2,
    handles,
    spec: {
      hconcat: [
        panel(histogram(z, -3, 6, normalCdf), ['Z = IV / SE,', 'and N(0, 1)']),
        panel(
          histogram(scaled, 0, reach, (x) => chiSquareCdf(x, df)),
          ['N · IV, and χ² of', `${df} degrees of freedom`],
        ),
      ],
    },
  }
}
