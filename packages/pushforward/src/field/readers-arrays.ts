/**
 * A field from named arrays: finds the variables, unpacks them and brings their axes into the order `[t][y][x]`.
 *
 * Packed values are unpacked as NetCDF's conventions have it: value = stored · scale_factor + add_offset, and stored values
 * equal to _FillValue or missing_value are missing, as are floats at NetCDF's default fill value.
 * @module
 */
import { InputError } from '../errors.js'
import type { ReadFieldOptions } from './gridded-field.js'
import { assertValueCount, type LooseField } from './readers-finish.js'
import { LAYER_AXIS, type Role, USUAL_NAMES, VELOCITY_PAIRS } from './readers-names.js'

export interface NamedArray {
  readonly file: string
  /** Within the file; parts of a path are separated by '/'. */
  readonly name: string
  readonly shape: readonly number[]
  /** Names of the axes, where the file has them. */
  readonly axes?: readonly string[]
  readonly attributes: Readonly<Record<string, number | string>>
  /** The stored numbers, row-major. */
  readonly read: () => ArrayLike<number>
}

/** NC_FILL_FLOAT and NC_FILL_DOUBLE, 9.9692…e36, less their rounding. */
const DEFAULT_FILL = 9.969e36

/** @throws InputError naming the array and what is wrong with it */
export function assembleArrays(arrays: readonly NamedArray[], options: ReadFieldOptions): LooseField {
  const [u, v, velocity] = velocityArrays(arrays, options)
  const found = (role: 'x' | 'y' | 't' | 'c') => named(arrays, role, options) ?? usual(arrays, role)
  const [xArray, yArray, tArray, c] = [found('x'), found('y'), found('t'), found('c')]
  const valid = named(arrays, 'valid', options)
  const place = (array: NamedArray | undefined) => array && placeOf(array)

  const main = u ?? (velocity as NamedArray)
  const axisNames = { x: axisNameOf(xArray, main, 'x'), y: axisNameOf(yArray, main, 'y') }
  const shape = arranged(main, options, axisNames, !u)
  assertValueCount(placeOf(main), shape.frames * shape.rows * shape.columns, options)
  const load = (array: NamedArray, component?: 0 | 1) => {
    const own = arranged(array, options, axisNames, component !== undefined)
    const fits = own.rows === shape.rows && own.columns === shape.columns
    if (!fits || (own.frames !== shape.frames && own.frames !== 1)) {
      throw new InputError(
        `${placeOf(array)}: is ${own.frames} × ${own.rows} × ${own.columns} [t][y][x]; ` +
          `${shape.frames} × ${shape.rows} × ${shape.columns} are needed, as ${placeOf(main)} has`,
      )
    }
    assertValueCount(
      placeOf(array),
      array.shape.reduce((a, b) => a * b, 1),
      options,
    )
    const values = own.pick(unpacked(array), component ?? 0)
    return own.frames === shape.frames ? values : repeated(values, shape.frames)
  }
  const field = {
    x: coordinate(xArray, shape.columns, shape, 'x'),
    y: coordinate(yArray, shape.rows, shape, 'y'),
    t: coordinate(tArray, shape.frames, shape, 't'),
    u: u ? load(u) : load(main, 0),
    v: v ? load(v) : load(main, 1),
    ...(c && { c: load(c) }),
  }
  if (valid) {
    load(valid).forEach((value, i) => {
      if (value !== 0) return
      field.u[i] = Number.NaN
      field.v[i] = Number.NaN
    })
  }
  const parts = { x: xArray, y: yArray, t: tArray, u: main, v: v ?? main, c }
  const units: Record<string, string> = {}
  const sources: Record<string, string> = {}
  for (const [role, array] of Object.entries(parts)) {
    if (!array) continue
    sources[role] = place(array) as string
    if (typeof array.attributes.units === 'string') units[role] = array.attributes.units
  }
  return { ...field, units, sources }
}

function placeOf({ file, name }: NamedArray): string {
  const stem = (file.split(/[\\/]/).at(-1) as string).replace(/\.npy$/i, '')
  return stem === name ? file : `${file}: ${name}`
}

const lastPart = (name: string) => name.split('/').at(-1) as string

function named(arrays: readonly NamedArray[], role: Role, { names }: ReadFieldOptions): NamedArray | undefined {
  const name = names?.[role]
  if (name === undefined) return undefined
  const found = arrays.find((array) => array.name === name) ?? arrays.find((array) => lastPart(array.name) === name)
  if (found) return found
  throw new InputError(`names.${role}: "${name}" is not in the files; there are ${listed(arrays)}`)
}

