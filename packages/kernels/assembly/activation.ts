/**
 * Activations on four floats, each with its first and second derivative, and the exp, sigmoid and log1p that they need.
 * The codes are those of src/dense.ts. NaN goes through: a network that has diverged says so.
 */

import { multiplyAdd } from './multiply-add'

export const LINEAR: i32 = 0
export const SILU: i32 = 1
export const GELU: i32 = 2
export const TANH: i32 = 3
export const RELU: i32 = 4
export const SOFTPLUS: i32 = 5

/**
 * e^x, x clamped to ±87, where neither the power of two nor the result leaves the normal numbers: without those edges
 * a rounding constant and an addition to the exponent do. The polynomial of degree 6 on |r| <= ln2/2 is exact to 2 ulp.
 */
// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  const round = f32x4.splat(12582912) // 1.5 · 2^23: adding it leaves the nearest integer in the low bits
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(87))
  const shifted = multiplyAdd(round, bounded, f32x4.splat(1.44269504))
  const k = f32x4.sub(shifted, round)
  let r = multiplyAdd(bounded, k, f32x4.splat(-0.693359375))
  r = multiplyAdd(r, k, f32x4.splat(2.12194440e-4))
  // In pairs (Estrin), as the chain of additions is what takes the time. Coefficients as in expF32x4.
  const square = f32x4.mul(r, r)
  const high = multiplyAdd(f32x4.splat(4.1668401083985505e-2), r, f32x4.splat(8.3688510659139891e-3))
  const low = multiplyAdd(f32x4.splat(4.9999993373085315e-1), r, f32x4.splat(1.6666519524497094e-1))
  const top = multiplyAdd(high, square, f32x4.splat(1.3814320556857430e-3))
  const tail = multiplyAdd(low, top, square)
  const p = multiplyAdd(f32x4.add(r, f32x4.splat(1)), tail, square)
  return i32x4.add(p, i32x4.shl(shifted, 23))
}

/** e^x / (1 + e^x): as exact for large negative x as for positive. */
// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const power = exponential(x)
  return f32x4.div(power, f32x4.add(f32x4.splat(1), power))
}

/** log(1 + u) for 0 <= u <= 1, as 2 artanh(u / (2 + u)); seven terms leave 2e-8. */
// @ts-ignore: decorator
@inline
function log1p(u: v128): v128 {
  const w = f32x4.div(u, f32x4.add(f32x4.splat(2), u))
  const s = f32x4.mul(w, w)
  let p = f32x4.splat(2.0 / 13.0)
  p = multiplyAdd(f32x4.splat(2.0 / 11.0), p, s)
  p = multiplyAdd(f32x4.splat(2.0 / 9.0), p, s)
  p = multiplyAdd(f32x4.splat(2.0 / 7.0), p, s)
  p = multiplyAdd(f32x4.splat(2.0 / 5.0), p, s)
  p = multiplyAdd(f32x4.splat(2.0 / 3.0), p, s)
  p = multiplyAdd(f32x4.splat(2), p, s)
  return f32x4.mul(p, w)
}

/**
 * value[k] = f(value[k]) in place over `bytes`; first[k] = f' and second[k] = f'' where those addresses are not 0.
 */
export function activate(code: i32, value: usize, first: usize, second: usize, bytes: usize): void {
  if (code == SILU) silu(value, first, second, bytes)
  else if (code == GELU) gelu(value, first, second, bytes)
  else if (code == TANH) tanh(value, first, second, bytes)
  else if (code == RELU) relu(value, first, second, bytes)
  else if (code == SOFTPLUS) softplus(value, first, second, bytes)
}

/** f = x s with s the sigmoid; f' = s + x s (1 − s); f'' = s (1 − s) (2 + x (1 − 2 s)). */
function silu(value: usize, first: usize, second: usize, bytes: usize): void {
  const one = f32x4.splat(1)
  const two = f32x4.splat(2)
  for (let k: usize = 0; k < bytes; k += 16) {
    const x = v128.load(value + k)
    const s = sigmoid(x)
    v128.store(value + k, f32x4.mul(x, s))
    if (!first) continue
    const slope = f32x4.mul(s, f32x4.sub(one, s))
    v128.store(first + k, f32x4.add(s, f32x4.mul(x, slope)))
    if (!second) continue
    const bend = f32x4.sub(one, f32x4.mul(two, s))
    v128.store(second + k, f32x4.mul(slope, f32x4.add(two, f32x4.mul(x, bend))))
  }
}

