/**
 * The interfaces of a jet: borders of the clusters of its dye, and the turbulence inside the outermost one.
 *
 * With clusters c₁ < c₂ < … of the concentration, the turbulent/non-turbulent interface (TNTI) is the level halfway between c₁ and
 * c₂, the next turbulent/turbulent interface (TTI) that between c₂ and c₃; of each, the border of its largest connected region.
 * @module
 */
import { findInterface, type Interface, type TurbulenceScales, turbulenceScales } from 'pushforward/field'
import { kmeans1d } from 'pushforward/measure'
import type { JetFrame } from './jet.js'

export interface JetInterfaces {
  /** Mean concentrations of the clusters, ascending. */
  readonly centres: Float64Array
  /** Halfway between neighbouring centres. */
  readonly thresholds: Float64Array
  readonly tnti: Interface
  readonly tti: Interface
  /** 1 where the concentration is above the level of the TNTI, `[ny, nx]`. */
  readonly turbulent: Uint8Array
  /** Of the turbulent nodes. */
  readonly scales: TurbulenceScales
}

/**
 * @param clusters K >= 3. Default 4, the paper's
 * @throws InputError as `kmeans1d` (fewer distinct concentrations than clusters) and `findInterface`
 */
export function jetInterfaces({ u, v, scalar }: JetFrame, viscosity: number, clusters = 4): JetInterfaces {
  const { centres, thresholds } = kmeans1d(scalar.values, clusters)
  const [outer, inner] = thresholds as unknown as [number, number]
  const turbulent = Uint8Array.from(scalar.values, (c) => (c > outer ? 1 : 0))
  return {
    ...{ centres, thresholds, turbulent },
    tnti: findInterface(scalar, outer),
    tti: findInterface(scalar, inner),
    scales: turbulenceScales(u, v, { mask: turbulent, viscosity }),
  }
}

/**
 * How much of the enstrophy is turbulent, and how its mean compares inside and outside.
 * @param vorticity ω on the nodes
 */
export function enstrophySplit(vorticity: ArrayLike<number>, turbulent: Uint8Array): { share: number; ratio: number } {
  let [inside, outside, count] = [0, 0, 0]
  for (let i = 0; i < turbulent.length; i++) {
    const square = (vorticity[i] as number) ** 2
    if (turbulent[i]) {
      inside += square
      count++
    } else outside += square
  }
  return {
    share: inside / (inside + outside),
    ratio: inside / count / (outside / (turbulent.length - count)),
  }
}
