/**
 * Products of velocities and a scalar on the nodes of a torus in space, from spectra to spectra, plane by plane over all
 * threads. Formulas: assembly/torus-products.ts.
 * @module
 */
import type { Arena } from './arena.js'
import type { Parts, PutPlan } from './fft.js'
import wasm from './generated/torus-products.js'
import { kernelModule } from './module.js'
import { threadCount } from './pool.js'
import { type RunOptions, run } from './run.js'

export const torusModule = kernelModule('torus-products', wasm)

export interface TorusShape {
  /** Planes, and rows of nodes of each; even. The plan's length. */
  readonly n: number
  /** K + 1: waves along x that are kept. Of those along y there are 2K + 1, k_y = 0 … K, −K … −1. */
  readonly kept: number
  /** Whether a scalar comes as the fourth field. */
  readonly scalar: boolean
}

/** How many fields go in, and how many products come out. */
export function torusCounts(scalar: boolean): { readonly fields: number; readonly products: number } {
  return scalar ? { fields: 4, products: 8 } : { fields: 3, products: 5 }
}

/** Ranges of planes, where threads run: enough to even out their loads. */
const RANGES = 16

/**
 * @param spectra of u, v, w and c in x and y, `[n z][2K + 1][fields][K + 1]`
 * @param out of u² − w², v² − w², uv, uw, vw and uc, vc, wc, `[n z][2K + 1][products][K + 1]`
 * @param scale on `out`; transforms themselves are not scaled
 * @returns the largest |u| + |v| + |w|, NaN if one is
 */
export function torusProducts(
  arena: Arena,
  plan: PutPlan,
  { n, kept, scalar }: TorusShape,
  spectra: Parts,
  out: Parts,
  scale: number,
  { grain = Math.ceil(n / (threadCount() > 1 ? RANGES : 1)) }: RunOptions = {},
): number {
  const { fields, products } = torusCounts(scalar)
  const ranges = Math.ceil(n / grain)
  const size = torusModule.exports().torusScratch?.(n, plan.m, kept, fields, products) as number
  const scratch = arena.allocate(size * ranges)
  const fastest = arena.allocateFloat64(ranges)
  const parts = [spectra.re, spectra.im, out.re, out.im]
  const shape = [n, kept, fields, products]
  run(torusModule, 'torusProducts', n, [...parts, ...shape, plan.at, scratch, size, grain, fastest, scale], { grain })
  return arena.float64(fastest, ranges).reduce((most, x) => Math.max(most, x), 0)
}
