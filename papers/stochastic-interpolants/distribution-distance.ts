/**
 * Distances of a sample of the line from a mixture that is known.
 * @module
 */
import { type Mixture, normalCdf, type Points } from 'pushforward/measure'

export function mixtureCdf({ components, weights }: Mixture, x: number): number {
  return components.reduce((sum, { mean, covariance }, k) => {
    const standard = (x - (mean[0] as number)) / Math.sqrt(covariance.data[0] as number)
    return sum + (weights[k] as number) * normalCdf(standard)
  }, 0)
}

/** Kolmogorov's distance sup |F_n − F|. */
export function kolmogorovDistance({ data, n }: Points, law: Mixture): number {
  let most = 0
  data.toSorted().forEach((x, i) => {
    const exact = mixtureCdf(law, x)
    most = Math.max(most, exact - i / n, (i + 1) / n - exact)
  })
  return most
}

/** What n draws of the law itself exceed once in a thousand times. */
export const kolmogorovPoint = (n: number) => 1.95 / Math.sqrt(n)
