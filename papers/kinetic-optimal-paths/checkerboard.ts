/**
 * The checkerboard: uniform on 8 of 16 squares of [−√3, √3]², of variance 1 along each axis; its posterior mean and its
 * separation in closed form. Along an axis a square is an interval, so both are built from truncated normal laws.
 * @module
 */
import { type Denoiser, type Separation, tabulatedSeparation } from 'pushforward/flow'
import { normalCdf, normalDensity, type Points, type Rng } from 'pushforward/measure'

const HALF = Math.sqrt(3)
const SIDE = HALF / 2
const EDGES = [0, 1, 2, 3, 4].map((k) => k * SIDE - HALF)
/** (i, j) with i + j even. */
const SQUARES = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].filter((j) => (i + j) % 2 === 0).map((j) => [i, j] as const))

/** n points of the checkerboard, `[n, 2]`. */
export function sampleCheckerboard(n: number, random: Rng): Points {
  const data = new Float64Array(2 * n)
  for (let i = 0; i < n; i++) {
    const [column, row] = SQUARES[random.integer(SQUARES.length)] as readonly [number, number]
    data[2 * i] = (EDGES[column] as number) + SIDE * random.uniform()
    data[2 * i + 1] = (EDGES[row] as number) + SIDE * random.uniform()
  }
  return { data, n, d: 2 }
}

/** The share of points within the squares. */
export function shareInside({ data, n }: Points): number {
  let inside = 0
  for (let i = 0; i < n; i++) {
    const column = Math.floor(((data[2 * i] as number) + HALF) / SIDE)
    const row = Math.floor(((data[2 * i + 1] as number) + HALF) / SIDE)
    if (column >= 0 && column < 4 && row >= 0 && row < 4 && (column + row) % 2 === 0) inside++
  }
  return inside / n
}

/** Φ underflows below −38; its logarithm goes on by the asymptotic series, whose fourth term is 1e-7 there. */
const FAR = -37
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI)

function logNormalCdf(x: number): number {
  if (x > FAR) return Math.log(normalCdf(x))
  const inverse = 1 / (x * x)
  return (-x * x) / 2 - Math.log(-x * ROOT_TWO_PI) + Math.log1p(inverse * (-1 + inverse * (3 - 15 * inverse)))
}

/** Of each interval between edges: the log probability that x − σ n lies in it, and the mean of x − σ n there. */
function axis(x: number, sigma: number, logMass: Float64Array, mean: Float64Array): void {
  for (let k = 0; k < 4; k++) {
    const [low, high] = [EDGES[k] as number, EDGES[k + 1] as number]
    // The interval lies at or below 0, in the lower tail, after a reflection where it must.
    const flip = low - x > 0
    const a = (flip ? x - high : low - x) / sigma
    const b = (flip ? x - low : high - x) / sigma
    const top = logNormalCdf(b)
    const log = top + Math.log1p(-Math.exp(logNormalCdf(a) - top))
    const shift =
      b > FAR ? (normalDensity(a) - normalDensity(b)) / Math.exp(log) : -Math.exp(-(b * b) / 2 - log) / ROOT_TWO_PI
    const centre = x + (flip ? -shift : shift) * sigma
    logMass[k] = log
    mean[k] = centre < low ? low : centre > high ? high : centre
  }
}

export const checkerboardDenoiser: Denoiser = {
  d: 2,
  denoise: ({ data, n, d }, sigma) => {
    const out = new Float64Array(n * d)
    const masses = [new Float64Array(4), new Float64Array(4)] as const
    const means = [new Float64Array(4), new Float64Array(4)] as const
    for (let i = 0; i < n; i++) {
      const noise = typeof sigma === 'number' ? sigma : (sigma[i] as number)
      if (noise === 0) {
        out.set(data.subarray(2 * i, 2 * i + 2), 2 * i)
        continue
      }
      axis(data[2 * i] as number, noise, masses[0], means[0])
      axis(data[2 * i + 1] as number, noise, masses[1], means[1])
      let most = Number.NEGATIVE_INFINITY
      for (const [column, row] of SQUARES) {
        most = Math.max(most, (masses[0][column] as number) + (masses[1][row] as number))
      }
      let [total, x, y] = [0, 0, 0]
      for (const [column, row] of SQUARES) {
        const weight = Math.exp((masses[0][column] as number) + (masses[1][row] as number) - most)
        total += weight
        x += weight * (means[0][column] as number)
        y += weight * (means[1][row] as number)
      }
      out[2 * i] = x / total
      out[2 * i + 1] = y / total
    }
    return { data: out, n, d }
  },
}

const ANGLES = 96
/** Beyond this s, γ falls like cos θ: 1 − λ ≈ (1 − 2.05/s)/s², the loss next to edges. */
const LARGEST = 40
/** The trapezoid rule of a density blurred by a unit normal errs by e^{−2π²/h²}. */
const STEP = 0.4
/** Standard deviations of noise about the board. */
const MARGIN = 7

let known: Separation | undefined

/** γ by two-dimensional quadrature of its tangent form, in which nothing cancels. Half a second, once. */
export function checkerboardSeparation(): Separation {
  if (known) return known
  const angles = Array.from(
    { length: ANGLES - 1 },
    (_, k) => (Math.PI / 4) * (1 - Math.cos((Math.PI * (k + 1)) / ANGLES)),
  )
  const theta = angles.filter((angle) => Math.tan(angle) <= LARGEST)
  known = tabulatedSeparation(theta, theta.map(gammaAt), { tail: 'density' })
  return known
}

function gammaAt(theta: number): number {
  const s = Math.tan(theta)
  const reach = s * HALF + MARGIN
  const count = Math.ceil((2 * reach) / STEP) + 1
  const step = (2 * reach) / (count - 1)
  const mass = new Float64Array(4 * count)
  const mean = new Float64Array(4 * count)
  const place = Float64Array.from({ length: count }, (_, k) => k * step - reach)
  const [logMass, means] = [new Float64Array(4), new Float64Array(4)]
  for (let k = 0; k < count; k++) {
    axis((place[k] as number) / s, 1 / s, logMass, means)
    for (let cell = 0; cell < 4; cell++) mass[4 * k + cell] = Math.exp(logMass[cell] as number)
    mean.set(means, 4 * k)
  }
  const shrink = s / (1 + s * s)
  let sum = 0
  let total = 0
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++) {
      let [density, x, y] = [0, 0, 0]
      for (const [column, row] of SQUARES) {
        const weight = (mass[4 * k + column] as number) * (mass[4 * l + row] as number)
        density += weight
        x += weight * (mean[4 * k + column] as number)
        y += weight * (mean[4 * l + row] as number)
      }
      if (density < 1e-300) continue
      const across = x / density - shrink * (place[k] as number)
      const up = y / density - shrink * (place[l] as number)
      total += density
      sum += density * (across * across + up * up)
    }
  }
  return ((1 + s * s) * sum) / total / 2
}
