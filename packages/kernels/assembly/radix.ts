/**
 * Stable radix sort of float64 keys with a 32-bit payload, shared by every kernel that sorts.
 *
 * Keys are mapped to unsigned integers in the same order and cut in six digits of 11 bits. Sorting by the three highest
 * digits that vary leaves few inversions in ordinary data, which one insertion pass removes; if that pass needs more
 * than a few moves an element (keys that agree in all leading digits), the lower digits are sorted too.
 * -0 and +0 are equal, as for `<`.
 */

const DIGITS: i32 = 6
const DIGIT_BITS: i32 = 11
const BUCKETS: i32 = 1 << DIGIT_BITS
const SIGN: u64 = 1 << 63

/** Below this length insertion beats the cost of clearing and summing the histograms. */
const SMALL: i32 = 48

/** Digits sorted before the insertion pass. */
const LEADING: i32 = 3

/** Moves an element that the insertion pass may take before the lower digits are sorted. */
const PATIENCE: i32 = 4

/** Bytes of scratch that `radixSort` needs for `count` keys. */
// @ts-ignore: decorator
@inline
export function radixScratch(count: i32): usize {
  return <usize>(DIGITS * BUCKETS * 4) + <usize>((count + 1) & ~1) * 12
}

// @ts-ignore: decorator
@inline
function ordered(x: f64): u64 {
  const bits = reinterpret<u64>(x + 0.0)
  return bits ^ (<u64>(<i64>bits >> 63) | SIGN)
}

// @ts-ignore: decorator
@inline
function unordered(key: u64): f64 {
  return reinterpret<f64>(key ^ (<u64>(<i64>(key ^ SIGN) >> 63) | SIGN))
}

/** Sorts in place; gives up, keys still a stable permutation, after `budget` moves. */
function insertion(keys: usize, payload: usize, count: i32, budget: i64): bool {
  for (let k = 1; k < count; k++) {
    const key = load<u64>(keys + (<usize>k << 3))
    if (load<u64>(keys + (<usize>(k - 1) << 3)) <= key) continue
    const item = load<u32>(payload + (<usize>k << 2))
    let at = k
    do {
      store<u64>(keys + (<usize>at << 3), load<u64>(keys + (<usize>(at - 1) << 3)))
      store<u32>(payload + (<usize>at << 2), load<u32>(payload + (<usize>(at - 1) << 2)))
      at--
    } while (at > 0 && load<u64>(keys + (<usize>(at - 1) << 3)) > key)
    store<u64>(keys + (<usize>at << 3), key)
    store<u32>(payload + (<usize>at << 2), item)
    budget -= k - at
    if (budget < 0) return false
  }
  return true
}

/** One stable pass by a digit; `histogram` holds the counts and is turned into offsets. */
function scatter(
  keys: usize,
  payload: usize,
  toKeys: usize,
  toPayload: usize,
  count: i32,
  histogram: usize,
  shift: u64,
): void {
  let sum: u32 = 0
  for (let bucket = histogram, end = histogram + (BUCKETS << 2); bucket < end; bucket += 4) {
    const size = load<u32>(bucket)
    store<u32>(bucket, sum)
    sum += size
  }
  for (let k = 0; k < count; k++) {
    const key = load<u64>(keys + (<usize>k << 3))
    const bucket = histogram + ((<usize>(key >> shift) & (BUCKETS - 1)) << 2)
    const to = <usize>load<u32>(bucket)
    store<u32>(bucket, <u32>to + 1)
    store<u64>(toKeys + (to << 3), key)
    store<u32>(toPayload + (to << 2), load<u32>(payload + (<usize>k << 2)))
  }
}

/** Histograms of all digits of the mapped keys, in one reading. */
function countDigits(keys: usize, count: i32, histograms: usize): void {
  memory.fill(histograms, 0, DIGITS * BUCKETS * 4)
  for (let k = 0; k < count; k++) {
    let key = load<u64>(keys + (<usize>k << 3))
    for (let digit = 0; digit < DIGITS; digit++) {
      const bucket = histograms + ((<usize>(digit * BUCKETS) + (<usize>key & (BUCKETS - 1))) << 2)
      store<u32>(bucket, load<u32>(bucket) + 1)
      key >>= DIGIT_BITS
    }
  }
}

/** Sorts by digits [from, DIGITS) that vary; the result ends in `keys` and `payload`. */
function byDigits(keys: usize, payload: usize, count: i32, from: i32, histograms: usize, spare: usize): void {
  let sourceKeys = keys
  let sourcePayload = payload
  let targetKeys = spare
  let targetPayload = spare + (<usize>((count + 1) & ~1) << 3)
  for (let digit = from; digit < DIGITS; digit++) {
    const histogram = histograms + (<usize>(digit * BUCKETS) << 2)
    const shift = <u64>(digit * DIGIT_BITS)
    if (isConstant(keys, count, histogram, shift)) continue
    scatter(sourceKeys, sourcePayload, targetKeys, targetPayload, count, histogram, shift)
    const k = sourceKeys
    sourceKeys = targetKeys
    targetKeys = k
    const p = sourcePayload
    sourcePayload = targetPayload
    targetPayload = p
  }
  if (sourceKeys != keys) {
    memory.copy(keys, sourceKeys, <usize>count << 3)
    memory.copy(payload, sourcePayload, <usize>count << 2)
  }
}

/** Whether all keys share this digit. Any key tells which bucket must be full; `keys` always holds some of them. */
// @ts-ignore: decorator
@inline
function isConstant(keys: usize, count: i32, histogram: usize, shift: u64): bool {
  return load<u32>(histogram + ((<usize>(load<u64>(keys) >> shift) & (BUCKETS - 1)) << 2)) == <u32>count
}

/**
 * Sorts `count` float64 keys (no NaN) in place and moves the payload along.
 * @param scratch `radixScratch(count)` bytes
 */
export function radixSort(keys: usize, payload: usize, count: i32, scratch: usize): void {
  for (let k = keys, end = keys + (<usize>count << 3); k < end; k += 8) store<u64>(k, ordered(load<f64>(k)))
  sortMapped(keys, payload, count, scratch)
  for (let k = keys, end = keys + (<usize>count << 3); k < end; k += 8) store<f64>(k, unordered(load<u64>(k)))
}

function sortMapped(keys: usize, payload: usize, count: i32, scratch: usize): void {
  if (count <= SMALL) {
    insertion(keys, payload, count, i64.MAX_VALUE)
    return
  }
  const spare = scratch + <usize>(DIGITS * BUCKETS * 4)
  countDigits(keys, count, scratch)
  let from = DIGITS
  for (let varying = 0; from > 0 && varying < LEADING; ) {
    from--
    const histogram = scratch + (<usize>(from * BUCKETS) << 2)
    if (!isConstant(keys, count, histogram, <u64>(from * DIGIT_BITS))) varying++
  }
  byDigits(keys, payload, count, from, scratch, spare)
  if (insertion(keys, payload, count, <i64>count * PATIENCE)) return
  countDigits(keys, count, scratch)
  byDigits(keys, payload, count, 0, scratch, spare)
}
