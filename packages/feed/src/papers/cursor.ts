/**
 * A place in a list, as an opaque text: the sort keys of the paper at the edge of a page, and the direction. What is
 * inserted meanwhile neither repeats nor hides a paper, as a page number would.
 * @module
 */
import { FeedError } from '../errors.js'

/** What a list is sorted by, the paper's number last. */
export type Keys = readonly (string | number)[]

export interface Place {
  readonly keys: Keys
  /** The page before this place instead of the one after it. */
  readonly before: boolean
}

export function writeCursor(order: string, { keys, before }: Place): string {
  return Buffer.from(JSON.stringify([order, before ? 1 : 0, ...keys])).toString('base64url')
}

/**
 * @param form what `typeof` each key is
 * @throws FeedError naming `cursor` when the text is not of this order
 */
export function readCursor(order: string, form: readonly ('string' | 'number')[], cursor: string): Place {
  const [name, before, ...keys] = parse(cursor)
  const fits =
    name === order &&
    (before === 0 || before === 1) &&
    keys.length === form.length &&
    keys.every((key, k) => typeof key === form[k] && !(typeof key === 'number' && !Number.isFinite(key)))
  const days = keys.filter((_, k) => form[k] === 'string') as string[]
  if (!fits || !days.every((day) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)))) throw unusable()
  if (!Number.isInteger(keys.at(-1)) || Math.abs(keys.at(-1) as number) > 2 ** 31 - 1) throw unusable()
  return { keys: keys as Keys, before: before === 1 }
}

const unusable = () => new FeedError('cursor', 'is not one of this list; take the one that its last page gave')

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
