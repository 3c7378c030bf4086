/**
 * One sweep of an entropic problem with C_ij = c(x_i, y_j):
 *
 *   balanced      f ← softmin_b(C − g) + ε φ,  g ← softmin_a(C − f)     (φ: sinkhorn-coarse.ts)
 *   symmetric     f ← ½ (f + softmin_a(C − f))                          for y = x
 *   unbalanced    f ← λ_x softmin_b(C − g),  g ← λ_y softmin_a(C − f),  λ = ρ / (ρ + ε)
 *
 * each followed by Anderson mixing. A mix is taken back when the dual value falls (balanced), or when the residual
 * doubles (the others): then the plain update takes its place and the mixing starts afresh, so convergence is that of
 * the plain sweeps at worst.
 *
 * Sources: Peyré & Cuturi 2019, "Computational optimal transport", §4.4 (log domain) and §10.2 (unbalanced); Feydy et
 * al. 2019, "Interpolating between optimal transport and MMD using Sinkhorn divergences", §3.1 (symmetric); Séjourné,
 * Vialard & Peyré 2022, "Faster unbalanced optimal transport" (translation of the potentials).
 * @module
 */
import type { BlockMass, Pairs } from '@pushforward/kernels/softmin'
import { createMixer, type Mixer } from './sinkhorn-anderson.js'
import { type Arithmetic, refinedSoftmin } from './sinkhorn-arithmetic.js'
import type { Penalties } from './sinkhorn-audit.js'
import { coarseCorrection } from './sinkhorn-coarse.js'
import type { Potentials, Sweep } from './sinkhorn-iteration.js'
import { dot, type SoftProblem } from './sinkhorn-problem.js'

export interface SweepOptions {
  readonly epsilon: number
  /** Steps that Anderson mixing remembers; 0 for plain sweeps. */
  readonly memory: number
}

/** Mixing far from the solution extrapolates nonsense: it starts once half of the mass is right. */
const MIXING_STARTS_AT = 0.5
/** Fewer blocks than this have no coarse errors worth a correction. */
const LEAST_BLOCKS = 4
/** Rounding of a dual value, relative to the largest cost. */
const DUAL_ROUNDING = { float32: 1e-7, refine: 1e-7, float64: 1e-14 }

export function balancedSweep(pairs: Pairs, problem: SoftProblem, start: Potentials, options: SweepOptions): Sweep {
  const { epsilon, memory } = options
  const softmin = refinedSoftmin(pairs, epsilon)
  const { x, y, scale, width } = problem
  const f = start.f.slice()
  const g = start.g.slice()
  const image = g.slice()
  const mixer = memory > 0 ? createMixer(y.weights, memory) : undefined
  const tileMasses = groupSums(y.weights, width)
  const corrected =
    problem.cost.code !== 7 && tileMasses.length >= LEAST_BLOCKS && x.weights.length >= LEAST_BLOCKS * width
  let rowMasses: Float64Array | undefined
  let mixed = false
  let dual = Number.NEGATIVE_INFINITY
  let residual = Number.POSITIVE_INFINITY
  let current: Arithmetic | undefined

  /** Updates f, and returns what is missing in the row sums after the correction. */
  const updateX = (arithmetic: Arithmetic): BlockMass | undefined => {
    return softmin(arithmetic, { rows: 'x', potential: g, guess: f, out: f, mass: corrected })
  }

  const correct = (blocks: BlockMass): number => {
    rowMasses ??= groupSums(x.weights, blocks.grain)
    const phi = coarseCorrection(blocks, rowMasses, tileMasses)
    let missing = 0
    for (let block = 0; block < blocks.blocks; block++) {
      const change = phi[block] as number
      missing += (rowMasses[block] as number) * Math.abs(Math.expm1(change))
      const stop = Math.min(f.length, (block + 1) * blocks.grain)
      for (let i = block * blocks.grain; i < stop; i++) f[i] = (f[i] as number) + epsilon * change
    }
    return missing
  }

  return {
    next(arithmetic) {
      if (arithmetic !== current) mixer?.skip()
      current = arithmetic
      let mass = updateX(arithmetic)
      let reached = dot(x.weights, f) + dot(y.weights, g)
      if (mixed && !(reached >= dual - DUAL_ROUNDING[arithmetic] * scale)) {
        g.set(image)
        mixer?.reset()
        mass = updateX(arithmetic)
        reached = dot(x.weights, f) + dot(y.weights, g)
      }
      dual = reached
      const missing = mass ? correct(mass) : 0
      softmin(arithmetic, { rows: 'y', potential: f, guess: g, out: image })
      residual = missing + violation(y.weights, g, image, epsilon)
      mixed = mixInto(g, image, residual < MIXING_STARTS_AT ? mixer : undefined)
      return residual
    },
    potentials: () => ({ f: f.slice(), g: image.slice() }),
  }
}

