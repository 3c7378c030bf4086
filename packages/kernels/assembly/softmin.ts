/** Streamed passes over the pairs of two point clouds: soft-min, products with an entropic plan, its cost, gradients. */
export { costMomentsF64, gradientF64, planF64 } from './plan-f64'
export { softminF32 } from './softmin-f32'
export { softminF64 } from './softmin-f64'
