/**
 * Gaussian probability paths x_t = α(t) x₀ + σ(t) n between data and noise.
 *
 * A path keeps its field's time: `dataTime` 0 for diffusions (t grows towards noise), 1 for flow matching (t grows towards
 * data). λ = log(α/σ) does not depend on that choice, so whatever can be said in λ is said in λ.
 * @module
 */

export interface GaussianPath {
  readonly name: string
  /** The time, 0 or 1, at which x_t is data. */
  readonly dataTime: 0 | 1
  readonly alpha: (t: number) => number
  readonly sigma: (t: number) => number
  readonly alphaDot: (t: number) => number
  readonly sigmaDot: (t: number) => number
  /** log(α/σ), half the logarithm of the signal-to-noise ratio. */
  readonly lambda: (t: number) => number
  /** The time at which λ is the given number. */
  readonly timeOf: (lambda: number) => number
}
