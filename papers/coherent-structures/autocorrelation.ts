/**
 * How fast the viscous force and the velocity change along the paths of turbulent fluid.
 *
 *   ρ_a(T) = Σ a(x₀, t0)·a(F(x₀), t0 + T) / √(Σ |a(x₀, t0)|² Σ |a(F(x₀), t0 + T)|²)
 *
 * over paths that begin in the turbulence, for a = Δu and for a = u′, the velocity less its mean over x at the same y and time. The
 * time after which ρ has fallen to 1/e is that of decorrelation. In the plane ω itself hardly changes along paths; its gradient,
 * which is Δu turned, does.
 * @module
 */
import { followFlow } from 'pushforward/field'
import type { Points } from 'pushforward/measure'
import type { JetRun } from './jet.js'

export interface Decorrelation {
  /** Times at which ρ has fallen to 1/e; +∞ where it has not by the end of the film. */
  readonly force: number
  readonly velocity: number
}

/**
 * A generator that yields the share of the film that is done; it ends once both have fallen to 1/e.
 * @param turbulent nodes at t0 where paths begin, non-zero
 */
export function* decorrelation(
  jet: JetRun,
  turbulent: Uint8Array,
  signal?: AbortSignal,
): Generator<number, Decorrelation, void> {
  const { flow, t0, film } = jet
  const start = nodesOf(jet, turbulent)
  const until = film.t.at(-1) as number
  const quantities = { force: forcesAt(jet), velocity: fluctuationsAt(jet) }
  const falls = { force: fall(), velocity: fall() }
  for (const { t, points } of followFlow(flow, start, [t0, until], signal && { signal })) {
    for (const name of ['force', 'velocity'] as const) falls[name].add(t - t0, quantities[name](points, t))
    yield (t - t0) / (until - t0)
    if (Number.isFinite(falls.force.time) && Number.isFinite(falls.velocity.time)) break
  }
  return { force: falls.force.time, velocity: falls.velocity.time }
}

function nodesOf({ film: { x, y } }: JetRun, turbulent: Uint8Array): Points {
  const data: number[] = []
  turbulent.forEach((inside, i) => {
    if (inside) data.push(x[i % x.length] as number, y[Math.floor(i / x.length)] as number)
  })
  return { data: Float64Array.from(data), n: data.length / 2, d: 2 }
}

type AtPoints = (points: Points, t: number) => Float64Array

function forcesAt({ flow: { laplacian } }: JetRun): AtPoints {
  const pair = new Float64Array(2)
  return ({ data, n }, t) => {
    const out = new Float64Array(2 * n)
    for (let i = 0; i < out.length; i += 2) {
      laplacian?.(data[i] as number, data[i + 1] as number, t, pair)
      out.set(pair, i)
    }
    return out
  }
}

/** Means over x are linear between rows. */
function fluctuationsAt({ flow: { velocity }, frame }: JetRun): AtPoints {
  const pair = new Float64Array(2)
  return ({ data, n }, t) => {
    const { u, v } = frame(t)
    const rows = [rowMeans(u.values, u.shape[1] as number), rowMeans(v.values, v.shape[1] as number)] as const
    const out = new Float64Array(2 * n)
    for (let i = 0; i < out.length; i += 2) {
      const y = data[i + 1] as number
      velocity(data[i] as number, y, t, pair)
      const at = y / (u.spacing[0] as number)
      out[i] = (pair[0] as number) - between(rows[0], at)
      out[i + 1] = (pair[1] as number) - between(rows[1], at)
    }
    return out
  }
}

function rowMeans(values: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: values.length / n }, (_, j) => {
    let sum = 0
    for (let i = j * n; i < (j + 1) * n; i++) sum += values[i] as number
    return sum / n
  })
}

/** Linear, periodic. */
function between(rows: Float64Array, at: number): number {
  const n = rows.length
  const below = Math.floor(at)
  const wrapped = (k: number) => rows[((k % n) + n) % n] as number
  return wrapped(below) + (at - below) * (wrapped(below + 1) - wrapped(below))
}

/** Watches ρ fall to 1/e. */
function fall() {
  let first: Float64Array | undefined
  let before = { T: 0, rho: 1 }
  let time = Number.POSITIVE_INFINITY
  return {
    get time() {
      return time
    },
    add(T: number, now: Float64Array) {
      first ??= now
      const rho = correlation(first, now)
      if (time === Number.POSITIVE_INFINITY && rho <= Math.exp(-1)) {
        time = before.T + ((before.rho - Math.exp(-1)) / (before.rho - rho)) * (T - before.T)
      }
      before = { T, rho }
    },
  }
}

function correlation(a: Float64Array, b: Float64Array): number {
  let [product, squareA, squareB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    product += (a[i] as number) * (b[i] as number)
    squareA += (a[i] as number) ** 2
    squareB += (b[i] as number) ** 2
  }
  return product / Math.sqrt(squareA * squareB)
}
