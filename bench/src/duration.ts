/** A duration for people: three digits and a unit. */
export function seconds(value: number): string {
  if (value >= 1) return `${value.toPrecision(3)} s`
  return value >= 1e-3 ? `${(value * 1e3).toPrecision(3)} ms` : `${(value * 1e6).toPrecision(3)} µs`
}
