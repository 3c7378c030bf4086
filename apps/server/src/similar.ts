/**
 * Which papers belong together, and why.
 * @module
 */
import type { PaperRecord } from '@pushforward/feed/papers'
import type { SimilarView } from '@pushforward/site'

/** More would be a second list of papers. */
const MOST = 3

type Facts = Pick<PaperRecord, 'slug' | 'title' | 'question' | 'topics' | 'published'>

/** Papers that share topics: most topics in common first, then the rarest topic, then the newest. */
export function similarTo(paper: Facts, all: readonly Facts[]): readonly SimilarView[] {
  const users = (topic: string) => all.filter(({ topics }) => topics.includes(topic)).length
  return all
    .filter(({ slug }) => slug !== paper.slug)
    .map((other) => ({ paper: other, because: paper.topics.filter((topic) => other.topics.includes(topic)) }))
    .filter(({ because }) => because.length > 0)
    .sort(
      (a, b) =>
        b.because.length - a.because.length ||
        Math.min(...a.because.map(users)) - Math.min(...b.because.map(users)) ||
        b.paper.published.localeCompare(a.paper.published),
    )
    .slice(0, MOST)
}
