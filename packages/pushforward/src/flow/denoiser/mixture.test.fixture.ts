/**
 * Mixtures that several tests share.
 */
import { expect } from 'vitest'
import { gaussian } from '../../measure/gaussian.js'
import { mixture } from '../../measure/mixture.js'

/** One dimension, three components. */
export const line = mixture(
  [
    [-2, 0.6],
    [0.5, 0.5],
    [2.5, 0.4],
  ].map(([mean = 0, deviation = 1]) => gaussian(mean, deviation ** 2)),
  [0.3, 0.5, 0.2],
)

/** Two dimensions, two slanted components. */
export const plane = mixture(
  [
    gaussian(
      [0, 1],
      [
        [1, 0],
        [0, 0.1],
      ],
    ),
    gaussian(
      [1, -1],
      [
        [1, 0.5],
        [0.5, 0.4],
      ],
    ),
  ],
  [0.3, 0.7],
)

/** Four dimensions, one component of weight 0 and one that is nearly flat. */
export const space = mixture(
  [
    gaussian([0, 0, 0, 0], 1),
    gaussian(
      [1, -1, 2, 0],
      [
        [1, 0.3, 0, 0],
        [0.3, 0.5, 0.003, 0],
        [0, 0.003, 1e-4, 0],
        [0, 0, 0, 2],
      ],
    ),
    gaussian([9, 9, 9, 9], 0.1),
  ],
  [0.4, 0.6, 0],
)

/** Every number within the tolerance, relative where it is above 1. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  for (let k = 0; k < expected.length; k++) {
    const value = expected[k] as number
    const gap = Math.abs((actual[k] as number) - value) / Math.max(1, Math.abs(value))
    if (!(gap <= tolerance)) expect(actual[k], `number ${k}`).toBeCloseTo(value, Math.round(-Math.log10(tolerance)))
  }
}
