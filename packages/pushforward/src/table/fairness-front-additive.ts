/**
 * The exact front of an additive proxy: the information values of a naive-Bayes score are sums over columns, so choosing
 * for each column one of its binnings, or none, is a knapsack whose whole front can be found.
 *
 *   max Σ_j model(j, c_j)  subject to  Σ_j group(j, c_j) ≤ ε,  for every ε at once
 *
 * Columns are added one by one and partial choices that another one dominates are dropped, which loses no optimum.
 * Cost O(f · K log(f K)) a column for K options and f partial choices kept: at most (K + 1)^columns, in practice hundreds.
 *
 * Source: Nemhauser & Ullmann 1969, "Discrete dynamic programming and capital allocation".
 * @module
 */
import { InputError } from '../errors.js'

/** What one binning of one column adds. */
export interface ColumnOption {
  /** IV towards the outcome, finite and >= 0. */
  readonly ivModel: number
  /** IV towards the protected group, finite and >= 0. */
  readonly ivGroup: number
}

export interface AdditivePoint {
  /** Sums over columns. */
  readonly ivModel: number
  readonly ivGroup: number
  /** By column: the index of its option, −1 when it is left out. */
  readonly choice: Int32Array
}

/** A partial choice, linked to the one that it extends. */
interface Partial {
  readonly ivModel: number
  readonly ivGroup: number
  readonly option: number
  readonly before?: Partial
}

/** More partial choices than this mean that the front itself is too long to be listed. */
const MOST_KEPT = 1_000_000

/**
 * @param columns the options of each column; one option each means choosing a subset
 * @returns the front by rising IV_group; the first point has the least of it
 * @throws InputError if a value is not finite and >= 0, or the front exceeds a million points
 * @example
 * additiveFront([[{ ivModel: 2, ivGroup: 1 }], [{ ivModel: 1, ivGroup: 1 }]]).map((point) => point.ivModel) // [0, 2, 3]
 */
export function additiveFront(columns: readonly (readonly ColumnOption[])[]): AdditivePoint[] {
  let front: Partial[] = [{ ivModel: 0, ivGroup: 0, option: -1 }]
  columns.forEach((options, j) => {
    options.forEach(({ ivModel, ivGroup }, k) => {
      if (!(ivModel >= 0 && ivGroup >= 0 && Number.isFinite(ivModel + ivGroup))) {
        throw new InputError(
          `columns: option ${k} of column ${j} has ${ivModel}, ${ivGroup}; finite numbers >= 0 are needed`,
        )
      }
    })
    const extended = front.flatMap((before) => [
      { ivModel: before.ivModel, ivGroup: before.ivGroup, option: -1, before },
      ...options.map(({ ivModel, ivGroup }, option) => ({
        ivModel: before.ivModel + ivModel,
        ivGroup: before.ivGroup + ivGroup,
        option,
        before,
      })),
    ])
    front = undominated(extended)
    if (front.length > MOST_KEPT) {
      throw new InputError(
        `columns: the front has more than ${MOST_KEPT} points after ${j + 1} columns; give fewer columns`,
      )
    }
  })
  return front.map(({ ivModel, ivGroup, ...last }) => ({ ivModel, ivGroup, choice: choiceOf(last, columns.length) }))
}

function undominated(partials: readonly Partial[]): Partial[] {
  const sorted = partials.toSorted((a, b) => a.ivGroup - b.ivGroup || b.ivModel - a.ivModel)
  let best = Number.NEGATIVE_INFINITY
  return sorted.filter(({ ivModel }) => {
    if (ivModel <= best) return false
    best = ivModel
    return true
  })
}

function choiceOf(last: Pick<Partial, 'option' | 'before'>, columns: number): Int32Array {
  const choice = new Int32Array(columns)
  let at: Pick<Partial, 'option' | 'before'> = last
  for (let j = columns - 1; j >= 0; j--) {
    choice[j] = at.option
    at = at.before as Partial
  }
  return choice
}
