/**
 * Every row, in the order of the table.
 * @module
 */
import type { Row } from '../row.js'
import { mlpStep } from './mlp-step.js'
import { psi } from './psi.js'
import { vectorExp } from './vector-exp.js'

export const rows: readonly Row[] = [psi, mlpStep, vectorExp]