function byName(arrays: readonly NamedArray[], name: string): NamedArray | undefined {
  return arrays.find((array) => lastPart(array.name).toLowerCase() === name)
}

function usual(arrays: readonly NamedArray[], role: keyof typeof USUAL_NAMES): NamedArray | undefined {
  for (const name of USUAL_NAMES[role]) {
    const found = byName(arrays, name)
    if (found) return found
  }
  return undefined
}

type VelocityArrays = [u: NamedArray, v: NamedArray, both: undefined] | [u: undefined, v: undefined, both: NamedArray]

function velocityArrays(arrays: readonly NamedArray[], options: ReadFieldOptions): VelocityArrays {
  const [u, v, both] = [named(arrays, 'u', options), named(arrays, 'v', options), named(arrays, 'velocity', options)]
  if (both) return [undefined, undefined, both]
  if (u && v) return [u, v, undefined]
  if (u || v) throw new InputError(`names: names ${u ? 'u' : 'v'} alone; both u and v are needed`)
  for (const [first, second] of VELOCITY_PAIRS) {
    const pair = [byName(arrays, first), byName(arrays, second)] as const
    if (pair[0] && pair[1]) return [pair[0], pair[1], undefined]
  }
  const one = usual(arrays, 'velocity')
  if (one) return [undefined, undefined, one]
  throw new InputError(
    `files: have no u and v that can be told by name; there are ${listed(arrays)} (set names.u, names.v)`,
  )
}

function listed(arrays: readonly NamedArray[]): string {
  return arrays.map(({ name, shape }) => `${name} (${shape.join(' × ')})`).join(', ') || 'no arrays'
}

/** The axis that a coordinate runs along: its own one, or its name; without a coordinate, an axis called like one. */
function axisNameOf(array: NamedArray | undefined, main: NamedArray, role: 'x' | 'y'): string | undefined {
  if (!array) return main.axes?.find((name) => USUAL_NAMES[role].includes(name.toLowerCase()))
  return array.shape.length === 1 ? (array.axes?.[0] ?? lastPart(array.name)) : undefined
}

const VECTOR_SHAPES = '(2, ny, nx), (nt, 2, ny, nx) or the 2 last is needed for both components'

interface Arranged {
  readonly frames: number
  readonly rows: number
  readonly columns: number
  /** The values of a component as `[t][y][x]`. */
  readonly pick: (values: Float64Array, component: 0 | 1) => Float64Array
}

/** Which axis of the array is which. */
function arranged(
  array: NamedArray,
  options: ReadFieldOptions,
  names: { readonly x?: string; readonly y?: string },
  vector: boolean,
): Arranged {
  const { shape, axes } = array
  const place = placeOf(array)
  const strides = shape.map((_, k) => shape.slice(k + 1).reduce((a, b) => a * b, 1))
  const kept = shape.map((_, k) => k)
  let componentAxis: number | undefined
  if (vector) {
    const candidates = shape.length === 3 ? [0, 2] : shape.length === 4 ? [1, 3] : []
    const fitting = candidates.filter((k) => shape[k] === 2)
    componentAxis = fitting[0]
    if (componentAxis === undefined || fitting.length > 1) {
      const what = fitting.length > 1 ? 'it can be read in two ways; u and v in two arrays are needed' : VECTOR_SHAPES
      throw new InputError(`${place}: has shape (${shape.join(', ')}); ${what}`)
    }
    kept.splice(kept.indexOf(componentAxis), 1)
  }
  let offset = 0
  // [t][z][y][x], or [z][y][x] where the axis is called so.
  const layers =
    kept.length === 4 ? kept[1] : kept.length === 3 && LAYER_AXIS.test(axes?.[0] ?? '') ? kept[0] : undefined
  if (layers !== undefined) {
    const count = shape[layers] as number
    const { layer = count === 1 ? 0 : undefined } = options
    if (layer === undefined) {
      throw new InputError(
        `${place}: has ${count} layers${axes ? ` along ${axes[layers]}` : ''}; name one, from 0: layer`,
      )
    }
    if (!(Number.isInteger(layer) && layer >= 0 && layer < count)) {
      throw new InputError(`layer: is ${layer}; ${place} has ${count} layers, 0 to ${count - 1}`)
    }
    offset = layer * (strides[layers] as number)
    kept.splice(kept.indexOf(layers), 1)
  }
  if (kept.length !== 2 && kept.length !== 3) {
    throw new InputError(`${place}: has shape (${shape.join(', ')}); [y][x], [t][y][x] or [t][z][y][x] is needed`)
  }
  let [yAxis, xAxis] = kept.slice(-2) as [number, number]
  const byAxes = axes && (axes[yAxis] === names.x || axes[xAxis] === names.y) && axes[xAxis] !== names.x
  if (byAxes || (!axes && options.order === 'xy')) [yAxis, xAxis] = [xAxis, yAxis]
  const tAxis = kept.length === 3 ? kept[0] : undefined
  const frames = tAxis === undefined ? 1 : (shape[tAxis] as number)
  const [rows, columns] = [shape[yAxis] as number, shape[xAxis] as number]
  return {
    frames,
    rows,
    columns,
    pick: (values, component) => {
      const out = new Float64Array(frames * rows * columns)
      const start = offset + (componentAxis === undefined ? 0 : component * (strides[componentAxis] as number))
      let at = 0
      for (let k = 0; k < frames; k++) {
        const frame = start + (tAxis === undefined ? 0 : k * (strides[tAxis] as number))
        for (let j = 0; j < rows; j++) {
          const row = frame + j * (strides[yAxis] as number)
          for (let i = 0; i < columns; i++) out[at++] = values[row + i * (strides[xAxis] as number)] as number
        }
      }
      return out
    },
  }
}

