/**
 * What can be dragged in a figure: vertical lines at the values of a parameter, or points. Each is also moved by the
 * arrow keys.
 * @module
 */
import type { Figure, Handle, ParameterValue } from '@pushforward/lab'
import { formatNumber } from '@pushforward/lab/figure'
import { useState } from 'preact/hooks'
import type { Actions } from './actions.js'
import type { ExplorationState } from './session.js'

export interface HandlesProps {
  readonly figure: Figure
  readonly state: ExplorationState
  readonly actions?: Actions
}

/** Where data coordinates lie in the figure's box; shares of its width and height, so that resizing needs no redraw. */
export interface Scales {
  readonly x: Scale
  readonly y: Scale
}

export interface Scale {
  readonly domain: readonly [number, number]
  /** The plot's ends, as shares of the box. */
  readonly range: readonly [number, number]
  toShare(value: number): number
  fromShare(share: number): number
}

/** A share of the domain for one press of an arrow key; ten times as much with shift. */
const KEY_STEP = 0.01

export function Handles({ figure, state, actions }: HandlesProps) {
  const [scales, setScales] = useState<Scales | undefined>(undefined)
  const dragged = figure.handles?.filter(({ kind }) => kind !== 'slider') ?? []
  if (dragged.length === 0) return null
  return (
    <div
      class="handle-layer"
      ref={(element) => {
        // The scales are known when the figure has been drawn.
        if (element) actions?.whenDrawn(element, (drawn) => setScales((known) => (same(known, drawn) ? known : drawn)))
      }}
    >
      {scales &&
        dragged.map((handle) =>
          handle.kind === 'cuts' ? (
            <Cuts key={handle.parameter} handle={handle} scales={scales} state={state} actions={actions} />
          ) : handle.kind === 'points' ? (
            <DragPoints key={handle.parameter} handle={handle} scales={scales} state={state} actions={actions} />
          ) : null,
        )}
    </div>
  )
}

const same = (a: Scales | undefined, b: Scales) =>
  a !== undefined &&
  a.x.toShare(0) === b.x.toShare(0) &&
  a.x.toShare(1) === b.x.toShare(1) &&
  a.y.toShare(0) === b.y.toShare(0) &&
  a.y.toShare(1) === b.y.toShare(1)

interface CutsProps {
  readonly handle: Extract<Handle, { kind: 'cuts' }>
  readonly scales: Scales
  readonly state: ExplorationState
  readonly actions?: Actions
}

function Cuts({ handle, scales, state, actions }: CutsProps) {
  const scale = scales.x
  const [top, bottom] = scales.y.range
  const cuts = (state.values.value[handle.parameter] ?? []) as readonly number[]
  const [low, high] = scale.domain
  const set = (next: readonly number[]) =>
    actions?.explore(state, { ...state.values.value, [handle.parameter]: [...next].sort((a, b) => a - b) })
  // A cut may not pass its neighbours: their order is their identity while one is dragged.
  const between = (k: number, value: number) => {
    const gap = (high - low) * 1e-3
    return Math.min(Math.max(value, (cuts[k - 1] ?? low) + gap), (cuts[k + 1] ?? high) - gap)
  }
  const move = (k: number, value: number) => set(cuts.map((cut, j) => (j === k ? between(k, value) : cut)))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the lines themselves are operable by keyboard
    <div
      class="cuts"
      style={{ top: `${top * 100}%`, bottom: `${(1 - bottom) * 100}%` }}
      onDblClick={(event) => set([...cuts, scale.fromShare(shareAt(event, event.currentTarget).x)])}
    >
      {cuts.map((cut, k) => (
        <div
          key={k}
          class="cut"
          role="slider"
          tabIndex={0}
          aria-label={`Cut ${k + 1} of ${cuts.length}`}
          aria-valuemin={cuts[k - 1] ?? low}
          aria-valuemax={cuts[k + 1] ?? high}
          aria-valuenow={cut}
          aria-valuetext={formatNumber(cut)}
          style={{ left: `${scale.toShare(cut) * 100}%` }}
          onDblClick={(event) => {
            event.stopPropagation()
            set(cuts.filter((_, j) => j !== k))
          }}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => {
            if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
            move(k, scale.fromShare(shareAt(event, event.currentTarget.parentElement).x))
          }}
          onKeyDown={(event) => {
            const step = (high - low) * KEY_STEP * (event.shiftKey ? 10 : 1)
            if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') move(k, cut - step)
            else if (event.key === 'ArrowRight' || event.key === 'ArrowUp') move(k, cut + step)
            else if (event.key === 'Delete') set(cuts.filter((_, j) => j !== k))
            else if (event.key === 'Insert') set([...cuts, (cut + (cuts[k + 1] ?? high)) / 2])
            else return
            event.preventDefault()
          }}
        />
      ))}
    </div>
  )
}

interface DragPointsProps {
  readonly handle: Extract<Handle, { kind: 'points' }>
  readonly scales: Scales
  readonly state: ExplorationState
  readonly actions?: Actions
}

function DragPoints({ handle, scales, state, actions }: DragPointsProps) {
  const points = (state.values.value[handle.parameter] ?? []) as readonly (readonly [number, number])[]
  const within = (value: number, [low, high]: Scale['domain']) => Math.min(Math.max(value, low), high)
  const move = (k: number, x: number, y: number) => {
    const moved = [within(x, scales.x.domain), within(y, scales.y.domain)] as const
    const next: ParameterValue = points.map((point, j) => (j === k ? moved : point))
    actions?.explore(state, { ...state.values.value, [handle.parameter]: next })
  }
  return (
    <>
      {points.map(([x, y], k) => (
        <button
          key={k}
          type="button"
          class={`drag-point mark-${handle.role}`}
          aria-label={`Point ${k + 1} of ${points.length}: ${formatNumber(x)}, ${formatNumber(y)}; arrow keys move it`}
          style={{ left: `${scales.x.toShare(x) * 100}%`, top: `${scales.y.toShare(y) * 100}%` }}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => {
            if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
            const share = shareAt(event, event.currentTarget.parentElement)
            move(k, scales.x.fromShare(share.x), scales.y.fromShare(share.y))
          }}
          onKeyDown={(event) => {
            const large = event.shiftKey ? 10 : 1
            const [dx, dy] = [scales.x, scales.y].map(({ domain }) => (domain[1] - domain[0]) * KEY_STEP * large)
            const steps: Readonly<Record<string, readonly [number, number]>> = {
              ArrowLeft: [-(dx ?? 0), 0],
              ArrowRight: [dx ?? 0, 0],
              ArrowUp: [0, dy ?? 0],
              ArrowDown: [0, -(dy ?? 0)],
            }
            const step = steps[event.key]
            if (!step) return
            event.preventDefault()
            move(k, x + step[0], y + step[1])
          }}
        />
      ))}
    </>
  )
}

function shareAt(event: MouseEvent, box: Element | null): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = box?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 }
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / height }
}
