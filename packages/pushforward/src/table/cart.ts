/**
 * Cut points by a classification tree on one column: leaves are split best first by the decrease of the Gini impurity
 *
 *   W · 2 p (1 − p),   p = event rate, W = weight of the leaf,
 *
 * until there are `maxLeaves`, or no split leaves `minLeafShare` of the rows on both sides. Cost O(n log n) for the
 * sort and O(n) for each split, over distinct values only.
 *
 * Source: Breiman, Friedman, Olshen & Stone 1984, "Classification and regression trees"; best-first growth as in
 * Shi 2007, "Best-first decision tree learning".
 * @module
 */
import { InputError } from '../errors.js'
import { type Atoms, atomsOf, midpoint } from './atoms.js'
import { assertCount, type CutInput } from './cuts.js'

export interface CartOptions {
  /** Leaves at most, >= 1. Default 20: fine enough to be merged afterwards. */
  readonly maxLeaves?: number
  /** Least share of the rows in a leaf, in [0, 0.5]. Default 0.05: below that an event rate is mostly noise. */
  readonly minLeafShare?: number
}

interface Leaf {
  /** Atoms [from, to). */
  readonly from: number
  readonly to: number
  /** The best split: the right part starts at this atom; −1 if there is none. */
  readonly at: number
  readonly gain: number
}

/** A split must gain this much of the root's impurity: less is rounding. */
const LEAST_GAIN = 1e-12

/** @throws InputError without a target, or if an option is out of range */
export function cartCuts(input: CutInput, { maxLeaves = 20, minLeafShare = 0.05 }: CartOptions = {}): Float64Array {
  assertCount('maxLeaves', maxLeaves, 1)
  if (!(minLeafShare >= 0 && minLeafShare <= 0.5)) {
    throw new InputError(`minLeafShare: is ${minLeafShare}; a share from 0 to 0.5 is needed`)
  }
  const atoms = atomsOf(input, 'cart')
  const leastRows = Math.max(1, Math.ceil(minLeafShare * input.values.length))
  const leaves = [bestSplit(atoms, 0, atoms.size, leastRows)]
  const cuts: number[] = []
  while (leaves.length < maxLeaves) {
    const next = leaves.reduce((best, leaf, k) => (leaf.gain > (leaves[best] as Leaf).gain ? k : best), 0)
    const { from, to, at } = leaves[next] as Leaf
    if (at < 0) break
    cuts.push(midpoint(atoms, at))
    leaves.splice(next, 1, bestSplit(atoms, from, at, leastRows), bestSplit(atoms, at, to, leastRows))
  }
  return Float64Array.from(cuts).sort()
}

/** Half the Gini impurity times the weight of atoms [from, to). */
function impurity({ weight, events }: Atoms, from: number, to: number): number {
  const w = (weight[to] as number) - (weight[from] as number)
  const e = (events[to] as number) - (events[from] as number)
  return w > 0 ? (e * (w - e)) / w : 0
}

function bestSplit(atoms: Atoms, from: number, to: number, leastRows: number): Leaf {
  const { rows, size } = atoms
  const whole = impurity(atoms, from, to)
  let at = -1
  let gain = LEAST_GAIN * impurity(atoms, 0, size)
  for (let k = from + 1; k < to; k++) {
    if ((rows[k] as number) - (rows[from] as number) < leastRows) continue
    if ((rows[to] as number) - (rows[k] as number) < leastRows) break
    const decrease = whole - impurity(atoms, from, k) - impurity(atoms, k, to)
    if (decrease > gain) {
      gain = decrease
      at = k
    }
  }
  return { from, to, at, gain: at < 0 ? 0 : gain }
}