function unpacked(array: NamedArray): Float64Array {
  const stored = array.read()
  const count = array.shape.reduce((a, b) => a * b, 1)
  if (stored.length !== count) {
    throw new InputError(
      `${placeOf(array)}: has ${stored.length} values; shape (${array.shape.join(', ')}) needs ${count}`,
    )
  }
  const { scale_factor: scale = 1, add_offset: shift = 0, _FillValue: fill, missing_value: missing } = array.attributes
  if (typeof scale !== 'number' || typeof shift !== 'number') {
    throw new InputError(`${placeOf(array)}: scale_factor and add_offset are text; numbers are needed`)
  }
  const out = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const value = stored[i]
    if (typeof value !== 'number') throw new InputError(`${placeOf(array)}: holds text; numbers are needed`)
    const isFill = value === fill || value === missing || Math.abs(value) >= DEFAULT_FILL
    // An infinite value is no fill value: the check of all values names it.
    if (isFill) out[i] = Number.isFinite(value) ? Number.NaN : value
    else out[i] = value * scale + shift
  }
  return out
}

function repeated(values: Float64Array, times: number): Float64Array {
  const out = new Float64Array(values.length * times)
  for (let k = 0; k < times; k++) out.set(values, k * values.length)
  return out
}

/** Coordinates of an axis: given, or 0, 1, 2, … */
function coordinate(
  array: NamedArray | undefined,
  count: number,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  role: 'x' | 'y' | 't',
): Float64Array {
  if (!array) return Float64Array.from({ length: count }, (_, k) => k)
  const { shape } = array
  const size = shape.reduce((a, b) => a * b, 1)
  if (shape.length <= 1 && size === count) return unpacked(array)
  if (role !== 't' && shape.length === 2 && size === rows * columns) return meshAxis(array, unpacked(array), role)
  throw new InputError(
    `${placeOf(array)}: has shape (${shape.join(', ')}); ${count} values are needed, one for each node along ${role}`,
  )
}

/** The axis behind coordinates that are given at every node. */
function meshAxis(array: NamedArray, values: Float64Array, role: 'x' | 'y'): Float64Array {
  const [rows, columns] = array.shape as [number, number]
  const alongX = role === 'x'
  const count = alongX ? columns : rows
  const axis = Float64Array.from({ length: count }, (_, k) => values[alongX ? k : k * columns] as number)
  const step = Math.abs((axis[1] as number) - (axis[0] as number))
  for (let at = 0; at < values.length; at++) {
    const own = axis[alongX ? at % columns : Math.floor(at / columns)] as number
    if (Math.abs((values[at] as number) - own) > 1e-2 * step) {
      const where = `[${Math.floor(at / columns)}][${at % columns}]`
      throw new InputError(
        `${placeOf(array)}: ${where} is ${values[at]} and not ${own}; a grid along the axes is needed (regrid)`,
      )
    }
  }
  return axis
}
