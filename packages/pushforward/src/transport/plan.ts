/**
 * A sparse transport plan: mass[k] moves from x[i[k]] to y[j[k]].
 * @module
 */

export interface Plan {
  readonly i: Uint32Array
  readonly j: Uint32Array
  readonly mass: Float64Array
}
