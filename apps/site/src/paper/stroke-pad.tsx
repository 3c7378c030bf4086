/**
 * Draws a flow by strokes: fluid goes where the pen goes, as fast as it went. With a pointer, or with the keyboard (Enter
 * sets the pen down and lifts it, arrows move it).
 * @module
 */
import { useRef, useState } from 'preact/hooks'
import type { Stroke, StrokePoint } from './actions.js'

/** The pad shows [−1, 1]². */
const SIZE = 240
/** Pixels between points of a stroke: nearer ones say little of its direction. */
const SPACING = 6
const KEY_STEP = 0.1
/** Seconds that a step by key counts for. */
const KEY_TIME = 0.2
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

const clamp = (value: number) => Math.min(Math.max(value, -1), 1)
const toPixel = ({ x, y }: Pick<StrokePoint, 'x' | 'y'>) => [((x + 1) / 2) * SIZE, ((1 - y) / 2) * SIZE] as const

export function StrokePad({ onChange }: { readonly onChange: (strokes: readonly Stroke[]) => void }) {
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const [pen, setPen] = useState<StrokePoint>({ x: 0, y: 0, t: 0 })
  const [down, setDown] = useState(false)
  const drawing = useRef(false)

  const begin = (point: StrokePoint) => setStrokes((all) => [...all, [point]])
  const extend = (point: StrokePoint) => setStrokes((all) => [...all.slice(0, -1), [...(all.at(-1) ?? []), point]])
  /** A press without a move has no direction. */
  const finish = () => {
    const whole = strokes.filter((stroke) => stroke.length > 1)
    setStrokes(whole)
    onChange(whole)
  }
  const replace = (next: readonly Stroke[]) => {
    setStrokes(next)
    setDown(false)
    onChange(next)
  }
  const place = (event: PointerEvent): StrokePoint => {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    const share = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] as const
    return { x: clamp(2 * share[0] - 1), y: clamp(1 - 2 * share[1]), t: event.timeStamp / 1000 }
  }
  const drag = (event: PointerEvent) => {
    const last = strokes.at(-1)?.at(-1)
    if (!drawing.current || !last) return
    const point = place(event)
    const [from, to] = [toPixel(last), toPixel(point)]
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) >= SPACING && point.t > last.t) extend(point)
  }
  const key = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step) {
      const moved = { x: clamp(pen.x + step[0] * KEY_STEP), y: clamp(pen.y + step[1] * KEY_STEP), t: pen.t + KEY_TIME }
      if (down && (moved.x !== pen.x || moved.y !== pen.y)) extend(moved)
      setPen(moved)
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (down) finish()
      else begin(pen)
      setDown(!down)
    } else return
    event.preventDefault()
  }
  const [penX, penY] = toPixel(pen)

  return (
    <div class="pad">
      <p class="small">
        Strokes carry the fluid along, as fast as you draw ({strokes.filter(({ length }) => length > 1).length}).
      </p>
      <button
        class="pad-area"
        type="button"
        aria-label={`Drawing area: Enter sets the pen down and lifts it, arrow keys move it; it is ${down ? 'down' : 'up'}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          drawing.current = true
          begin(place(event))
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          drawing.current = false
          finish()
        }}
        onPointerCancel={() => {
          drawing.current = false
          finish()
        }}
        onKeyDown={key}
      >
        <svg viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
          {strokes.map((stroke, k) => (
            <path key={k} class="pad-stroke" d={arrowPath(stroke)} />
          ))}
          <path
            class={down ? 'pad-pen pad-pen-down' : 'pad-pen'}
            d={`M${penX - 6} ${penY}h12M${penX} ${penY - 6}v12`}
          />
        </svg>
      </button>
      <div class="own-data-row">
        <button class="button-text" type="button" onClick={() => replace(strokes.slice(0, -1))}>
          Take back a stroke
        </button>
        <button class="button-text" type="button" onClick={() => replace([])}>
          Clear
        </button>
      </div>
    </div>
  )
}

const HEAD = 7

/** The stroke with a head at its end. */
export function arrowPath(stroke: Stroke): string {
  const pixels = stroke.map(toPixel)
  const line = pixels.map(([x, y], k) => `${k ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
  const tip = pixels.at(-1)
  const before = pixels.at(-2)
  if (!tip || !before) return line
  const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0])
  const wing = (turn: number) =>
    `${(tip[0] - HEAD * Math.cos(angle + turn)).toFixed(1)} ${(tip[1] - HEAD * Math.sin(angle + turn)).toFixed(1)}`
  return `${line}M${wing(0.5)}L${tip[0].toFixed(1)} ${tip[1].toFixed(1)}L${wing(-0.5)}`
}
