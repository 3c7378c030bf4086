/**
 * Compares what a paper's claims come out as with what was recorded: `verified.json` beside each paper.
 * @module
 */
import { InputError } from 'pushforward/measure'
import * as z from 'zod'
import type { Figure } from './figure/figure.js'
import type { Profile } from './paper.js'
import { type ClaimReport, type Outcome, plainFigure, type Report } from './report.js'

const record = z.object({
  /** ISO date and time. */
  date: z.string(),
  /** Processor and number of cores. */
  machine: z.string(),
  node: z.string(),
  /** Empty when it was not run from a clone; ends in `+` when files were changed since. */
  commit: z.string(),
  seeds: z.array(z.number()),
  seconds: z.number(),
  claims: z.array(
    z.object({
      id: z.string(),
      outcome: z.enum(['held', 'refuted', 'not evaluated']),
      measured: z.record(z.string(), z.unknown()),
      note: z.string().optional(),
    }),
  ),
})

const verified = z.object({
  slug: z.string(),
  records: z.object({ quick: record.optional(), full: record.optional() }),
})

/** The outcomes of one profile, and where and when they were measured. */
export type VerificationRecord = z.infer<typeof record>

/** The content of `verified.json`. */
export type Verified = z.infer<typeof verified>

/** Where a record was measured. */
export type Provenance = Pick<VerificationRecord, 'date' | 'machine' | 'node' | 'commit'>

export type Agreement = 'same' | 'different' | 'not recorded' | 'skipped'

export interface ClaimComparison {
  readonly id: string
  readonly statement: string
  /** Absent when the claim has no record. */
  readonly recorded?: Outcome
  readonly outcome: Outcome
  readonly agreement: Agreement
  readonly measured: ClaimReport['measured']
  readonly note?: string
}

export interface Comparison {
  readonly slug: string
  readonly profile: Profile
  readonly seconds: number
  readonly claims: readonly ClaimComparison[]
  /** Claims whose outcome is not the recorded one, or that have no record. */
  readonly differences: number
  /** Claims that need a data set which is not installed: no difference. */
  readonly skipped: number
}

/**
 * Sets a report's outcomes beside those recorded for its profile, or for the other profile where it has no record of its
 * own: a claim is expected to come out the same in both.
 * @param recorded the content of `verified.json`; undefined when there is none yet
 */
export function compareWithRecord(report: Report, recorded?: Verified): Comparison {
  const { quick, full } = recorded?.records ?? {}
  const known = (report.profile === 'quick' ? (quick ?? full) : (full ?? quick))?.claims ?? []
  const claims: ClaimComparison[] = report.claims.map(({ id, statement, outcome, measured, note, missing }) => {
    const was = known.find((claim) => claim.id === id)?.outcome
    const agreement =
      missing !== undefined ? 'skipped' : was === undefined ? 'not recorded' : was === outcome ? 'same' : 'different'
    return {
      id,
      statement,
      recorded: was,
      outcome,
      agreement,
      measured,
      note: missing === undefined ? note : `skipped: needs data set ${missing}`,
    }
  })
  for (const { id, outcome } of known) {
    if (report.claims.some((claim) => claim.id === id)) continue
    const note = 'recorded, but the paper no longer has this claim'
    const gone = { id, statement: '', recorded: outcome, outcome: 'not evaluated', measured: {}, note } as const
    claims.push({ ...gone, agreement: 'different' })
  }
  const count = (...agreements: Agreement[]) => claims.filter(({ agreement }) => agreements.includes(agreement)).length
  return {
    slug: report.slug,
    profile: report.profile,
    seconds: report.seconds,
    claims,
    differences: count('different', 'not recorded'),
    skipped: count('skipped'),
  }
}

/**
 * The record with this report's outcomes in place of the earlier ones of the same profile.
 * @throws InputError if a claim could not be evaluated because a data set is missing: a record must not forget an outcome
 */
export function recordReport(report: Report, provenance: Provenance, earlier?: Verified): Verified {
  const missing = report.claims.find((claim) => claim.missing !== undefined)
  if (missing) {
    throw new InputError(
      `record: ${report.slug} needs the data set ${missing.missing} for the claim ${missing.id}; install it to record`,
    )
  }
  const claims = report.claims.map(({ id, outcome, measured, note }) => ({ id, outcome, measured, note }))
  const { seed, seconds, profile, slug } = report
  const made = { ...provenance, seeds: [seed], seconds: Math.round(seconds * 10) / 10, claims }
  return { slug, records: { ...earlier?.records, [profile]: made } }
}

/**
 * Reads `verified.json`.
 * @throws InputError if the text is not a record
 */
export function parseVerified(text: string): Verified {
  const refuse = (problem: string) => new InputError(`verified.json: ${problem}; make it anew with verify --record`)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw refuse('is not JSON')
  }
  const parsed = verified.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuse(`${issue?.path.join('.')}: ${issue?.message}`)
}

/** The content of `figures.json`: what the page shows before anything has run there. */
export interface RecordedFigures {
  readonly slug: string
  readonly seed: number
  readonly parameters: Readonly<Record<string, unknown>>
  readonly seconds: number
  readonly device: string
  readonly figures: readonly Figure[]
  /** Of explorations of the run, by their id. */
  readonly explorations?: Readonly<Record<string, readonly Figure[]>>
}

/** Enough for any picture, at half the size of a double written out. */
const FIGURE_DIGITS = 6

/** The figures of a run, with numbers as precise as a picture can show. */
export function recordFigures(report: Report): RecordedFigures {
  const { slug, seed, parameters, seconds, device, figures, explorations } = report
  const compact = (list: readonly Figure[]) => list.map((figure) => coarse(rounded(plainFigure(figure)) as Figure))
  return {
    slug,
    seed,
    parameters,
    seconds: Math.round(seconds * 100) / 100,
    device,
    figures: compact(figures),
    ...(explorations && {
      explorations: Object.fromEntries(Object.entries(explorations).map(([id, list]) => [id, compact(list)])),
    }),
  }
}

/** Steps of a raster's values, in its domain, that are kept: a colour map has 256. */
const RASTER_STEPS = 2048
/** Corners of a line, in its picture's extent: a tenth of a pixel. */
const PLACES = 8192

/** A raster as fine as its colours and pixels; it has many numbers. */
function coarse(plain: Figure): Figure {
  if (plain.kind !== 'raster') return plain
  const { values, domain, extent, lines, motion } = plain
  const level = toGrain((domain[1] - domain[0]) / RASTER_STEPS)
  const place = toGrain(Math.max(Math.abs(extent[1] - extent[0]), Math.abs(extent[3] - extent[2])) / PLACES)
  const curve = (flat: ArrayLike<number>) => Array.from(flat, place)
  return {
    ...plain,
    values: Array.from(values, (value) => (value === null ? null : level(value))),
    ...(lines && { lines: lines.map(({ role, curves }) => ({ role, curves: curves.map(curve) })) }),
    ...(motion && { motion: { trails: motion.trails.map(curve) } }),
  }
}

/** Rounds to the power of ten below a grain. */
function toGrain(grain: number): (value: number) => number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(grain)))
  return (value) => (decimals > 20 ? value : Number(value.toFixed(decimals)))
}

function rounded(value: unknown): unknown {
  // Integers stay exact: they may be counts, identifiers or dates.
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(FIGURE_DIGITS))
  if (Array.isArray(value)) return value.map(rounded)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, rounded)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)]))
}
