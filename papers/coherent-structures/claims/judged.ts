/**
 * The rule of all claims: held if every seed meets the criterion, refuted otherwise, with the figures of each seed.
 * @module
 */
import { type ClaimEvent, claim, type Measured, shortened } from '@pushforward/lab'
import type { Analysis } from '../analysis.js'
import type { Setting } from '../settings.js'

/** Analyses of one setting to the outcome of one claim. */
export type Judge = (all: readonly Analysis[], setting: Setting) => ClaimEvent

/**
 * @param all one analysis a seed
 * @param meets whether a seed meets the criterion
 * @param figures lists of one number a seed, by name
 */
export function judged(
  id: string,
  all: readonly Analysis[],
  meets: (seen: Analysis) => boolean,
  figures: Readonly<Record<string, (seen: Analysis) => number>>,
): ClaimEvent {
  const passed = all.filter(meets).length
  const measured: Measured = {
    'seeds that meet the criterion': `${passed} of ${all.length}`,
    ...Object.fromEntries(Object.entries(figures).map(([name, of]) => [name, perSeed(all.map(of))])),
  }
  return claim(id, passed === all.length, measured)
}

/** Records hold finite numbers: what is not there is told in words. */
function perSeed(values: readonly number[]): number[] | string {
  if (values.every(Number.isFinite)) return shortened(values)
  return values.map((value) => (Number.isFinite(value) ? String(shortened([value])[0]) : 'none')).join(', ')
}
