/**
 * The calling convention of a parallel kernel: `name(begin: i32, end: i32, args: usize)`, where `args` points to a row
 * of doubles written by `run` in src/run.ts. A double holds every pointer, count and real that a kernel needs, so one
 * row serves all kernels, and threads can share it.
 */

// @ts-ignore: decorator
@inline
export function pointer(args: usize, k: i32): usize {
  return <usize>load<f64>(args + (<usize>k << 3))
}

// @ts-ignore: decorator
@inline
export function integer(args: usize, k: i32): i32 {
  return <i32>load<f64>(args + (<usize>k << 3))
}

// @ts-ignore: decorator
@inline
export function real(args: usize, k: i32): f64 {
  return load<f64>(args + (<usize>k << 3))
}
