/**
 * The two pairs of clouds in the plane that transport rows run on.
 * @module
 */
import { type Points, type Rng, uniformPoints } from 'pushforward/measure'

export type CloudPair = 'uniform' | 'blobs'

/**
 * `uniform`: two uniform samples of the unit square. `blobs`: a standard normal sample, and one of two narrow normal laws
 * of standard deviation ½ around (4, 0) and (−4, 2), which every point has far to go to.
 */
export function clouds(kind: CloudPair, n: number, random: Rng): [Points, Points] {
  if (kind === 'uniform') return [uniformPoints(random, n, 2), uniformPoints(random, n, 2)]
  const x = random.fillNormal(new Float64Array(2 * n))
  const y = random.fillNormal(new Float64Array(2 * n)).map((value, k) => {
    const [centreX, centreY] = k < n ? [4, 0] : [-4, 2]
    return value / 2 + (k % 2 === 0 ? centreX : centreY)
  })
  return [
    { data: x, n, d: 2 },
    { data: y, n, d: 2 },
  ]
}
