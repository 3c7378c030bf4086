/** Dot products of one row of bytes with many. */
import { integer, pointer } from './args'

/**
 * out[i] = ⟨query, row i⟩ in exact integers for i in [begin, end), sixteen products at a time. A product of two bytes fits
 * 16 bits, and a sum of 2^17 of them 32.
 * args: rows [*, stride], stride (a multiple of 16, padded with zeros), query [stride], out [*].
 */
export function dotRows(begin: i32, end: i32, args: usize): void {
  const stride = <usize>integer(args, 1)
  const query = pointer(args, 2)
  const out = pointer(args, 3)
  let row = pointer(args, 0) + <usize>begin * stride
  for (let i = <usize>begin; i < <usize>end; i++, row += stride) {
    let low = i32x4.splat(0)
    let high = i32x4.splat(0)
    for (let k: usize = 0; k < stride; k += 16) {
      const a = v128.load(row + k)
      const b = v128.load(query + k)
      low = i32x4.add(low, i32x4.extadd_pairwise_i16x8_s(i16x8.extmul_low_i8x16_s(a, b)))
      high = i32x4.add(high, i32x4.extadd_pairwise_i16x8_s(i16x8.extmul_high_i8x16_s(a, b)))
    }
    const sum = i32x4.add(low, high)
    const lanes = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1)
    store<i32>(out + (i << 2), lanes + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3))
  }
}
