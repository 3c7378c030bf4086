/**
 * Figures are data. A chart is a Vega-Lite specification; a raster and a scene are what Vega-Lite cannot draw.
 *
 * Colours are roles, never values: write `"role:source"` wherever a specification takes a colour, and every renderer
 * replaces it (a CSS variable in the page, a hex value in an exported file).
 * @module
 */

/** The fixed roles of the house's visual language. */
export type Role =
  | 'source'
  | 'target'
  | 'made'
  | 'baseline'
  | 'fourth'
  | 'fifth'
  | 'sixth'
  | 'held'
  | 'refuted'
  | 'muted'

interface FigureBase {
  readonly id: string
  /** A sentence that says what to see. */
  readonly title: string
  /** n, seed, what the marks are. */
  readonly caption: string
  /** Width over height; fixed before anything is computed. */
  readonly aspect: number
  /** What the figure shows and concludes, for who can't see it. */
  readonly alternative: string
  readonly handles?: readonly Handle[]
}

/** Binds something to drag in the figure to a parameter of the exploration that drew it. */
export type Handle =
  /** A slider under the figure, for a number parameter. */
  | { readonly kind: 'slider'; readonly parameter: string }
  /** Vertical lines at the x positions of a number[] parameter: drag to move, double-click to add or remove. */
  | { readonly kind: 'cuts'; readonly parameter: string }
  /** Points at the [x, y][] of a parameter: drag to move. */
  | { readonly kind: 'points'; readonly parameter: string; readonly role: Role }

export interface ChartFigure extends FigureBase {
  readonly kind: 'chart'
  /** Vega-Lite without size, config or background: those belong to the theme. */
  readonly spec: Readonly<Record<string, unknown>>
}

export interface RasterFigure extends FigureBase {
  readonly kind: 'raster'
  readonly columns: number
  readonly rows: number
  /** Row-major from the top; NaN is drawn as missing, and is null in a report. */
  readonly values: readonly (number | null)[] | Float32Array | Float64Array
  readonly domain: readonly [number, number]
  readonly colormap: 'sequential' | 'diverging' | 'cyclic'
  /** Coordinates of the edges: left, right, bottom, top. */
  readonly extent: readonly [number, number, number, number]
  readonly labels: { readonly x: string; readonly y: string; readonly value: string }
  /** Whether a unit is as long on both axes, as in a map. Default false: the picture fills its box. */
  readonly equal?: boolean
  /** Curves over the picture; the last lies on top. */
  readonly lines?: readonly RasterLines[]
  readonly motion?: Motion
}

/** Curves of one kind: ridges, level lines, an interface. */
export interface RasterLines {
  readonly role: Role
  /** Corners of each curve in order, flat pairs x, y. A closed one ends where it starts. */
  readonly curves: readonly Flat[]
}

type Flat = readonly number[] | Float32Array | Float64Array

/** What moves over a raster. */
export interface Motion {
  /** Where a few particles went in a short while, flat pairs x, y, oldest first: the motion in a still picture. */
  readonly trails: readonly Flat[]
  /** What carries particles in the page. A recorded figure has none: it is most of the data. */
  readonly flow?: MovingFlow
}

/** Velocities on a grid, as `gridFlow` takes them, and how they are to be shown. */
export interface MovingFlow {
  /** Names the flow: particles go on moving when a later figure has the same. */
  readonly key: string
  /** Node coordinates, evenly spaced, ascending. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Times of the frames, run through in circles. Absent: a steady flow. */
  readonly t?: Float64Array
  /** `[t][y][x]`; NaN on land. */
  readonly u: Float32Array
  readonly v: Float32Array
  /** Along x, along y. */
  readonly periodic: readonly [boolean, boolean]
  /** Times of the flow that pass in a second. */
  readonly pace: number
  readonly particles: number
}

export interface SceneFigure extends FigureBase {
  readonly kind: 'scene'
  readonly layers: readonly SceneLayer[]
}

/** Coordinates are flat triples. */
export type SceneLayer =
  | { readonly kind: 'points'; readonly role: Role; readonly positions: readonly number[] }
  | { readonly kind: 'arrows'; readonly role: Role; readonly from: readonly number[]; readonly to: readonly number[] }
  | {
      readonly kind: 'mesh'
      readonly role: Role
      readonly vertices: readonly number[]
      readonly faces: readonly number[]
      /** One value a vertex, coloured by the sequential map. */
      readonly values?: readonly number[]
    }

export type Figure = ChartFigure | RasterFigure | SceneFigure
