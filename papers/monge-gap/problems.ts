/**
 * Problems to learn on: Gaussians and mixtures with a known optimal map, curved samples, and points on a sphere.
 * @module
 */
import { type Distribution, gaussian, mixture, type Points, type Rng } from 'pushforward/measure'

export interface Problem {
  readonly source: Distribution
  readonly target: Distribution
  /** The optimal map for |x − y|², where it is known. */
  readonly optimal?: (x: Points) => Points
}

/** The image of a law under a map. */
const pushforward = (source: Distribution, map: (x: Points) => Points): Distribution => ({
  d: source.d,
  sample: (n, random) => map(source.sample(n, random)),
})

/** Row by row: out = f(x) with scratch arrays of length d. */
function rowwise(f: (x: Float64Array, out: Float64Array) => void): (x: Points) => Points {
  return ({ data, n, d }) => {
    const out = new Float64Array(n * d)
    const row = new Float64Array(d)
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < d; k++) row[k] = data[i * d + k] as number
      f(row, out.subarray(i * d, (i + 1) * d))
    }
    return { data: out, n, d }
  }
}

/** x ↦ A x + b, A by rows. */
export function affine(A: readonly (readonly number[])[], b: readonly number[]): (x: Points) => Points {
  return rowwise((x, out) => {
    for (let k = 0; k < out.length; k++) {
      out[k] = x.reduce((sum, value, l) => sum + (A[k]?.[l] as number) * value, b[k] as number)
    }
  })
}

/** G: N(0, I) to N((3, 1), M Mᵀ), M symmetric and positive: the optimal map is x ↦ M x + (3, 1). */
export function gaussians(): Problem {
  const source = gaussian([0, 0], 1)
  const optimal = affine(
    [
      [1.5, 0.6],
      [0.6, 0.7],
    ],
    [3, 1],
  )
  return { source, target: pushforward(source, optimal), optimal }
}

interface Placement {
  readonly scale: number
  /** Counter-clockwise, radians; before the shift. */
  readonly angle: number
  readonly shift: readonly [number, number]
}

/** Standard deviation around a curve, before its placement. */
const NOISE = 0.05

/** Uniform parameters on a curve, with noise around it. */
function curve(
  at: (t: number) => readonly [number, number],
  [from, to]: readonly [number, number],
  { scale, angle, shift }: Placement,
): Distribution {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const sample = (n: number, random: Rng): Points => {
    const data = new Float64Array(2 * n)
    for (let i = 0; i < n; i++) {
      const [u, v] = at(from + (to - from) * random.uniform())
      const x = scale * (u + NOISE * random.normal())
      const y = scale * (v + NOISE * random.normal())
      data[2 * i] = cosine * x - sine * y + shift[0]
      data[2 * i + 1] = sine * x + cosine * y + shift[1]
    }
    return { data, n, d: 2 }
  }
  return { d: 2, sample }
}

/** M: half a moon to an S, the shapes of the authors' tutorial; the optimal map is not known in closed form. */
export function moons(): Problem {
  const moon = curve((t) => [Math.cos(t), Math.sin(t)], [0, Math.PI], {
    scale: 1,
    angle: Math.PI / 6,
    shift: [0, -0.5],
  })
  const letter = curve((t) => [Math.sin(t), Math.sign(t) * (Math.cos(t) - 1)], [-1.5 * Math.PI, 1.5 * Math.PI], {
    scale: 0.6,
    angle: Math.PI / 2,
    shift: [1, -2],
  })
  return { source: moon, target: letter }
}

/**
 * Four Gaussians in R^d moved by the gradient of a convex function, φ(x) = ¼ |x|² + log Σ_k exp⟨a_k, x⟩: the optimal map
 * is T(x) = x/2 + Σ_k softmax_k(⟨a_k, x⟩) a_k. Means and slopes a_k are drawn with length about 2, whatever d.
 */
export function mixtures(d: number, random: Rng): Problem {
  const vectors = (name: string) => {
    const draws = random.split(name)
    return Array.from({ length: 4 }, () => draws.fillNormal(new Float64Array(d)).map((z) => (2 * z) / Math.sqrt(d)))
  }
  const source = mixture(vectors('means').map((mean) => gaussian(mean, 0.25)))
  const slopes = vectors('slopes')
  const optimal = rowwise((x, out) => {
    const inner = slopes.map((a) => a.reduce((sum, value, k) => sum + value * (x[k] as number), 0))
    const most = Math.max(...inner)
    const weights = inner.map((value) => Math.exp(value - most))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    for (let k = 0; k < d; k++) {
      out[k] = slopes.reduce(
        (sum, a, j) => sum + ((weights[j] as number) / total) * (a[k] as number),
        (x[k] as number) / 2,
      )
    }
  })
  return { source, target: pushforward(source, optimal), optimal }
}

const onto = (length: (x: Float64Array) => number) =>
  rowwise((x, out) => {
    const size = length(x)
    for (let k = 0; k < out.length; k++) out[k] = (x[k] as number) / size
  })

const norm = (x: Float64Array) => Math.hypot(...x)

/** Two spots on the sphere, 90° apart: normal points around (1.5, 0, 0) and (0, 1.5, 0), scaled to length 1. */
export function spots(): Problem {
  const spot = (mean: readonly number[], variance: number) => pushforward(gaussian(mean, variance), onto(norm))
  return { source: spot([1.5, 0, 0], 0.5), target: spot([0, 1.5, 0], 0.5) }
}
