/**
 * Weight of evidence by bin, information values with their intervals.
 * @module
 */
import type { ChartFigure, Handle } from '@pushforward/lab'
import { type ClassCounts, type DivergenceEstimate, weightOfEvidence } from 'pushforward/table'
import type { Inferences, Variable } from '../analysis.js'

/** z of a two-sided 95 %. */
const Z = 1.96

export const digits = (value: number): string => Number(value.toPrecision(3)).toString().replace('-', '−')
export const intervalText = ([low, high]: readonly [number, number]): string => `[${digits(low)}, ${digits(high)}]`

/** A label whose numbers have five digits at most: cut points between rows have more, which say nothing. */
export const tidy = (label: string): string =>
  label.replace(/\d+\.\d+/g, (number) => String(Number(Number(number).toPrecision(5))))

/** One bin with the ends of both whiskers. */
interface EvidenceBar {
  /** Its place among the bins. */
  readonly at: number
  readonly bin: string
  readonly good: number
  readonly bad: number
  readonly woe: number
  readonly paperLow: number
  readonly paperHigh: number
  readonly low: number
  readonly high: number
}

/** The bins that hold rows. */
function evidenceBars(counts: ClassCounts): EvidenceBar[] {
  const { woe, se, seCentred } = weightOfEvidence(counts)
  return Array.from(woe, (value, k): EvidenceBar => {
    const [paper, centred] = [Z * (se[k] as number), Z * (seCentred[k] as number)]
    return {
      at: k,
      bin: tidy(counts.labels?.[k] ?? String(k)),
      good: counts.good?.[k] as number,
      bad: counts.bad?.[k] as number,
      woe: value,
      paperLow: value - paper,
      paperHigh: value + paper,
      low: value - centred,
      high: value + centred,
    }
  }).filter(({ good, bad }) => good + bad > 0)
}

const EVIDENCE_TITLE = 'weight of evidence, ln(good share / bad share)'
const SAFER = { condition: { test: 'datum.woe >= 0', value: 'role:source' }, value: 'role:target' }

/** Bars with whiskers, one for each bin, whatever the kind of the column. */
export function evidenceFigure(name: string, rows: string, counts: ClassCounts): ChartFigure {
  const bars = evidenceBars(counts)
  const best = bars.reduce((most, bar) => (bar.woe > most.woe ? bar : most))
  const worst = bars.reduce((most, bar) => (bar.woe < most.woe ? bar : most))
  const y = { field: 'bin', type: 'nominal', sort: null, title: null, axis: { labelLimit: 400 } }
  const whisker = (low: string, high: string) => ({
    x: { field: low, type: 'quantitative', title: EVIDENCE_TITLE },
    x2: { field: high },
    y,
  })
  return {
    kind: 'chart',
    id: 'evidence',
    title: `Which values of ${name} speak for good, and how sure that is.`,
    caption: `${rows}. Bars: weight of evidence. Dark whisker: 95 % with the totals estimated; pale: equation (15) of the paper, which takes them as known.`,
    alternative: `Weight of evidence in ${bars.length} bins of ${name}: from ${digits(worst.woe)} in ${worst.bin} to ${digits(best.woe)} in ${best.bin}.`,
    aspect: 1.6,
    spec: {
      data: { values: bars },
      layer: [
        {
          mark: { type: 'bar', opacity: 0.45, height: { band: 0.7 } },
          encoding: { x: { field: 'woe', type: 'quantitative' }, y, color: SAFER },
        },
        {
          mark: { type: 'rule', strokeWidth: 6, opacity: 0.35, color: 'role:baseline' },
          encoding: whisker('paperLow', 'paperHigh'),
        },
        { mark: { type: 'rule', strokeWidth: 2, color: 'role:made' }, encoding: whisker('low', 'high') },
      ],
    },
  }
}

/** The same bars over the axis of a number column, whose cut points can be dragged. */
export function cutsFigure(
  name: string,
  range: readonly [number, number],
  edges: readonly number[],
  counts: ClassCounts,
  note: string,
): ChartFigure {
  const ends = [range[0], ...edges, range[1]]
  const bars = evidenceBars(counts).map((bar) => {
    const [from, to] = [ends[bar.at] as number, ends[bar.at + 1] as number]
    return { ...bar, from, to, middle: (from + to) / 2 }
  })
  const [first, last] = [bars[0], bars.at(-1)]
  const x = { field: 'middle', type: 'quantitative' }
  const handles: readonly Handle[] = [{ kind: 'cuts', parameter: 'cuts' }]
  return {
    kind: 'chart',
    id: 'cuts',
    title: `Drag the cut points of ${name}: the evidence and its error follow.`,
    caption: `${note} Dark whisker: 95 % with the totals estimated; pale: equation (15) of the paper.`,
    alternative: `Weight of evidence over ${name} in ${bars.length} bins, from ${digits(first?.woe ?? 0)} in the lowest to ${digits(last?.woe ?? 0)} in the highest.`,
    aspect: 1.8,
    handles,
    spec: {
      data: { values: bars },
      layer: [
        {
          mark: { type: 'rect', opacity: 0.45 },
          encoding: {
            x: { field: 'from', type: 'quantitative', scale: { domain: range, nice: false }, title: name },
            x2: { field: 'to' },
            y: { field: 'woe', type: 'quantitative', title: EVIDENCE_TITLE },
            y2: { datum: 0 },
            color: SAFER,
          },
        },
        {
          mark: { type: 'rule', strokeWidth: 6, opacity: 0.35, color: 'role:baseline' },
          encoding: { x, y: { field: 'paperLow', type: 'quantitative' }, y2: { field: 'paperHigh' } },
        },
        {
          mark: { type: 'rule', strokeWidth: 2, color: 'role:made' },
          encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
        },
      ],
    },
  }
}

