/**
 * Velocities of flows that have a formula, for a run of particles at one time. Positions and velocities are in columns of
 * `stride` bytes; what depends on time alone is computed once a run.
 */
import { expF64x2 } from './exp'
import {
  cosF64x2,
  cosReduced,
  pickCos,
  pickSin,
  quadrants,
  reduced,
  sinF64,
  sinF64x2,
  sinPiF64x2,
  sinReduced,
} from './trigonometry'

// @ts-ignore: decorator
@inline
function parameter(at: usize, k: i32): f64 {
  return load<f64>(at + (<usize>k << 3))
}

/**
 * u = −π A sin(π f) cos(π y), v = π A cos(π f) sin(π y) f_x with f = a x² + b x, a = ε sin ωt, b = 1 − 2a.
 * The products are sums, 2 sin α cos β = sin(α + β) + sin(α − β): two sines serve for two sines and two cosines.
 * parameters: A, ε, ω.
 */
export function doubleGyre(parameters: usize, t: f64, x: usize, v: usize, stride: usize, bytes: usize): void {
  const half = f64x2.splat(0.5 * Math.PI * parameter(parameters, 0))
  const minus = f64x2.neg(half)
  const wobble = parameter(parameters, 1) * sinF64(parameter(parameters, 2) * t)
  const a = f64x2.splat(wobble)
  const b = f64x2.splat(1 - 2 * wobble)
  for (let i: usize = 0; i < bytes; i += 16) {
    const px = v128.load(x + i)
    const py = v128.load(x + stride + i)
    const ax = f64x2.mul(a, px)
    const f = f64x2.mul(f64x2.add(ax, b), px)
    const slope = f64x2.add(f64x2.add(ax, ax), b)
    const sum = sinPiF64x2(f64x2.add(f, py))
    const difference = sinPiF64x2(f64x2.sub(f, py))
    v128.store(v + i, f64x2.mul(minus, f64x2.add(sum, difference)))
    v128.store(v + stride + i, f64x2.mul(f64x2.mul(half, slope), f64x2.sub(sum, difference)))
  }
}

/**
 * ψ = c y − U L tanh(y/L) + U L sech²(y/L) Σ_n ε_n cos(k_n x − σ_n t) over three waves, u = −ψ_y, v = ψ_x.
 * parameters: U, L, c, then ε_n, k_n, σ_n of each wave.
 */
export function bickley(parameters: usize, t: f64, x: usize, v: usize, stride: usize, bytes: usize): void {
  const speed = f64x2.splat(parameter(parameters, 0))
  const width = parameter(parameters, 1)
  const minusTwiceInverse = f64x2.splat(-2 / width)
  const frame = f64x2.splat(parameter(parameters, 2))
  const one = f64x2.splat(1)
  const signBit = i64x2.splat(0x8000000000000000)
  for (let i: usize = 0; i < bytes; i += 16) {
    const px = v128.load(x + i)
    const py = v128.load(x + stride + i)
    const e = expF64x2(f64x2.mul(f64x2.abs(py), minusTwiceInverse)) // e^{-2|y|/L} cannot overflow
    const inverse = f64x2.div(one, f64x2.add(one, e))
    const tanh = v128.or(f64x2.mul(f64x2.sub(one, e), inverse), v128.and(py, signBit))
    const sech2 = f64x2.mul(f64x2.splat(4), f64x2.mul(e, f64x2.mul(inverse, inverse)))
    let waves = f64x2.splat(0)
    let slopes = f64x2.splat(0)
    for (let n = 3; n < 12; n += 3) {
      const amplitude = parameter(parameters, n)
      if (amplitude == 0) continue
      const k = parameter(parameters, n + 1)
      const phase = f64x2.sub(f64x2.mul(f64x2.splat(k), px), f64x2.splat(parameter(parameters, n + 2) * t))
      const quadrant = quadrants(phase)
      const r = reduced(phase, quadrant)
      const sine = sinReduced(r)
      const cosine = cosReduced(r)
      waves = f64x2.add(waves, f64x2.mul(f64x2.splat(amplitude), pickCos(sine, cosine, quadrant)))
      slopes = f64x2.add(slopes, f64x2.mul(f64x2.splat(amplitude * k), pickSin(sine, cosine, quadrant)))
    }
    const jet = f64x2.mul(speed, sech2)
    const factor = f64x2.add(one, f64x2.mul(f64x2.splat(2), f64x2.mul(tanh, waves)))
    v128.store(v + i, f64x2.sub(f64x2.mul(jet, factor), frame))
    v128.store(v + stride + i, f64x2.neg(f64x2.mul(f64x2.mul(jet, f64x2.splat(width)), slopes)))
  }
}

