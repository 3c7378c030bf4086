/**
 * Live figures. A chart of one view keeps its Vega view, and new data only change what they touch; other figures are
 * drawn anew, and particles that move over them go on. The latest figure wins: what arrives while one is drawn waits, and only the last of it is drawn.
 * @module
 */
import type { Figure } from '@pushforward/lab'
import { renderFigure } from '@pushforward/lab/figure'
import { NARROW_BELOW, narrowFigure } from '../narrow.js'
import type { Scales } from '../paper/handles.js'
import { type ChartView, chartView, isSingleView } from './chart-view.js'
import { canMove, moveParticles, type Particles } from './particles.js'

interface Canvas {
  shown?: Figure
  next?: Figure
  busy: boolean
  chart?: ChartView
  particles?: Particles
  readonly listeners: Set<(scales: Scales) => void>
}

const canvases = new WeakMap<Element, Canvas>()

function canvasOf(element: HTMLElement): Canvas {
  const known = canvases.get(element)
  if (known) return known
  const canvas: Canvas = { busy: false, listeners: new Set() }
  canvases.set(element, canvas)
  let width = element.clientWidth
  new ResizeObserver(() => {
    // Without a width it is not on the page: taken out, or hidden.
    if (element.clientWidth === 0 || element.clientWidth === width || !canvas.shown) return
    width = element.clientWidth
    canvas.chart?.remove()
    canvas.chart = undefined
    canvas.next ??= canvas.shown
    void draw(element, canvas)
  }).observe(element)
  return canvas
}

/** Shows a figure in an element, replacing what it holds. */
export function show(element: HTMLElement, figure: Figure): void {
  const canvas = canvasOf(element)
  if (canvas.shown === figure || canvas.next === figure) return
  canvas.next = figure
  void draw(element, canvas)
}

/** Calls back with the scales of the chart in `element`, now if it is drawn and after every drawing. */
export function onScales(element: HTMLElement, listener: (scales: Scales) => void): void {
  const canvas = canvasOf(element)
  canvas.listeners.clear() // one layer of handles for each figure
  canvas.listeners.add(listener)
  tell(canvas)
}

async function draw(element: HTMLElement, canvas: Canvas): Promise<void> {
  if (canvas.busy) return
  canvas.busy = true
  try {
    for (let figure = canvas.next; figure; figure = canvas.next) {
      canvas.next = undefined
      canvas.shown = figure
      if (element.clientWidth === 0) continue // drawn when it has a place
      const drawn = element.clientWidth < NARROW_BELOW ? narrowFigure(figure) : figure
      if (isSingleView(drawn)) {
        canvas.chart = await chartView(element, drawn, canvas.chart)
      } else {
        canvas.chart?.remove()
        canvas.chart = undefined
        await drawWhole(element, canvas, drawn)
      }
      tell(canvas)
    }
  } finally {
    canvas.busy = false
  }
}

/** The picture as SVG, and over it the particles that move, which go on when only the picture changes. */
async function drawWhole(element: HTMLElement, canvas: Canvas, figure: Figure): Promise<void> {
  const flow = figure.kind === 'raster' ? figure.motion?.flow : undefined
  if (canvas.particles && canvas.particles.key !== flow?.key) {
    canvas.particles.remove()
    canvas.particles = undefined
  }
  const moving = figure.kind === 'raster' && flow !== undefined && canMove()
  element.innerHTML = await renderFigure(moving ? { ...figure, motion: { trails: [] } } : figure, {
    theme: 'css',
    width: element.clientWidth,
    prefix: idOf(element),
  })
  if (!moving) return
  if (canvas.particles) canvas.particles.relay(figure)
  else canvas.particles = moveParticles(element, figure)
}

function tell({ chart, listeners }: Canvas): void {
  const scales = chart?.scales()
  if (scales) for (const listener of listeners) listener(scales)
}

const idOf = (element: Element) => element.closest('figure')?.id ?? 'figure'
