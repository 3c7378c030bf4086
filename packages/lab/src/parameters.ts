/**
 * A paper's parameters as plain data: one description serves flags, form controls and permalinks.
 * @module
 */
import { InputError } from 'pushforward/measure'
import * as z from 'zod'

export type ParameterType = 'number' | 'integer' | 'boolean' | 'choice' | 'text' | 'numbers' | 'points'

/** Values that a parameter can take: a scalar, a list of numbers, or a list of [x, y]. */
export type ParameterValue = number | boolean | string | readonly number[] | readonly (readonly number[])[]

export type ParameterValues = Readonly<Record<string, unknown>>

export interface ParameterDescription {
  readonly name: string
  readonly type: ParameterType
  /** What the parameter is for, without its unit. */
  readonly description: string
  /** Absent: the parameter is optional and has no value unless given. */
  readonly default?: ParameterValue
  /** Of a number, of each number in `numbers`, or of each coordinate in `points`. */
  readonly min?: number
  readonly max?: number
  /** The bound itself is refused. */
  readonly minExclusive?: true
  readonly maxExclusive?: true
  /** Values are multiples of it. */
  readonly step?: number
  /** Of a `choice`. */
  readonly options?: readonly string[]
  /** Of `numbers` and `points`: how many entries. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly unit?: string
  /** On the page's first row of controls. */
  readonly primary: boolean
}

/** What `z.toJSONSchema` says of one property, as far as we read it. */
interface PropertySchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly default?: ParameterValue
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly items?: PropertySchema
  readonly prefixItems?: readonly PropertySchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly unit?: string
  readonly primary?: boolean
}

/**
 * Describes every parameter of a schema, in the order of its declaration.
 * @throws Error if a property is none of the types that flags and forms can show
 * @example
 * describeParameters(z.object({ epsilon: z.number().positive().default(0.05) }))[0].min // 0
 */
export function describeParameters(schema: z.ZodObject): readonly ParameterDescription[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => describe(name, property as PropertySchema))
}

function describe(name: string, property: PropertySchema): ParameterDescription {
  const type = typeOf(property)
  if (!type) {
    throw new Error(
      `parameter ${name}: can't be shown as a flag or control; use a number, boolean, enum, string, number[] or [x, y][]`,
    )
  }
  const bounded = type === 'numbers' ? property.items : type === 'points' ? property.items?.prefixItems?.[0] : property
  const lists = type === 'numbers' || type === 'points'
  return withoutUndefined({
    name,
    type,
    description: property.description ?? '',
    default: property.default,
    ...bounds(bounded ?? {}),
    options: type === 'choice' ? (property.enum as readonly string[]) : undefined,
    minLength: lists ? property.minItems : undefined,
    maxLength: lists ? property.maxItems : undefined,
    unit: property.unit,
    primary: property.primary ?? false,
  })
}

function typeOf({ type, enum: options, items }: PropertySchema): ParameterType | undefined {
  if (options) return options.every((option) => typeof option === 'string') ? 'choice' : undefined
  if (type === 'number' || type === 'integer' || type === 'boolean') return type
  if (type === 'string') return 'text'
  if (type !== 'array') return undefined
  if (isNumber(items)) return 'numbers'
  return items?.prefixItems?.length === 2 && items.prefixItems.every(isNumber) ? 'points' : undefined
}

const isNumber = (schema?: PropertySchema) => schema?.type === 'number' || schema?.type === 'integer'

/** zod writes the range of safe integers as bounds; nobody means them. */
const meant = (bound?: number) => (bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined)

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: PropertySchema) {
  const min = meant(minimum)
  const max = meant(maximum)
  const above = exclusiveMinimum !== undefined && (min === undefined || exclusiveMinimum >= min)
  const below = exclusiveMaximum !== undefined && (max === undefined || exclusiveMaximum <= max)
  return {
    min: above ? exclusiveMinimum : min,
    max: below ? exclusiveMaximum : max,
    minExclusive: above || undefined,
    maxExclusive: below || undefined,
    step: multipleOf,
  }
}

function withoutUndefined<T extends object>(object: T): ParameterDescription {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as unknown as ParameterDescription
}

/** What a parameter accepts, in words: `an integer from 100 to 20000`. */
export function acceptedValues({ type, options, ...range }: ParameterDescription): string {
  switch (type) {
    case 'choice':
      return `one of ${options?.join(', ')}`
    case 'boolean':
      return 'true or false'
    case 'text':
      return 'a text'
    case 'integer':
      return `an integer${rangeInWords(range)}`
    case 'number':
      return `a number${rangeInWords(range)}`
    case 'numbers':
      return `a list of ${lengthInWords(range)}numbers${rangeInWords(range)}, such as 1,2.5`
    case 'points':
      return `a list of ${lengthInWords(range)}points${rangeInWords(range)}, such as 0,1;2.5,3`
  }
}

type Range = Pick<ParameterDescription, 'min' | 'max' | 'minExclusive' | 'maxExclusive' | 'step'>

