/**
 * The least number of iterations with which a solver reaches a marginal error.
 * @module
 */

/** What a run with so many iterations leaves, measured by us. */
export type ErrorAfter = (iterations: number) => Promise<number>

export interface CalibrationOptions {
  readonly target: number
  /** Numbers of iterations are multiples of this, as solvers test at intervals. Default 10. */
  readonly unit?: number
  /** Default 2000. */
  readonly most?: number
  /**
   * Found with another program of the same iteration: where one run confirms that it reaches the target, it is the answer.
   * Default: the search starts from nothing.
   */
  readonly found?: number
}

export interface IterationsFound {
  readonly iterations: number
  readonly error: number
}

/**
 * Sinkhorn's error falls by a constant factor each iteration, so two runs predict the third; the answer is then the least
 * multiple of `unit` that was seen to reach the target, with its predecessor seen not to.
 * @returns undefined if the target is not reached within `most`
 */
export async function leastIterations(
  errorAfter: ErrorAfter,
  { target, unit = 10, most = 2000, found }: CalibrationOptions,
): Promise<IterationsFound | undefined> {
  const seen = new Map<number, number>()
  const measure = async (steps: number) => {
    const error = seen.get(steps) ?? (await errorAfter(steps * unit))
    seen.set(steps, error)
    return error
  }
  if (found !== undefined) {
    const error = await errorAfter(found)
    if (error <= target) return { iterations: found, error }
  }
  let failed = 0 // the most steps seen to miss the target
  let steps = 2
  let reached: number | undefined
  while (reached === undefined) {
    if (steps * unit > most) return undefined
    if ((await measure(steps)) <= target) reached = steps
    else {
      failed = steps
      steps = Math.max(steps + 1, Math.min(predicted(seen, target) ?? 2 * steps, 4 * steps))
    }
  }
  // Down by single steps: the prediction is seldom more than two off.
  while (reached - 1 > failed) {
    if ((await measure(reached - 1)) > target) break
    reached--
  }
  return { iterations: reached * unit, error: seen.get(reached) as number }
}

/** Steps at which the line through the last two points of (steps, log error) meets the target. */
function predicted(seen: ReadonlyMap<number, number>, target: number): number | undefined {
  const [before, last] = [...seen].slice(-2)
  if (!before || !last) return undefined
  const slope = (Math.log(last[1]) - Math.log(before[1])) / (last[0] - before[0])
  if (!(slope < 0)) return undefined
  return Math.ceil(last[0] + (Math.log(target) - Math.log(last[1])) / slope)
}
