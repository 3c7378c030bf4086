/**
 * The common end of all readers: axes that ascend evenly, values that are there.
 * @module
 */
import { InputError } from '../errors.js'
import { DEFAULT_MAX_VALUES, type GriddedField, type ReadFieldOptions } from './gridded-field.js'

type Sources = GriddedField['sources']

/** A field as a file has it: any direction of the axes, missing values as NaN. */
export interface LooseField {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly t: Float64Array
  /** `[nt, ny, nx]` */
  readonly u: Float64Array
  readonly v: Float64Array
  readonly c?: Float64Array
  readonly units: GriddedField['units']
  readonly sources: Sources
}

/** @throws InputError if there are too many values to hold */
export function assertValueCount(
  place: string,
  count: number,
  { maxValues = DEFAULT_MAX_VALUES }: ReadFieldOptions,
): void {
  if (count > maxValues) {
    throw new InputError(
      `${place}: has ${count} values; at most ${maxValues} are accepted (cut out a part, or set maxValues)`,
    )
  }
}

/**
 * How far a coordinate may be from the even axis, as a share of the step: positions are often written with few digits.
 */
export const EVEN_TOLERANCE = 1e-2

/**
 * Axes from the least to the greatest: even, or as they are where `regrid` will see to that.
 * @throws InputError naming file and place of the first coordinate or value that can't be used
 */
export function finishField(read: LooseField, options: ReadFieldOptions): GriddedField {
  const { land = false, regrid: uneven = false, times } = options
  const { sources, units } = read
  const x = straightAxis(sources.x ?? 'x', read.x, 2, uneven)
  const y = straightAxis(sources.y ?? 'y', read.y, 2, uneven)
  const t = straightTimes(sources.t ?? 't', times ? givenTimes(times, read.t.length) : read.t, uneven)
  const shape = [t.length, y.values.length, x.values.length] as const
  const turn = (values: Float64Array) => flipped(values, shape, y.descends, x.descends)
  const u = turn(read.u)
  const v = turn(read.v)
  const c = read.c && turn(read.c)
  let missing = 0
  for (let i = 0; i < u.length; i++) {
    if (!Number.isFinite(u[i]) || !Number.isFinite(v[i])) {
      const role = Number.isFinite(u[i]) ? 'v' : 'u'
      const value = (role === 'u' ? u : v)[i] as number
      assertMissing(sources[role] ?? role, value, i, { x: x.values, y: y.values, t }, land)
      u[i] = Number.NaN
      v[i] = Number.NaN
      missing++
    }
    if (c && !Number.isFinite(c[i]))
      assertMissing(sources.c ?? 'c', c[i] as number, i, { x: x.values, y: y.values, t }, land)
  }
  if (missing === u.length) throw new InputError(`${sources.u ?? 'u'}: every value is missing`)
  const found = { x: x.values, y: y.values, ...(t.length > 1 && { t }), u, v, ...(c && { c }) }
  return { ...found, missing: missing / u.length, units, sources }
}

function assertMissing(
  place: string,
  value: number,
  at: number,
  { x, y, t }: { x: Float64Array; y: Float64Array; t: Float64Array },
  land: boolean,
): void {
  if (land && Number.isNaN(value)) return
  const i = at % x.length
  const j = Math.floor(at / x.length) % y.length
  const k = Math.floor(at / x.length / y.length)
  const found = Number.isNaN(value) ? 'missing' : String(value)
  throw new InputError(
    `${place}: is ${found} at x = ${x[i]}, y = ${y[j]}, t = ${t[k]} ([t][y][x] = [${k}][${j}][${i}]); ` +
      `finite numbers are needed${Number.isNaN(value) ? ', or land: true' : ''}`,
  )
}

interface StraightAxis {
  readonly values: Float64Array
  readonly descends: boolean
}

/** The axis from the least to the greatest coordinate: even, or as it is where `uneven` ones are accepted. */
function straightAxis(place: string, values: Float64Array, least: number, uneven: boolean): StraightAxis {
  const n = values.length
  if (n < least) throw new InputError(`${place}: has ${n} ${n === 1 ? 'node' : 'nodes'}; at least ${least} are needed`)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new InputError(`${place}: [${bad}] is ${values[bad]}; finite numbers are needed`)
  if (n === 1) return { values: values.slice(), descends: false }
  const first = values[0] as number
  const last = values[n - 1] as number
  const step = (last - first) / (n - 1)
  for (let i = 1; i < n; i++) {
    if (!(((values[i] as number) - (values[i - 1] as number)) * step > 0)) {
      throw new InputError(
        `${place}: goes from ${values[i - 1]} to ${values[i]} at [${i}]; an axis in one direction is needed`,
      )
    }
  }
  if (uneven) return { values: step > 0 ? values.slice() : values.toReversed(), descends: step < 0 }
  for (let i = 1; i < n; i++) {
    if (Math.abs((values[i] as number) - (first + i * step)) > EVEN_TOLERANCE * Math.abs(step)) {
      throw new InputError(
        `${place}: [${i}] is ${values[i]}, and evenly spaced from ${first} to ${last} it is ${first + i * step}; ` +
          'an evenly spaced axis is needed (a row may be missing; regrid: true interpolates)',
      )
    }
  }
  const [from, to] = step > 0 ? [first, last] : [last, first]
  const even = Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? to : from + i * Math.abs(step)))
  return { values: even, descends: step < 0 }
}

function straightTimes(place: string, values: Float64Array, uneven: boolean): Float64Array {
  const { values: times, descends } = straightAxis(place, values, 1, uneven)
  if (descends)
    throw new InputError(`${place}: goes from ${values[0]} down to ${values.at(-1)}; ascending times are needed`)
  return times
}

function givenTimes(times: ArrayLike<number>, frames: number): Float64Array {
  if (times.length !== frames) {
    throw new InputError(
      `times: there are ${times.length}, and the files have ${frames} frames; one for each is needed`,
    )
  }
  return Float64Array.from(times)
}

/** The values with y and x turned round where they descend; always an array of its own. */
function flipped(
  values: Float64Array,
  [nt, ny, nx]: readonly [number, number, number],
  flipY: boolean,
  flipX: boolean,
): Float64Array {
  const out = new Float64Array(values.length)
  for (let k = 0; k < nt; k++) {
    for (let j = 0; j < ny; j++) {
      const from = (k * ny + (flipY ? ny - 1 - j : j)) * nx
      const row = values.subarray(from, from + nx)
      out.set(flipX ? row.toReversed() : row, (k * ny + j) * nx)
    }
  }
  return out
}
