/**
 * Exact optimal transport on a circle of length L for the cost |x − y|^p, p ≥ 1, along the shorter way round.
 *
 * With quantile functions continued by F⁻¹(t + 1) = F⁻¹(t) + L, an optimal plan matches F⁻¹(t) with G⁻¹(t − α) for some
 * shift of mass α, and
 *
 *   cost(α) = ∫_0^1 |F⁻¹(t) − G⁻¹(t − α)|^p dt
 *
 * is convex and piecewise linear in α. Both one-sided slopes come with each evaluation, so the minimum is bracketed and
 * then found exactly, where the lines from both sides meet. O((n + m) (log(n + m) + evaluations)), some tens of them.
 *
 * Source: Delon, Salomon & Sobolevski 2010, "Fast transport optimization for Monge costs on the circle".
 * @module
 */
import { isUniform, type LineWalk, powerOfDistance, type SortedSample, sortSample } from './line-matching.js'

/** Evaluations before the search ends with the best shift found; each at least halves the bracket in two steps. */
const MOST_EVALUATIONS = 200

/** The search ends when the best cost is within this share of the lower bound that the two lines give. */
const TOLERANCE = 4 * Number.EPSILON

/** Matched mass below this share of the total is what rounding of the shift leaves. */
const NO_MASS = 1e-15

interface Circle {
  readonly x: SortedSample
  readonly y: SortedSample
  /** Cumulative masses, from 0 to `total`. */
  readonly cumulativeY: Float64Array
  readonly total: number
  readonly period: number
  /** Whether masses are whole numbers, and with them the best shift. */
  readonly whole: boolean
}

/** The optimal matching; masses positive or 0, both with sum 1. */
export function matchOnCircle(
  x: Float64Array,
  a: Float64Array,
  y: Float64Array,
  b: Float64Array,
  p: number,
  period: number,
): LineWalk {
  const whole = isUniform(a) && isUniform(b)
  const total = whole ? x.length * y.length : 1
  const sortedX = sortSample(wrapped(x, period), whole ? new Float64Array(x.length).fill(y.length) : a)
  const sortedY = sortSample(wrapped(y, period), whole ? new Float64Array(y.length).fill(x.length) : b)
  const cumulativeY = new Float64Array(y.length + 1)
  sortedY.masses.forEach((mass, j) => {
    cumulativeY[j + 1] = (cumulativeY[j] as number) + mass
  })
  cumulativeY[y.length] = total
  const circle = { x: sortedX, y: sortedY, cumulativeY, total, period, whole }
  const shift = bestShift(circle, p)
  return {
    unit: 1 / total,
    each(visit) {
      walk(circle, shift, (i, j, mass, difference) => {
        if (mass > NO_MASS * total) visit(sortedX.order[i] as number, sortedY.order[j] as number, mass, difference)
      })
    },
  }
}

function wrapped(values: Float64Array, period: number): Float64Array {
  return values.map((value) => {
    const rest = value - period * Math.floor(value / period)
    return rest < period ? rest : 0
  })
}

/**
 * Walks once round from the first x, matched with the y at mass −shift. `border` gets, at each end of an x's mass, the
 * y just before and just after: where a change of the shift moves mass from x_i to x_(i+1).
 */
function walk(
  { x, y, cumulativeY, total, period }: Circle,
  shift: number,
  visit: (i: number, j: number, mass: number, difference: number) => void,
  border?: (i: number, before: number, after: number) => void,
): void {
  const n = x.values.length
  const m = y.values.length
  let lap = Math.floor(-shift / total)
  const start = Math.min(Math.max(-shift - lap * total, 0), total)
  let j = 0
  while (j < m - 1 && (cumulativeY[j + 1] as number) <= start) j++
  let leftY = (cumulativeY[j + 1] as number) - start
  let position = (y.values[j] as number) + lap * period
  for (let i = 0; i < n; i++) {
    let leftX = x.masses[i] as number
    for (;;) {
      const mass = Math.min(leftX, leftY)
      if (mass > 0) visit(i, j, mass, (x.values[i] as number) - position)
      leftX -= mass
      leftY -= mass
      const before = position
      while (leftY <= 0) {
        if (++j === m) {
          j = 0
          lap++
        }
        leftY = y.masses[j] as number
        position = (y.values[j] as number) + lap * period
      }
      if (leftX > 0) continue
      border?.(i, before, position)
      break
    }
  }
}

interface Evaluation {
  readonly shift: number
  readonly cost: number
  readonly slopeLeft: number
  readonly slopeRight: number
}

function evaluate(circle: Circle, shift: number, p: number): Evaluation {
  const { values } = circle.x
  const n = values.length
  let cost = 0
  let slopeLeft = 0
  let slopeRight = 0
  const h = powerOfDistance(p)
  walk(
    circle,
    shift,
    (_i, _j, mass, difference) => {
      cost += mass * h(difference)
    },
    (i, before, after) => {
      const here = values[i] as number
      const next = i + 1 < n ? (values[i + 1] as number) : (values[0] as number) + circle.period
      slopeRight += h(next - before) - h(here - before)
      slopeLeft += h(next - after) - h(here - after)
    },
  )
  return { shift, cost, slopeLeft, slopeRight }
}

function bestShift(circle: Circle, p: number): number {
  const { total, whole } = circle
  let low = evaluate(circle, -total, p)
  let high = evaluate(circle, total, p)
  let best = low.cost < high.cost ? low : high
  for (let k = 0; k < MOST_EVALUATIONS; k++) {
    if (low.slopeRight >= 0 || high.slopeLeft <= 0) break
    // The lines from both ends meet below the graph. Every other step halves the bracket instead, for the worst case.
    const meeting =
      (high.cost - low.cost - high.slopeLeft * high.shift + low.slopeRight * low.shift) /
      (low.slopeRight - high.slopeLeft)
    const bound = low.cost + low.slopeRight * (meeting - low.shift)
    if (best.cost - bound <= TOLERANCE * best.cost) break
    const tried = k % 2 === 0 ? meeting : (low.shift + high.shift) / 2
    const shift = whole ? Math.min(Math.max(Math.round(tried), low.shift + 1), high.shift - 1) : tried
    if (!(shift > low.shift && shift < high.shift)) break
    const here = evaluate(circle, shift, p)
    if (here.cost < best.cost) best = here
    if (here.slopeRight < 0) low = here
    else if (here.slopeLeft > 0) high = here
    else break
  }
  return best.shift
}
