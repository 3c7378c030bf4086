/**
 * Updates of one flat parameter vector, in place, float32: each call reads and writes every number once.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import wasm from './generated/adam.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const adam = kernelModule('adam', wasm)

/** Elements a thread takes at a time. */
const GRAIN = 4096

/** The gradient's norm and the factor that shortens it to `clip`; 0 where the norm is not finite. */
interface Measured {
  readonly norm: number
  readonly scale: number
}

/** Blocks are added in order, in float64, so the norm does not depend on the threads. NaN and Infinity propagate. */
function measure(arena: Arena, gradient: Address, length: number, clip: number): Measured {
  const blocks = Math.ceil(length / GRAIN)
  const sums = arena.allocateFloat64(blocks)
  run(adam, 'sumOfSquares', length, [gradient, sums, GRAIN], { grain: GRAIN })
  const norm = Math.sqrt(arena.float64(sums, blocks).reduce((sum, part) => sum + part, 0))
  return { norm, scale: norm > clip ? clip / norm : 1 }
}

export interface AdamStep {
  /** Longest gradient that goes in unscaled. */
  readonly clip: number
  readonly beta1: number
  readonly beta2: number
  readonly learningRate: number
  /** 1 − β₁^t and 1 − β₂^t. */
  readonly correction1: number
  readonly correction2: number
  /** Added to the root of the second moment. */
  readonly delta: number
  /** Decoupled decay: p loses this share of itself times the learning rate. */
  readonly weightDecay: number
}

/**
 * One step of Adam with decoupled weight decay; overwrites `parameters` and both moments.
 * @returns the norm of the gradient before clipping; where that is not finite, nothing has changed
 */
export function adamW(
  parameters: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
  step: AdamStep,
): number {
  const n = parameters.length
  return scope((arena) => {
    const g = arena.putFloat32(gradient)
    const { norm, scale } = measure(arena, g, n, step.clip)
    if (!Number.isFinite(norm)) return norm
    const p = arena.putFloat32(parameters)
    const m = arena.putFloat32(first)
    const v = arena.putFloat32(second)
    const { beta1, beta2, learningRate, correction1, correction2, delta, weightDecay } = step
    const rate = learningRate / correction1
    const args = [p, g, m, v, scale, beta1, beta2, rate, correction2, delta, learningRate * weightDecay]
    run(adam, 'adamW', n, args, { grain: GRAIN })
    parameters.set(arena.float32(p, n))
    first.set(arena.float32(m, n))
    second.set(arena.float32(v, n))
    return norm
  })
}

export interface MomentumStep {
  readonly clip: number
  readonly momentum: number
  readonly learningRate: number
  readonly weightDecay: number
  readonly nesterov: boolean
}

/** One step of gradient descent with momentum; overwrites `parameters` and `velocity`. Returns as `adamW` does. */
export function momentum(
  parameters: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  step: MomentumStep,
): number {
  const n = parameters.length
  return scope((arena) => {
    const g = arena.putFloat32(gradient)
    const { norm, scale } = measure(arena, g, n, step.clip)
    if (!Number.isFinite(norm)) return norm
    const p = arena.putFloat32(parameters)
    const m = arena.putFloat32(velocity)
    const { momentum: mu, learningRate, weightDecay, nesterov } = step
    const args = [p, g, m, scale, mu, learningRate, learningRate * weightDecay, nesterov ? 1 : 0]
    run(adam, 'momentum', n, args, { grain: GRAIN })
    parameters.set(arena.float32(p, n))
    velocity.set(arena.float32(m, n))
    return norm
  })
}
