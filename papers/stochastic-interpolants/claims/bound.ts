/**
 * Claims `bound` and `flow-unbounded`: what the loss says about the samples, without training and without particles.
 * @module
 */
import { type Context, claim, type Events, progress } from '@pushforward/lab'
import { boundAt, diffusionDivergence, flowDivergence } from '../disturbed.js'

/** Values of an independent program (Hermite-Galerkin in place of a grid): KL of the flow, and at ε = .1, .5, 1, 2. */
const CASES = [
  { size: 0.3, frequency: 2, flow: 0.10952586, diffusion: [6.56e-2, 1.521e-2, 4.982e-3, 1.348e-3] },
  { size: 0.3, frequency: 5, flow: 0.5346781, diffusion: [7.366e-2, 3.596e-3, 8.998e-4, 2.25e-4] },
  { size: 0.3, frequency: 10, flow: 1.72202366, diffusion: [2.237e-2, 8.999e-4, 2.25e-4, 5.625e-5] },
  { size: 0.1, frequency: 30, flow: 1.71211849, diffusion: [2.78e-4, 1.112e-5, 2.78e-6, 6.951e-7] },
] as const

const EPSILONS = [0.1, 0.5, 1, 2] as const

export async function* measureBound(context: Context): Events {
  const flows: number[] = []
  const ratios: number[] = []
  let [nearest, flowError, diffusionError] = [0, 0, 0]
  for (const [done, { flow, diffusion, ...disturbance }] of CASES.entries()) {
    const own = flowDivergence(disturbance)
    flows.push(Number(own.toPrecision(9)))
    ratios.push(Number((own / boundAt(disturbance, 1)).toPrecision(4)))
    flowError = Math.max(flowError, Math.abs(own - flow))
    for (const [k, epsilon] of EPSILONS.entries()) {
      context.signal.throwIfAborted()
      yield progress(done * EPSILONS.length + k, CASES.length * EPSILONS.length, 'the bound')
      const value = diffusionDivergence(disturbance, epsilon, { nodes: 4001, steps: 2000 })
      nearest = Math.max(nearest, value / boundAt(disturbance, epsilon))
      diffusionError = Math.max(diffusionError, Math.abs(value / (diffusion[k] as number) - 1))
    }
  }
  yield claim('bound', nearest <= 1 && diffusionError <= 5e-3, {
    'largest share of the bound': Number(nearest.toPrecision(4)),
    'largest relative difference from the reference': Number(diffusionError.toPrecision(2)),
  })
  const enough = ratios.every((ratio, k) => ratio >= ((CASES[k]?.frequency ?? 0) >= 10 ? 100 : 9))
  yield claim('flow-unbounded', enough && flowError <= 1e-6, {
    'divergence of the flow': flows,
    'times the bound at ε = 1': ratios,
    'largest difference from the reference': Number(flowError.toPrecision(2)),
  })
}
