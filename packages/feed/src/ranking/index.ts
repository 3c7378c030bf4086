/**
 * The formulas that lists are ordered by, with their constants: pages and tests read them here, the store computes them
 * in SQL.
 * @module
 */
export { FUSION, fusionScore } from './fusion.js'
export { BONUS, HOURS, hot, type Standing } from './hot.js'
export { wilson, Z } from './wilson.js'
