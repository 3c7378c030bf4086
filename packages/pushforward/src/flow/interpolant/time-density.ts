/**
 * Times of a training batch drawn with a density of one's own, and the weights that keep the loss what it was:
 *
 *   ∫ E[l(t)] dt = E_{t ~ q} E[l(t)] / q(t)
 *
 * The gradient's variance is least for q ∝ √E|g(t)|², g the gradient of one row. Where that grows without bound, as for the
 * score at an end with γ ~ √t, uniform times may have no variance at all, and others do.
 *
 * The density is constant on cells, so that draws by inversion have exactly the density that the weights say: the loss is
 * unbiased however coarse the cells are.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, remark on the sampling of t.
 * @module
 */
import { InputError } from '../../errors.js'

/** A law on [0, 1]. */
export interface TimeDensity {
  /** q(t) > 0, with integral 1. */
  readonly density: (t: number) => number
  /** The t below which the share u of all draws lies; u in [0, 1). */
  readonly quantile: (u: number) => number
}

export interface TimeDensityOptions {
  /** Default 256: a cell is then narrower than any feature of a velocity that 100 steps of a sampler resolve. */
  readonly cells?: number
}

/**
 * The law whose density is as `shape` at the middles of equal cells.
 * @param shape positive; it need not have integral 1, and is not evaluated at 0 or 1
 * @throws InputError if `shape` is not a positive finite number somewhere, or `cells` is no positive integer
 * @example
 * timeDensity((t) => (t < 0.5 ? 3 : 1), { cells: 2 }).density(0.2) // 1.5
 */
export function timeDensity(shape: (t: number) => number, { cells = 256 }: TimeDensityOptions = {}): TimeDensity {
  if (!(Number.isInteger(cells) && cells >= 1)) throw new InputError(`cells: is ${cells}; a positive integer is needed`)
  const height = Float64Array.from({ length: cells }, (_, k) => {
    const t = (k + 0.5) / cells
    const value = shape(t)
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`shape: is ${value} at t = ${t}; a positive finite number is needed`)
    }
    return value
  })
  const mean = height.reduce((sum, value) => sum + value, 0) / cells
  const below = new Float64Array(cells + 1)
  for (let k = 0; k < cells; k++) {
    height[k] = (height[k] as number) / mean
    below[k + 1] = (below[k] as number) + (height[k] as number) / cells
  }
  const cellAt = (t: number) => Math.min(cells - 1, Math.max(0, Math.floor(t * cells)))
  return {
    density: (t) => height[cellAt(t)] as number,
    quantile(u) {
      let [low, high] = [0, cells]
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if ((below[middle] as number) <= u) low = middle
        else high = middle
      }
      const t = low / cells + (u - (below[low] as number)) / (height[low] as number)
      // Rounding must not carry a draw into the next cell, whose weight is another.
      return Math.min(Math.max(t, low / cells), (low + 1) / cells - 2 ** -53)
    },
  }
}
