/**
 * The distinct values of a column with cumulative counts: what every supervised search for cut points runs over.
 * @module
 */
import { InputError } from '../errors.js'
import type { CutInput } from './cuts.js'

export interface Atoms {
  /** Distinct values. */
  readonly size: number
  /** Ascending, `[size]`. */
  readonly value: Float64Array
  /** Rows, weight and weight of events before atom k, `[size + 1]`. */
  readonly rows: Float64Array
  readonly weight: Float64Array
  readonly events: Float64Array
}

/** @throws InputError if there is no target */
export function atomsOf({ values, target, weights }: CutInput, method: string): Atoms {
  if (!target) throw new InputError(`y: is missing; method "${method}" needs a target`)
  const order = sortedOrder(values)
  const value = new Float64Array(values.length)
  const rows = new Float64Array(values.length + 1)
  const weight = new Float64Array(values.length + 1)
  const events = new Float64Array(values.length + 1)
  let size = 0
  let sum = 0
  let bad = 0
  order.forEach((i, rank) => {
    const here = values[i] as number
    if (size === 0 || here !== value[size - 1]) value[size++] = here
    const w = weights?.[i] ?? 1
    sum += w
    if (target[i]) bad += w
    rows[size] = rank + 1
    weight[size] = sum
    events[size] = bad
  })
  const cut = (array: Float64Array) => array.subarray(0, size + 1)
  return { size, value: value.subarray(0, size), rows: cut(rows), weight: cut(weight), events: cut(events) }
}

function sortedOrder(values: Float64Array): Uint32Array {
  return Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
}

/** The cut point between atom k − 1 and atom k: half-way, so that new values go to the nearer side. */
export function midpoint({ value }: Atoms, k: number): number {
  const left = value[k - 1] as number
  const right = value[k] as number
  const middle = left + (right - left) / 2
  // Between neighbouring doubles there is no middle: the right one cuts [a, b) intervals correctly.
  return middle > left ? middle : right
}
