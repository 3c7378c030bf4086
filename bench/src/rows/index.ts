/**
 * Every row, in the order of the table.
 * @module
 */
import type { Row } from '../row.js'
import { vectorExp } from './vector-exp.js'

export const rows: readonly Row[] = [vectorExp]
