/**
 * The value alone: a block of rows goes through all layers in two scratch matrices that stay in the first cache, from
 * row-major input to row-major output. Every sum is in the order of `forward`. Panels are described in dense.ts.
 */
import { activate, LINEAR } from './activation'
import { integer, pointer } from './args'
import { ACTIVATION, INPUTS, layerAt, OUTPUTS, PACKED, panels, SHIFT } from './dense-layer'
import { multiply } from './dense-multiply'

/**
 * f(x) for rows [begin, end). args: table, layers, x [n, d], d, out [n, outputs], joined, scratch, bytes of a scratch,
 * flags, scratches. `joined` is 1 where every layer after the first also reads the input. There is a scratch, and a flag
 * that says whether it is taken, for each thread: it holds the input, and twice the widest result with its joined input.
 */
export function infer(begin: i32, end: i32, args: usize): void {
  const table = pointer(args, 0)
  const layers = integer(args, 1)
  const d = integer(args, 3)
  const joined = integer(args, 5)
  const flags = pointer(args, 8)
  const slot = take(flags, integer(args, 9))
  const scratch = pointer(args, 6) + <usize>slot * pointer(args, 7)
  const count = end - begin
  const rows = (count + 3) & ~3
  const panel = <usize>rows << 5
  const inputBytes = <usize>panels(d) * panel
  const half = (pointer(args, 7) - inputBytes) >> 1
  toScratch(pointer(args, 2) + (<usize>(begin * d) << 2), count, rows, d, scratch)

  let from = scratch
  let to = scratch + inputBytes
  for (let l = 0; l < layers; l++) {
    const layer = layerAt(table, l)
    const outPanels = panels(integer(layer, OUTPUTS))
    const bytes = <usize>outPanels * panel
    multiply(0, rows, rows, from, integer(layer, INPUTS), pointer(layer, PACKED), pointer(layer, SHIFT), to, outPanels)
    const activation = integer(layer, ACTIVATION)
    if (activation != LINEAR) activate(activation, to, 0, 0, bytes)
    if (joined) memory.copy(to + bytes, scratch, inputBytes)
    from = to
    to = scratch + inputBytes + (l & 1 ? 0 : half)
  }
  const outputs = integer(layerAt(table, layers - 1), OUTPUTS)
  fromScratch(from, count, rows, outputs, pointer(args, 4) + (<usize>(begin * outputs) << 2))
  atomic.store<i32>(flags + (<usize>slot << 2), 0)
}

/** Takes a scratch that nobody has: there are as many as threads. */
function take(flags: usize, scratches: i32): i32 {
  let slot = 0
  while (atomic.cmpxchg<i32>(flags + (<usize>slot << 2), 0, 1) != 0) slot = slot + 1 < scratches ? slot + 1 : 0
  return slot
}

/** Row-major [count, d] to panels; rows and columns that pad are zero. */
function toScratch(x: usize, count: i32, rows: i32, d: i32, to: usize): void {
  memory.fill(to, 0, <usize>(panels(d) * rows) << 5)
  for (let r = 0; r < count; r++) {
    for (let c = 0; c < d; c++, x += 4) {
      store<f32>(to + (<usize>((c >> 3) * rows + r) << 5) + (<usize>(c & 7) << 2), load<f32>(x))
    }
  }
}

/** Panels to row-major [count, columns]. */
function fromScratch(from: usize, count: i32, rows: i32, columns: i32, out: usize): void {
  for (let r = 0; r < count; r++) {
    for (let c = 0; c < columns; c++, out += 4) {
      store<f32>(out, load<f32>(from + (<usize>((c >> 3) * rows + r) << 5) + (<usize>(c & 7) << 2)))
    }
  }
}
