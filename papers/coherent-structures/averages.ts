/**
 * The two charts of averages along the normals of both interfaces: of stretching, and of viscous transport.
 * @module
 */
import { figure, type LabEvent } from '@pushforward/lab'
import { conditionalAverage, type Grid, type Interface } from 'pushforward/field'
import { averagesFigure, type Profile } from './charts.js'
import { digits } from './figures.js'
import type { ScalarInterfaces } from './interfaces.js'
import { OF_BARRIERS, stepsFrom, supported } from './profiles.js'

/** Of ξ, in half grid spacings. */
const PROFILE = stepsFrom(-20, 40)

export interface Averages extends Pick<ScalarInterfaces, 'tnti' | 'tti'> {
  /** FTLE, or the rate of stretching. */
  readonly stretching: Grid
  /** b̄, components (x, y). */
  readonly barriers: Grid
  /** What the axes call the means of the two, and the title the first. */
  readonly quantities: { readonly stretching: string; readonly title: string; readonly transport: string }
  /** Distances are shown in parts of this length. */
  readonly unit: {
    readonly length: number
    /** After a number: ' λ'. */
    readonly name: string
    /** Title of the axis of ξ. */
    readonly axis: string
  }
  /** Distance on either side of the edge between which the titles compare, in units. */
  readonly across: number
  /** Length along an interface over which samples count as one. */
  readonly block: (line: Interface) => number
  readonly caption: string
}

/** No chart of what has no value along the normals, as where all paths from there leave the data. */
export function* averages(options: Averages): Generator<LabEvent> {
  const { stretching, barriers, quantities, unit, across, caption } = options
  const axes = {
    x: unit.axis,
    caption: `${caption} Shaded: one standard error. Rays end where they cross the level again.`,
  }
  const span = `from ξ = −${digits(across)}${unit.name} to ${digits(across)}${unit.name}`
  const parting = profilesOf(options, stretching)
  if (parting.length > 0) {
    const title = `Across the edge of the turbulence, ${span}, ${quantities.title} ${changeOf(parting, across)}.`
    yield figure(averagesFigure('stretching', parting, { ...axes, y: quantities.stretching, title }))
  }
  const carried = profilesOf(options, barriers, OF_BARRIERS.size)
  if (carried.length > 0) {
    const title = `Across the edge, ${span}, viscous transport ${changeOf(carried, across)}.`
    yield figure(averagesFigure('transport', carried, { ...axes, y: quantities.transport, title }))
  }
}

function profilesOf(
  { tnti, tti, unit, block }: Averages,
  field: Grid,
  of?: (value: Float64Array) => number,
): readonly Profile[] {
  const rowsOf = (line: Interface): Profile['rows'] => {
    const half = Math.min(...line.scalar.spacing) / 2
    const xi = PROFILE.map((k) => k * half)
    const average = conditionalAverage(field, line, xi, { ...(of && { of }), blockLength: block(line) })
    const trusted = supported(average)
    return xi.flatMap((distance, k) => {
      const error = average.standardError[k] as number
      const row = { xi: distance / unit.length, value: average.mean[k] as number }
      return trusted[k] ? [{ ...row, error: Number.isNaN(error) ? 0 : error }] : []
    })
  }
  const both: readonly Profile[] = [
    { interface: 'TNTI', rows: rowsOf(tnti) },
    { interface: 'TTI', rows: rowsOf(tti) },
  ]
  return both.filter(({ rows }) => rows.length > 0)
}

/** Of the first profile, from outside to inside. */
function changeOf([outer]: readonly Profile[], across: number): string {
  const rows = outer?.rows ?? []
  const at = (xi: number) =>
    rows.reduce((best, row) => (Math.abs(row.xi - xi) < Math.abs(best.xi - xi) ? row : best)).value
  const [outside, inside] = [at(-across), at(across)]
  // A rate of stretching may be of either sign, and then has no ratio.
  if (!(outside > 0 && inside > 0)) return `goes from ${digits(outside)} to ${digits(inside)}`
  return `changes ${digits(inside / outside)}-fold`
}
