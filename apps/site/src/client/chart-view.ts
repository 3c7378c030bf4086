/**
 * A chart as a Vega view in the page. The specification without its data is the view's identity: as long as it stays,
 * only data are exchanged.
 * @module
 */
import type { ChartFigure, Figure } from '@pushforward/lab'
import { colours, numberLocale, readableText, resolveRoles, theme, vegaConfig } from '@pushforward/lab/figure'
import type { View, ViewOptions } from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import type { Scale, Scales } from '../paper/handles.js'

export interface ChartView {
  readonly identity: string
  readonly view: View
  /** Undefined where the axes are not numbers. */
  scales(): Scales | undefined
  remove(): void
}

type Rows = readonly unknown[]

const COMPOSITIONS = ['hconcat', 'vconcat', 'concat', 'facet', 'repeat']
const FACETS = ['row', 'column', 'facet']

async function loadVegaOnce() {
  const [vega, { compile }, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    // Walks expressions instead of compiling them: the page's content security policy allows no `eval`.
    import('vega-interpreter'),
  ])
  for (const name of ['sequential', 'diverging', 'cyclic'] as const) vega.scheme(name, [...colours(name, 33)])
  return { vega, compile, expressionInterpreter }
}

let loading: ReturnType<typeof loadVegaOnce> | undefined

function loadVega(): ReturnType<typeof loadVegaOnce> {
  loading ??= loadVegaOnce()
  return loading
}

/** Charts that Vega can fit to a box by itself. */
export function isSingleView(figure: Figure): figure is ChartFigure {
  if (figure.kind !== 'chart') return false
  const encoding = (figure.spec.encoding ?? {}) as object
  return !COMPOSITIONS.some((key) => key in figure.spec) && !FACETS.some((channel) => channel in encoding)
}

/**
 * Shows a chart in `element`.
 * @param earlier the view that is there; reused when only the data differ
 */
export async function chartView(element: HTMLElement, figure: ChartFigure, earlier?: ChartView): Promise<ChartView> {
  const { specification, data } = splitData(figure.spec)
  const width = element.clientWidth
  const height = Math.round(width / figure.aspect)
  const identity = JSON.stringify([specification, width, height])
  if (earlier?.identity === identity) {
    for (const [name, rows] of data) earlier.view.data(name, [...rows])
    await earlier.view.runAsync()
    return earlier
  }
  const { vega, compile, expressionInterpreter } = await loadVega()
  const look = theme('css')
  // `resize`: new data may need wider labels.
  const sized = { ...specification, width, height, autosize: { type: 'fit', contains: 'padding', resize: true } }
  const { spec } = compile(resolveRoles(sized, look) as TopLevelSpec, {
    config: vegaConfig(look),
    logger: vega.logger(vega.Error),
  })
  const view = new vega.View(vega.parse(readableText(spec, look), undefined, { ast: true }), {
    renderer: 'svg',
    expr: expressionInterpreter,
    locale: { number: numberLocale } as unknown as ViewOptions['locale'], // Vega takes definitions; its types say formatters
    logLevel: vega.Error,
  })
  for (const [name, rows] of data) view.data(name, [...rows])
  earlier?.remove()
  await view.initialize(element).runAsync()
  return { identity, view, scales: () => scalesOf(view, element), remove: () => view.finalize() }
}

/** Takes inline data out of a specification and leaves their names. */
export function splitData(spec: Readonly<Record<string, unknown>>): {
  readonly specification: Readonly<Record<string, unknown>>
  readonly data: ReadonlyMap<string, Rows>
} {
  const data = new Map<string, Rows>()
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => {
        const rows = key === 'data' ? (entry as { values?: unknown } | null)?.values : undefined
        if (!Array.isArray(rows)) return [key, visit(entry)]
        const name = `rows-${data.size}`
        data.set(name, rows)
        const { values: _, ...rest } = entry as Record<string, unknown>
        return [key, { ...rest, name }]
      }),
    )
  }
  return { specification: visit(spec) as Readonly<Record<string, unknown>>, data }
}

interface PositionScale {
  (value: number): number
  invert?(pixel: number): number
  domain(): readonly number[]
  range(): readonly number[]
}

function scalesOf(view: View, element: HTMLElement): Scales | undefined {
  const svg = element.querySelector('svg')
  if (!svg) return undefined
  const [left, top] = view.origin()
  const { width, height } = svg.viewBox.baseVal
  const x = scaleOf(view, 'x', left, width)
  const y = scaleOf(view, 'y', top, height)
  return x && y ? { x, y } : undefined
}

function scaleOf(view: View, name: string, origin: number, extent: number): Scale | undefined {
  const scale = scaleNamed(view, name)
  if (!scale?.invert) return undefined
  const invert = scale.invert.bind(scale)
  const [from = 0, to = 1] = scale.domain()
  const ends = scale.range().map((pixel) => (origin + pixel) / extent)
  return {
    domain: [Math.min(from, to), Math.max(from, to)],
    range: [Math.min(...ends), Math.max(...ends)],
    toShare: (value) => (origin + scale(value)) / extent,
    fromShare: (share) => invert(share * extent - origin),
  }
}

/** Vega throws for a scale that a chart does not have. */
function scaleNamed(view: View, name: string): PositionScale | undefined {
  try {
    return view.scale(name)
  } catch {
    return undefined
  }
}
