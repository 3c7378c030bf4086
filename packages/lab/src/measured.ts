/**
 * How numbers are kept in records.
 * @module
 */

/**
 * Three significant digits: more are noise, and would make records hard to read.
 * @example
 * shortened([0.12345, 1370.4]) // [0.123, 1370]
 */
export const shortened = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(3)))
