/**
 * Anderson mixing: extrapolates a fixed-point iteration x ← G(x) from its last steps.
 *
 *   x' = G(x) − Σ_k γ_k (ΔG)_k,   γ = argmin |r − Σ_k γ_k (Δr)_k|_w,   r = G(x) − x
 *
 * On a linear iteration it equals GMRES.
 *
 * Source: Walker & Ni 2011, "Anderson acceleration for fixed-point iterations", algorithm AA, by differences.
 * @module
 */
import { cholesky, solveCholesky } from '../linalg/index.js'

export interface Mixer {
  /** Writes the next point to `out`, which may be `x`; G(x) itself when there is nothing to mix. */
  next(x: Float64Array, image: Float64Array, out: Float64Array): void
  /** Forgets the past. */
  reset(): void
  /** Says that G changes a little now: leaves out the one difference across the change. */
  skip(): void
}

/** Relative Tikhonov term of the least-squares problem: differences of late steps are nearly parallel. */
const REGULARISATION = 1e-10

/**
 * @param weights of the least-squares norm `[n]`
 * @param memory steps to remember
 */
export function createMixer(weights: Float64Array, memory: number): Mixer {
  const n = weights.length
  const previousX = new Float64Array(n)
  const previousResidual = new Float64Array(n)
  const residual = new Float64Array(n)
  const steps: { readonly image: Float64Array; readonly residual: Float64Array }[] = []
  // Products of the residual differences, by position in `steps`.
  const products = new Float64Array(memory * memory)
  let seen = 0
  let count = 0

  const inner = (u: Float64Array, v: Float64Array) => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += (weights[i] as number) * (u[i] as number) * (v[i] as number)
    return sum
  }

  const remember = (x: Float64Array) => {
    const at = seen % memory
    seen++
    const step = steps[at] ?? { image: new Float64Array(n), residual: new Float64Array(n) }
    steps[at] = step
    for (let i = 0; i < n; i++) {
      const change = (residual[i] as number) - (previousResidual[i] as number)
      step.residual[i] = change
      step.image[i] = (x[i] as number) - (previousX[i] as number) + change
    }
    count = Math.min(count + 1, memory)
    for (let k = 0; k < count; k++) {
      const product = inner(step.residual, (steps[k] as { residual: Float64Array }).residual)
      products[at * memory + k] = product
      products[k * memory + at] = product
    }
  }

  const coefficients = (): Float64Array | undefined => {
    const data = new Float64Array(count * count)
    let trace = 0
    for (let k = 0; k < count; k++) {
      trace += products[k * memory + k] as number
      for (let l = 0; l < count; l++) data[k * count + l] = products[k * memory + l] as number
    }
    for (let k = 0; k < count; k++) data[k * count + k] = (data[k * count + k] as number) + REGULARISATION * trace
    const factor = cholesky({ data, rows: count, columns: count })
    if (!factor.positiveDefinite) return undefined
    const right = steps.slice(0, count).map((step) => inner(step.residual, residual))
    return solveCholesky(factor, right)
  }

  let started = false
  const reset = () => {
    started = false
    seen = 0
    count = 0
  }

  return {
    reset,
    skip() {
      started = false
    },
    next(x, image, out) {
      for (let i = 0; i < n; i++) residual[i] = (image[i] as number) - (x[i] as number)
      if (started) remember(x)
      started = true
      previousX.set(x)
      previousResidual.set(residual)
      out.set(image)
      if (count === 0) return
      const gamma = coefficients()
      if (!gamma) {
        reset()
        return
      }
      for (let k = 0; k < count; k++) {
        const factor = gamma[k] as number
        const { image: change } = steps[k] as { image: Float64Array }
        for (let i = 0; i < n; i++) out[i] = (out[i] as number) - factor * (change[i] as number)
      }
    },
  }
}
