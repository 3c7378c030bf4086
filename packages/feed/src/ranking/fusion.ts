/**
 * Reciprocal rank fusion: one order out of several, by places alone, since scores of words and cosines of vectors have no
 * common unit.
 *
 *   score = Σ 1 / (60 + place), over the orders that it is in, places from 1
 *
 * Source: Cormack, Clarke & Büttcher 2009, who found 60; a first place is then worth 1.16 times a tenth, so what two orders
 * agree on is above what one of them puts first.
 * @module
 */

export const FUSION = 60

/**
 * @param places from 1; undefined: it is not in that order
 * @example
 * fusionScore([1, undefined]) // 0.016393442622950821: 1/61
 * fusionScore([3, 5]) // 0.031257631257631256: 1/63 + 1/65
 */
export const fusionScore = (places: readonly (number | undefined)[]): number =>
  places.reduce<number>((sum, place) => (place === undefined ? sum : sum + 1 / (FUSION + place)), 0)
