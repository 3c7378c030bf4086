/**
 * What can be looked at: flows with a formula, and what a look needs of any flow.
 * @module
 */
import { analyticFlow, type Grid, type GridNodes, type PlanarFlow } from 'pushforward/field'

export interface Box {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  readonly periodic: readonly [x: boolean, y: boolean]
}

/** A flow in a box, and the times at which it is looked at. */
export interface Scene {
  /** Fit for `the …`. */
  readonly name: string
  /** Names the flow and all that makes it, for particles that go on moving. */
  readonly key: string
  readonly flow: PlanarFlow
  readonly box: Box
  /** Times that can be looked at. Absent: all. */
  readonly times?: readonly [first: number, last: number]
  /** Start and length of the look at parameters 0 and 1. */
  readonly t0: number
  readonly duration: number
  /** After this time the flow is as at the start: moving particles run through it in circles. */
  readonly period?: number
  readonly units: {
    readonly length: string
    readonly time: string
    /** Of velocity over length. Default: 1 over that of time. */
    readonly rate?: string
  }
  /** Where the velocities come from, one sentence. */
  readonly origin: string
  /** Snapshots that do not follow each other: only what belongs to one moment has a meaning. */
  readonly instantaneous?: true
  /** Whether the force of viscosity is 0 everywhere. */
  readonly forceless?: true
  /** Of measured velocities, their own nodes. */
  readonly measured?: GridNodes
  /** A concentration that was measured with them. */
  readonly scalar?: MeasuredScalar
  /** Of measured velocities at t₀, mean |∂u/∂x + ∂v/∂y| h/u′ with h their spacing: 0 where a flow stays in its plane. */
  readonly divergence?: number
}

export interface MeasuredScalar {
  /** Where it was found, as `flow.csv: c`. */
  readonly source: string
  /** At a time of the data, linear between frames, NaN where missing. */
  readonly at: (time: number) => Grid
}

export const FLOWS = ['double-gyre', 'bickley', 'taylor-green', 'saddle', 'shear'] as const
export type FlowName = (typeof FLOWS)[number]

const PLAIN = { length: '', time: '' }
const FREE = [false, false] as const

const SCENES: Record<FlowName, Omit<Scene, 'key'>> = {
  'double-gyre': {
    name: 'double gyre',
    flow: analyticFlow.doubleGyre(),
    box: { x: [0, 2], y: [0, 1], periodic: FREE },
    t0: 0,
    duration: 15,
    period: 10,
    units: PLAIN,
    origin: 'Double gyre with A = 0.1, ε = 0.25, ω = 2π/10.',
  },
  bickley: {
    name: 'Bickley jet',
    flow: analyticFlow.bickley(),
    box: { x: [0, Math.PI * 6371], y: [-3000, 3000], periodic: [true, false] },
    t0: 0,
    duration: 20,
    units: { length: 'km', time: 'days' },
    origin: 'Bickley jet of 62.66 m/s with two waves.',
  },
  'taylor-green': {
    name: 'Taylor–Green vortices',
    flow: analyticFlow.taylorGreen({ viscosity: 0.01 }),
    box: { x: [0, 2 * Math.PI], y: [0, 2 * Math.PI], periodic: [true, true] },
    t0: 0,
    duration: 5,
    units: PLAIN,
    origin: 'Taylor–Green vortices that decay with ν = 0.01.',
  },
  saddle: {
    name: 'saddle',
    flow: analyticFlow.saddle(),
    box: { x: [-1, 1], y: [-1, 1], periodic: FREE },
    t0: 0,
    duration: 1,
    units: PLAIN,
    origin: 'Saddle (x, −y).',
    forceless: true,
  },
  shear: {
    name: 'shear',
    flow: analyticFlow.shear(),
    box: { x: [-1, 1], y: [-1, 1], periodic: FREE },
    t0: 0,
    duration: 3,
    units: PLAIN,
    origin: 'Shear (y, 0).',
    forceless: true,
  },
}

export const sceneOf = (name: FlowName): Scene => ({ ...SCENES[name], key: name })

/**
 * The centres of cells that fill the box, as square as may be, `across` of them along x: neighbours of every node are in the
 * box too.
 */
export function nodesOf({ x, y, periodic }: Box, across: number): GridNodes {
  const down = Math.min(4 * across, Math.max(8, Math.round((across * (y[1] - y[0])) / (x[1] - x[0]))))
  const [dx, dy] = [(x[1] - x[0]) / across, (y[1] - y[0]) / down]
  return {
    shape: [down, across],
    spacing: [dy, dx],
    origin: [y[0] + dy / 2, x[0] + dx / 2],
    periodic: [periodic[1], periodic[0]],
  }
}

/** With the unit, where there is one. */
export const inUnits = (text: string, unit: string): string => (unit === '' ? text : `${text} ${unit}`)