function rangeInWords({ min, max, minExclusive, maxExclusive, step }: Range): string {
  const steps = step === undefined ? '' : `, a multiple of ${step}`
  if (min !== undefined && max !== undefined && !minExclusive && !maxExclusive) return ` from ${min} to ${max}${steps}`
  const parts: string[] = []
  if (min !== undefined) parts.push(`${minExclusive ? '>' : '>='} ${min}`)
  if (max !== undefined) parts.push(`${maxExclusive ? '<' : '<='} ${max}`)
  return parts.length === 0 ? steps : ` ${parts.join(' and ')}${steps}`
}

function lengthInWords({ minLength, maxLength }: Pick<ParameterDescription, 'minLength' | 'maxLength'>): string {
  if (minLength !== undefined && minLength === maxLength) return `${minLength} `
  if (minLength !== undefined && maxLength !== undefined) return `${minLength} to ${maxLength} `
  if (minLength !== undefined) return `at least ${minLength} `
  return maxLength === undefined ? '' : `at most ${maxLength} `
}

/**
 * Checks values against a schema and fills in the defaults.
 * @throws InputError naming every parameter that is wrong or unknown, what was given, and what is accepted
 */
export function parseParameters<Schema extends z.ZodObject>(schema: Schema, values: ParameterValues): z.output<Schema> {
  const descriptions = describeParameters(schema)
  const unknown = Object.keys(values).find((name) => !descriptions.some((known) => known.name === name))
  if (unknown !== undefined) {
    const names = descriptions.map(({ name }) => name).join(', ') || 'none'
    throw new InputError(`${unknown}: is not a parameter of this paper; its parameters are ${names}`)
  }
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const messages = parsed.error.issues.map(({ path, code, message }) => {
    const [name, ...rest] = path
    const description = descriptions.find((known) => known.name === name)
    if (!description) return message
    const place = `${description.name}${rest.map((key) => `[${String(key)}]`).join('')}`
    const given = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], values)
    // A refinement is the paper's own rule, and only its message can say what is accepted.
    if (code === 'custom') return `${place}: is ${JSON.stringify(given)}; ${message}`
    return `${place}: is ${show(given)}; ${acceptedValues(description)} is needed`
  })
  throw new InputError([...new Set(messages)].join('\n'))
}

const show = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value))

/**
 * Reads a parameter's text form, as in a flag or a link: `0.1`, `true`, `1,2.5`, `0,1;2.5,3`.
 * @throws InputError if the text is no value of the parameter's type; ranges are checked by `parseParameters`
 */
export function readParameter(parameter: ParameterDescription, text: string): ParameterValue {
  const refuse = (): never => {
    throw new InputError(`${parameter.name}: is ${JSON.stringify(text)}; ${acceptedValues(parameter)} is needed`)
  }
  const readNumber = (part: string): number => {
    const value = part.trim() === '' ? Number.NaN : Number(part)
    return Number.isFinite(value) ? value : refuse()
  }
  const readNumbers = (part: string) => (part.trim() === '' ? [] : part.split(',').map(readNumber))
  switch (parameter.type) {
    case 'choice':
    case 'text':
      return text
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : refuse())
    case 'number':
    case 'integer':
      return readNumber(text)
    case 'numbers':
      return readNumbers(text)
    case 'points':
      return text.trim() === '' ? [] : text.split(';').map(readNumbers)
  }
}

/** The text form that `readParameter` reads back. */
export function writeParameter(value: ParameterValue): string {
  if (!Array.isArray(value)) return String(value)
  return Array.isArray(value[0]) ? value.map((row) => (row as readonly number[]).join(',')).join(';') : value.join(',')
}

/**
 * Parameters as a query string for a permalink; values that equal their default are left out.
 * @example
 * encodeParameters(z.object({ epsilon: z.number().default(0.05) }), { epsilon: 0.1 }) // 'epsilon=0.1'
 */
export function encodeParameters(schema: z.ZodObject, values: ParameterValues): string {
  const parts: string[] = []
  for (const { name, default: usual } of describeParameters(schema)) {
    const value = values[name] as ParameterValue | undefined
    if (value === undefined || (usual !== undefined && writeParameter(value) === writeParameter(usual))) continue
    // Commas and semicolons are legal in a query and keep a list readable.
    const text = encodeURIComponent(writeParameter(value)).replaceAll('%2C', ',').replaceAll('%3B', ';')
    parts.push(`${encodeURIComponent(name)}=${text}`)
  }
  return parts.join('&')
}

/**
 * The parameters in a query string, defaults filled in; other names in the query (a seed, a tab) are left alone.
 * @throws InputError naming a parameter whose value is refused
 */
export function decodeParameters<Schema extends z.ZodObject>(
  schema: Schema,
  query: string | URLSearchParams,
): z.output<Schema> {
  const given = typeof query === 'string' ? new URLSearchParams(query) : query
  const values: Record<string, ParameterValue> = {}
  for (const parameter of describeParameters(schema)) {
    const text = given.get(parameter.name)
    if (text !== null) values[parameter.name] = readParameter(parameter, text)
  }
  return parseParameters(schema, values)
}
