/**
 * Where the bound can be seen: N(0, 1) carried onto itself, by a velocity with an error that the loss hardly notices.
 *
 * The linear interpolant between two copies of N(0, 1) with γ² = 2t(1−t) has ρ(t) = N(0, 1) for all t, so b = 0 and s = −x.
 * Take b̂ = c sin(kx) and keep s. Its loss exceeds the least by e_b = ½ E|b̂|² = c² (1 − e^{−2k²}) / 4, whatever k.
 * @module
 */
import { fokkerPlanck, klUpperBound } from 'pushforward/flow'

export interface Disturbance {
  /** c > 0 */
  readonly size: number
  /** k > 0 */
  readonly frequency: number
}

const normal = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

/** e_b. */
export const excess = ({ size, frequency }: Disturbance) => (size ** 2 * (1 - Math.exp(-2 * frequency ** 2))) / 4

/** The bound on KL for a constant ε. */
export const boundAt = (disturbance: Disturbance, epsilon: number) => klUpperBound(excess(disturbance), 0, epsilon)

/**
 * KL(N(0, 1) ‖ density of the flow at t = 1). The flow of c sin(kx) is known, tan(kX/2) = e^{ck} tan(kx/2): so with y the point
 * that is carried to x, ρ̂(x) = φ(y) dy/dx and KL = E[ (y² − x²)/2 − log dy/dx ].
 * @param cells of the trapezoidal rule on [−9, 9]; the integrand is analytic with a scale of e^{−ck}/k
 */
export function flowDivergence({ size, frequency: k }: Disturbance, cells = 200_000): number {
  const shrink = Math.exp(-size * k)
  const h = 18 / cells
  let sum = 0
  for (let i = 0; i <= cells; i++) {
    const x = -9 + i * h
    const angle = (k * x) / 2
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
    const turns = Math.round(angle / Math.PI)
    const y = (2 / k) * (Math.atan(shrink * Math.tan(angle)) + Math.PI * turns)
    const slope = shrink / (cosine ** 2 + (shrink * sine) ** 2)
    sum += normal(x) * ((y * y - x * x) / 2 - Math.log(slope))
  }
  return sum * h
}

export interface Grid {
  readonly nodes: number
  readonly steps: number
}

/** KL(N(0, 1) ‖ density of the diffusion with strength ε at t = 1), on a grid of [−7, 7]. */
export function diffusionDivergence({ size, frequency }: Disturbance, epsilon: number, grid: Grid): number {
  const { x, density, spacing } = fokkerPlanck(
    {
      drift: (at) => size * Math.sin(frequency * at) - epsilon * at,
      epsilon,
      initial: normal,
      interval: [-7, 7],
    },
    { ...grid, steady: true },
  )
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    const own = normal(x[i] as number)
    sum += spacing * own * Math.log(own / (density[i] as number))
  }
  return sum
}
