/**
 * The map as arrows, and the curves of its training.
 * @module
 */
import type { ChartFigure } from '@pushforward/lab'
import type { MongeMapLog } from 'pushforward/learn'
import type { Points } from 'pushforward/measure'

export interface MapPicture {
  /** Planar points `[n, 2]`. */
  readonly source: Points
  readonly mapped: Points
  readonly target?: Points
  /** What each arrow pays beyond its share of the cheapest plan, >= 0; its mean is the gap. */
  readonly waste: ArrayLike<number>
  readonly gap: number
  /** Mean cost of an arrow. */
  readonly paid: number
  readonly title: string
  readonly caption: string
  /** Coordinates, or the principal components that stand for them. */
  readonly axes?: readonly [string, string]
}

/** Classes of waste, as shares of what an arrow pays on average: the colour means the same in every frame. */
const WASTE = [
  { label: 'under 1 %', least: 0, colour: 'role:baseline', width: 1 },
  { label: '1 to 10 %', least: 0.01, colour: 'role:sixth', width: 1.75 },
  { label: 'over 10 %', least: 0.1, colour: 'role:fourth', width: 2.5 },
] as const

const wasteClass = (share: number) => WASTE.findLast(({ least }) => share >= least) ?? WASTE[0]

/** What sums of costs leave of a zero. */
const ROUNDING = 1e-9

/** Three significant digits, with a true minus sign. */
export const digits = (value: number) => (Math.abs(value) < ROUNDING ? '0' : value.toPrecision(3).replaceAll('-', '−'))

const rows = ({ data, n }: Points) =>
  Array.from({ length: n }, (_, i) => ({ x: data[2 * i] as number, y: data[2 * i + 1] as number }))

/** Arrows from each source point to its image, coloured by what they waste. */
export function mapFigure({ source, mapped, target, waste, gap, paid, title, caption, axes }: MapPicture): ChartFigure {
  const [horizontal, vertical] = axes ?? ['first coordinate', 'second coordinate']
  const images = rows(mapped)
  const arrows = rows(source).map(({ x, y }, i) => {
    const { label } = wasteClass((waste[i] as number) / (paid || 1))
    return { x, y, tx: images[i]?.x, ty: images[i]?.y, waste: label }
  })
  const count = (label: string) => arrows.filter((arrow) => arrow.waste === label).length
  const position = {
    x: { field: 'x', type: 'quantitative', title: horizontal, scale: { zero: false } },
    y: { field: 'y', type: 'quantitative', title: vertical, scale: { zero: false } },
  }
  const image = { x: { field: 'tx', type: 'quantitative' }, y: { field: 'ty', type: 'quantitative' } }
  const domain = WASTE.map(({ label }) => label)
  const byWaste = (range: readonly (string | number)[], legend: object | null) => ({
    field: 'waste',
    type: 'ordinal',
    scale: { domain, range },
    legend,
  })
  const shaft = {
    ...position,
    x2: { field: 'tx' },
    y2: { field: 'ty' },
    color: byWaste(
      WASTE.map(({ colour }) => colour),
      { title: 'waste of an arrow', symbolType: 'stroke' },
    ),
    strokeWidth: byWaste(
      WASTE.map(({ width }) => width),
      null,
    ),
  }
  const layer: Record<string, unknown>[] = [
    { data: { values: arrows }, mark: { type: 'rule', opacity: 0.8 }, encoding: shaft },
    { data: { values: arrows }, mark: { type: 'point', style: 'source', size: 20 }, encoding: position },
    { data: { values: arrows }, mark: { type: 'point', style: 'made', size: 20 }, encoding: image },
  ]
  const squares = target && { values: rows(target) }
  if (squares) layer.push({ data: squares, mark: { type: 'point', style: 'target', size: 12 }, encoding: position })
  return {
    kind: 'chart',
    id: 'map',
    title,
    caption: `${caption} An arrow wastes what it pays beyond its share of the cheapest plan, here as a share of the mean cost.`,
    alternative: `${source.n} arrows from source points to their images waste ${digits(gap)} a point of ${digits(paid)} paid; ${count('over 10 %')} of them waste over 10 %, ${count('1 to 10 %')} from 1 to 10 %.`,
    aspect: 1.4,
    spec: { layer },
  }
}

/** Values below this are drawn there: the scale is logarithmic, and an optimal map has gap 0. */
const LEAST = 1e-4

export interface Curves {
  readonly log: MongeMapLog
  /** The gap of all source points, by exact transport, at some of the steps. */
  readonly exact: { readonly step: readonly number[]; readonly gap: readonly number[] }
  /** ε log n. */
  readonly floor: number
}

/** Fit and gap against steps: the entropic gap less its floor, which trains, and the exact one, which counts. */
export function curvesFigure({ log, exact, floor }: Curves, caption: string): ChartFigure {
  const series = [
    { name: 'fit', step: log.step, values: log.fit, colour: 'role:target' },
    { name: 'entropic gap', step: log.step, values: log.gap, colour: 'role:baseline' },
    { name: 'exact gap', step: exact.step, values: exact.gap, colour: 'role:made' },
  ].filter(({ step }) => step.length > 0)
  const rows = series.map(({ name, step, values }) =>
    step.map((at, k) => ({ step: at, value: Math.max(values[k] as number, LEAST), series: name })),
  )
  const ends = rows.map((each) => each.at(-1))
  const said = series.map(({ name, values }) => `${name} ${digits(values.at(-1) as number)}`).join(', ')
  const steps = log.step.at(-1) ?? 0
  const colour = {
    field: 'series',
    type: 'nominal',
    legend: null,
    scale: { domain: series.map(({ name }) => name), range: series.map(({ colour }) => colour) },
  }
  const x = { field: 'step', type: 'quantitative', title: 'training step' }
  const y = { field: 'value', type: 'quantitative', title: 'cost', scale: { type: 'log' } }
  return {
    kind: 'chart',
    id: 'curves',
    title: steps === 0 ? 'Fit and gap will fall as the map learns.' : `After ${steps} steps: ${said}.`,
    caption: `${caption} The entropic gap is shown less its floor ε log n = ${digits(floor)}; up to as much again of it is entropy, not waste. Values below ${LEAST} are drawn there.`,
    alternative:
      steps === 0
        ? 'Empty axes for the distance to the target and the gap, before the first step.'
        : `Curves over ${steps} training steps on a logarithmic scale, which end at: ${said}.`,
    aspect: 1.6,
    spec: {
      data: { values: rows.flat() },
      layer: [
        { mark: { type: 'line' }, encoding: { x, y, color: colour } },
        {
          data: { values: ends },
          mark: { type: 'text', align: 'right', dy: -10 },
          encoding: { x, y, text: { field: 'series' }, color: colour },
        },
      ],
    },
  }
}
