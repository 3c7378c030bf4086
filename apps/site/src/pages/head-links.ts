/**
 * What the head of a list says: its feeds, and the pages before and after.
 * @module
 */
import type { HeadLink } from '../page.js'
import type { FeedLinks } from '../view.js'

export const feedLinks = ({ atom, json }: FeedLinks, title: string): readonly HeadLink[] => [
  { rel: 'alternate', type: 'application/atom+xml', href: atom, title },
  { rel: 'alternate', type: 'application/feed+json', href: json, title },
]

export const pageLinks = (previous: string | undefined, next: string | undefined): readonly HeadLink[] => [
  ...(previous ? [{ rel: 'prev', href: previous } as const] : []),
  ...(next ? [{ rel: 'next', href: next } as const] : []),
]
