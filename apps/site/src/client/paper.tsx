/**
 * The island of a paper's page: takes over the parts that the server has drawn.
 * @module
 */
import { hydrate } from 'preact'
import type { Actions } from '../paper/actions.js'
import { Call } from '../paper/call.js'
import { Claims } from '../paper/claims.js'
import { sliderScale } from '../paper/controls.js'
import { Exploration } from '../paper/exploration.js'
import { RunPanel } from '../paper/run-panel.js'
import { createSession, isBusy } from '../paper/session.js'
import type { PaperData } from '../view.js'
import { createExplorer } from './explore.js'
import { drawingFiles, readFiles, refuseFiles, strokeFiles } from './files.js'
import { createRunner } from './run.js'

const data: PaperData = JSON.parse(document.getElementById('paper-data')?.textContent ?? '')
const session = createSession(data)
const startWorker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
const explorer = createExplorer(session, startWorker, (request) => runner.ask(request))
const runner = createRunner(session, startWorker, explorer)

/** Vega and the renderers, once, when the first live figure is drawn. */
const figures = () => import('./figures.js')

const panel = () => document.getElementById('run-panel') as HTMLElement
/** By class: Vega puts an empty form of its own below each chart. */
const form = () => panel().querySelector('form.controls') as HTMLFormElement

const actions: Actions = {
  run: (from) => {
    void figures() // in parallel with the paper's code
    runner.run(from)
    // On a phone the figures stand above the button.
    panel().querySelector('.figure')?.scrollIntoView({ block: 'nearest' })
  },
  measure: () => {
    void figures()
    runner.measure(form())
  },
  stop: runner.stop,
  edit: linkSlider,
  addFiles: async (chosen) => {
    if (!data.data || chosen.length === 0) return
    const message = refuseFiles(chosen, data.data)
    session.problem.value = message ? { where: 'data', message } : undefined
    if (message) return
    session.files.value = await readFiles(chosen)
    const [first] = session.files.value
    if (first && data.data.kind === 'table') runner.look(first)
    explorer.refresh()
  },
  setDrawing: (clouds) => {
    session.problem.value = undefined
    session.files.value = clouds.source.length + clouds.target.length > 0 ? drawingFiles(clouds, data.data?.kind) : []
  },
  setStrokes: (strokes) => {
    session.problem.value = undefined
    session.files.value = strokeFiles(strokes)
  },
  clearFiles: () => {
    session.problem.value = undefined
    session.files.value = []
    session.columns.value = []
    explorer.refresh()
  },
  draw: (_, live, element) => void figures().then(({ show }) => show(element, live)),
  whenDrawn: (layer, callback) => {
    const element = layer.parentElement?.querySelector<HTMLElement>('.figure-canvas')
    if (element) void figures().then(({ onScales }) => onScales(element, callback))
  },
  explore: explorer.move,
  exportFigure: async (frame, live, format) => {
    const [{ saveFigure }, figure] = await Promise.all([import('./export.js'), live ?? recordedFigure(frame.id)])
    await saveFigure(figure, format)
  },
  exportReport: async () => {
    const { saveReport } = await import('./export.js')
    if (session.report.value) saveReport(session.report.value)
  },
  copy: (text) => navigator.clipboard.writeText(text),
}

/** A figure of the recorded run with its data, which the page itself does not carry. */
async function recordedFigure(id: string) {
  const response = await fetch(`/papers/${data.slug}/figures.json`)
  const { figures: recorded } = (await response.json()) as { figures: { id: string }[] }
  return recorded.find((figure) => figure.id === id) as never
}

/** Keeps a slider and its number field together; the field is what the form sends. */
function linkSlider(moved: HTMLInputElement): void {
  const row = moved.closest('.control-number')
  const slider = row?.querySelector<HTMLInputElement>('input[type=range]')
  const field = row?.querySelector<HTMLInputElement>('input[type=number]')
  if (!slider || !field) return
  // By its place: a run and an exploration may have parameters of one name.
  const around = data.explorations.find(({ id }) => document.getElementById(`explore-${id}`)?.contains(moved))
  const parameter = (around ?? data).parameters.find(({ name }) => name === field.name)
  const scale = parameter && sliderScale(parameter)
  if (!scale) return
  if (moved === slider) field.value = String(scale.fromSlider(Number(slider.value)))
  else if (field.value !== '') slider.value = String(scale.toSlider(Number(field.value)))
}

hydrate(<RunPanel session={session} actions={actions} />, panel())
hydrate(<Claims session={session} actions={actions} />, document.getElementById('claims-panel') as HTMLElement)
hydrate(<Call session={session} actions={actions} />, document.getElementById('call-panel') as HTMLElement)
for (const state of session.explorations) {
  const element = document.getElementById(`explore-${state.view.id}`) as HTMLElement
  hydrate(<Exploration state={state} actions={actions} columns={session.columns} />, element)
  wakeWhenSeen(element, () => {
    void figures()
    explorer.wake(state)
  })
}

// The code loads while the visitor reads the controls, so that a run starts at once.
for (const event of ['pointerenter', 'focusin']) panel().addEventListener(event, () => runner.warm(), { once: true })

document.addEventListener('keydown', (event) => {
  if (event.key !== ' ' || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
  const focused = document.activeElement
  if (focused && focused !== document.body && focused.matches('a, button, input, select, summary, [tabindex]')) return
  event.preventDefault()
  if (isBusy(session.phase.value)) actions.stop()
  else actions.run(form())
})

/** When the element is on screen; what is prepared then is prepared on another thread. */
function wakeWhenSeen(element: Element, wake: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    observer.disconnect()
    wake()
  })
  observer.observe(element)
}
