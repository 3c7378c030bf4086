/**
 * The interfaces of a jet: borders of the clusters of its dye, and the turbulence inside the outermost one.
 *
 * With clusters c₁ < c₂ < … of the concentration, the turbulent/non-turbulent interface (TNTI) is the level halfway between c₁ and
 * c₂, the next turbulent/turbulent interface (TTI) that between c₂ and c₃; of each, the border of its largest connected region.
 * @module
 */
import { findInterface, type Grid, type Interface, type TurbulenceScales, turbulenceScales } from 'pushforward/field'
import { kmeans1d } from 'pushforward/measure'
import type { JetFrame } from './jet.js'

export interface ScalarInterfaces {
  /** Mean concentrations of the clusters, ascending. */
  readonly centres: Float64Array
  /** Halfway between neighbouring centres. */
  readonly thresholds: Float64Array
  readonly tnti: Interface
  readonly tti: Interface
}

export interface JetInterfaces extends ScalarInterfaces {
  /** 1 where the concentration is above the level of the TNTI, `[ny, nx]`. */
  readonly turbulent: Uint8Array
  /** Of the turbulent nodes. */
  readonly scales: TurbulenceScales
}

/** Above so many values they are counted into bins first, which moves a level by less than a 4096th of the range. */
const EXACT = 1_000_000
const BINS = 4096

/**
 * @param scalar concentration; NaN where there is none, which belongs to no cluster
 * @param clusters K >= 3. Default 4, the paper's
 * @throws InputError as `kmeans1d` (fewer distinct concentrations than clusters) and `findInterface`
 */
export function scalarInterfaces(scalar: Grid, clusters = 4): ScalarInterfaces {
  const known = scalar.values.some(Number.isNaN) ? scalar.values.filter((value) => !Number.isNaN(value)) : scalar.values
  const { centres, thresholds } = kmeans1d(known, clusters, known.length > EXACT ? { bins: BINS } : {})
  const [outer, inner] = thresholds as unknown as [number, number]
  return { centres, thresholds, tnti: findInterface(scalar, outer), tti: findInterface(scalar, inner) }
}

/** @throws InputError as `scalarInterfaces` */
export function jetInterfaces({ u, v, scalar }: JetFrame, viscosity: number, clusters = 4): JetInterfaces {
  const found = scalarInterfaces(scalar, clusters)
  const turbulent = Uint8Array.from(scalar.values, (c) => (c > found.tnti.level ? 1 : 0))
  return { ...found, turbulent, scales: turbulenceScales(u, v, { mask: turbulent, viscosity }) }
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
