/**
 * Population stability index: how far a sample has moved from the one it is compared with.
 *
 *   PSI = Σ (a − e) ln(a/e) = J(e, a),   e and a the shares of expected and actual rows
 *
 * The fixed thresholds in use (0.1, 0.25) ignore how many rows there are; the test does not.
 * @module
 */
import { type CountsOrShares, readSample } from './count-sample.js'
import { type DivergenceEstimate, estimateJeffreys, type InferenceOptions } from './divergence-estimate.js'
import { word } from './information-value.js'

export interface PsiOptions extends InferenceOptions {
  /** Names of the bins, for the table of contributions. Default: their numbers. */
  readonly labels?: readonly string[]
}

/**
 * @param expected rows by bin, `[m]`, or `{ shares, n }`; `n: Infinity` is a reference that is known and not sampled
 * @param actual the same bins of the sample to be judged
 * @throws InputError if the numbers of bins differ, a sample is empty, or shares do not sum to 1
 * @example
 * psi([94, 53, 128, 46, 179], [96, 48, 129, 33, 194]).test.pValue // 0.55: no drift
 */
export function psi(expected: CountsOrShares, actual: CountsOrShares, options: PsiOptions = {}): DivergenceEstimate {
  const names = ['expected', 'actual'] as const
  return estimateJeffreys(readSample(names[0], expected), readSample(names[1], actual), options, names, options.labels)
}

/**
 * The usual words for a PSI: `industry` has 0.1 and 0.25, `paper` 0.02 and 0.1.
 */
export function psiLabel(value: number, source: 'industry' | 'paper' = 'industry'): string {
  return word(value, ['stable', 'moderate shift', 'large shift'], source === 'paper' ? [0.02, 0.1] : [0.1, 0.25])
}
