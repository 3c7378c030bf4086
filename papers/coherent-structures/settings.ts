/**
 * The two jets that claims are measured on, and the criteria that differ between them. All were fixed on seed 0 of each.
 * @module
 */
export interface Setting {
  /** Of the jet, as `growJet` knows it. */
  readonly flow: 'plane' | 'space'
  /** After the names of claims. */
  readonly suffix: '' | '-in-space'
  /** Durations forward, from well below the turnover time to the longest that the film holds well. */
  readonly forward: readonly number[]
  /** What the film holds around t0. */
  readonly film: { readonly before: number; readonly after: number }
  /** A step of ξ, in grid spacings. */
  readonly step: number
  /** `diffusive-barrier`: least ratio of ⟨|b̄|⟩ inside to outside. */
  readonly jump: number
  /** `faster-decorrelation`: largest ratio of the times of Δu and u′. */
  readonly faster: number
  /** `superlayer`: largest spread of widths over their mean. */
  readonly spread: number
}

/** The planar jet, 192² nodes. */
export const PLANE: Setting = {
  ...{ flow: 'plane', suffix: '', step: 1 / 2 },
  forward: [0.5, 1, 2, 4, 8],
  film: { before: 3, after: 8 },
  ...{ jump: 4, faster: 0.85, spread: 0.25 },
}

/** One plane of the jet in space, 64³ nodes: coarser, so ξ has finer steps; slower, so its film is of fewer turnover times. */
export const SPACE: Setting = {
  ...{ flow: 'space', suffix: '-in-space', step: 1 / 4 },
  forward: [0.5, 1, 2, 4, 6.5],
  film: { before: 3, after: 8 },
  ...{ jump: 2, faster: 0.7, spread: 0.65 },
}
