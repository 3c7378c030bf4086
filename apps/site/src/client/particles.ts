/**
 * Moving particles over a raster figure: a canvas over its picture, painted by a worker while it is on screen. Where motion
 * is not wanted, or a canvas can't be handed over, the figure keeps its trails.
 * @module
 */
import type { RasterFigure } from '@pushforward/lab'
import { darkCells, rasterLayout } from '@pushforward/lab/figure'
import type { ParticleReply, ParticleRequest } from './particle-worker.js'

export interface Particles {
  readonly key: string
  /** The raster below has changed, or the size of the figure. */
  relay(figure: RasterFigure): void
  remove(): void
}

/** More pixels than this for one of the page cost time and show nothing. */
const DENSEST = 2

export const canMove = (): boolean =>
  typeof OffscreenCanvas !== 'undefined' &&
  'transferControlToOffscreen' in HTMLCanvasElement.prototype &&
  !matchMedia('(prefers-reduced-motion: reduce)').matches

/** @param element the figure's box; the canvas becomes its last child */
export function moveParticles(element: HTMLElement, figure: RasterFigure): Particles | undefined {
  const flow = figure.motion?.flow
  if (!flow || !canMove()) return undefined
  const canvas = document.createElement('canvas')
  canvas.className = 'figure-particles'
  element.append(canvas)
  const worker = new Worker(new URL('./particle-worker.ts', import.meta.url), { type: 'module' })
  const tell = (request: ParticleRequest, transfer: Transferable[] = []) => worker.postMessage(request, transfer)
  worker.onmessage = ({ data }: MessageEvent<ParticleReply>) => {
    canvas.dataset.frames = String(data.frames)
    canvas.dataset.framesPerSecond = data.framesPerSecond.toFixed(1)
    canvas.dataset.millisecondsPerFrame = data.millisecondsPerFrame.toFixed(2)
  }
  const handed = canvas.transferControlToOffscreen()
  tell({ type: 'canvas', canvas: handed }, [handed])
  tell({ type: 'flow', flow })

  let seen = false
  const follow = () => tell({ type: seen && !document.hidden ? 'go' : 'rest' })
  const observer = new IntersectionObserver((entries) => {
    seen = entries.at(-1)?.isIntersecting ?? false
    follow()
  })
  observer.observe(canvas)
  document.addEventListener('visibilitychange', follow)

  const relay = (next: RasterFigure) => {
    const size = { width: element.clientWidth, height: Math.round(element.clientWidth / next.aspect) }
    const { picture } = rasterLayout(next, size)
    const share = (part: number, whole: number) => `${(100 * part) / whole}%`
    Object.assign(canvas.style, {
      left: share(picture.x, size.width),
      top: share(picture.y, size.height),
      width: share(picture.width, size.width),
      height: share(picture.height, size.height),
    })
    const density = Math.min(devicePixelRatio, DENSEST)
    const [left, right, bottom, top] = next.extent
    tell({
      type: 'ground',
      ground: { columns: next.columns, rows: next.rows, dark: darkCells(next) },
      view: { x: [left, right], y: [bottom, top] },
      width: Math.max(1, Math.round(picture.width * density)),
      height: Math.max(1, Math.round(picture.height * density)),
    })
    element.append(canvas)
  }
  relay(figure)
  return {
    key: flow.key,
    relay,
    remove: () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', follow)
      worker.terminate()
      canvas.remove()
    },
  }
}
