/**
 * What a visitor can do. The server renders without actions; the island supplies them.
 * @module
 */
import type { Figure, ParameterValue } from '@pushforward/lab'
import type { FigureFrame } from '../view.js'
import type { Scales } from './handles.js'
import type { ExplorationState } from './session.js'

export type ExportFormat = 'svg' | 'png' | 'csv'

export interface Actions {
  run(form: HTMLFormElement): void
  measure(): void
  stop(): void
  /** A control was moved or typed in. */
  edit(target: HTMLInputElement): void
  addFiles(files: readonly File[]): void
  /** Takes the place of all files: the clouds that were drawn. */
  setDrawing(clouds: DrawnClouds): void
  /** Takes the place of all files: the velocities along the strokes that were drawn. */
  setStrokes(strokes: readonly Stroke[]): void
  clearFiles(): void
  /** Draws a live figure into its element. */
  draw(frame: FigureFrame, live: Figure, element: HTMLElement): void
  /** Calls back, now and after every drawing, with the scales of the figure that `layer` lies over. */
  whenDrawn(layer: HTMLElement, callback: (scales: Scales) => void): void
  /** Moves the handles of an exploration to these values. */
  explore(state: ExplorationState, values: Readonly<Record<string, ParameterValue>>): void
  exportFigure(frame: FigureFrame, live: Figure | undefined, format: ExportFormat): void
  exportReport(): void
  copy(text: string): Promise<void>
}

export type DrawnPoint = readonly [x: number, y: number]

export interface DrawnClouds {
  readonly source: readonly DrawnPoint[]
  readonly target: readonly DrawnPoint[]
}

/** Where the pen was, in the coordinates of the pad, and when, in seconds. */
export interface StrokePoint {
  readonly x: number
  readonly y: number
  readonly t: number
}

export type Stroke = readonly StrokePoint[]
