/**
 * The objective of a learnt map on one batch, with its gradient at the mapped points.
 *
 *   L = S_ε₁(T♯μ, ν) + λ M_ε₂(T),   M_ε₂ = mean c(x_i, T_i) − OT_ε₂(x, T)
 *
 * Both gradients are envelopes: the plans are held fixed. With B the barycentric projections of the plans,
 *
 *   ∂S/∂T_i = (2/n) (B_TT(T_i) − B_Ty(T_i))
 *   ∂M/∂T_i = (1/n) ∇₂c(x_i, T_i) − Σ_j P_ij ∇₂c(x_j, T_i)      [for |x − t|²: (2/n) (B_Tx(T_i) − x_i)]
 *
 * The three problems are small and dense, so a fixed number of iterations each does; see transport/dense-sinkhorn.ts.
 * @module
 */
import type { Points } from '../measure/points.js'
import { type DenseProblem, type DenseResult, denseSinkhorn } from '../transport/dense-sinkhorn.js'
import { displacementCost, type GroundCost } from './map-cost.js'

export interface ObjectiveSettings {
  readonly cost: GroundCost
  readonly lambda: number
  readonly epsilonFit: number
  readonly epsilonGap: number
  /** OT_ε₁ of the target with itself, which does not depend on the map. */
  readonly targetSelf: number
  readonly iterationsFit: number
  readonly iterationsSelf: number
  readonly iterationsGap: number
}

export interface ObjectiveAt {
  /** S_ε₁ + λ M. */
  readonly loss: number
  /** S_ε₁. */
  readonly fit: number
  /** M_ε₂ less the floor ε₂ log n that no map can undercut: in [M_n, M_n + ε₂ log n]. 0 when λ is 0: not computed. */
  readonly gap: number
  /** Largest marginal violation of the problems solved. */
  readonly residual: number
  /** ∂L/∂T `[n, d]`, for the batch; and for the reference points, if they are others. */
  readonly cotangent: Float64Array
}

/**
 * @param x batch of the source `[n, d]`
 * @param mapped T(x) `[n, d]`
 * @param y batch of the target `[m, d]`
 * @param reference points whose map the gap judges, and their images; x and `mapped` by default
 */
export function objective(
  settings: ObjectiveSettings,
  x: Points,
  mapped: Points,
  y: Points,
  reference?: { readonly x: Points; readonly mapped: Points },
): ObjectiveAt & { readonly referenceCotangent?: Float64Array } {
  const { cost, lambda, epsilonFit, epsilonGap, targetSelf } = settings
  const judged = reference ?? { x, mapped }
  const problems: DenseProblem[] = [
    { x: mapped, y, epsilon: epsilonFit, iterations: settings.iterationsFit },
    { x: mapped, y: mapped, epsilon: epsilonFit, iterations: settings.iterationsSelf, symmetric: true },
  ]
  if (lambda > 0) problems.push(gapProblem(settings, judged.x, judged.mapped))
  const [toTarget, toItself, toSource] = denseSinkhorn(problems) as [DenseResult, DenseResult, DenseResult | undefined]

  const fit = toTarget.value - 0.5 * toItself.value - 0.5 * targetSelf
  const cotangent = new Float64Array(mapped.data.length)
  const selfCentres = (toItself.barycentres as Points).data
  const targetCentres = (toTarget.barycentres as Points).data
  for (let k = 0; k < cotangent.length; k++) {
    cotangent[k] = (2 / mapped.n) * ((selfCentres[k] as number) - (targetCentres[k] as number))
  }
  const residuals = [toTarget.residual, toItself.residual]
  if (!toSource) return { loss: fit, fit, gap: 0, residual: Math.max(...residuals), cotangent }

  const paid = displacementCost(cost.transport, judged.x, judged.mapped)
  const gap = paid - toSource.value + epsilonGap * Math.log(judged.x.n)
  const into = reference ? new Float64Array(judged.mapped.data.length) : cotangent
  addGapGradient(cost, judged.x, judged.mapped, toSource, lambda, into)
  const residual = Math.max(...residuals, toSource.residual)
  const at = { loss: fit + lambda * gap, fit, gap, residual, cotangent }
  return reference ? { ...at, referenceCotangent: into } : at
}

/** The entropic problem of the gap: rows are the mapped points, whose gradient is wanted. */
export function gapProblem(
  { cost, epsilonGap, iterationsGap }: Pick<ObjectiveSettings, 'cost' | 'epsilonGap' | 'iterationsGap'>,
  x: Points,
  mapped: Points,
): DenseProblem {
  const squared = cost.transport === 'sqeuclidean'
  return { x: mapped, y: x, epsilon: epsilonGap, iterations: iterationsGap, cost: cost.transport, plan: !squared }
}

/** Shares of a plan below this are left out of the gradient: together less than n of them, 1e-6 of a row. */
const NEGLIGIBLE = 4e-9

function addGapGradient(
  cost: GroundCost,
  x: Points,
  mapped: Points,
  { barycentres, plan }: DenseResult,
  lambda: number,
  out: Float64Array,
): void {
  const { n, d } = mapped
  const weight = lambda / n
  if (barycentres) {
    for (let k = 0; k < out.length; k++) {
      const pull = (barycentres.data[k] as number) - (x.data[k] as number)
      out[k] = (out[k] as number) + 2 * weight * pull
    }
    return
  }
  for (let i = 0; i < n; i++) {
    const at = i * d
    cost.addGradient(x.data, at, mapped.data, at, weight, out, at)
    for (let j = 0; j < x.n; j++) {
      const share = plan[i * x.n + j] as number
      if (share > NEGLIGIBLE) cost.addGradient(x.data, j * d, mapped.data, at, -weight * share, out, at)
    }
  }
}
