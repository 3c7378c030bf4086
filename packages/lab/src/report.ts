/**
 * What a run leaves behind: plain data that survives JSON, for `--json`, for `verify` and for the page.
 * @module
 */
import type { LabEvent, Measured } from './events.js'
import { assertFigure } from './figure/check.js'
import type { Figure } from './figure/figure.js'
import type { Claim, Paper, Profile } from './paper.js'

export type Outcome = 'held' | 'refuted' | 'not evaluated'

export interface ClaimReport extends Claim {
  readonly measured: Measured
  readonly holds: boolean | null
  readonly outcome: Outcome
  readonly note?: string
  /** The data set that is needed and not installed. */
  readonly missing?: string
}

export interface MetricReport {
  readonly name: string
  /** The last value. */
  readonly value: number
  /** Every value that had a step, in the order of arrival. */
  readonly curve?: { readonly steps: readonly number[]; readonly values: readonly number[] }
}

export interface Report {
  readonly slug: string
  readonly seed: number
  readonly profile: Profile
  readonly seconds: number
  /** What computed: engine, threads, processor. */
  readonly device: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** All claims of the paper in its order, whether they were evaluated or not. */
  readonly claims: readonly ClaimReport[]
  readonly metrics: readonly MetricReport[]
  /** The last figure of each id, with plain arrays. */
  readonly figures: readonly Figure[]
  /** Figures of the explorations of this run, at their defaults, by their id; absent where the paper has none. */
  readonly explorations?: Readonly<Record<string, readonly Figure[]>>
}

export type Findings = Pick<Report, 'claims' | 'metrics' | 'figures'>

export const outcomeOf = (holds: boolean | null): Outcome =>
  holds === null ? 'not evaluated' : holds ? 'held' : 'refuted'

/** Gathers a paper's events into findings. */
export function createTally(paper: Pick<Paper, 'slug' | 'claims'>) {
  const claims = new Map<string, Extract<LabEvent, { type: 'claim' }>>()
  const metrics = new Map<string, { value: number; steps: number[]; values: number[] }>()
  const figures = new Map<string, Figure>()

  return {
    /** @throws Error if the paper contradicts its own card: an unknown claim, a claim told twice, a figure without alternative */
    add(event: LabEvent): void {
      if (event.type === 'claim') {
        if (!paper.claims.some(({ id }) => id === event.id)) {
          throw new Error(`${paper.slug} reported the claim "${event.id}", which its card does not have`)
        }
        if (claims.has(event.id)) throw new Error(`${paper.slug} reported the claim "${event.id}" twice`)
        claims.set(event.id, event)
      } else if (event.type === 'metric') {
        const entry = metrics.get(event.name) ?? { value: event.value, steps: [], values: [] }
        entry.value = event.value
        if (event.step !== undefined) {
          entry.steps.push(event.step)
          entry.values.push(event.value)
        }
        metrics.set(event.name, entry)
      } else if (event.type === 'figure') {
        assertFigure(event.figure)
        figures.set(event.figure.id, event.figure)
      }
    },

    /** @param unmeasured why a claim without an event was not evaluated */
    findings(unmeasured: string): Findings {
      return {
        claims: paper.claims.map((claim) => {
          const event = claims.get(claim.id)
          const holds = event?.holds ?? null
          const note = event?.note ?? (event ? (holds === null ? 'the paper gave no reason' : undefined) : unmeasured)
          return {
            ...claim,
            measured: event?.measured ?? {},
            holds,
            outcome: outcomeOf(holds),
            ...(note === undefined ? {} : { note }),
            ...(event?.missing === undefined ? {} : { missing: event.missing }),
          }
        }),
        metrics: [...metrics].map(([name, { value, steps, values }]) =>
          steps.length === 0 ? { name, value } : { name, value, curve: { steps, values } },
        ),
        figures: [...figures.values()].map(plainFigure),
      }
    },
  }
}

/** The figure with plain arrays in place of typed ones, and null in place of NaN, as JSON needs it; of motion its trails. */
export function plainFigure(figure: Figure): Figure {
  if (figure.kind !== 'raster') return figure
  const { lines, motion } = figure
  return {
    ...figure,
    values: Array.from(figure.values, (value) => (value === null || Number.isNaN(value) ? null : value)),
    ...(lines && { lines: lines.map(({ role, curves }) => ({ role, curves: curves.map((curve) => [...curve]) })) }),
    ...(motion && { motion: { trails: motion.trails.map((trail) => [...trail]) } }),
  }
}
