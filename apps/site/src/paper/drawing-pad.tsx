/**
 * Draws two clouds of points, or one, the target: with a pointer (press and drag) or with the keyboard (arrows move the pen, Enter sets a
 * point).
 * @module
 */
import { useRef, useState } from 'preact/hooks'
import type { DrawnClouds, DrawnPoint } from './actions.js'

/** The pad shows [−3, 3]²: standard normal data fill it. */
const EXTENT = 3
const SIZE = 240
/** Pixels between points of one stroke. */
const SPACING = 7
const KEY_STEP = 0.25
const STEPS: Readonly<Record<string, DrawnPoint>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

type Side = keyof DrawnClouds

const toPixel = ([x, y]: DrawnPoint): DrawnPoint => [
  ((x + EXTENT) / (2 * EXTENT)) * SIZE,
  ((EXTENT - y) / (2 * EXTENT)) * SIZE,
]
const clamp = (value: number) => Math.min(Math.max(value, -EXTENT), EXTENT)

export interface DrawingPadProps {
  /** Only the target is drawn: data without a source. */
  readonly single: boolean
  readonly onChange: (clouds: DrawnClouds) => void
}

export function DrawingPad({ single, onChange }: DrawingPadProps) {
  const [side, setSide] = useState<Side>(single ? 'target' : 'source')
  const [clouds, setClouds] = useState<DrawnClouds>({ source: [], target: [] })
  const [pen, setPen] = useState<DrawnPoint>([0, 0])
  const last = useRef<DrawnPoint | undefined>(undefined)

  const update = (next: DrawnClouds) => {
    setClouds(next)
    onChange(next)
  }
  const add = (point: DrawnPoint) => update({ ...clouds, [side]: [...clouds[side], point] })
  const place = (event: PointerEvent): DrawnPoint => {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    const share = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] as const
    return [clamp((share[0] * 2 - 1) * EXTENT), clamp((1 - share[1] * 2) * EXTENT)]
  }
  const press = (event: PointerEvent) => {
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
    last.current = place(event)
    add(last.current)
  }
  const drag = (event: PointerEvent) => {
    if (!last.current) return
    const point = place(event)
    const [from, to] = [toPixel(last.current), toPixel(point)]
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) < SPACING) return
    last.current = point
    add(point)
  }
  const key = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step) setPen([clamp(pen[0] + step[0] * KEY_STEP), clamp(pen[1] + step[1] * KEY_STEP)])
    else if (event.key === 'Enter' || event.key === ' ') add(pen)
    else return
    event.preventDefault()
  }
  const [penX, penY] = toPixel(pen)

  return (
    <div class="pad">
      {single ? (
        <p class="pad-sides">
          <span class="mark-target">points ({clouds.target.length})</span>
        </p>
      ) : (
        <div class="pad-sides" role="radiogroup" aria-label="Which cloud to draw">
          {(['source', 'target'] as const).map((name) => (
            <label key={name}>
              <input type="radio" name="pad-side" form="" checked={side === name} onChange={() => setSide(name)} />
              <span class={`mark-${name}`}>
                {name} ({clouds[name].length})
              </span>
            </label>
          ))}
        </div>
      )}
      <button
        class="pad-area"
        type="button"
        aria-label="Drawing area: arrow keys move the pen, Enter sets a point"
        onPointerDown={press}
        onPointerMove={drag}
        onPointerUp={() => {
          last.current = undefined
        }}
        onKeyDown={key}
      >
        <svg viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
          {clouds.source.map(toPixel).map(([x, y], k) => (
            <circle key={k} cx={x} cy={y} r={3} fill="none" stroke="var(--role-source)" stroke-width={1.5} />
          ))}
          {clouds.target.map(toPixel).map(([x, y], k) => (
            <rect key={k} x={x - 2.5} y={y - 2.5} width={5} height={5} fill="var(--role-target)" />
          ))}
          <path class="pad-pen" d={`M${penX - 6} ${penY}h12M${penX} ${penY - 6}v12`} />
        </svg>
      </button>
      <div class="own-data-row">
        <button
          class="button-text"
          type="button"
          onClick={() => update({ ...clouds, [side]: clouds[side].slice(0, -1) })}
        >
          Take back a point
        </button>
        <button class="button-text" type="button" onClick={() => update({ source: [], target: [] })}>
          Clear
        </button>
      </div>
    </div>
  )
}
