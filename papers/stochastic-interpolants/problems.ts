/**
 * Laws to carry onto each other: a checkerboard out of noise, clusters of the plane, and modes of the line.
 * @module
 */
import { type Distribution, gaussian, type Mixture, mixture, type Points, points } from 'pushforward/measure'

/** The side of a square. */
const SIDE = 2

/** Which of two rows of squares a column has: 0 or 1, also left of 0. */
const parity = (column: number) => ((column % 2) + 2) % 2

/** Eight squares of side 2 on [−4, 4]², uniformly filled. Drawn as in the authors' notebooks. */
export function checkerboard(): Distribution {
  return {
    d: 2,
    sample: (n, random) =>
      points(
        Array.from({ length: n }, () => {
          const u = 4 * random.uniform() - 2
          const v = random.uniform() - 2 * random.integer(2) + parity(Math.floor(u))
          return [SIDE * u, SIDE * v]
        }),
      ),
  }
}

/** The share of points that lie in the eight squares; for N(0, I) it is about a half. */
export function insideCheckerboard({ data, n }: Points): number {
  let inside = 0
  for (let i = 0; i < n; i++) {
    const [column, row] = [Math.floor((data[2 * i] as number) / SIDE), Math.floor((data[2 * i + 1] as number) / SIDE)]
    if (column >= -2 && column < 2 && (row === parity(column) || row === parity(column) - 2)) inside++
  }
  return inside / n
}

/** Three clusters, and five on a circle around them. */
export function clusters(): { readonly source: Mixture; readonly target: Mixture } {
  const ring = (count: number, radius: number, variance: number) =>
    mixture(
      Array.from({ length: count }, (_, k) => {
        const angle = (2 * Math.PI * k) / count
        return gaussian([radius * Math.cos(angle), radius * Math.sin(angle)], variance)
      }),
    )
  return { source: ring(3, 1, 0.04), target: ring(5, 4, 0.09) }
}

/** Two modes of the line and three others, as in the authors' notebook. */
export function modes(): { readonly two: Mixture; readonly three: Mixture } {
  return {
    two: mixture([gaussian(-3, 0.25), gaussian(3, 0.25)]),
    three: mixture([gaussian(-6, 0.5), gaussian(0, 0.33), gaussian(6, 0.5)]),
  }
}
