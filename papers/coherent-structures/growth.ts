/**
 * Growth of the turbulent area against diffusion through its border.
 *
 *   dA/dt  against  Φ = ν ∮ |∂ω/∂n| dl   and against   Ψ = κ ∮ Δc/|∇c| dl
 *
 * Φ is the claim's: A is the area of the largest region above a fixed level of the dye, and the integral goes along its border. Ψ is
 * exact: a level line of c moves through the fluid at the speed κ Δc/|∇c| along −∇c, and an incompressible flow adds no area, so Ψ is
 * the rate of the whole area {c > level}. (It is not of its largest part, which also grows and shrinks by leaps when parts join it or
 * part from it.) dA/dt is the slope of the line through A(t) over `WINDOW` to either side.
 *
 * Source of Ψ: Holzner & Lüthi 2011, Phys. Rev. Lett. 106, 134503, for a surface of constant vorticity; the same holds for any scalar.
 * @module
 */
import { connectedRegion, findInterface, type Grid, gradient, laplacian, sampleGrid } from 'pushforward/field'
import type { JetRun } from './jet.js'

/** Less than half a turnover time: growth is not smoothed over eddies' lives. */
const WINDOW = 1
/** Ψ is averaged over the window from every so many frames. */
const FRAMES_APART = 2

export interface Growth {
  readonly times: readonly number[]
  /** dA/dt of the largest region. */
  readonly growth: readonly number[]
  /** Φ */
  readonly flux: readonly number[]
  /** dA/dt of the whole area above the level. */
  readonly wholeGrowth: readonly number[]
  /** Ψ, mean over the window; the dye diffuses as momentum does, κ = ν. */
  readonly dyeFlux: readonly number[]
}

/** @param times at least `WINDOW` inside the film; yields the share that is done after every frame */
export function* growthAndFlux(jet: JetRun, level: number, times: readonly number[]): Generator<number, Growth, void> {
  const found = { growth: [] as number[], flux: [] as number[], wholeGrowth: [] as number[], dyeFlux: [] as number[] }
  for (const [k, time] of times.entries()) {
    const near = [...jet.film.t].filter((t) => Math.abs(t - time) <= WINDOW + 1e-9)
    const areas = { largest: [] as number[], whole: [] as number[] }
    const diffusion: number[] = []
    for (const [frame, t] of near.entries()) {
      const { scalar } = jet.frame(t)
      areas.largest.push(areaOf(scalar, connectedRegion(scalar, level)))
      areas.whole.push(
        areaOf(
          scalar,
          Uint8Array.from(scalar.values, (c) => (c >= level ? 1 : 0)),
        ),
      )
      if (frame % FRAMES_APART === 0) diffusion.push(jet.viscosity * dyeIntegral(scalar, level))
      yield (k + (frame + 1) / near.length) / times.length
    }
    found.growth.push(slope(near, areas.largest))
    found.wholeGrowth.push(slope(near, areas.whole))
    found.dyeFlux.push(mean(diffusion))
    found.flux.push(jet.viscosity * vorticityIntegral(jet, level, time))
  }
  return { times, ...found }
}

function areaOf({ spacing }: Grid, region: Uint8Array): number {
  return region.reduce((sum, inside) => sum + inside, 0) * (spacing[0] as number) * (spacing[1] as number)
}

/** ∮ |∂ω/∂n| dl along the border of the largest region. */
function vorticityIntegral({ frame }: JetRun, level: number, time: number): number {
  const { scalar, vorticity } = frame(time)
  const { points, normals, length } = findInterface(scalar, level)
  const slopes = sampleGrid(gradient(vorticity), points)
  const across = Array.from({ length: points.n }, (_, i) => {
    const [x, y] = [slopes[2 * i] as number, slopes[2 * i + 1] as number]
    return Math.abs(x * (normals.data[2 * i] as number) + y * (normals.data[2 * i + 1] as number))
  })
  return length * mean(across)
}

/** ∮ Δc/|∇c| dl along all level lines. */
function dyeIntegral(scalar: Grid, level: number): number {
  const { points, length } = findInterface(scalar, level, { region: 'all' })
  const curvature = sampleGrid(laplacian(scalar), points)
  const slopes = sampleGrid(gradient(scalar), points)
  const speeds = Array.from(curvature, (value, i) => {
    return value / Math.hypot(slopes[2 * i] as number, slopes[2 * i + 1] as number)
  })
  return length * mean(speeds)
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Of the line of least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const [middleX, middleY] = [mean(x), mean(y)]
  let [product, square] = [0, 0]
  x.forEach((value, k) => {
    product += (value - middleX) * ((y[k] as number) - middleY)
    square += (value - middleX) ** 2
  })
  return product / square
}
