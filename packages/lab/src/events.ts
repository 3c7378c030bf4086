/**
 * What a running paper says. The same stream feeds a progress bar, a page and a log.
 * @module
 */
import type { Figure } from './figure/figure.js'

export type LabEvent = ProgressEvent | MetricEvent | FigureEvent | ClaimEvent

export interface ProgressEvent {
  readonly type: 'progress'
  readonly done: number
  readonly total: number
  readonly note?: string
}

export interface MetricEvent {
  readonly type: 'metric'
  readonly name: string
  readonly value: number
  /** Position on the curve that the metric draws; absent for a single number. */
  readonly step?: number
}

export interface FigureEvent {
  readonly type: 'figure'
  /** A later figure with the same id replaces the earlier one. */
  readonly figure: Figure
}

/** Numbers behind an outcome, by name; lists hold one value a seed. */
export type Measured = Readonly<Record<string, number | string | boolean | readonly number[]>>

export interface ClaimEvent {
  readonly type: 'claim'
  readonly id: string
  readonly measured: Measured
  /** true: held. false: refuted. null: not evaluated, and `note` says why. */
  readonly holds: boolean | null
  readonly note?: string
  /** The data set that was needed and is not installed here: the only reason that `verify` accepts for a null. */
  readonly missing?: string
}

export const progress = (done: number, total: number, note?: string): ProgressEvent => ({
  type: 'progress',
  done,
  total,
  note,
})

export const metric = (name: string, value: number, step?: number): MetricEvent => ({
  type: 'metric',
  name,
  value,
  step,
})

export const figure = (figure: Figure): FigureEvent => ({ type: 'figure', figure })

export const claim = (id: string, holds: boolean | null, measured: Measured = {}, note?: string): ClaimEvent => ({
  type: 'claim',
  id,
  measured,
  holds,
  note,
})

/** A claim that can't be evaluated here because a data set is not installed. */
export const claimWithout = (id: string, missing: string): ClaimEvent => ({
  type: 'claim',
  id,
  measured: {},
  holds: null,
  note: `the data set ${missing} is not installed`,
  missing,
})