/** (u, v) = A e^{−2νk²t} (−cos kx sin ky, sin kx cos ky). parameters: A, k, ν. */
export function taylorGreen(parameters: usize, t: f64, x: usize, v: usize, stride: usize, bytes: usize): void {
  const k = parameter(parameters, 1)
  const decay = f64x2.extract_lane(expF64x2(f64x2.splat(-2 * parameter(parameters, 2) * k * k * t)), 0)
  const size = f64x2.splat(parameter(parameters, 0) * decay)
  const wave = f64x2.splat(k)
  for (let i: usize = 0; i < bytes; i += 16) {
    const px = f64x2.mul(wave, v128.load(x + i))
    const py = f64x2.mul(wave, v128.load(x + stride + i))
    const kx = quadrants(px)
    const ky = quadrants(py)
    const rx = reduced(px, kx)
    const ry = reduced(py, ky)
    const sx = sinReduced(rx)
    const cx = cosReduced(rx)
    const sy = sinReduced(ry)
    const cy = cosReduced(ry)
    v128.store(v + i, f64x2.neg(f64x2.mul(size, f64x2.mul(pickCos(sx, cx, kx), pickSin(sy, cy, ky)))))
    v128.store(v + stride + i, f64x2.mul(size, f64x2.mul(pickSin(sx, cx, kx), pickCos(sy, cy, ky))))
  }
}

/** (u, v) = (a x + b y, c x + d y). parameters: a, b, c, d. */
export function linear(parameters: usize, x: usize, v: usize, stride: usize, bytes: usize): void {
  const a = f64x2.splat(parameter(parameters, 0))
  const b = f64x2.splat(parameter(parameters, 1))
  const c = f64x2.splat(parameter(parameters, 2))
  const d = f64x2.splat(parameter(parameters, 3))
  for (let i: usize = 0; i < bytes; i += 16) {
    const px = v128.load(x + i)
    const py = v128.load(x + stride + i)
    v128.store(v + i, f64x2.add(f64x2.mul(a, px), f64x2.mul(b, py)))
    v128.store(v + stride + i, f64x2.add(f64x2.mul(c, px), f64x2.mul(d, py)))
  }
}

/** (A sin z + C cos y, B sin x + A cos z, C sin y + B cos x). parameters: A, B, C. */
export function abc(parameters: usize, x: usize, v: usize, stride: usize, bytes: usize): void {
  const a = f64x2.splat(parameter(parameters, 0))
  const b = f64x2.splat(parameter(parameters, 1))
  const c = f64x2.splat(parameter(parameters, 2))
  for (let i: usize = 0; i < bytes; i += 16) {
    const px = v128.load(x + i)
    const py = v128.load(x + stride + i)
    const pz = v128.load(x + 2 * stride + i)
    v128.store(v + i, f64x2.add(f64x2.mul(a, sinF64x2(pz)), f64x2.mul(c, cosF64x2(py))))
    v128.store(v + stride + i, f64x2.add(f64x2.mul(b, sinF64x2(px)), f64x2.mul(a, cosF64x2(pz))))
    v128.store(v + 2 * stride + i, f64x2.add(f64x2.mul(c, sinF64x2(py)), f64x2.mul(b, cosF64x2(px))))
  }
}
