/**
 * The root of an increasing function, for inverting distribution functions.
 * @module
 */

/** Bisection alone needs about 1100 halvings to cross all doubles; secant steps leave far fewer. */
const MOST_STEPS = 2_000

/**
 * x in [low, high] with f(x) = 0, to the last digits: the secant with the Illinois rule, and bisection whenever three
 * steps have not halved the interval.
 * @param f increasing, f(low) <= 0 <= f(high)
 */
export function increasingRoot(f: (x: number) => number, low: number, high: number): number {
  let a = low
  let b = high
  let fa = f(a)
  let fb = f(b)
  if (fa >= 0) return a
  if (fb <= 0) return b
  let moved: 'a' | 'b' | undefined
  let width = b - a
  for (let k = 0; k < MOST_STEPS; k++) {
    const middle = a + (b - a) / 2
    if (middle <= a || middle >= b || b - a <= 2e-16 * Math.abs(middle)) break
    const secant = a - (fa * (b - a)) / (fb - fa)
    const slow = k % 3 === 2 && b - a > width / 2
    if (k % 3 === 2) width = b - a
    const x = secant > a && secant < b && !slow ? secant : middle
    const fx = f(x)
    if (fx === 0) return x
    if (fx < 0) {
      a = x
      fa = fx
      if (moved === 'a') fb /= 2 // Illinois: an end that stays twice loses half its weight
      moved = 'a'
    } else {
      b = x
      fb = fx
      if (moved === 'b') fa /= 2
      moved = 'b'
    }
  }
  return a + (b - a) / 2
}