const INFERENCE_NAMES = [
  ['paper', 'paper, (18) and (22)'],
  ['delta', 'delta method, debiased'],
  ['noncentral', 'non-central χ²'],
] as const

/** Three intervals of one information value, and what chance alone gives. */
export function intervalsFigure(name: string, rows: string, inferences: Inferences): ChartFigure {
  const values = INFERENCE_NAMES.map(([key, label]) => {
    const { value, debiased, interval } = inferences[key]
    const shown = key === 'delta' ? debiased : value
    return { inference: label, value: Math.max(0, shown), low: Math.max(0, interval[0]), high: interval[1] }
  })
  const { paper, delta, noncentral } = inferences
  const chance = delta.test.criticalValue
  const width = ({ interval: [low, high] }: DivergenceEstimate) => high - low
  const y = { field: 'inference', type: 'nominal', sort: null, title: null, axis: { labelLimit: 400 } }
  return {
    kind: 'chart',
    id: 'information-value',
    title: `The valid interval for IV is ${digits(width(delta) / width(paper))} times as wide as the paper’s.`,
    caption: `${name}, ${rows}. IV ${digits(delta.value)}, bias ${digits(delta.bias)}; points: IV, debiased for the delta method. Dashed: what one table in twenty exceeds when the bins tell nothing, ${digits(chance)}.`,
    alternative: `Intervals for the information value of ${name}: paper ${intervalText(paper.interval)}, delta method ${intervalText(delta.interval)}, non-central chi-square ${intervalText(noncentral.interval)}; chance gives up to ${digits(chance)}.`,
    aspect: 2.6,
    spec: {
      data: { values },
      layer: [
        { mark: { type: 'rule', strokeDash: [6, 4], color: 'role:baseline' }, encoding: { x: { datum: chance } } },
        {
          mark: { type: 'rule', strokeWidth: 3 },
          encoding: {
            x: { field: 'low', type: 'quantitative', title: 'information value' },
            x2: { field: 'high' },
            y,
            color: inferenceColour,
          },
        },
        {
          mark: { type: 'point', filled: true, size: 80 },
          encoding: { x: { field: 'value', type: 'quantitative' }, y, color: inferenceColour },
        },
      ],
    },
  }
}

const inferenceColour = {
  field: 'inference',
  type: 'nominal',
  legend: null,
  scale: { domain: INFERENCE_NAMES.map(([, label]) => label), range: ['role:target', 'role:made', 'role:source'] },
}

/** All variables in the order of what they say on held-out rows. */
export function rankingFigure(variables: readonly Variable[], rows: string): ChartFigure {
  const values = variables
    .toSorted((a, b) => b.held.debiased - a.held.debiased)
    .map(({ name, held }) => ({
      name,
      value: Math.max(0, held.debiased),
      low: Math.max(0, held.interval[0]),
      high: Math.max(0, held.interval[1]),
      tells: held.test.pValue < 0.05,
    }))
  const telling = values.filter(({ tells }) => tells)
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 400 } }
  const color = { condition: { test: 'datum.tells', value: 'role:source' }, value: 'role:muted' }
  return {
    kind: 'chart',
    id: 'ranking',
    title: `${telling.length} of ${values.length} variables tell more than chance on rows that did not choose their bins.`,
    caption: `${rows}. Debiased information value with its 95 % interval, cut off at 0; grey: not told from chance at 5 %.`,
    alternative: `Information values on held-out rows, the largest ${digits(values[0]?.value ?? 0)} for ${values[0]?.name ?? 'none'}; ${telling.length} of ${values.length} differ from chance.`,
    aspect: values.length > 12 ? 1 : 1.4,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: {
            x: { field: 'low', type: 'quantitative', title: 'information value, debiased' },
            x2: { field: 'high' },
            y,
            color,
          },
        },
        {
          mark: { type: 'point', filled: true, size: 50 },
          encoding: { x: { field: 'value', type: 'quantitative' }, y, color },
        },
      ],
    },
  }
}
