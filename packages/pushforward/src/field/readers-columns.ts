/**
 * A field from lines of text, one node a line: CSV, PIV text, Tecplot points.
 *
 * Fields stand between commas, semicolons, tabs or spaces. Lines before the first line of numbers are a heading: the last
 * of them with as many fields as there are columns names these (`x [px]`, `"X mm"` and `x` are one name), as do a comment
 * (#, %) and Tecplot's VARIABLES. Without one the first four columns are x, y, u, v. Where fields are not separated by
 * commas, a comma may stand for the decimal point.
 * @module
 */
import { InputError } from '../errors.js'
import type { FieldFile, ReadFieldOptions } from './gridded-field.js'
import { assertValueCount, type LooseField } from './readers-finish.js'
import { type Role, USUAL_NAMES, VELOCITY_PAIRS } from './readers-names.js'
import { gridAxis, nearestNode } from './readers-nodes.js'

interface Columns {
  readonly file: string
  /** In the order of the file, without units. */
  readonly names: readonly string[]
  readonly units: readonly (string | undefined)[]
  /** Row-major. */
  readonly data: Float64Array
  /** Line in the file of each row, from 1. */
  readonly lines: Int32Array
}

/** @throws InputError naming file, line and column */
export function readColumns(files: readonly FieldFile[], options: ReadFieldOptions): LooseField {
  const tables = files.map(readTable)
  const first = tables[0] as Columns
  const roles = rolesOf(first, options)
  for (const table of tables) {
    const same = table.names.length === first.names.length && table.names.every((name, k) => name === first.names[k])
    if (!same) {
      throw new InputError(
        `${table.file}: has columns ${table.names.join(', ')}; ${first.names.join(', ')} are needed, as in ${first.file}`,
      )
    }
  }
  // The order of names as people count: B2 before B10.
  tables.sort((a, b) => a.file.localeCompare(b.file, 'en', { numeric: true }))

  assertPlaces(tables, roles)
  const column = (table: Columns, role: number) =>
    Float64Array.from({ length: table.lines.length }, (_, row) => table.data[row * table.names.length + role] as number)
  const every = (role: number) => tables.map((table) => column(table, role))
  const [xs, ys] = [every(roles.x), every(roles.y)]
  const x = gridAxis(xs)
  const y = gridAxis(ys)
  const t = roles.t === undefined ? Float64Array.from(tables.keys()) : gridAxis(every(roles.t))
  const size = t.length * y.length * x.length
  assertValueCount(`${first.file}: the grid of ${t.length} × ${y.length} × ${x.length} nodes`, size, options)
  const [u, v, c] = [0, 1, 2].map(() => new Float64Array(size).fill(Number.NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const seen = new Int32Array(size)
  const seenIn = new Int32Array(size)
  tables.forEach((table, frame) => {
    const width = table.names.length
    table.lines.forEach((line, row) => {
      const value = (role: number) => table.data[row * width + role] as number
      const k = roles.t === undefined ? frame : nearestNode(t, value(roles.t))
      const at = (k * y.length + nearestNode(y, value(roles.y))) * x.length + nearestNode(x, value(roles.x))
      if (seen[at]) {
        const other = seenIn[at] === frame ? '' : ` of ${tables[seenIn[at] as number]?.file}`
        const hint = roles.t === undefined && tables.length === 1 ? ' (a column of time is told by names.t)' : ''
        throw new InputError(
          `${table.file}: line ${line} is at the place of line ${seen[at]}${other}; one line a node is needed${hint}`,
        )
      }
      seen[at] = line
      seenIn[at] = frame
      if (roles.valid !== undefined && value(roles.valid) === 0) return
      u[at] = value(roles.u)
      v[at] = value(roles.v)
      if (roles.c !== undefined) c[at] = value(roles.c)
    })
  })
  if (!options.land) assertComplete(tables, seen, { x, y, t })
  const units: Record<string, string> = {}
  const sources: Record<string, string> = {}
  for (const role of ['x', 'y', 't', 'u', 'v', 'c'] as const) {
    const at = roles[role]
    if (at === undefined) continue
    sources[role] = `${first.file}: ${first.names[at]}`
    const unit = first.units[at]
    if (unit) units[role] = unit
  }
  return { x, y, t, u, v, ...(roles.c !== undefined && { c }), units, sources }
}

function assertPlaces(tables: readonly Columns[], roles: Roles): void {
  for (const { file, names, data, lines } of tables) {
    for (const role of [roles.x, roles.y, roles.t]) {
      if (role === undefined) continue
      const row = lines.findIndex((_, index) => Number.isNaN(data[index * names.length + role]))
      if (row >= 0) {
        throw new InputError(
          `${file}: line ${lines[row]}, column ${role + 1} (${names[role]}) is NaN; a place is needed`,
        )
      }
    }
  }
}

function assertComplete(
  tables: readonly Columns[],
  seen: Int32Array,
  { x, y, t }: { readonly x: Float64Array; readonly y: Float64Array; readonly t: Float64Array },
): void {
  const at = seen.indexOf(0)
  if (at < 0) return
  const missing = seen.reduce((sum, line) => sum + (line === 0 ? 1 : 0), 0)
  const k = Math.floor(at / x.length / y.length)
  const file = (tables.length === 1 ? tables[0] : tables[k])?.file
  const where = `x = ${x[at % x.length]}, y = ${y[Math.floor(at / x.length) % y.length]}, t = ${t[k]}`
  throw new InputError(
    `${file}: has no line for ${where}, and for ${missing} of ${seen.length} nodes in all; ` +
      'a line for every node is needed, or land: true',
  )
}

type Roles = Record<'x' | 'y' | 'u' | 'v', number> & Partial<Record<'t' | 'c' | 'valid', number>>

function rolesOf({ file, names }: Columns, { names: wanted = {} }: ReadFieldOptions): Roles {
  if (wanted.velocity !== undefined)
    throw new InputError('names.velocity: columns hold one component each; name u and v')
  const given = (role: Role): number | undefined => {
    const name = wanted[role]
    if (name === undefined) return undefined
    const at = names.findIndex((each) => each === name || each === nameAndUnit(name).name)
    if (at < 0) throw new InputError(`names.${role}: "${name}" is no column of ${file}; there are ${names.join(', ')}`)
    return at
  }
  const unnamed = names[0] === '1'
  const usual = (candidates: readonly string[], order: number): number | undefined => {
    if (unnamed) return order < 4 && order < names.length ? order : undefined
    const at = candidates.map((name) => names.indexOf(name)).find((index) => index >= 0)
    return at
  }
  const pair = VELOCITY_PAIRS.find(([first, second]) => names.includes(first) && names.includes(second)) ?? ['', '']
  const roles = {
    x: given('x') ?? usual(USUAL_NAMES.x, 0),
    y: given('y') ?? usual(USUAL_NAMES.y, 1),
    u: given('u') ?? usual([pair[0]], 2),
    v: given('v') ?? usual([pair[1]], 3),
    t: given('t') ?? usual(USUAL_NAMES.t, 4),
    c: given('c') ?? usual(USUAL_NAMES.c, 5),
    valid: given('valid'),
  }
  for (const role of ['x', 'y', 'u', 'v'] as const) {
    if (roles[role] === undefined) {
      throw new InputError(
        `${file}: has no column that is ${role} by name; there are ${names.join(', ')} (set names.${role})`,
      )
    }
  }
  return roles as Roles
}

const NUMBER = /^[+-]?(\d+[.,]?\d*|[.,]\d+)([eEdD][+-]?\d+)?$/
const MISSING = /^[+-]?nan$/i

function readTable({ name: file, bytes }: FieldFile): Columns {
  const text = decodeText(file, bytes)
  const heading: string[] = []
  const values: number[] = []
  const lines: number[] = []
  let split: ((line: string) => string[]) | undefined
  let width = 0
  let number = 0
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from)
    const to = newline < 0 ? text.length : newline
    const line = text.slice(from, to).trim()
    number++
    from = to + 1
    if (line === '') continue
    if (!split) {
      const candidate = splitter(line)
      const fields = candidate(line)
      const numeric = fields.filter((field) => isNumber(field)).length
      // A line of numbers with a typing error is data, not heading, once it begins with numbers.
      if (numeric < fields.length && !(isNumber(fields[0] as string) && isNumber(fields[1] ?? ''))) {
        heading.push(line)
        continue
      }
      split = candidate
      width = fields.length
      if (width < 4)
        throw new InputError(`${file}: line ${number} has ${width} fields; at least x, y, u and v are needed`)
    }
    if (/^[#%]|^ZONE\b/i.test(line)) continue
    const fields = split(line)
    if (fields.length !== width) {
      throw new InputError(
        `${file}: line ${number} has ${fields.length} fields; ${width} are needed, as in line ${lines[0] ?? number}`,
      )
    }
    for (let k = 0; k < width; k++) {
      const field = fields[k] as string
      if (!isNumber(field)) {
        const shown = field === '' ? 'empty' : JSON.stringify(field.slice(0, 40))
        throw new InputError(`${file}: line ${number}, column ${k + 1} is ${shown}; a number is needed`)
      }
      values.push(numberOf(field))
    }
    lines.push(number)
  }
  if (!split) throw new InputError(`${file}: has no line of numbers; lines with x, y, u, v are needed`)
  const { names, units } = headingNames(heading, width)
  return { file, names, units, data: Float64Array.from(values), lines: Int32Array.from(lines) }
}

function isNumber(field: string): boolean {
  return NUMBER.test(field) || MISSING.test(field)
}

/** Of a decimal comma, a Fortran exponent (1d-3) or nan too. */
function numberOf(field: string): number {
  const value = Number(field)
  if (!Number.isNaN(value)) return value
  return MISSING.test(field) ? Number.NaN : Number(field.replace(',', '.').replace(/d/i, 'e'))
}

function splitter(line: string): (line: string) => string[] {
  const separator = [';', '\t'].find((each) => line.includes(each)) ?? (hasCommas(line) ? ',' : /\s+/)
  return (each) =>
    each.split(separator).map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    )
}

/** Whether commas separate, and are not the decimal points of fields between spaces. */
function hasCommas(line: string): boolean {
  if (!line.includes(',')) return false
  const words = line.split(/\s+/)
  return words.length < 4 || words.some((word) => !NUMBER.test(word) || word.endsWith(','))
}

/** Names of the columns from the last heading line that fits; numbers from 1 without one. */
function headingNames(heading: readonly string[], width: number): Pick<Columns, 'names' | 'units'> {
  for (const line of heading.toReversed()) {
    // Tecplot's title, names and zone stand in one line or in several.
    const tecplot = /\bVARIABLES\s*=\s*((?:"[^"]*"[\s,]*)+)/i.exec(line)?.[1]
    if (tecplot === undefined && /^(ZONE|TITLE)\b/i.test(line)) continue
    const bare = line.replace(/^[#%]\s*/, '')
    const fields = tecplot
      ? Array.from(tecplot.matchAll(/"([^"]*)"/g), ([, name]) => name as string)
      : splitter(bare)(bare)
    if (fields.length !== width) continue
    const parts = fields.map(nameAndUnit)
    return { names: parts.map(({ name }) => name), units: parts.map(({ unit }) => unit) }
  }
  const names = Array.from({ length: width }, (_, k) => String(k + 1))
  return { names, units: names.map(() => undefined) }
}

/** `X [px]`, `x (px)` and `"X px"` are x in px. */
function nameAndUnit(field: string): { name: string; unit?: string } {
  const bare = field.trim().replace(/^"(.*)"$/, '$1')
  const match = /^([^\s[(]+)\s*[[(]?\s*([^\])]*)[\])]?$/.exec(bare)
  const unit = match?.[2]?.trim()
  return { name: (match?.[1] ?? bare).toLowerCase(), ...(unit && { unit }) }
}

function decodeText(file: string, bytes: Uint8Array): string {
  if (bytes.subarray(0, 4096).includes(0)) {
    throw new InputError(`${file}: is neither text nor of a known form; NPY, NetCDF, HDF5, CSV or PIV text is needed`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // PIV programs on Windows write units such as µm in Latin-1.
    return new TextDecoder('latin1').decode(bytes)
  }
}
