/**
 * What cards say of each other: every name is a card's, none is the paper's own, nothing is said twice, in either direction,
 * and what builds on what has a beginning.
 * @module
 */
import type { Card, Related } from '@pushforward/lab'

/** A card as it stands in a file. */
export interface UncheckedCard extends Omit<Card, 'related'> {
  readonly related?: readonly { readonly slug: string; readonly kind: string }[]
}

const KINDS: readonly string[] = ['builds-on', 'same-problem'] satisfies readonly Related['kind'][]

/** @throws Error naming the card and what is wrong with its `related` */
export function readLineage(cards: readonly UncheckedCard[]): readonly Card[] {
  const slugs = new Set(cards.map(({ slug }) => slug))
  const said = new Set<string>()
  for (const { slug, related = [] } of cards) {
    for (const { slug: other, kind } of related) {
      const wrong = (what: string) => new Error(`card "${slug}": related "${other}" ${what}`)
      if (!KINDS.includes(kind)) throw wrong(`has kind "${kind}"; one of ${KINDS.join(', ')} is needed`)
      if (other === slug) throw wrong('is the paper itself')
      if (!slugs.has(other)) throw wrong('is no paper of the catalogue')
      const pair = [slug, other].sort().join(' ')
      if (said.has(pair)) throw wrong('is said already, here or there')
      said.add(pair)
    }
  }
  refuseCircles(cards)
  return cards as readonly Card[]
}

function refuseCircles(cards: readonly UncheckedCard[]): void {
  const ancestors = new Map(
    cards.map(({ slug, related = [] }) => [
      slug,
      related.filter(({ kind }) => kind === 'builds-on').map(({ slug }) => slug),
    ]),
  )
  const done = new Set<string>()
  const climb = (slug: string, path: readonly string[]): void => {
    if (path.includes(slug)) {
      throw new Error(
        `papers build on each other in a circle: ${[...path.slice(path.indexOf(slug)), slug].join(' → ')}`,
      )
    }
    if (done.has(slug)) return
    for (const ancestor of ancestors.get(slug) ?? []) climb(ancestor, [...path, slug])
    done.add(slug)
  }
  for (const slug of ancestors.keys()) climb(slug, [])
}
