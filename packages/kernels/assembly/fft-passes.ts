/**
 * Radix passes of the self-sorting transform (Stockham), for `width` sequences in lockstep.
 *
 * A buffer holds element k of lane j at `k * width + j`, real parts first, then imaginary parts, so every pass runs over
 * contiguous vectors whatever the radix. A pass takes x[q + s (p + j m)], j < r, to y[q + s (r p + j)] with
 * y_j = w^(p j) sum_l e^(-2 pi i j l / r) x_l, where n = r m s and w = e^(-2 pi i s / n).
 *
 * Source: Van Loan 1992, "Computational frameworks for the fast Fourier transform", section 1.7.
 */

/** cos and sin of 2 pi / 5 and 4 pi / 5, sin of 2 pi / 3. */
const COS_1_5: f64 = 0.30901699437494745
const COS_2_5: f64 = -0.8090169943749475
const SIN_1_5: f64 = 0.9510565162951535
const SIN_2_5: f64 = 0.5877852522924731
const SIN_1_3: f64 = 0.8660254037844386

// @ts-ignore: decorator
@inline
function storeTurned(re: usize, im: usize, x: v128, y: v128, twiddle: usize, turned: bool): void {
  if (turned) {
    const c = v128.load64_splat(twiddle)
    const s = v128.load64_splat(twiddle, 8)
    v128.store(re, f64x2.sub(f64x2.mul(x, c), f64x2.mul(y, s)))
    v128.store(im, f64x2.add(f64x2.mul(x, s), f64x2.mul(y, c)))
  } else {
    v128.store(re, x)
    v128.store(im, y)
  }
}

// @ts-ignore: decorator
@inline
function butterfly2(x: usize, step: usize, y: usize, run: usize, imaginary: usize, w1: usize, turned: bool): void {
  for (let i: usize = 0; i < run; i += 16) {
    const a = x + i
    const out = y + i
    const ar = v128.load(a)
    const ai = v128.load(a + imaginary)
    const br = v128.load(a + step)
    const bi = v128.load(a + step + imaginary)
    v128.store(out, f64x2.add(ar, br))
    v128.store(out + imaginary, f64x2.add(ai, bi))
    storeTurned(out + run, out + run + imaginary, f64x2.sub(ar, br), f64x2.sub(ai, bi), w1, turned)
  }
}

// @ts-ignore: decorator
@inline
function butterfly3(
  x: usize, step: usize, y: usize, run: usize, imaginary: usize, w1: usize, w2: usize, turned: bool,
): void {
  const half = f64x2.splat(0.5)
  const sine = f64x2.splat(SIN_1_3)
  for (let i: usize = 0; i < run; i += 16) {
    const a = x + i
    const b = a + step
    const c = b + step
    const out = y + i
    const ar = v128.load(a)
    const ai = v128.load(a + imaginary)
    const br = v128.load(b)
    const bi = v128.load(b + imaginary)
    const cr = v128.load(c)
    const ci = v128.load(c + imaginary)
    const sr = f64x2.add(br, cr)
    const si = f64x2.add(bi, ci)
    const dr = f64x2.mul(f64x2.sub(br, cr), sine)
    const di = f64x2.mul(f64x2.sub(bi, ci), sine)
    v128.store(out, f64x2.add(ar, sr))
    v128.store(out + imaginary, f64x2.add(ai, si))
    const mr = f64x2.sub(ar, f64x2.mul(sr, half))
    const mi = f64x2.sub(ai, f64x2.mul(si, half))
    const o1 = out + run
    const o2 = o1 + run
    storeTurned(o1, o1 + imaginary, f64x2.add(mr, di), f64x2.sub(mi, dr), w1, turned)
    storeTurned(o2, o2 + imaginary, f64x2.sub(mr, di), f64x2.add(mi, dr), w2, turned)
  }
}

// @ts-ignore: decorator
@inline
function butterfly4(
  x: usize, step: usize, y: usize, run: usize, imaginary: usize, w1: usize, w2: usize, w3: usize, turned: bool,
): void {
  for (let i: usize = 0; i < run; i += 16) {
    const a = x + i
    const b = a + step
    const c = b + step
    const d = c + step
    const out = y + i
    const ar = v128.load(a)
    const ai = v128.load(a + imaginary)
    const br = v128.load(b)
    const bi = v128.load(b + imaginary)
    const cr = v128.load(c)
    const ci = v128.load(c + imaginary)
    const dr = v128.load(d)
    const di = v128.load(d + imaginary)
    const pr = f64x2.add(ar, cr)
    const pi = f64x2.add(ai, ci)
    const qr = f64x2.add(br, dr)
    const qi = f64x2.add(bi, di)
    const sr = f64x2.sub(ar, cr)
    const si = f64x2.sub(ai, ci)
    const tr = f64x2.sub(br, dr)
    const ti = f64x2.sub(bi, di)
    const o1 = out + run
    const o2 = o1 + run
    const o3 = o2 + run
    v128.store(out, f64x2.add(pr, qr))
    v128.store(out + imaginary, f64x2.add(pi, qi))
    storeTurned(o1, o1 + imaginary, f64x2.add(sr, ti), f64x2.sub(si, tr), w1, turned)
    storeTurned(o2, o2 + imaginary, f64x2.sub(pr, qr), f64x2.sub(pi, qi), w2, turned)
    storeTurned(o3, o3 + imaginary, f64x2.sub(sr, ti), f64x2.add(si, tr), w3, turned)
  }
}

