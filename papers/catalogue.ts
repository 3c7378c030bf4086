/**
 * Facts about every paper of the project: read by the feed without loading any paper's code.
 * @module
 */
import type { Card } from '@pushforward/lab'
import entries from './catalogue.json' with { type: 'json' }
import { readLineage, type UncheckedCard } from './lineage.js'

export type CatalogueEntry = Card

export const catalogue: readonly CatalogueEntry[] = readLineage(entries as readonly UncheckedCard[])

/** The card of a slug, to spread into `definePaper`. */
export function cardOf(slug: string): Card {
  const card = catalogue.find((entry) => entry.slug === slug)
  if (!card) throw new Error(`no paper "${slug}" in catalogue.json`)
  return card
}
