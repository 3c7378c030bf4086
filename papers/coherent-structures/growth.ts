/**
 * Growth of the turbulent area against the diffusion of vorticity through its border.
 *
 *   dA/dt  against  Φ = ν ∮ |∂ω/∂n| dl
 *
 * A is the area of the largest region above a fixed level of the dye, the integral goes along its border, and dA/dt is the slope of
 * the line through A(t) over `WINDOW` to either side.
 * @module
 */
import { connectedRegion, findInterface, gradient, sampleGrid } from 'pushforward/field'
import type { JetRun } from './jet.js'

/** Less than half a turnover time: growth is not smoothed over eddies' lives. */
const WINDOW = 1

export interface Growth {
  readonly times: readonly number[]
  /** dA/dt */
  readonly growth: readonly number[]
  /** Φ */
  readonly flux: readonly number[]
}

/** @param times at least `WINDOW` inside the film; yields the share that is done */
export function* growthAndFlux(jet: JetRun, level: number, times: readonly number[]): Generator<number, Growth, void> {
  const growth: number[] = []
  const flux: number[] = []
  for (const [k, time] of times.entries()) {
    growth.push(yield* slopeOfArea(jet, level, time, (share) => (k + share) / times.length))
    flux.push(fluxAt(jet, level, time))
  }
  return { times, growth, flux }
}

function* slopeOfArea(
  { film, frame }: JetRun,
  level: number,
  time: number,
  shareOf: (share: number) => number,
): Generator<number, number, void> {
  const near = [...film.t].filter((t) => Math.abs(t - time) <= WINDOW + 1e-9)
  const areas: number[] = []
  for (const t of near) {
    const { scalar } = frame(t)
    const nodes = connectedRegion(scalar, level).reduce((sum, inside) => sum + inside, 0)
    areas.push(nodes * (scalar.spacing[0] as number) * (scalar.spacing[1] as number))
    yield shareOf(areas.length / near.length)
  }
  return slope(near, areas)
}

/** Of the line of least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [middleX, middleY] = [mean(x), mean(y)]
  let [product, square] = [0, 0]
  x.forEach((value, k) => {
    product += (value - middleX) * ((y[k] as number) - middleY)
    square += (value - middleX) ** 2
  })
  return product / square
}

function fluxAt({ frame, viscosity }: JetRun, level: number, time: number): number {
  const { scalar, vorticity } = frame(time)
  const { points, normals, length } = findInterface(scalar, level)
  const slopes = sampleGrid(gradient(vorticity), points)
  let sum = 0
  for (let i = 0; i < slopes.length; i += 2) {
    sum += Math.abs(
      (slopes[i] as number) * (normals.data[i] as number) + (slopes[i + 1] as number) * (normals.data[i + 1] as number),
    )
  }
  return (viscosity * length * sum) / points.n
}
