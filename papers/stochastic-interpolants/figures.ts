/**
 * Particles on their way, one training sampled three ways, and the losses.
 * @module
 */
import type { ChartFigure } from '@pushforward/lab'
import type { Points } from 'pushforward/measure'

/** Three significant digits, with a true minus sign. */
export const digits = (value: number) => value.toPrecision(3).replaceAll('-', '−')

const rows = ({ data, n }: Points) =>
  Array.from({ length: n }, (_, i) => ({ x: data[2 * i] as number, y: data[2 * i + 1] as number }))

/** Names of the two coordinates, and the square that holds both laws: it stays while particles move. */
export interface Frame {
  readonly axes: readonly [string, string]
  readonly extent: readonly [number, number]
}

const position = ({ axes: [x, y], extent }: Frame) => ({
  x: { field: 'x', type: 'quantitative', title: x, scale: { domain: extent, nice: false } },
  y: { field: 'y', type: 'quantitative', title: y, scale: { domain: extent, nice: false } },
})

const dots = (data: Points, style: string, size: number, frame: Frame, opacity = 1) => ({
  data: { values: rows(data) },
  mark: { type: 'point', style, size, opacity, clip: true },
  encoding: position(frame),
})

export interface Particles {
  /** Planar points `[n, 2]`. */
  readonly start: Points
  readonly now: Points
  readonly target: Points
  readonly frame: Frame
  readonly title: string
  readonly caption: string
}

/** Where the particles started, where they are, and where they should arrive. */
export function particlesFigure({ start, now, target, frame, title, caption }: Particles): ChartFigure {
  return {
    kind: 'chart',
    id: 'particles',
    title,
    caption: `${caption} Hollow circles: where particles start; squares: the target; filled: the particles.`,
    alternative: `${now.n} particles between their starting points and ${target.n} points of the target. ${title}`,
    aspect: 1.1,
    spec: {
      layer: [
        dots(target, 'target', 14, frame, 0.7),
        dots(start, 'source', 14, frame, 0.5),
        dots(now, 'made', 20, frame),
      ],
    },
  }
}

export interface Resampled extends Particles {
  /** Positions `[k, 2]` of the first k particles at rising times. */
  readonly ways: readonly { readonly t: number; readonly x: Points }[]
  readonly handles: ChartFigure['handles']
}

/** The particles at their end, and the ways of some. */
export function resampledFigure({ ways, handles, ...particles }: Resampled): ChartFigure {
  const { start, now, target, frame, title, caption } = particles
  const count = ways.reduce((least, { x }) => Math.min(least, x.n), now.n)
  const way = ways.flatMap(({ t, x }) =>
    rows(x)
      .slice(0, count)
      .map((row, particle) => ({ ...row, t, particle })),
  )
  return {
    kind: 'chart',
    id: 'resampled',
    title,
    caption: `${caption} Hollow circles: where particles start; squares: the target; filled: the particles.`,
    alternative: `${now.n} particles at their end, ${target.n} points of the target, and ${count} ways from start to end. ${title}`,
    aspect: 1.1,
    spec: {
      layer: [
        dots(target, 'target', 14, frame, 0.7),
        dots(start, 'source', 14, frame, 0.5),
        {
          data: { values: way },
          mark: { type: 'line', style: 'fourth', opacity: 0.7, strokeWidth: 1, clip: true },
          encoding: {
            ...position(frame),
            detail: { field: 'particle' },
            order: { field: 't', type: 'quantitative' },
          },
        },
        dots(now, 'made', 20, frame),
      ],
    },
    handles,
  }
}

export interface Sampled {
  /** ε = factor · γ; 0 is the flow. */
  readonly factor: number
  readonly points: Points
  /** Energy distance to a fresh sample of the target. */
  readonly distance: number
}

/** The same two networks, sampled with several strengths of noise, side by side. */
export function samplersFigure(
  samples: readonly Sampled[],
  twoSamples: number,
  frame: Frame,
  caption: string,
): ChartFigure {
  const name = (factor: number) => (factor === 0 ? 'flow, ε = 0' : `diffusion, ε = ${factor} γ`)
  const { x, y } = position(frame)
  const said = samples.map(({ factor, distance }) => `${name(factor)}: ${digits(distance)}`).join('; ')
  return {
    kind: 'chart',
    id: 'samplers',
    title: `One training, ${samples.length} samplers: energy distances ${samples.map(({ distance }) => digits(distance)).join(', ')}.`,
    caption: `${caption} Energy distance to a fresh sample of the target; two samples of the target are ${digits(twoSamples)} apart. Across: ${x.title}; up: ${y.title}.`,
    alternative: `Samples of one model with different noise, and their energy distances to the target: ${said}.`,
    aspect: 2.6,
    spec: {
      data: {
        values: samples.flatMap(({ factor, points }) => rows(points).map((row) => ({ ...row, sampler: name(factor) }))),
      },
      facet: {
        column: {
          field: 'sampler',
          type: 'nominal',
          title: null,
          sort: samples.map(({ factor }) => name(factor)),
          // On a phone there is no room for it in one line, nor for the name of each axis.
          header: { labelExpr: "split(datum.label, ', ')" },
        },
      },
      spec: {
        mark: { type: 'point', style: 'made', size: 8, clip: true },
        encoding: { x: { ...x, title: null }, y: { ...y, title: null } },
      },
    },
  }
}

export interface LossCurves {
  readonly step: readonly number[]
  readonly velocity: readonly number[]
  readonly denoiser: readonly number[]
}

/** Both losses against steps; neither goes to 0, as targets vary at a given point. */
export function lossFigure({ step, velocity, denoiser }: LossCurves, caption: string): ChartFigure {
  const series = [
    { name: 'velocity', values: velocity, colour: 'role:made' },
    { name: 'denoiser', values: denoiser, colour: 'role:fourth' },
  ] as const
  const values = series.flatMap((each) => step.map((at, k) => ({ step: at, value: each.values[k], series: each.name })))
  const colour = {
    field: 'series',
    type: 'nominal',
    legend: null,
    scale: { domain: series.map(({ name }) => name), range: series.map((each) => each.colour) },
  }
  const x = { field: 'step', type: 'quantitative', title: 'training step' }
  const y = { field: 'value', type: 'quantitative', title: 'loss', scale: { type: 'log' } }
  const last = step.at(-1) ?? 0
  const said = series.map((each) => `${each.name} ${digits(each.values.at(-1) ?? Number.NaN)}`).join(', ')
  return {
    kind: 'chart',
    id: 'losses',
    title: last === 0 ? 'Both losses will fall to the spread of their targets.' : `After ${last} steps: ${said}.`,
    caption: `${caption} Halved squares on single batches. Neither tends to 0: what is left is the spread of the targets around their mean.`,
    alternative:
      last === 0
        ? 'Empty axes for the losses of velocity and denoiser, before the first step.'
        : `Two curves over ${last} training steps on a logarithmic scale, which end at: ${said}.`,
    aspect: 1.6,
    spec: {
      layer: [
        { data: { values }, mark: { type: 'line' }, encoding: { x, y, color: colour } },
        {
          data: { values: series.map((each) => ({ step: last, value: each.values.at(-1), series: each.name })) },
          mark: { type: 'text', align: 'right', dy: -16 },
          encoding: { x, y, text: { field: 'series' }, color: colour },
        },
      ],
    },
  }
}
