/**
 * One noisy look y = s x_j + n at a set of atoms, for every s of a grid: its posterior mean x̂, and by it the two estimates of γ
 * that `separation-estimate.ts` mixes.
 * @module
 */
import type { Measure, Points } from '../../measure/points.js'
import { permutation, type Rng } from '../../measure/random.js'
import { categorical } from '../../measure/sampling.js'

/** e^{−30} of the largest weight, summed over a million points, is below float32 rounding. */
const NEGLIGIBLE = 30

export interface Pairs {
  /** Index of x_j, `[k]`. */
  readonly own: Uint32Array
  /** n_j `[k, d]`. */
  readonly noise: Float64Array
}

/** Points in turn, so that each is used as often as the others; by weight where there are weights. */
export function drawPairs({ points: { n, d }, weights }: Measure, k: number, random: Rng): Pairs {
  const pick = random.split('pairs')
  const order = permutation(pick, n)
  const byWeight = weights && categorical(weights)
  const own = Uint32Array.from({ length: k }, (_, j) => (byWeight ? byWeight(pick) : (order[j % n] as number)))
  return { own, noise: random.split('noise').fillNormal(new Float64Array(k * d)) }
}

export interface Walk {
  readonly atoms: Points
  readonly pairs: Pairs
  readonly s: Float64Array
  readonly logWeights: Float64Array | undefined
  readonly heldOut: boolean
}

/** Points that can have weight, the first `count` of each array `[n]`, and the sum of them `[d]`. */
export interface Scratch {
  readonly index: Uint32Array
  /** |x_i − x_j|²/2. */
  readonly halves: Float64Array
  /** ⟨n, x_i − x_j⟩. */
  readonly slopes: Float64Array
  /** log w_i − log w_j of the given weights. */
  readonly heights: Float64Array
  readonly logits: Float64Array
  readonly mean: Float64Array
}

export const openScratch = ({ n, d }: Points): Scratch => ({
  index: new Uint32Array(n),
  halves: new Float64Array(n),
  slopes: new Float64Array(n),
  heights: new Float64Array(n),
  logits: new Float64Array(n),
  mean: new Float64Array(d),
})

/**
 * One pair at every s. Writes 1 − (1 + s²) |x_j − x̂|²/d to `residual`, and the tangent form to `other`; held out, there
 * (1 + s²) |x_j − s y/(1 + s²)|²/d − 1, of mean 0, which carries most of the noise.
 */
export function walkUp(
  { atoms: { data, n, d }, pairs: { own, noise }, s, logWeights, heldOut }: Walk,
  j: number,
  { index, halves, slopes, heights, logits, mean }: Scratch,
  residual: readonly Float64Array[],
  other: readonly Float64Array[],
): void {
  const from = (own[j] as number) * d
  let count = 0
  for (let i = 0; i < n; i++) {
    if (heldOut && i * d === from) continue
    let [square, slope] = [0, 0]
    for (let c = 0; c < d; c++) {
      const step = (data[i * d + c] as number) - (data[from + c] as number)
      square += step * step
      slope += (noise[j * d + c] as number) * step
    }
    index[count] = i
    halves[count] = square / 2
    slopes[count] = slope
    heights[count] = logWeights ? (logWeights[i] as number) - (logWeights[own[j] as number] as number) : 0
    count++
  }
  for (let g = 0; g < s.length; g++) {
    const at = s[g] as number
    let most = Number.NEGATIVE_INFINITY
    for (let a = 0; a < count; a++) {
      const logit = (heights[a] as number) + at * ((slopes[a] as number) - at * (halves[a] as number))
      logits[a] = logit
      if (logit > most) most = logit
    }
    mean.fill(0)
    let total = 0
    let kept = 0
    for (let a = 0; a < count; a++) {
      const logit = logits[a] as number
      if (logit - most >= -NEGLIGIBLE) {
        const weight = Math.exp(logit - most)
        total += weight
        for (let c = 0, row = (index[a] as number) * d; c < d; c++) {
          mean[c] = (mean[c] as number) + weight * (data[row + c] as number)
        }
      } else if (!heldOut && logit < -NEGLIGIBLE && at * 2 * (halves[a] as number) > (slopes[a] as number)) {
        continue // below x_j itself, whose logit is 0 at every s, and falling
      }
      index[kept] = index[a] as number
      halves[kept] = halves[a] as number
      slopes[kept] = slopes[a] as number
      heights[kept] = heights[a] as number
      kept++
    }
    count = kept
    const scale = 1 + at * at
    let [error, tangent, linear] = [0, 0, 0]
    for (let c = 0; c < d; c++) {
      const x = data[from + c] as number
      const shrunk = (at * (at * x + (noise[j * d + c] as number))) / scale
      const estimate = count === 1 && !heldOut ? x : (mean[c] as number) / total
      error += (x - estimate) ** 2
      tangent += (estimate - shrunk) ** 2
      linear += (x - shrunk) ** 2
    }
    ;(residual[g] as Float64Array)[j] = 1 - (scale * error) / d
    ;(other[g] as Float64Array)[j] = heldOut ? (scale * linear) / d - 1 : (scale * tangent) / d
  }
}
