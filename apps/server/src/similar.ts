/**
 * Which papers belong together, and why.
 * @module
 */
import type { Card } from '@pushforward/lab'
import type { PaperView } from '@pushforward/site'

/** More would be a second list of papers. */
const MOST = 3

/** Papers that share topics: most topics in common first, then the rarest topic, then the newest. */
export function similarTo(card: Card, all: readonly Card[]): PaperView['similar'] {
  const users = (topic: string) => all.filter(({ topics }) => topics.includes(topic)).length
  return all
    .filter(({ slug }) => slug !== card.slug)
    .map((other) => ({ card: other, shared: card.topics.filter((topic) => other.topics.includes(topic)) }))
    .filter(({ shared }) => shared.length > 0)
    .sort(
      (a, b) =>
        b.shared.length - a.shared.length ||
        Math.min(...a.shared.map(users)) - Math.min(...b.shared.map(users)) ||
        b.card.published.localeCompare(a.card.published),
    )
    .slice(0, MOST)
}
