/**
 * What a map is worth on points that it was not fitted to: what it wastes, how well it meets the target, and how far it
 * is from the optimal map where that is known.
 * @module
 */
import { displacementCosts, groundCost, type MapCost } from 'pushforward/learn'
import { covariance, type Points } from 'pushforward/measure'
import { emd, mongeGap } from 'pushforward/transport'

/** The exact gap of the pairs (x_i, t_i) beside what they pay. */
export function exactGap(x: Points, mapped: Points, cost: MapCost = 'sqeuclidean') {
  const { value, displacementCost } = mongeGap(x, mapped, { cost: groundCost(cost, x.d).transport })
  return { gap: value, paid: displacementCost, relative: value / displacementCost }
}

/**
 * What each arrow x_i → t_i pays beyond its share f_i + g_i of the cheapest plan: >= 0, all 0 when the map wastes nothing.
 * Their mean is the gap. Only the mean is unique, as potentials are not; these are the simplex's, which are exact and
 * answer at once (`mongeGap().perPoint` has smooth ones, whose mean is a little more than the gap).
 */
export function wastes(x: Points, mapped: Points, cost: MapCost = 'sqeuclidean') {
  const { transport } = groundCost(cost, x.d)
  const { potentials, value } = emd(x, mapped, { cost: transport })
  const paid = displacementCosts(transport, x, mapped)
  const waste = paid.map((own, i) => Math.max(0, own - (potentials.f[i] as number) - (potentials.g[i] as number)))
  const mean = paid.reduce((sum, own) => sum + own, 0) / x.n
  return { waste, gap: mean - value, paid: mean }
}

/** 100 · E|T − T*|² / tr Cov ν in percent, and the cosine between the two displacement fields. */
export function distanceToOptimal(x: Points, mapped: Points, optimal: Points) {
  let error = 0
  let inner = 0
  let squareMapped = 0
  let squareOptimal = 0
  for (let k = 0; k < x.data.length; k++) {
    const t = (mapped.data[k] as number) - (x.data[k] as number)
    const o = (optimal.data[k] as number) - (x.data[k] as number)
    error += (t - o) ** 2
    inner += t * o
    squareMapped += t * t
    squareOptimal += o * o
  }
  const { data } = covariance(optimal)
  let variance = 0
  for (let k = 0; k < x.d; k++) variance += data[k * x.d + k] as number
  return { uvp: (100 * error) / x.n / variance, cosine: inner / Math.sqrt(squareMapped * squareOptimal) }
}
