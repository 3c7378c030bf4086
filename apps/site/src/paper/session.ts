/**
 * What the live part of a paper page knows: signals that the components read, on the server as in the browser.
 * @module
 */

import { type Signal, signal } from '@preact/signals'
import {
  type ClaimEvent,
  type DataFile,
  type Figure,
  type LabEvent,
  type ParameterValue,
  type Report,
  writeParameter,
} from '@pushforward/lab'
import { narrowAspect } from '../narrow.js'
import type { ExplorationView, FigureFrame, PaperData } from '../view.js'

export type Part = 'run' | 'measure'

export type Phase =
  | { readonly kind: 'ready' }
  | { readonly kind: 'working'; readonly part: Part; readonly since: number }
  | { readonly kind: 'stopping'; readonly part: Part }
  | { readonly kind: 'done'; readonly part: Part; readonly seconds: number; readonly threads: number }
  | { readonly kind: 'stopped'; readonly part: Part; readonly seconds: number }

/** Something that the visitor can mend: where it is, and what is wrong in the words of who refused it. */
export interface Problem {
  readonly where: 'parameters' | 'data' | 'run'
  readonly message: string
}

export interface Progress {
  readonly done: number
  readonly total: number
  readonly note?: string
}

export interface Metric {
  readonly name: string
  readonly value: number
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** A figure's place on the page. Without `live` it shows the picture that the server drew. */
export interface FigureSlot {
  readonly frame: FigureFrame
  readonly live?: Figure
}

/** A figure with handles. Its state is apart from the run's: both may be at work at once. */
export interface ExplorationState {
  readonly view: ExplorationView
  readonly values: Signal<Readonly<Record<string, ParameterValue>>>
  readonly figures: Signal<readonly FigureSlot[]>
  readonly metrics: Signal<readonly Metric[]>
  readonly status: Signal<'asleep' | 'preparing' | 'live'>
  readonly problem: Signal<string | undefined>
}

export interface Session {
  readonly data: PaperData
  readonly explorations: readonly ExplorationState[]
  readonly phase: Signal<Phase>
  readonly progress: Signal<Progress | undefined>
  readonly metrics: Signal<readonly Metric[]>
  readonly figures: Signal<readonly FigureSlot[]>
  /** Outcomes measured in this page. */
  readonly claims: Signal<Readonly<Record<string, ClaimEvent>>>
  readonly problem: Signal<Problem | undefined>
  /** The visitor's data; empty means the demonstration data. */
  readonly files: Signal<readonly DataFile[]>
  /** Of the visitor's table, once it has been looked at. */
  readonly columns: Signal<readonly string[]>
  /** The TypeScript and the command of the last run. */
  readonly call: Signal<string>
  readonly command: Signal<string>
  readonly report: Signal<Report | undefined>
}

export function createSession(data: PaperData): Session {
  return {
    data,
    explorations: data.explorations.map(createExploration),
    phase: signal<Phase>({ kind: 'ready' }),
    progress: signal<Progress | undefined>(undefined),
    metrics: signal<readonly Metric[]>([]),
    figures: signal<readonly FigureSlot[]>(data.figures.map((frame) => ({ frame }))),
    claims: signal<Readonly<Record<string, ClaimEvent>>>({}),
    problem: signal<Problem | undefined>(data.problem ? { where: 'parameters', message: data.problem } : undefined),
    files: signal<readonly DataFile[]>([]),
    columns: signal<readonly string[]>([]),
    call: signal(data.call),
    command: signal(commandLine(data.slug, data.seed, data.values, data)),
    report: signal<Report | undefined>(undefined),
  }
}

function createExploration(view: ExplorationView): ExplorationState {
  const defaults = view.parameters.flatMap(({ name, default: usual }) => (usual === undefined ? [] : [[name, usual]]))
  return {
    view,
    values: signal(Object.fromEntries(defaults)),
    figures: signal<readonly FigureSlot[]>(view.figures.map((frame) => ({ frame }))),
    metrics: signal<readonly Metric[]>([]),
    status: signal<'asleep' | 'preparing' | 'live'>('asleep'),
    problem: signal<string | undefined>(undefined),
  }
}

export const isBusy = (phase: Phase): boolean => phase.kind === 'working' || phase.kind === 'stopping'

/** The command that does the same: only what differs from the defaults. */
export function commandLine(
  slug: string,
  seed: number,
  values: Readonly<Record<string, string>>,
  { parameters }: Pick<PaperData, 'parameters'>,
): string {
  const flags = parameters.flatMap(({ name, default: usual }) => {
    const text = values[name]
    return text === undefined || text === '' || isUsual(text, usual) ? [] : [`--${name} ${quote(text)}`]
  })
  return ['npx pushforward run', slug, ...(seed === 0 ? [] : [`--seed ${seed}`]), ...flags].join(' ')
}

/** Whether a control's text is the default. */
export const isUsual = (text: string, usual: ParameterValue | undefined): boolean =>
  usual !== undefined && text === writeParameter(usual)

/** As a POSIX shell reads it. */
const quote = (text: string) => (/^[\w.,:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** What events change; an exploration has neither progress nor claims. */
type Receiver = Pick<Session, 'metrics' | 'figures'> & Partial<Pick<Session, 'progress' | 'claims'>>

/** The state after a batch of events: progress and figures keep the last of each, metrics grow. */
export function applyEvents(receiver: Receiver, events: readonly LabEvent[]): void {
  const metrics = new Map(receiver.metrics.value.map((metric) => [metric.name, metric]))
  const figures = new Map(receiver.figures.value.map((slot) => [slot.frame.id, slot]))
  const claims = { ...receiver.claims?.value }
  const grown = new Map<string, { steps: number[]; values: number[] }>()
  const changed = { metrics: false, figures: false, claims: false }
  for (const event of events) {
    if (event.type === 'progress') {
      if (receiver.progress) receiver.progress.value = event
    } else if (event.type === 'metric') {
      const { name, value, step } = event
      // A curve is copied once a batch, however many points come: runs have thousands.
      const curve = grown.get(name) ?? {
        steps: [...(metrics.get(name)?.steps ?? [])],
        values: [...(metrics.get(name)?.values ?? [])],
      }
      if (step !== undefined) {
        curve.steps.push(step)
        curve.values.push(value)
      }
      grown.set(name, curve)
      metrics.set(name, { name, value, ...curve })
      changed.metrics = true
    } else if (event.type === 'figure') {
      figures.set(event.figure.id, { frame: frameOf(event.figure), live: event.figure })
      changed.figures = true
    } else {
      claims[event.id] = event
      changed.claims = true
    }
  }
  if (changed.metrics) receiver.metrics.value = [...metrics.values()]
  if (changed.figures) receiver.figures.value = [...figures.values()]
  if (changed.claims && receiver.claims) receiver.claims.value = claims
}

export function frameOf(figure: Figure): FigureFrame {
  const { id, kind, title, caption, aspect, alternative, handles } = figure
  return { id, kind, title, caption, aspect, narrowAspect: narrowAspect(figure), alternative, handles }
}