/**
 * f = x s(2u), u = √(2/π) (x + 0.044715 x³): the usual tanh form of the Gaussian error unit.
 * With v = 2u: f' = s + x s', s' = s (1 − s) v', f'' = 2 s' + x s'', s'' = s' (1 − 2 s) v' + s (1 − s) v''.
 */
function gelu(value: usize, first: usize, second: usize, bytes: usize): void {
  const one = f32x4.splat(1)
  const two = f32x4.splat(2)
  const a = f32x4.splat(1.5957691216057308)
  const b = f32x4.splat(1.5957691216057308 * 0.044715)
  const b3 = f32x4.splat(3 * 1.5957691216057308 * 0.044715)
  const b6 = f32x4.splat(6 * 1.5957691216057308 * 0.044715)
  for (let k: usize = 0; k < bytes; k += 16) {
    const x = v128.load(value + k)
    const square = f32x4.mul(x, x)
    const s = sigmoid(f32x4.mul(x, f32x4.add(a, f32x4.mul(b, square))))
    v128.store(value + k, f32x4.mul(x, s))
    if (!first) continue
    const rate = f32x4.add(a, f32x4.mul(b3, square))
    const logistic = f32x4.mul(s, f32x4.sub(one, s))
    const slope = f32x4.mul(logistic, rate)
    v128.store(first + k, f32x4.add(s, f32x4.mul(x, slope)))
    if (!second) continue
    const bend = f32x4.mul(f32x4.mul(slope, f32x4.sub(one, f32x4.mul(two, s))), rate)
    const curve = f32x4.add(bend, f32x4.mul(logistic, f32x4.mul(b6, x)))
    v128.store(second + k, f32x4.add(f32x4.mul(two, slope), f32x4.mul(x, curve)))
  }
}

/** t = 2 s(2x) − 1; f' = 1 − t²; f'' = −2 t f'. */
function tanh(value: usize, first: usize, second: usize, bytes: usize): void {
  const one = f32x4.splat(1)
  const two = f32x4.splat(2)
  for (let k: usize = 0; k < bytes; k += 16) {
    const x = v128.load(value + k)
    const t = f32x4.sub(f32x4.mul(two, sigmoid(f32x4.mul(two, x))), one)
    v128.store(value + k, t)
    if (!first) continue
    const slope = f32x4.sub(one, f32x4.mul(t, t))
    v128.store(first + k, slope)
    if (second) v128.store(second + k, f32x4.mul(f32x4.splat(-2), f32x4.mul(t, slope)))
  }
}

/** f = max(x, 0); f' = 1 where x > 0, else 0; f'' = 0. */
function relu(value: usize, first: usize, second: usize, bytes: usize): void {
  const zero = f32x4.splat(0)
  for (let k: usize = 0; k < bytes; k += 16) {
    const x = v128.load(value + k)
    v128.store(value + k, f32x4.max(x, zero))
    if (first) v128.store(first + k, v128.and(f32x4.splat(1), f32x4.gt(x, zero)))
    if (second) v128.store(second + k, zero)
  }
}

/** f = log(1 + e^x) = max(x, 0) + log(1 + e^-|x|); f' = s; f'' = s (1 − s). */
function softplus(value: usize, first: usize, second: usize, bytes: usize): void {
  const one = f32x4.splat(1)
  const zero = f32x4.splat(0)
  for (let k: usize = 0; k < bytes; k += 16) {
    const x = v128.load(value + k)
    const tail = exponential(f32x4.pmin(x, f32x4.sub(zero, x)))
    v128.store(value + k, f32x4.add(f32x4.max(x, zero), log1p(tail)))
    if (!first) continue
    const small = f32x4.div(tail, f32x4.add(one, tail))
    const s = v128.bitselect(f32x4.sub(one, small), small, f32x4.gt(x, zero))
    v128.store(first + k, s)
    if (second) v128.store(second + k, f32x4.mul(s, f32x4.sub(one, s)))
  }
}
