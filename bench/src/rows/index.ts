/**
 * Every row, in the order of the table.
 * @module
 */
import type { Row } from '../row.js'
import { emd } from './emd.js'
import { ftle } from './ftle.js'
import { griddedAdvection } from './gridded-advection.js'
import { interpolantSampling } from './interpolant-sampling.js'
import { interpolantTraining } from './interpolant-training.js'
import { kmeansLine } from './kmeans-line.js'
import { mlpStep } from './mlp-step.js'
import { psi } from './psi.js'
import { sinkhorn } from './sinkhorn.js'
import { slicedWasserstein } from './sliced-wasserstein.js'
import { vectorExp } from './vector-exp.js'

export const rows: readonly Row[] = [
  emd,
  sinkhorn,
  slicedWasserstein,
  psi,
  mlpStep,
  interpolantTraining,
  interpolantSampling,
  vectorExp,
  ftle,
  griddedAdvection,
  kmeansLine,
]
