/**
 * A scene in three dimensions as a still picture: parallel projection, far things first (painter's algorithm). The page
 * draws the same layers with WebGL.
 * @module
 */
import { colourAt } from './colormap.js'
import type { Role, SceneFigure, SceneLayer } from './figure.js'
import { type Drawing, round } from './frame.js'
import type { Theme } from './theme.js'

export interface SceneView {
  /** Turn about the vertical z axis, in radians. Default −0.6: a little from the left. */
  readonly azimuth: number
  /** Height of the eye over the horizon, in radians; π/2 looks straight down. Default 0.4. */
  readonly elevation: number
}

const DEFAULT_VIEW: SceneView = { azimuth: -0.6, elevation: 0.4 }
const FROM_ABOVE: SceneView = { azimuth: 0, elevation: Math.PI / 2 }
const MARGIN = 12

/** Screen position (y down) and nearness to the eye. */
interface Projected {
  readonly x: number
  readonly y: number
  readonly near: number
}

type Projection = (flat: readonly number[], at: number) => Projected

/** Scenes that lie in a plane of constant z are seen from above. */
export function drawScene(
  figure: SceneFigure,
  theme: Theme,
  { width, height }: { readonly width: number; readonly height: number },
  view?: SceneView,
): Drawing {
  const turned = projection(view ?? (isFlat(figure.layers) ? FROM_ABOVE : DEFAULT_VIEW))
  const fitted = fit(figure.layers, turned, width, height)
  const shapes = figure.layers.flatMap((layer) => shapesOf(layer, fitted, theme))
  shapes.sort((a, b) => a.near - b.near)
  return { content: shapes.map(({ svg }) => svg).join(''), size: { width, height } }
}

const coordinatesOf = (layer: SceneLayer): readonly (readonly number[])[] =>
  layer.kind === 'points' ? [layer.positions] : layer.kind === 'arrows' ? [layer.from, layer.to] : [layer.vertices]

function isFlat(layers: readonly SceneLayer[]): boolean {
  const heights = layers.flatMap(coordinatesOf).flatMap((flat) => flat.filter((_, k) => k % 3 === 2))
  return heights.every((z) => z === heights[0])
}

function projection({ azimuth, elevation }: SceneView): Projection {
  const [ca, sa] = [Math.cos(azimuth), Math.sin(azimuth)]
  const [ce, se] = [Math.cos(elevation), Math.sin(elevation)]
  return (flat, at) => {
    const [x, y, z] = [flat[at] as number, flat[at + 1] as number, flat[at + 2] as number]
    const right = ca * x - sa * y
    const away = sa * x + ca * y
    return { x: right, y: -(se * away + ce * z), near: se * z - ce * away }
  }
}

