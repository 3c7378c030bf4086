/**
 * How far measured velocities are from a flow that stays in its plane, where the Hamiltonian form of barriers is exact.
 * @module
 */
import { barrierField, type GridNodes } from 'pushforward/field'
import type { Scene } from './flows.js'

/** Along an axis, more nodes say nothing new of a mean. */
const ENOUGH = 256

/**
 * Mean |∂u/∂x + ∂v/∂y| h/u′ at a time, on the nodes of the data or every so many of them, with h the spacing of the data.
 * Absent for flows with a formula.
 */
export function divergenceAt({ flow, measured }: Scene, t0: number): number | undefined {
  if (!measured || !flow.jacobian) return undefined
  const { shape, spacing, origin, periodic } = measured
  const stride = Math.ceil(Math.max(...shape) / ENOUGH)
  const nodes: GridNodes = {
    shape: shape.map((n) => Math.ceil(n / stride)),
    spacing: spacing.map((h) => h * stride),
    ...{ origin, periodic },
  }
  // It is in proportion to h.
  return barrierField(flow, nodes, t0, 0, { viscosity: 1 }).compression / stride
}