// @ts-ignore: decorator
@inline
function butterfly5(
  x: usize, step: usize, y: usize, run: usize, imaginary: usize,
  w1: usize, w2: usize, w3: usize, w4: usize, turned: bool,
): void {
  const cos1 = f64x2.splat(COS_1_5)
  const cos2 = f64x2.splat(COS_2_5)
  const sin1 = f64x2.splat(SIN_1_5)
  const sin2 = f64x2.splat(SIN_2_5)
  for (let i: usize = 0; i < run; i += 16) {
    const a = x + i
    const b = a + step
    const c = b + step
    const d = c + step
    const e = d + step
    const out = y + i
    const ar = v128.load(a)
    const ai = v128.load(a + imaginary)
    const br = v128.load(b)
    const bi = v128.load(b + imaginary)
    const cr = v128.load(c)
    const ci = v128.load(c + imaginary)
    const dr = v128.load(d)
    const di = v128.load(d + imaginary)
    const er = v128.load(e)
    const ei = v128.load(e + imaginary)
    const s1r = f64x2.add(br, er)
    const s1i = f64x2.add(bi, ei)
    const s2r = f64x2.add(cr, dr)
    const s2i = f64x2.add(ci, di)
    const d1r = f64x2.sub(br, er)
    const d1i = f64x2.sub(bi, ei)
    const d2r = f64x2.sub(cr, dr)
    const d2i = f64x2.sub(ci, di)
    v128.store(out, f64x2.add(ar, f64x2.add(s1r, s2r)))
    v128.store(out + imaginary, f64x2.add(ai, f64x2.add(s1i, s2i)))
    const m1r = f64x2.add(ar, f64x2.add(f64x2.mul(s1r, cos1), f64x2.mul(s2r, cos2)))
    const m1i = f64x2.add(ai, f64x2.add(f64x2.mul(s1i, cos1), f64x2.mul(s2i, cos2)))
    const m2r = f64x2.add(ar, f64x2.add(f64x2.mul(s1r, cos2), f64x2.mul(s2r, cos1)))
    const m2i = f64x2.add(ai, f64x2.add(f64x2.mul(s1i, cos2), f64x2.mul(s2i, cos1)))
    const n1r = f64x2.add(f64x2.mul(d1r, sin1), f64x2.mul(d2r, sin2))
    const n1i = f64x2.add(f64x2.mul(d1i, sin1), f64x2.mul(d2i, sin2))
    const n2r = f64x2.sub(f64x2.mul(d1r, sin2), f64x2.mul(d2r, sin1))
    const n2i = f64x2.sub(f64x2.mul(d1i, sin2), f64x2.mul(d2i, sin1))
    const o1 = out + run
    const o2 = o1 + run
    const o3 = o2 + run
    const o4 = o3 + run
    storeTurned(o1, o1 + imaginary, f64x2.add(m1r, n1i), f64x2.sub(m1i, n1r), w1, turned)
    storeTurned(o2, o2 + imaginary, f64x2.add(m2r, n2i), f64x2.sub(m2i, n2r), w2, turned)
    storeTurned(o3, o3 + imaginary, f64x2.sub(m2r, n2i), f64x2.add(m2i, n2r), w3, turned)
    storeTurned(o4, o4 + imaginary, f64x2.sub(m1r, n1i), f64x2.add(m1i, n1r), w4, turned)
  }
}

/**
 * All passes over one block, between the buffers `x` and `y` [2, n, width].
 * @param factors doubles, each 2, 3, 4 or 5, with product n
 * @param twiddles (cos, -sin) of 2 pi k / n for k < n
 * @returns the buffer that holds the result; the other one is spent
 */
export function passes(x: usize, y: usize, n: i32, width: i32, factors: usize, count: i32, twiddles: usize): usize {
  const imaginary = (<usize>n * <usize>width) << 3
  let length = n
  let run = <usize>width << 3
  let stride: usize = 16 // of the twiddles, in bytes: s entries
  for (let f = 0; f < count; f++) {
    const radix = <i32>load<f64>(factors + (<usize>f << 3))
    const m = length / radix
    const step = run * <usize>m
    for (let p = 0; p < m; p++) {
      const from = x + run * <usize>p
      const to = y + run * <usize>(p * radix)
      const w = stride * <usize>p
      const w1 = twiddles + w
      const w2 = w1 + w
      const w3 = w2 + w
      if (radix == 4) {
        if (p == 0) butterfly4(from, step, to, run, imaginary, w1, w2, w3, false)
        else butterfly4(from, step, to, run, imaginary, w1, w2, w3, true)
      } else if (radix == 2) {
        if (p == 0) butterfly2(from, step, to, run, imaginary, w1, false)
        else butterfly2(from, step, to, run, imaginary, w1, true)
      } else if (radix == 3) {
        if (p == 0) butterfly3(from, step, to, run, imaginary, w1, w2, false)
        else butterfly3(from, step, to, run, imaginary, w1, w2, true)
      } else {
        if (p == 0) butterfly5(from, step, to, run, imaginary, w1, w2, w3, w3 + w, false)
        else butterfly5(from, step, to, run, imaginary, w1, w2, w3, w3 + w, true)
      }
    }
    length = m
    run *= <usize>radix
    stride *= <usize>radix
    const spent = x
    x = y
    y = spent
  }
  return x
}
