/**
 * Addresses of papers that came by themselves: from the title, and then for ever.
 * @module
 */
import { createHash } from 'node:crypto'
import { titleKey } from '../papers/record.js'

/** Long enough to tell papers apart, short enough to be read in a list of links. */
const LENGTH = 60

/** For a title without a letter of the alphabet. */
const NAMELESS = 'paper'

/** Names below `/papers/` that are pages of the site. */
const RESERVED = new Set([
  'date',
  'day',
  'figures',
  'index',
  'month',
  'new',
  'search',
  'submit',
  'topic',
  'trending',
  'week',
])

/** The address that a title asks for: `The Monge Gap: …` is `the-monge-gap-…`, cut at a word. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  let slug = ''
  for (const word of words) {
    if (slug && slug.length + 1 + word.length > LENGTH) break
    slug = slug ? `${slug}-${word}` : word.slice(0, LENGTH)
  }
  return slug || NAMELESS
}

/** The addresses that a paper may get, best first: its title, with its identifier, with a mark of its title. */
export function slugsFor(title: string, arxiv: string | null): readonly string[] {
  const plain = slugOf(title)
  const mark = createHash('sha256')
    .update(`${titleKey(title)} ${arxiv ?? ''}`)
    .digest('hex')
    .slice(0, 10)
  const further = [...(arxiv ? [`${plain}-${arxiv.replace('.', '-')}`] : []), `${plain}-${mark}`]
  return plain === NAMELESS || RESERVED.has(plain) ? further : [plain, ...further]
}
