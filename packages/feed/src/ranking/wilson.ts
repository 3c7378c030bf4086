/**
 * Lower bound of the Wilson interval for a proportion.
 *
 *   p̂ = k/n,   bound = (p̂ + z²/2n − z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)
 *
 * The share that can be trusted after n trials: 7 of 8 is worth more than 1 of 1. Orders comments (up, all votes) and
 * papers (claims held, claims measured). The SQL function `wilson` is the same.
 *
 * Source: Wilson 1927; used for ranking by Miller 2009.
 * @module
 */

/** Two-sided 80 %: a comment's first votes should already tell. */
export const Z = 1.281551565545

/**
 * @param held successes, 0 <= held <= total
 * @returns 0 where nothing was tried
 * @example
 * wilson(7, 8) // 0.6604…, and wilson(1, 1) = 0.3784…
 */
export function wilson(held: number, total: number): number {
  if (total === 0) return 0
  const share = held / total
  const z2 = Z * Z
  const spread = Z * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total))
  return (share + z2 / (2 * total) - spread) / (1 + z2 / total)
}
