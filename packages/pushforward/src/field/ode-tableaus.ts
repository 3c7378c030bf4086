/**
 * Explicit Runge-Kutta methods as tables. A method is nothing but its table:
 *
 *   k_i = v(x + h Σ_{j<i} a_ij k_j, t + c_i h),   x' = x + h Σ_i b_i k_i
 *
 * Sources: Hairer, Nørsett & Wanner 1993, "Solving ordinary differential equations I", tables II.1.1 and II.5.2
 * (Dormand & Prince 1980).
 * @module
 */

export interface Tableau {
  /** The global error is O(h^order). */
  readonly order: number
  /** c `[s]` */
  readonly nodes: readonly number[]
  /** The rows of a below the diagonal; row i has i numbers. */
  readonly stages: readonly (readonly number[])[]
  /** b `[s]` */
  readonly weights: readonly number[]
  /**
   * b minus the weights of the embedded method `[s]`: h Σ e_i k_i estimates the error of a step. In a table that has them
   * the last stage is the first of the next step.
   */
  readonly errorWeights?: readonly number[]
}

const euler: Tableau = { order: 1, nodes: [0], stages: [[]], weights: [1] }

const midpoint: Tableau = { order: 2, nodes: [0, 1 / 2], stages: [[], [1 / 2]], weights: [0, 1] }

/** The trapezoidal rule with an Euler predictor. */
const heun: Tableau = { order: 2, nodes: [0, 1], stages: [[], [1]], weights: [1 / 2, 1 / 2] }

const rk4: Tableau = {
  order: 4,
  nodes: [0, 1 / 2, 1 / 2, 1],
  stages: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
}

const dopri5Weights = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]

const dopri5: Tableau = {
  order: 5,
  nodes: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  stages: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    dopri5Weights,
  ],
  weights: [...dopri5Weights, 0],
  errorWeights: [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40],
}

export const tableaus = { euler, midpoint, heun, rk4, dopri5 } as const
