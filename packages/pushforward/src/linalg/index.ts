/**
 * Small dense linear algebra and bounded minimisation.
 * @module
 */
export { type Cholesky, cholesky, inverseDiagonal, solveCholesky } from './cholesky.js'
export { eigenSymmetric, type SmallEigen } from './eigen-small.js'
export {
  type ComplexArray,
  fft,
  fftFrequencies,
  halfLength,
  inverseFft,
  inverseRealFft,
  inverseRealFftRows,
  realFft,
  realFftRows,
} from './fft.js'
export { fromColumns, type Matrix, matrix, multiply, multiplyVector, transpose } from './matrix.js'
export { monotoneCubic } from './monotone-cubic.js'
export {
  type BisectOptions,
  bisect,
  type MinimumResult,
  minimizeNewton,
  type NewtonOptions,
  type RootResult,
  type SmoothFunction,
} from './optimize.js'
export { hartleyTransformRows, sineTransformRows } from './real-transforms.js'
