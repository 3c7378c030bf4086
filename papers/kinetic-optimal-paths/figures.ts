/**
 * The chord and the separation. One colour a path everywhere.
 * @module
 */
import type { ChartFigure } from '@pushforward/lab'
import type { GaussianPath, KineticOptimalPath, Separation } from 'pushforward/flow'
import { PATHS, type PathName } from './sampling.js'

const COLOURS: Readonly<Record<PathName, string>> = {
  'kinetic optimal': 'role:made',
  linear: 'role:sixth',
  trigonometric: 'role:fourth',
}
export const colour = {
  field: 'path',
  type: 'nominal',
  legend: null,
  scale: { domain: PATHS, range: PATHS.map((name) => COLOURS[name]) },
}

/** Three significant digits, with a true minus sign. */
export const digits = (value: number): string =>
  (Math.abs(value) < 5e-5 ? '0' : value.toPrecision(value < 0.01 ? 1 : value < 1 ? 2 : 3)).replaceAll('-', '−')

export type Energies = Readonly<Record<PathName, number>>

const nth = (name: PathName, energies: Energies) => `${name} ${digits(energies[name])}`

/** The paths in the coordinates in which energy is that of a free particle. */
export function chordFigure(
  paths: Readonly<Record<PathName, GaussianPath>>,
  energies: Energies,
  caption: string,
): ChartFigure {
  const optimal = paths['kinetic optimal'] as KineticOptimalPath
  const curves = PATHS.flatMap((name) => {
    const { alpha, sigma, dataTime } = paths[name]
    return Array.from({ length: 61 }, (_, k) => {
      const at = dataTime === 1 ? k / 60 : 1 - k / 60
      const phi = optimal.phi(Math.atan2(alpha(at), sigma(at)))
      const r = Math.hypot(alpha(at), sigma(at))
      return { path: name, order: k, x: r * Math.cos(phi), y: r * Math.sin(phi) }
    })
  })
  const ends = [
    { x: 1, y: 0, label: 'noise', align: 'left' },
    { x: Math.cos(optimal.Phi), y: Math.sin(optimal.Phi), label: 'data' },
  ]
  const labelled = { 'kinetic optimal': 14, linear: 48, trigonometric: 36 } as const
  const labels = (name: PathName) => curves.filter((row) => row.path === name && row.order === labelled[name])
  const least = Math.min(...curves.map(({ x }) => x))
  const room = 0.06 * (1 - least)
  const x = {
    field: 'x',
    type: 'quantitative',
    title: 'r cos φ',
    scale: { domain: [least - room, 1 + 7 * room], nice: false },
  }
  const y = { field: 'y', type: 'quantitative', title: 'r sin φ', scale: { zero: true } }
  return {
    kind: 'chart',
    id: 'chord',
    title: optimal.degenerate
      ? 'These data are normal: every path on the circle is free.'
      : `The best path is the straight line: energy ${digits(energies['kinetic optimal'])}, against ${nth('linear', energies)} and ${nth('trigonometric', energies)}.`,
    caption: `${caption} Dots are equal times apart: on the straight line, equal lengths. r is the size of (α, σ), φ an angle that the data stretch, here up to ${digits((optimal.Phi * 180) / Math.PI)}°; energy a dimension, axes not to one scale.`,
    alternative: `Three curves from noise at (1, 0) to data at angle ${digits(optimal.Phi)} on the unit circle: the kinetic optimal path is the chord, the trigonometric one the arc, and the linear one bends inwards. Energies: ${PATHS.map((name) => nth(name, energies)).join(', ')}.`,
    aspect: 1.5,
    spec: {
      layer: [
        {
          data: { values: curves },
          mark: { type: 'line' },
          encoding: {
            x,
            y,
            color: colour,
            order: { field: 'order' },
            strokeWidth: { condition: { test: "datum.path === 'kinetic optimal'", value: 3 }, value: 1.75 },
          },
        },
        {
          data: { values: curves.filter(({ order }) => order % 6 === 0) },
          mark: { type: 'point', size: 26 },
          encoding: { x, y, color: colour },
        },
        ...PATHS.map((name) => ({
          data: { values: labels(name) },
          mark: {
            type: 'text',
            ...(name === 'kinetic optimal' ? { align: 'right', dx: -10 } : { align: 'left', dx: 12, dy: 8 }),
          },
          encoding: { x, y, text: { field: 'path' }, color: colour },
        })),
        { data: { values: ends.slice(0, 1) }, mark: { type: 'point', style: 'source', size: 90 }, encoding: { x, y } },
        { data: { values: ends.slice(1) }, mark: { type: 'point', style: 'target', size: 90 }, encoding: { x, y } },
        {
          data: { values: ends },
          mark: { type: 'text', align: 'left', dx: 10, dy: -10 },
          encoding: { x, y, text: { field: 'label' } },
        },
      ],
    },
  }
}

