/**
 * Figures on a phone: letters keep their size there, so boxes are taller, and long labels are cut sooner.
 * @module
 */
import type { Figure } from '@pushforward/lab'
import { fittingAspect } from '@pushforward/lab/figure'

/** Boxes narrower than this, in CSS pixels, show the narrow form. */
export const NARROW_BELOW = 480
/** How much taller a wide box becomes. */
const TALLER = 0.6
/** Not beyond these: rows of categories need height, but two numbers a plane of about equal sides. */
const TALLEST = { rows: 0.5, plane: 1.2 }
/** What a phone has for a figure: a map fills it. */
const PHONE = 350
/** Room for the texts of an axis, in pixels. */
const LABEL = 120
const TITLE = 220
const FEW_TICKS = 4

interface Limits {
  readonly labelLimit: number
  readonly titleLimit: number
}

/** Width over height on a phone. */
export function narrowAspect(figure: Figure): number {
  const { aspect } = figure
  if (figure.kind === 'raster' && figure.equal) return fittingAspect(figure, PHONE)
  const tallest = figure.kind === 'chart' && hasRows(figure.spec) ? TALLEST.rows : TALLEST.plane
  return Math.min(aspect, Math.max(tallest, TALLER * aspect))
}

/** Whether some y channel is of categories. */
function hasRows(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasRows)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, entry]) => {
    if (key === 'data' || key === 'datasets') return false
    if (key === 'y') return entry?.type === 'nominal' || entry?.type === 'ordinal'
    return hasRows(entry)
  })
}

export function narrowFigure(figure: Figure): Figure {
  const aspect = narrowAspect(figure)
  if (figure.kind !== 'chart') return { ...figure, aspect }
  const limits = { labelLimit: LABEL, titleLimit: TITLE }
  const spec = limitAxes(figure.spec, limits) as typeof figure.spec
  return { ...figure, aspect, spec: { ...spec, config: { axis: { ...limits, tickCount: FEW_TICKS } } } }
}

/** What a specification allows its axes, and no more than there is room for. Data are passed over. */
function limitAxes(value: unknown, limits: Limits): unknown {
  if (Array.isArray(value)) return value.map((entry) => limitAxes(entry, limits))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (key === 'data' || key === 'datasets') return [key, entry]
      if (key !== 'axis' || typeof entry !== 'object' || entry === null) return [key, limitAxes(entry, limits)]
      const { labelLimit = Number.POSITIVE_INFINITY, titleLimit = Number.POSITIVE_INFINITY } = entry
      return [
        key,
        {
          ...entry,
          labelLimit: Math.min(labelLimit, limits.labelLimit),
          titleLimit: Math.min(titleLimit, limits.titleLimit),
        },
      ]
    }),
  )
}