function fit(layers: readonly SceneLayer[], project: Projection, width: number, height: number): Projection {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const flat of layers.flatMap(coordinatesOf)) {
    for (let at = 0; at < flat.length; at += 3) {
      const { x, y } = project(flat, at)
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  const span = Math.max((right - left) / (width - 2 * MARGIN), (bottom - top) / (height - 2 * MARGIN))
  // One point, or none, has no extent: any scale will do.
  const scale = span > 0 && Number.isFinite(span) ? 1 / span : 1
  return (flat, at) => {
    const { x, y, near } = project(flat, at)
    return { x: width / 2 + scale * (x - (left + right) / 2), y: height / 2 + scale * (y - (top + bottom) / 2), near }
  }
}

interface Shape {
  readonly near: number
  readonly svg: string
}

function shapesOf(layer: SceneLayer, project: Projection, theme: Theme): readonly Shape[] {
  if (layer.kind === 'points') return pointShapes(layer, project, theme)
  return layer.kind === 'arrows' ? arrowShapes(layer, project, theme) : meshShapes(layer, project, theme)
}

function pointShapes({ role, positions }: Layer<'points'>, project: Projection, theme: Theme): readonly Shape[] {
  const count = positions.length / 3
  const radius = Math.min(4, Math.max(1.5, 40 / Math.sqrt(count)))
  return Array.from({ length: count }, (_, k) => {
    const { x, y, near } = project(positions, 3 * k)
    return { near, svg: marker(role, x, y, radius, theme) }
  })
}

type Layer<Kind extends SceneLayer['kind']> = Extract<SceneLayer, { kind: Kind }>

/** The mark of a role: hollow circle for a source, square for a target, filled circle for all others. */
function marker(role: Role, x: number, y: number, radius: number, { roles }: Theme): string {
  const colour = roles[role]
  if (role === 'target') {
    const side = round(radius * 1.8)
    const at = `x="${round(x - side / 2)}" y="${round(y - side / 2)}"`
    return `<rect ${at} width="${side}" height="${side}" fill="${colour}"/>`
  }
  const paint = role === 'source' ? `fill="none" stroke="${colour}" stroke-width="1.5"` : `fill="${colour}"`
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" ${paint}/>`
}

function arrowShapes({ role, from, to }: Layer<'arrows'>, project: Projection, theme: Theme): readonly Shape[] {
  const colour = theme.roles[role]
  return Array.from({ length: from.length / 3 }, (_, k) => {
    const a = project(from, 3 * k)
    const b = project(to, 3 * k)
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    const head = Math.min(6, length / 2)
    const [ux, uy] = length > 0 ? [(b.x - a.x) / length, (b.y - a.y) / length] : [0, 0]
    const wing = (side: number) =>
      `${round(b.x - head * ux + side * 0.5 * head * uy)} ${round(b.y - head * uy - side * 0.5 * head * ux)}`
    const tip = `${round(b.x)} ${round(b.y)}`
    const path = `M${round(a.x)} ${round(a.y)}L${tip}M${wing(1)}L${tip}L${wing(-1)}`
    const stroke = `fill="none" stroke="${colour}" stroke-width="1.25" stroke-linejoin="round"`
    return { near: (a.near + b.near) / 2, svg: `<path d="${path}" ${stroke}/>` }
  })
}

function meshShapes(layer: Layer<'mesh'>, project: Projection, theme: Theme): readonly Shape[] {
  const { role, vertices, faces, values } = layer
  const [low, high] = rangeOf(values ?? [])
  return Array.from({ length: faces.length / 3 }, (_, k) => {
    const corners = [0, 1, 2].map((c) => faces[3 * k + c] as number)
    const [a, b, c] = corners.map((vertex) => project(vertices, 3 * vertex)) as [Projected, Projected, Projected]
    const colour = values
      ? colourAt('sequential', (mean(corners.map((vertex) => values[vertex] as number)) - low) / (high - low || 1))
      : shade(theme.roles[role], facing(vertices, corners), theme)
    const path = [a, b, c].map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')
    // The stroke closes the hairlines between neighbouring faces.
    const svg = `<path d="M${path}Z" fill="${colour}" stroke="${colour}" stroke-width="0.5"/>`
    return { near: (a.near + b.near + c.near) / 3, svg }
  })
}

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length

function rangeOf(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

/** |cos| of the angle between a face and the light, which comes from above left: 1 is fully lit, from either side. */
function facing(vertices: readonly number[], [i = 0, j = 0, k = 0]: readonly number[]): number {
  const edge = (to: number) => [0, 1, 2].map((d) => (vertices[3 * to + d] as number) - (vertices[3 * i + d] as number))
  const [ax = 0, ay = 0, az = 0] = edge(j)
  const [bx = 0, by = 0, bz = 0] = edge(k)
  const normal = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx] as const
  const length = Math.hypot(...normal)
  return length > 0 ? Math.abs(-0.36 * normal[0] - 0.48 * normal[1] + 0.8 * normal[2]) / length : 1
}

/** Half to full strength of a colour over the background. */
function shade(colour: string, light: number, { surface }: Theme): string {
  const share = 0.5 + 0.5 * light
  if (!colour.startsWith('#')) return `color-mix(in srgb, ${colour} ${Math.round(share * 100)}%, ${surface.background})`
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16)
  const mixed = [1, 3, 5].map((at) =>
    Math.round(share * channel(colour, at) + (1 - share) * channel(surface.background, at))
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${mixed.join('')}`
}
