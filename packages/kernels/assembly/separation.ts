/**
 * Posterior means of one noisy look y = s x_j + n at a set of atoms, for every s of an ascending grid: the weight of atom i is
 *
 *   log w_i/w_j + s ⟨n, x_i − x_j⟩ − s² |x_i − x_j|²/2
 *
 * in logarithms, up to what all share. Atoms whose weight is negligible and can only fall are dropped on the way up, so most
 * values of s see few of them. Weights are two at a time; sums are added in the order of the atoms.
 */
import { integer, pointer } from './args'
import { expF64x2 } from './exp'

/** e^{−30} of the largest weight, summed over a million points, is below float32 rounding. */
const NEGLIGIBLE: f64 = 30

/** Bytes of scratch a block needs: five numbers an atom and room for a pair of padding, and a mean. */
export function separationScratch(n: i32, d: i32): usize {
  return (<usize>(5 * (n + 2) + d + 1) << 3) & ~15
}

/**
 * For pairs [begin, end): residual[j, g] = 1 − (1 + s²) |x_j − x̂|²/d, and other[j, g] = (1 + s²) |x̂ − x°|²/d with
 * x° = s y/(1 + s²); held out (x_j not an atom), (1 + s²) |x_j − x°|²/d − 1 there.
 * args: atoms [n, d], n, d, log weights [n] (or 0), own (float64) [k], noise [k, d], s, number of s, held out, residual,
 *       other, scratch, bytes of scratch a block, grain.
 */
export function separation(begin: i32, end: i32, args: usize): void {
  const n = integer(args, 1)
  const column = <usize>(n + 2) << 3
  const halves = pointer(args, 11) + <usize>(begin / integer(args, 13)) * pointer(args, 12)
  const slopes = halves + column
  const heights = slopes + column
  const logits = heights + column
  const rows = logits + column
  const mean = rows + column
  for (let j = begin; j < end; j++) {
    const count = differences(j, args, halves, slopes, heights, rows)
    walk(j, count, args, halves, slopes, heights, logits, rows, mean)
  }
}

/** Fills the columns with all atoms that take part, and returns their number. */
function differences(j: i32, args: usize, halves: usize, slopes: usize, heights: usize, rows: usize): i32 {
  const atoms = pointer(args, 0)
  const n = integer(args, 1)
  const bytes = <usize>integer(args, 2) << 3
  const logWeights = pointer(args, 3)
  const own = <i32>load<f64>(pointer(args, 4) + (<usize>j << 3))
  const noise = pointer(args, 5) + <usize>j * bytes
  const heldOut = integer(args, 8) != 0
  const from = atoms + <usize>own * bytes
  const level = logWeights ? load<f64>(logWeights + (<usize>own << 3)) : 0
  let to: usize = 0
  for (let i = 0; i < n; i++) {
    if (heldOut && i == own) continue
    const row = atoms + <usize>i * bytes
    let square: f64 = 0
    let slope: f64 = 0
    for (let c: usize = 0; c < bytes; c += 8) {
      const step = load<f64>(row + c) - load<f64>(from + c)
      square += step * step
      slope += load<f64>(noise + c) * step
    }
    store<f64>(halves + to, square / 2)
    store<f64>(slopes + to, slope)
    store<f64>(heights + to, logWeights ? load<f64>(logWeights + (<usize>i << 3)) - level : 0)
    store<usize>(rows + to, row)
    to += 8
  }
  return <i32>(to >> 3)
}

// @ts-ignore: decorator
@inline
function addRow(mean: usize, weight: f64, row: usize, bytes: usize): void {
  for (let c: usize = 0; c < bytes; c += 8) store<f64>(mean + c, load<f64>(mean + c) + weight * load<f64>(row + c))
}

