/**
 * What a network may predict about a noisy point x = α x₀ + σ n, and how each follows from any other.
 *
 *   sample x̂₀   noise n̂   score s = −n̂/σ   v = α n̂ − σ x̂₀   velocity u = α̇ x̂₀ + σ̇ n̂
 *
 * Each is a combination a x̂₀ + b n̂, and so is x; so from p = a x̂₀ + b n̂ follows q = a' x̂₀ + b' n̂ as
 *
 *   q = ((a'σ − b'α) p + (b'a − a'b) x) / (aσ − bα)
 *
 * The denominator says what a prediction can't give: noise where α = 0 says nothing about x₀, a sample where σ = 0 nothing
 * about n. v and the velocity are bounded at both ends.
 *
 * Sources: Salimans & Ho 2022, "Progressive distillation", §2.4 (v); Lipman et al. 2023, equation 15 (velocity).
 * @module
 */
import { InputError } from '../../errors.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import type { GaussianPath } from './gaussian-path.js'

export type Prediction = 'sample' | 'noise' | 'score' | 'v' | 'velocity'

/** (a, b) of the header. */
const combinations: Record<Prediction, (path: GaussianPath, t: number) => readonly [number, number]> = {
  sample: () => [1, 0],
  noise: () => [0, 1],
  score: ({ sigma }, t) => [0, -1 / sigma(t)],
  v: ({ alpha, sigma }, t) => [-sigma(t), alpha(t)],
  velocity: ({ alphaDot, sigmaDot }, t) => [alphaDot(t), sigmaDot(t)],
}

/** q = prediction · p + point · x. */
export interface Conversion {
  readonly prediction: number
  readonly point: number
}

/**
 * The two factors that make one prediction of another at time t.
 * @throws InputError if the one does not determine the other at that time
 * @example
 * conversion('noise', 'sample', flowPath(), 0.5) // x̂₀ = 2 x − n̂: { prediction: -1, point: 2 }
 */
export function conversion(from: Prediction, to: Prediction, path: GaussianPath, t: number): Conversion {
  assertPrediction('from', from)
  assertPrediction('to', to)
  if (from === to) return { prediction: 1, point: 0 }
  const alpha = path.alpha(t)
  const sigma = path.sigma(t)
  const [a, b] = combinations[from](path, t)
  const [c, e] = combinations[to](path, t)
  const determinant = a * sigma - b * alpha
  const made = { prediction: (c * sigma - e * alpha) / determinant, point: (e * a - c * b) / determinant }
  if (!Number.isFinite(made.prediction) || !Number.isFinite(made.point)) {
    throw new InputError(
      `from: '${from}' does not determine '${to}' at t = ${t}, where α = ${alpha} and σ = ${sigma}; ` +
        'choose another prediction or a time away from the end',
    )
  }
  return made
}

/**
 * Converts predictions at points.
 * @param value predictions `[n, d]` of the kind `from`
 * @param x the noisy points `[n, d]`
 * @param t one time, or one for each point `[n]`
 * @throws InputError if sizes differ, a kind is unknown, or `from` does not determine `to` at a time
 */
export function convertPrediction(
  value: Points,
  x: Points,
  t: number | Float64Array,
  { from, to, path }: { readonly from: Prediction; readonly to: Prediction; readonly path: GaussianPath },
): Points {
  const { n, d } = x
  assertMeasure('x', x)
  assertMeasure('value', value, { dimension: d })
  if (value.n !== n) throw new InputError(`value: has ${value.n} points; ${n} are needed, as x has`)
  if (typeof t !== 'number' && t.length !== n) {
    throw new InputError(`t: has ${t.length} numbers; one, or one a point (${n}), is needed`)
  }
  const shared = typeof t === 'number' ? conversion(from, to, path, t) : undefined
  const data = new Float64Array(n * d)
  for (let i = 0; i < n; i++) {
    const { prediction, point } = shared ?? conversion(from, to, path, (t as Float64Array)[i] as number)
    for (let at = i * d; at < (i + 1) * d; at++) {
      data[at] = prediction * (value.data[at] as number) + point * (x.data[at] as number)
    }
  }
  return { data, n, d }
}

function assertPrediction(name: string, kind: Prediction): void {
  if (combinations[kind]) return
  throw new InputError(`${name}: is '${kind}'; one of ${Object.keys(combinations).join(', ')} is needed`)
}