/** λ(s) and γ(θ), beside a normal law's. */
export function separationFigure(
  separation: Separation,
  caption: string,
  band?: {
    readonly s: ArrayLike<number>
    readonly gamma: ArrayLike<number>
    readonly standardError: ArrayLike<number>
  },
): ChartFigure {
  const MOST = 6
  const noises = Array.from({ length: 81 }, (_, k) => (k * MOST) / 80)
  const lambda = noises.flatMap((s) => [
    { law: 'data', x: s, y: 1 - separation.oneMinusLambda(s) },
    { law: 'normal', x: s, y: (s * s) / (1 + s * s) },
  ])
  const angles = Array.from({ length: 91 }, (_, k) => k)
  const gamma = angles.flatMap((x) => [
    { law: 'data', x, y: separation.gamma((x * Math.PI) / 180) },
    { law: 'normal', x, y: 0 },
  ])
  const errors = Array.from(band?.s ?? [], (s, k) => ({
    x: (Math.atan(s) * 180) / Math.PI,
    low: Math.max(0, (band?.gamma[k] as number) - 2 * (band?.standardError[k] as number)),
    high: Math.min(1, (band?.gamma[k] as number) + 2 * (band?.standardError[k] as number)),
  }))
  const laws = {
    field: 'law',
    type: 'nominal',
    legend: null,
    scale: { domain: ['data', 'normal'], range: ['role:made', 'role:source'] },
  }
  const panel = (
    values: readonly { law: string; x: number; y: number }[],
    xTitle: string,
    yTitle: string,
    labelAt: readonly number[],
  ) => {
    const x = { field: 'x', type: 'quantitative', title: xTitle }
    const y = { field: 'y', type: 'quantitative', title: yTitle, scale: { domain: [0, 1] } }
    const marks = ['data', 'normal'].map((law, k) =>
      values.find((row) => row.law === law && row.x >= (labelAt[k] as number)),
    )
    return {
      layer: [
        ...(yTitle.startsWith('γ') && errors.length > 0
          ? [
              {
                data: { values: errors },
                mark: { type: 'area', opacity: 0.2, color: 'role:made' },
                encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
              },
            ]
          : []),
        {
          data: { values },
          mark: { type: 'line' },
          encoding: {
            x,
            y,
            color: laws,
            strokeDash: { condition: { test: "datum.law === 'normal'", value: [6, 4] }, value: [] },
          },
        },
        {
          data: { values: marks.filter((row) => row?.law === 'data') },
          mark: { type: 'text', align: 'right', dx: yTitle.startsWith('γ') ? -6 : 0, dy: -10 },
          encoding: { x, y, text: { value: 'data' }, color: laws },
        },
        {
          data: { values: marks.filter((row) => row?.law === 'normal') },
          mark: { type: 'text', align: 'left', dx: 4, dy: yTitle.startsWith('γ') ? -10 : 14 },
          encoding: { x, y, text: { value: 'normal law' }, color: laws },
        },
      ],
    }
  }
  const half = noises.find((s) => 1 - separation.oneMinusLambda(s) >= 0.5) ?? MOST
  return {
    kind: 'chart',
    id: 'separation',
    title: `What noise hides: half of these data’s variance is known at s = ${digits(half)}; of a normal law’s at 1.`,
    caption: `${caption} λ is the share of the variance that a look at s x + noise tells, γ what is beyond a normal law’s, by angle θ = arctan s${errors.length > 0 ? '; band: two standard errors' : ''}.`,
    alternative: `Left, λ rises from 0 to 1 with s, and reaches one half at ${digits(half)}, where a normal law needs 1. Right, γ rises from 0 at 0° to ${digits(separation.gamma(Math.PI / 3))} at 60° and ${digits(separation.gamma((80 * Math.PI) / 180))} at 80°; a normal law has 0 everywhere.`,
    aspect: 2,
    spec: {
      hconcat: [panel(lambda, 'signal over noise, s', 'λ', [3.4, 2.2]), panel(gamma, 'angle θ, degrees', 'γ', [55, 8])],
    },
  }
}
