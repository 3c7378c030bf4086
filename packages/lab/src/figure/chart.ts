/**
 * A chart as SVG, in Node and in the browser. Vega and Vega-Lite (280 kB compressed) are loaded with the first chart, so
 * importing this module costs nothing.
 * @module
 */
import type * as Vega from 'vega'
import type * as VegaLite from 'vega-lite'
import { colours } from './colormap.js'
import type { ChartFigure } from './figure.js'
import type { Drawing } from './frame.js'
import { numberLocale } from './number-format.js'
import { readableText, withHalo } from './readable-text.js'
import { resolveRoles } from './resolve.js'
import { type TextStyle, textWidth } from './text-width.js'
import type { Theme } from './theme.js'
import { vegaConfig } from './vega-config.js'

interface Engine {
  readonly vega: typeof Vega
  readonly vegaLite: typeof VegaLite
  /** Walks expressions instead of compiling them, so that a page needs no `unsafe-eval`. */
  readonly interpreter: unknown
}

let loading: Promise<Engine> | undefined

function engine(): Promise<Engine> {
  loading ??= load()
  return loading
}

async function load(): Promise<Engine> {
  const [vega, vegaLite, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ])
  for (const name of ['sequential', 'diverging', 'cyclic'] as const) vega.scheme(name, [...colours(name, 33)])
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics }
  if (textMetrics.width === textMetrics.estimateWidth) textMetrics.width = limitedWidth
  return { vega, vegaLite, interpreter: expressionInterpreter }
}

/** What Vega's types leave out. Without a canvas the width is an estimate. */
interface TextMetrics {
  width: (item: LimitedText, text: unknown) => number
  readonly estimateWidth: (item: LimitedText, text: unknown) => number
}

interface LimitedText extends TextStyle {
  /** Where text is cut; 0 and absent: nowhere. */
  readonly limit?: number
}

/** Text that reaches its limit is cut there. */
function limitedWidth(item: LimitedText, text: unknown): number {
  const width = textWidth(String(text), item)
  return item.limit ? Math.min(width, item.limit) : width
}

interface Size {
  readonly width: number
  readonly height: number
}

/** @throws InputError if the specification names an unknown role; Error if Vega-Lite refuses it */
export async function drawChart(figure: ChartFigure, theme: Theme, box: Size): Promise<Drawing> {
  const specification = resolveRoles(figure.spec, theme)
  if (!isComposed(specification)) {
    return drawing(
      await viewOf({ ...specification, ...box, autosize: { type: 'fit', contains: 'padding' } }, theme),
      theme,
    )
  }
  // Views of a composition have sizes of their own, and what surrounds them is only known once drawn. The whole is linear
  // in the views' size, so two drawings give the size that fits the box.
  const measured = async (side: number) => (await drawing(await viewOf(specification, theme, square(side)), theme)).size
  const [small, large] = [await measured(SMALL), await measured(LARGE)]
  const fit = (extent: 'width' | 'height') => {
    const slope = (large[extent] - small[extent]) / (LARGE - SMALL)
    return slope > 0 ? Math.max(Math.floor(SMALL + (box[extent] - small[extent]) / slope), SMALLEST) : LARGE
  }
  return drawing(await viewOf(specification, theme, { width: fit('width'), height: fit('height') }), theme)
}

const SMALL = 100
const LARGE = 200
const SMALLEST = 20
const square = (side: number): Size => ({ width: side, height: side })

const isComposed = ({ encoding, ...specification }: Readonly<Record<string, unknown>>): boolean =>
  ['hconcat', 'vconcat', 'concat', 'facet', 'repeat'].some((key) => key in specification) ||
  ['row', 'column', 'facet'].some((channel) => channel in ((encoding as object | undefined) ?? {}))

async function viewOf(specification: object, theme: Theme, each?: Size): Promise<Vega.View> {
  const { vega, vegaLite, interpreter } = await engine()
  const config = vegaConfig(theme)
  const view = { ...(config.view as object), ...(each ? sizeOfViews(each) : {}) }
  const { spec } = vegaLite.compile(specification as VegaLite.TopLevelSpec, {
    config: { ...config, view },
    logger: vega.logger(vega.Error),
  })
  const options = { renderer: 'none', expr: interpreter, locale: { number: numberLocale }, logLevel: vega.Error }
  // The published types know neither `expr` nor a locale without its time part.
  return new vega.View(
    vega.parse(readableText(spec, theme), undefined, { ast: true }),
    options as unknown as Vega.ViewOptions,
  )
}

const sizeOfViews = ({ width, height }: Size) => ({
  continuousWidth: width,
  continuousHeight: height,
  discreteWidth: width,
  discreteHeight: height,
})

async function drawing(view: Vega.View, theme: Theme): Promise<Drawing> {
  try {
    const svg = await view.toSVG()
    const [, attributes = '', content = ''] = /^<svg([^>]*)>([\s\S]*)<\/svg>$/.exec(svg) ?? []
    const size = (name: string) => Number(new RegExp(`\\b${name}="([\\d.]+)"`).exec(attributes)?.[1])
    return { content: withHalo(content, theme), size: { width: size('width'), height: size('height') } }
  } finally {
    view.finalize()
  }
}
