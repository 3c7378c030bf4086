/**
 * Places of axis ticks: multiples of 1, 2 or 5 times a power of ten.
 * @module
 */

/**
 * @param count about how many; the result has between half and twice as many
 * @example
 * ticks(0, 1, 5) // [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function ticks(from: number, to: number, count: number): readonly number[] {
  const low = Math.min(from, to)
  const high = Math.max(from, to)
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((multiple) => multiple * power >= rough * 0.999) as number)
  // A hair of room so that an end that is a tick up to rounding counts.
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  const decimals = Math.min(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), 20)
  // Through text: 3 · 0.1 is 0.3 on an axis.
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toFixed(decimals)))
}

/** The label of a tick: no digits that the step does not have. */
export function tickLabel(value: number): string {
  const size = Math.abs(value)
  const text = size !== 0 && (size >= 1e6 || size < 1e-4) ? value.toExponential() : String(value)
  return text.replace('e+', 'e').replaceAll('-', '\u2212')
}
