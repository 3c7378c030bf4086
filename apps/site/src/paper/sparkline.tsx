/**
 * The curve of a metric, as wide as a word.
 * @module
 */

export interface SparklineProps {
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

const WIDTH = 96
const HEIGHT = 24
const PAD = 2

/** More points than pixels only cost time. */
const MOST_POINTS = 2 * WIDTH

export function Sparkline({ steps, values }: SparklineProps) {
  const line = sparklinePath(steps, values)
  if (!line) return null
  return (
    <svg class="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={line} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" />
    </svg>
  )
}

/** The SVG path, or nothing for fewer than two finite values. */
export function sparklinePath(steps: readonly number[], values: readonly number[]): string {
  const stride = Math.max(1, Math.ceil(values.length / MOST_POINTS))
  const points = values
    .map((value, k) => ({ step: steps[k] ?? k, value }))
    .filter(({ value }, k) => Number.isFinite(value) && (k % stride === 0 || k === values.length - 1))
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last || points.length < 2) return ''
  const low = Math.min(...points.map(({ value }) => value))
  const high = Math.max(...points.map(({ value }) => value))
  const x = (step: number) => PAD + ((step - first.step) / (last.step - first.step || 1)) * (WIDTH - 2 * PAD)
  const y = (value: number) => HEIGHT - PAD - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * PAD)
  return points.map(({ step, value }, k) => `${k ? 'L' : 'M'}${x(step).toFixed(1)} ${y(value).toFixed(1)}`).join('')
}
