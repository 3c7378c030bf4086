/** Updates of one flat parameter vector, float32; lengths are padded to 4 (see src/arena.ts). */
import { pointer, real } from './args'

/** Writes Σ g² of [begin, end) as a double at out[begin / grain]: blocks are summed by the caller, in order. */
export function sumOfSquares(begin: i32, end: i32, args: usize): void {
  const gradient = pointer(args, 0)
  const out = pointer(args, 1)
  const grain = <i32>real(args, 2)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let k = <usize>begin << 2, stop = <usize>end << 2; k < stop; k += 16) {
    const g = v128.load(gradient + k)
    const g0 = f64x2.promote_low_f32x4(g)
    const g1 = f64x2.promote_low_f32x4(i8x16.shuffle(g, g, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15))
    low = f64x2.add(low, f64x2.mul(g0, g0))
    high = f64x2.add(high, f64x2.mul(g1, g1))
  }
  const sum = f64x2.add(low, high)
  store<f64>(out + (<usize>(begin / grain) << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1))
}

/**
 * Adam with decoupled weight decay:
 *   g ← scale g;  m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;
 *   p ← (1 − decay) p − rate m / (√(v / c₂) + δ).
 * args: p, g, m, v, scale, β₁, β₂, rate (learning rate / c₁), c₂, δ, decay (learning rate · weight decay).
 */
export function adamW(begin: i32, end: i32, args: usize): void {
  const parameters = pointer(args, 0)
  const gradient = pointer(args, 1)
  const first = pointer(args, 2)
  const second = pointer(args, 3)
  const scale = f32x4.splat(<f32>real(args, 4))
  const beta1 = f32x4.splat(<f32>real(args, 5))
  const rest1 = f32x4.splat(<f32>(1 - real(args, 5)))
  const beta2 = f32x4.splat(<f32>real(args, 6))
  const rest2 = f32x4.splat(<f32>(1 - real(args, 6)))
  const rate = f32x4.splat(<f32>real(args, 7))
  const inverse2 = f32x4.splat(<f32>(1 / real(args, 8)))
  const delta = f32x4.splat(<f32>real(args, 9))
  const keep = f32x4.splat(<f32>(1 - real(args, 10)))
  for (let k = <usize>begin << 2, stop = <usize>end << 2; k < stop; k += 16) {
    const g = f32x4.mul(scale, v128.load(gradient + k))
    const m = f32x4.add(f32x4.mul(beta1, v128.load(first + k)), f32x4.mul(rest1, g))
    const v = f32x4.add(f32x4.mul(beta2, v128.load(second + k)), f32x4.mul(rest2, f32x4.mul(g, g)))
    v128.store(first + k, m)
    v128.store(second + k, v)
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(v, inverse2)), delta)
    const step = f32x4.div(f32x4.mul(rate, m), size)
    v128.store(parameters + k, f32x4.sub(f32x4.mul(keep, v128.load(parameters + k)), step))
  }
}

/**
 * Momentum: m ← μ m + scale g; p ← (1 − decay) p − rate (m, or scale g + μ m with Nesterov's form).
 * args: p, g, m, scale, μ, rate, decay, nesterov.
 */
export function momentum(begin: i32, end: i32, args: usize): void {
  const parameters = pointer(args, 0)
  const gradient = pointer(args, 1)
  const velocity = pointer(args, 2)
  const scale = f32x4.splat(<f32>real(args, 3))
  const mu = f32x4.splat(<f32>real(args, 4))
  const rate = f32x4.splat(<f32>real(args, 5))
  const keep = f32x4.splat(<f32>(1 - real(args, 6)))
  const nesterov = real(args, 7) != 0
  for (let k = <usize>begin << 2, stop = <usize>end << 2; k < stop; k += 16) {
    const g = f32x4.mul(scale, v128.load(gradient + k))
    const m = f32x4.add(f32x4.mul(mu, v128.load(velocity + k)), g)
    v128.store(velocity + k, m)
    const direction = nesterov ? f32x4.add(g, f32x4.mul(mu, m)) : m
    v128.store(parameters + k, f32x4.sub(f32x4.mul(keep, v128.load(parameters + k)), f32x4.mul(rate, direction)))
  }
}
