/**
 * How far samples can be from the target when the learnt fields are wrong, for the diffusion
 *
 *   dX = (b̂ + ε ŝ) dt + √(2ε) dW
 *
 * By Girsanov's theorem KL(ρ₁ ‖ ρ̂₁) ≤ (1/4ε) ∫ E|b̂ + εŝ − b − εs|² dt. With the excess losses e_b = ½∫E|b̂ − b|² and
 * e_s = ½∫E|ŝ − s|² (a loss in projection form less its minimum) and the triangle inequality in L²,
 *
 *   KL ≤ (√e_b + ε √e_s)² / (2ε),   least at ε* = √(e_b / e_s), where it is 2 √(e_b e_s)
 *
 * This is e_b/ε + ε e_s at ε* and below it elsewhere; with ŝ exact it is e_b/2ε, with b̂ exact ε e_s/2. Half of e_b/ε + ε e_s
 * is no bound when both err. Nothing alike holds for the flow, ε = 0: there the bound is infinite.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, theorem on likelihood control for the Fokker-Planck equation.
 * @module
 */
import { InputError } from '../../errors.js'

/**
 * @param excessVelocity e_b >= 0
 * @param excessScore e_s >= 0
 * @param epsilon ε > 0, constant in time
 * @throws InputError if a number is out of range
 * @example
 * klUpperBound(0.5, 0.5, 1) // 1
 */
export function klUpperBound(excessVelocity: number, excessScore: number, epsilon: number): number {
  assertExcess('excessVelocity', excessVelocity)
  assertExcess('excessScore', excessScore)
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new InputError(`epsilon: is ${epsilon}; a positive number is needed, as the flow has no such bound`)
  }
  return (Math.sqrt(excessVelocity) + epsilon * Math.sqrt(excessScore)) ** 2 / (2 * epsilon)
}

/**
 * The ε with the least bound, and the bound there.
 * @throws InputError unless both are positive: with one of them 0 the bound tends to 0 at ε → 0 or ∞ and has no minimum
 */
export function optimalDiffusion(
  excessVelocity: number,
  excessScore: number,
): { readonly epsilon: number; readonly bound: number } {
  assertExcess('excessVelocity', excessVelocity)
  assertExcess('excessScore', excessScore)
  if (excessVelocity === 0 || excessScore === 0) {
    throw new InputError(
      `excess: is ${excessVelocity} for the velocity and ${excessScore} for the score; positive numbers are needed`,
    )
  }
  return { epsilon: Math.sqrt(excessVelocity / excessScore), bound: 2 * Math.sqrt(excessVelocity * excessScore) }
}

function assertExcess(name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`${name}: is ${value}; a finite number >= 0 is needed (a loss less its minimum)`)
  }
}
