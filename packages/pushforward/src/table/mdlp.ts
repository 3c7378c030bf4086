/**
 * Cut points by recursive entropy splits, stopped by minimum description length:
 *
 *   accept the best split of S into S₁, S₂  ⇔  gain > [log₂(N − 1) + log₂(3^k − 2) − (k H(S) − k₁ H(S₁) − k₂ H(S₂))] / N
 *
 * with H the class entropy in bits and k, k₁, k₂ the numbers of classes present. The number of bins follows from the
 * data. Cost O(n log n) for the sort and O(depth · n) for the splits.
 *
 * Source: Fayyad & Irani 1993, "Multi-interval discretization of continuous-valued attributes", §3.
 * @module
 */
import { type Atoms, atomsOf, midpoint } from './atoms.js'
import type { CutInput } from './cuts.js'

/** @throws InputError without a target */
export function mdlpCuts(input: CutInput): Float64Array {
  const atoms = atomsOf(input, 'mdlp')
  const cuts: number[] = []
  const pending: [number, number][] = [[0, atoms.size]]
  for (let part = pending.pop(); part; part = pending.pop()) {
    const [from, to] = part
    const at = acceptedSplit(atoms, from, to)
    if (at < 0) continue
    cuts.push(midpoint(atoms, at))
    pending.push([from, at], [at, to])
  }
  return Float64Array.from(cuts).sort()
}

interface Part {
  readonly weight: number
  readonly entropy: number
  readonly classes: number
}

function part({ weight, events }: Atoms, from: number, to: number): Part {
  const w = (weight[to] as number) - (weight[from] as number)
  const e = (events[to] as number) - (events[from] as number)
  const p = w > 0 ? e / w : 0
  const entropy = p > 0 && p < 1 ? -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p)) : 0
  return { weight: w, entropy, classes: Number(e > 0) + Number(w - e > 0) }
}

/** The atom at which the right part starts, or −1 if no split pays for its description. */
function acceptedSplit(atoms: Atoms, from: number, to: number): number {
  const whole = part(atoms, from, to)
  let at = -1
  let least = whole.entropy
  for (let k = from + 1; k < to; k++) {
    const left = part(atoms, from, k)
    const right = part(atoms, k, to)
    const entropy = (left.weight * left.entropy + right.weight * right.entropy) / whole.weight
    if (entropy < least) {
      least = entropy
      at = k
    }
  }
  if (at < 0) return -1
  const left = part(atoms, from, at)
  const right = part(atoms, at, to)
  const described = whole.classes * whole.entropy - left.classes * left.entropy - right.classes * right.entropy
  const price = (Math.log2(whole.weight - 1) + Math.log2(3 ** whole.classes - 2) - described) / whole.weight
  return whole.entropy - least > price ? at : -1
}
