/**
 * The worker that moves and paints the particles of one figure, on a canvas that the page has handed over: the page's own
 * thread stays free.
 * @module
 */
import { startThreads } from '@pushforward/kernels'
import type { MovingFlow } from '@pushforward/lab'
import { type ParticleCloud, particleCloud } from './particle-cloud.js'
import { type Ground, type Paper, paint, paper } from './particle-paint.js'

export type ParticleRequest =
  | { readonly type: 'canvas'; readonly canvas: OffscreenCanvas }
  | { readonly type: 'flow'; readonly flow: MovingFlow }
  /** The raster below has changed, or the size of the canvas. */
  | {
      readonly type: 'ground'
      readonly ground: Ground
      readonly view: View
      readonly width: number
      readonly height: number
    }
  | { readonly type: 'go' }
  | { readonly type: 'rest' }

/** What the canvas shows of the plane. */
export interface View {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
}

/** Once a second: frames that were painted in it, and milliseconds that one took. */
export interface ParticleReply {
  /** Painted since the start. */
  readonly frames: number
  readonly framesPerSecond: number
  readonly millisecondsPerFrame: number
}

/** From here on one thread may not keep up with the screen. */
const MANY = 30_000

let context: OffscreenCanvasRenderingContext2D | null = null
let cloud: ParticleCloud | undefined
let sheet: Paper | undefined
let view: View | undefined
let going = false
let last = 0
let scheduled = false
const count = { since: 0, frames: 0, busy: 0, all: 0 }

self.onmessage = ({ data: request }: MessageEvent<ParticleRequest>) => {
  if (request.type === 'canvas') context = request.canvas.getContext('2d')
  else if (request.type === 'flow') void begin(request.flow)
  else if (request.type === 'ground') {
    if (!context) return
    context.canvas.width = request.width
    context.canvas.height = request.height
    sheet = paper(request.width, request.height, request.ground)
    view = request.view
  } else if (request.type === 'go') {
    going = true
    last = performance.now()
    Object.assign(count, { since: last, frames: 0, busy: 0 })
    schedule()
  } else going = false
}

async function begin(flow: MovingFlow): Promise<void> {
  if (flow.particles >= MANY && self.crossOriginIsolated) await startThreads()
  cloud = particleCloud(flow)
}

function schedule(): void {
  if (scheduled || !going) return
  scheduled = true
  requestAnimationFrame(step)
}

function step(now: number): void {
  scheduled = false
  if (!going) return
  schedule()
  if (!context || !cloud || !sheet || !view) return
  const started = performance.now()
  cloud.advance(Math.max(0, now - last) / 1000)
  last = now
  paint(sheet, cloud.positions, view)
  context.putImageData(new ImageData(sheet.pixels, sheet.width, sheet.height), 0, 0)
  const ended = performance.now()
  count.frames++
  count.all++
  count.busy += ended - started
  if (ended - count.since < 1000) return
  const reply: ParticleReply = {
    frames: count.all,
    framesPerSecond: (1000 * count.frames) / (ended - count.since),
    millisecondsPerFrame: count.busy / count.frames,
  }
  self.postMessage(reply)
  Object.assign(count, { since: ended, frames: 0, busy: 0 })
}
