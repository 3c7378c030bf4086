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
  readonly title: string
  readonly caption: string
  /** Coordinates, or the principal components that stand for them. */
  readonly axes?: readonly [string, string]
}

/** Three significant digits, with a true minus sign. */
export const digits = (value: number) => (value === 0 ? '0' : value.toPrecision(3).replace('-', '−'))

const rows = ({ data, n }: Points) =>
  Array.from({ length: n }, (_, i) => ({ x: data[2 * i] as number, y: data[2 * i + 1] as number }))

/** Arrows from each source point to its image, coloured by what they waste. */
export function mapFigure({ source, mapped, target, waste, gap, title, caption, axes }: MapPicture): ChartFigure {
  const [horizontal, vertical] = axes ?? ['first coordinate', 'second coordinate']
  const arrows = rows(source).map(({ x, y }, i) => {
    const [tx, ty] = [mapped.data[2 * i] as number, mapped.data[2 * i + 1] as number]
    return { x, y, tx, ty, waste: Math.max(0, waste[i] as number) }
  })
  const position = {
    x: { field: 'x', type: 'quantitative', title: horizontal, scale: { zero: false } },
    y: { field: 'y', type: 'quantitative', title: vertical, scale: { zero: false } },
  }
  const image = { x: { field: 'tx', type: 'quantitative' }, y: { field: 'ty', type: 'quantitative' } }
  const most = arrows.reduce((largest, arrow) => Math.max(largest, arrow.waste), 0)
  const colour = {
    field: 'waste',
    type: 'quantitative',
    title: 'cost wasted',
    scale: { scheme: 'sequential', domain: [0, Math.max(most, 1e-3)], reverse: true },
  }
  const layer: Record<string, unknown>[] = []
  if (target) {
    layer.push({
      data: { values: rows(target) },
      mark: { type: 'point', style: 'target', size: 14 },
      encoding: position,
    })
  }
  layer.push(
    {
      data: { values: arrows },
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: { ...position, x2: { field: 'tx' }, y2: { field: 'ty' }, color: colour },
    },
    { data: { values: arrows }, mark: { type: 'point', style: 'source', size: 20 }, encoding: position },
    { data: { values: arrows }, mark: { type: 'point', style: 'made', size: 20 }, encoding: image },
  )
  return {
    kind: 'chart',
    id: 'map',
    title,
    caption,
    alternative: `${source.n} arrows from source points to their images; together they waste ${digits(gap)} a point, the worst arrow ${digits(most)}.`,
    aspect: 1.4,
    spec: { layer },
  }
}

/** Fit and gap against steps, both without their floors. */
export function curvesFigure({ step, fit, gap }: MongeMapLog, floor: number, caption: string): ChartFigure {
  const series = (name: string, values: readonly number[]) =>
    values.map((value, k) => ({ step: step[k] as number, value: Math.max(value, 1e-4), series: name }))
  const last = step.length - 1
  const ends = [
    { step: step[last] ?? 0, value: Math.max(fit[last] ?? 1e-4, 1e-4), series: 'fit' },
    { step: step[last] ?? 0, value: Math.max(gap[last] ?? 1e-4, 1e-4), series: 'gap' },
  ]
  const colour = {
    field: 'series',
    type: 'nominal',
    legend: null,
    scale: { domain: ['fit', 'gap'], range: ['role:target', 'role:made'] },
  }
  const x = { field: 'step', type: 'quantitative', title: 'training step' }
  const y = { field: 'value', type: 'quantitative', title: 'cost', scale: { type: 'log' } }
  return {
    kind: 'chart',
    id: 'curves',
    title:
      last < 0
        ? 'Fit and gap will fall as the map learns.'
        : `After ${step[last]} steps the fit is ${digits(fit[last] as number)} and the gap ${digits(gap[last] as number)}.`,
    caption: `${caption} The gap is shown without its floor ${digits(floor)} = ε log n, which no map can undercut; what is left of it may be entropy.`,
    alternative:
      last < 0
        ? 'Two empty curves: the distance to the target and the gap, before the first step.'
        : `Two falling curves over ${step[last]} steps: the distance to the target ends at ${digits(fit[last] as number)}, the gap at ${digits(gap[last] as number)}.`,
    aspect: 1.6,
    spec: {
      data: { values: [...series('fit', fit), ...series('gap', gap)] },
      layer: [
        { mark: { type: 'line' }, encoding: { x, y, color: colour } },
        {
          data: { values: last < 0 ? [] : ends },
          mark: { type: 'text', align: 'right', dy: -10 },
          encoding: { x, y, text: { field: 'series' }, color: colour },
        },
      ],
    },
  }
}