function walk(
  j: i32, count: i32, args: usize,
  halves: usize, slopes: usize, heights: usize, logits: usize, rows: usize, mean: usize,
): void {
  const d = integer(args, 2)
  const bytes = <usize>d << 3
  const x = pointer(args, 0) + <usize>load<f64>(pointer(args, 4) + (<usize>j << 3)) * bytes
  const noise = pointer(args, 5) + <usize>j * bytes
  const grid = integer(args, 7)
  const heldOut = integer(args, 8) != 0
  const residual = pointer(args, 9) + (<usize>(j * grid) << 3)
  const other = pointer(args, 10) + (<usize>(j * grid) << 3)
  let size = <usize>count << 3
  for (let g: usize = 0; g < <usize>grid << 3; g += 8) {
    const s = load<f64>(pointer(args, 6) + g)
    // An odd number of atoms gets a partner of no weight.
    store<f64>(halves + size, 0)
    store<f64>(slopes + size, 0)
    store<f64>(heights + size, -Infinity)
    const strength = f64x2.splat(s)
    let highest = f64x2.splat(-Infinity)
    for (let a: usize = 0; a < size; a += 16) {
      const rate = f64x2.sub(v128.load(slopes + a), f64x2.mul(strength, v128.load(halves + a)))
      const logit = f64x2.add(v128.load(heights + a), f64x2.mul(strength, rate))
      v128.store(logits + a, logit)
      highest = f64x2.pmax(highest, logit)
    }
    const most = max(f64x2.extract_lane(highest, 0), f64x2.extract_lane(highest, 1))
    memory.fill(mean, 0, bytes)
    let planar = f64x2.splat(0) // the mean in the plane: through memory each atom would wait for the one before
    let total: f64 = 0
    let kept: usize = 0
    for (let a: usize = 0; a < size; a += 16) {
      const below = f64x2.sub(v128.load(logits + a), f64x2.splat(most))
      const heavy = v128.any_true(f64x2.ge(below, f64x2.splat(-NEGLIGIBLE)))
      const weights = heavy ? expF64x2(below) : below
      for (let lane = 0, at = a; lane < 2 && at < size; lane++, at += 8) {
        const half = load<f64>(halves + at)
        const slope = load<f64>(slopes + at)
        const row = load<usize>(rows + at)
        if ((lane ? f64x2.extract_lane(below, 1) : f64x2.extract_lane(below, 0)) >= -NEGLIGIBLE) {
          const weight = lane ? f64x2.extract_lane(weights, 1) : f64x2.extract_lane(weights, 0)
          total += weight
          if (d == 2) planar = f64x2.add(planar, f64x2.mul(f64x2.splat(weight), v128.load(row)))
          else addRow(mean, weight, row, bytes)
        } else if (!heldOut && load<f64>(logits + at) < -NEGLIGIBLE && s * 2 * half > slope) {
          continue // below x_j itself, whose logit is 0 at every s, and falling
        }
        if (kept != at) {
          store<f64>(halves + kept, half)
          store<f64>(slopes + kept, slope)
          store<f64>(heights + kept, load<f64>(heights + at))
          store<usize>(rows + kept, row)
        }
        kept += 8
      }
    }
    if (d == 2) v128.store(mean, planar)
    size = kept
    const scale = 1 + s * s
    const alone = size == 8 && !heldOut
    let error: f64 = 0
    let tangent: f64 = 0
    let linear: f64 = 0
    for (let c: usize = 0; c < bytes; c += 8) {
      const value = load<f64>(x + c)
      const shrunk = (s * (s * value + load<f64>(noise + c))) / scale
      const estimate = alone ? value : load<f64>(mean + c) / total
      error += (value - estimate) * (value - estimate)
      tangent += (estimate - shrunk) * (estimate - shrunk)
      linear += (value - shrunk) * (value - shrunk)
    }
    store<f64>(residual + g, 1 - (scale * error) / <f64>d)
    store<f64>(other + g, heldOut ? (scale * linear) / <f64>d - 1 : (scale * tangent) / <f64>d)
  }
}
