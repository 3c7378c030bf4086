/**
 * Averages of a field at a distance ξ from an interface, along its normals.
 *
 *   ⟨f⟩(ξ) = mean over interface points x_I of f(x_I + ξ n)
 *
 * ξ > 0 is the side of the larger values of the interface's scalar. A ray ends where the scalar crosses the level again
 * (looked for every half grid step), where it leaves the grid, and where the scalar is NaN; later samples on it are
 * dropped. Because of that the number of samples falls with |ξ|, and it is returned.
 * @module
 */
import { InputError } from '../errors.js'
import { assertPlanar, type Grid } from './grid.js'
import type { Interface } from './interfaces.js'
import { sampleAt } from './sample-grid.js'

export interface ConditionalAverageOptions {
  /**
   * What is averaged, from the field's components at the point and the unit normal of the ray: (b, n) ↦ |b · n| for a
   * flux. Default the first component.
   */
  readonly of?: (value: Float64Array, normal: readonly [number, number]) => number
  /**
   * Length along the interface over which samples count as one for the standard error. Default 0: every point counts,
   * which is too confident, as neighbours on an interface are alike; a few integral lengths of f are right.
   */
  readonly blockLength?: number
}

export interface ConditionalAverage {
  readonly xi: Float64Array
  /** ⟨f⟩(ξ); NaN where `count` is 0. */
  readonly mean: Float64Array
  /** Samples that entered. */
  readonly count: Float64Array
  /** Of the mean, over blocks; NaN with fewer than two blocks. */
  readonly standardError: Float64Array
}

/**
 * @param field f on a planar grid, which need not be that of the interface's scalar; NaN samples are dropped
 * @param along the interface, see `findInterface`
 * @param xi signed distances, in the unit of the grid
 * @throws InputError if a distance is not finite
 * @example
 * conditionalAverage(signedDistance(c, level), findInterface(c, level), [-0.1, 0, 0.1]).mean // ≈ [-0.1, 0, 0.1]
 */
export function conditionalAverage(
  field: Grid,
  along: Interface,
  xi: ArrayLike<number>,
  options: ConditionalAverageOptions = {},
): ConditionalAverage {
  const { of = (value) => value[0] as number, blockLength = 0 } = options
  assertPlanar('field', field)
  const distances = Float64Array.from(xi)
  const bad = distances.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new InputError(`xi: [${bad}] is ${distances[bad]}; finite numbers are needed`)
  if (!(blockLength >= 0)) throw new InputError(`blockLength: is ${blockLength}; a number >= 0 is needed`)
  const { points, normals } = along
  const step = Math.min(...along.scalar.spacing) / 2
  const blocks = blockNumbers(along, blockLength)
  const totals = distances.map(() => 0)
  const count = distances.map(() => 0)
  const samples = new Float64Array(points.n * distances.length).fill(Number.NaN)
  const value = new Float64Array(field.components ?? 1)
  for (let i = 0; i < points.n; i++) {
    const normal = [normals.data[2 * i] as number, normals.data[2 * i + 1] as number] as const
    if (normal[0] === 0 && normal[1] === 0) continue
    const x = points.data[2 * i] as number
    const y = points.data[2 * i + 1] as number
    const ray = { x, y, normal, along, step }
    const ends = [reach(ray, -1, -Math.min(0, ...distances)), reach(ray, 1, Math.max(0, ...distances))] as const
    for (let k = 0; k < distances.length; k++) {
      const distance = distances[k] as number
      if (Math.abs(distance) >= ends[distance > 0 ? 1 : 0]) continue
      if (Math.abs(distance) >= step && !onOwnSide(ray, distance)) continue
      sampleAt(field, x + distance * normal[0], y + distance * normal[1], value)
      const sample = of(value, normal)
      if (Number.isNaN(sample)) continue
      samples[i * distances.length + k] = sample
      totals[k] = (totals[k] as number) + sample
      count[k] = (count[k] as number) + 1
    }
  }
  const mean = totals.map((total, k) => total / (count[k] as number))
  const standardError = mean.map((centre, k) => {
    const own = (i: number) => samples[i * distances.length + k] as number
    return errorOfMean(own, points.n, blocks, centre, count[k] as number)
  })
  return { xi: distances, mean, count, standardError }
}

interface Ray {
  readonly x: number
  readonly y: number
  readonly normal: readonly [number, number]
  readonly along: Interface
  /** Distance of the places where the scalar is looked at; nearer than one, it is the level up to interpolation. */
  readonly step: number
}

/** Where the ray to one side ends: the first place looked at, up to `to`, that is on the other side. */
function reach(ray: Ray, side: 1 | -1, to: number): number {
  // Distances asked for are often multiples of the step, up to rounding.
  for (let k = 1; k * ray.step <= to * (1 + 1e-9); k++) {
    if (!onOwnSide(ray, side * k * ray.step)) return k * ray.step * (1 - 1e-9)
  }
  return Number.POSITIVE_INFINITY
}

const scratch = new Float64Array(1)

function onOwnSide({ x, y, normal, along: { scalar, level } }: Ray, distance: number): boolean {
  sampleAt(scalar, x + distance * normal[0], y + distance * normal[1], scratch)
  const value = scratch[0] as number
  return distance > 0 ? value >= level : value < level
}

/** The block of each interface point, `[n]`: consecutive points of a curve, and never of two curves. */
function blockNumbers({ lines, spacing, points }: Interface, blockLength: number): Int32Array {
  const size = Math.max(1, Math.round(blockLength / spacing))
  const out = new Int32Array(points.n)
  let at = 0
  let block = 0
  for (const line of lines) {
    for (let i = 0; i < line.points.n; i++) out[at++] = block + Math.floor(i / size)
    block += Math.ceil(line.points.n / size)
  }
  return out
}

/** Of a ratio of sums over blocks of unequal size, by the delta method; blocks of one give s / √n. */
function errorOfMean(
  sample: (i: number) => number,
  n: number,
  blocks: Int32Array,
  mean: number,
  count: number,
): number {
  let squares = 0
  let used = 0
  for (let i = 0; i < n; ) {
    const block = blocks[i]
    let excess = 0
    let any = false
    for (; i < n && blocks[i] === block; i++) {
      const value = sample(i)
      if (Number.isNaN(value)) continue
      excess += value - mean
      any = true
    }
    if (!any) continue
    squares += excess * excess
    used++
  }
  return used < 2 ? Number.NaN : Math.sqrt((squares * used) / (used - 1)) / count
}