export function symmetricSweep(pairs: Pairs, problem: SoftProblem, start: Potentials, options: SweepOptions): Sweep {
  const { epsilon, memory } = options
  const softmin = refinedSoftmin(pairs, epsilon)
  const { weights } = problem.x
  const f = start.f.slice()
  const image = f.slice()
  const mixer = memory > 0 ? createMixer(weights, memory) : undefined
  const guard = createGuard(mixer)
  return {
    next(arithmetic) {
      guard.enter(arithmetic)
      softmin(arithmetic, { rows: 'x', potential: f, guess: f, out: image })
      // Both marginals are violated alike.
      const residual = 2 * violation(weights, f, image, epsilon)
      for (let i = 0; i < f.length; i++) image[i] = 0.5 * ((f[i] as number) + (image[i] as number))
      mixInto(f, image, guard.accepts(residual) ? mixer : undefined)
      return residual
    },
    potentials: () => ({ f: image.slice(), g: image.slice() }),
  }
}

export function unbalancedSweep(
  pairs: Pairs,
  problem: SoftProblem,
  start: Potentials,
  { epsilon, memory, rhoX, rhoY }: SweepOptions & Penalties,
): Sweep {
  const softmin = refinedSoftmin(pairs, epsilon)
  const { x, y } = problem
  const f = start.f.map((v) => (Number.isFinite(v) ? v : 0))
  const g = start.g.slice()
  const guess = { x: start.f.slice(), y: g.slice() }
  const image = g.slice()
  const mixer = memory > 0 ? createMixer(y.weights, memory) : undefined
  const guard = createGuard(mixer)
  const dampingX = damping(rhoX, epsilon)
  const dampingY = damping(rhoY, epsilon)
  return {
    next(arithmetic) {
      guard.enter(arithmetic)
      softmin(arithmetic, { rows: 'x', potential: g, guess: guess.x, out: guess.x })
      for (let i = 0; i < f.length; i++) f[i] = dampingX * (guess.x[i] as number)
      softmin(arithmetic, { rows: 'y', potential: f, guess: guess.y, out: guess.y })
      let residual = 0
      for (let j = 0; j < g.length; j++) {
        const column = Math.exp(((g[j] as number) - (guess.y[j] as number)) / epsilon)
        residual += (y.weights[j] as number) * Math.abs(column - Math.exp(-(g[j] as number) / rhoY))
        image[j] = dampingY * (guess.y[j] as number)
      }
      const shift = bestTranslation(f, image, x.weights, y.weights, rhoX, rhoY)
      for (let i = 0; i < f.length; i++) f[i] = (f[i] as number) + shift
      for (let j = 0; j < g.length; j++) image[j] = (image[j] as number) - shift
      mixInto(g, image, guard.accepts(residual) ? mixer : undefined)
      return residual
    },
    potentials: () => ({ f: f.slice(), g: image.slice() }),
  }
}

function damping(rho: number, epsilon: number): number {
  return rho === Number.POSITIVE_INFINITY ? 1 : rho / (rho + epsilon)
}

/** The k that is best for f + k, g − k, which leaves the plan as it is: what makes ρ ≫ ε slow otherwise. */
function bestTranslation(
  f: Float64Array,
  g: Float64Array,
  a: Float64Array,
  b: Float64Array,
  rhoX: number,
  rhoY: number,
): number {
  if (rhoX === Number.POSITIVE_INFINITY || rhoY === Number.POSITIVE_INFINITY) return 0
  return ((rhoX * rhoY) / (rhoX + rhoY)) * (logMeanExp(f, a, -1 / rhoX) - logMeanExp(g, b, -1 / rhoY))
}

/** log Σ w_i e^{s v_i}. */
function logMeanExp(values: Float64Array, weights: Float64Array, scale: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (const value of values) most = Math.max(most, scale * value)
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    sum += (weights[i] as number) * Math.exp(scale * (values[i] as number) - most)
  }
  return most + Math.log(sum)
}

/** Sweeps that can't judge a mix by a dual value judge it by its residual. */
function createGuard(mixer: Mixer | undefined) {
  let last = Number.POSITIVE_INFINITY
  let current: Arithmetic | undefined
  return {
    enter(arithmetic: Arithmetic): void {
      if (arithmetic !== current) mixer?.skip()
      current = arithmetic
    },
    accepts(residual: number): boolean {
      const worse = residual > 2 * last
      if (worse) mixer?.reset()
      last = residual
      return !worse && residual < MIXING_STARTS_AT
    },
  }
}

/** Goes on from the mix of `point` and `image`, or from `image`; says which. */
function mixInto(point: Float64Array, image: Float64Array, mixer: Mixer | undefined): boolean {
  if (mixer) mixer.next(point, image, point)
  else point.set(image)
  return mixer !== undefined
}

/** Σ w |1 − e^{(old − new)/ε}|: what the update of a potential says about the marginal before it. */
function violation(weights: Float64Array, old: Float64Array, updated: Float64Array, epsilon: number): number {
  let sum = 0
  for (let j = 0; j < weights.length; j++) {
    sum += (weights[j] as number) * Math.abs(Math.expm1(((old[j] as number) - (updated[j] as number)) / epsilon))
  }
  return sum
}

/** Sums over runs of `size`. */
function groupSums(values: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(Math.ceil(values.length / size))
  values.forEach((value, i) => {
    const group = Math.floor(i / size)
    sums[group] = (sums[group] as number) + value
  })
  return sums
}
