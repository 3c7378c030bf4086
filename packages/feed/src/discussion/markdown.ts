/**
 * Markdown of strangers as HTML, behind two walls: the parser passes no HTML on and empties dangerous links, and what it
 * makes is then reduced to a list of harmless elements. 10 000 characters made to be slow take a second, so this is done
 * once, when a comment is written.
 * @module
 */
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import sanitizeHtml from 'sanitize-html'

/**
 * Goes up whenever the same Markdown would become other HTML: a change here, or in the parser or the sanitiser. What older
 * versions made is then made anew. A test holds both together.
 */
export const RENDER_VERSION = 1

const ELEMENTS = [
  ...['p', 'br', 'hr', 'em', 'strong', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'h4', 'h5', 'h6'],
]

/** Headings of a comment stand below those of the page. */
const HEADINGS = { h1: 'h4', h2: 'h5', h3: 'h6' }

/**
 * @example
 * renderMarkdown('*so* [far](https://example.org)')
 * // '<p><em>so</em> <a href="https://example.org" rel="nofollow ugc noopener">far</a></p>'
 */
export function renderMarkdown(text: string): string {
  const html = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
  return sanitizeHtml(html, {
    allowedTags: ELEMENTS,
    allowedAttributes: { a: ['href', 'rel'], ol: ['start'], th: ['align'], td: ['align'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    nestingLimit: 20,
    transformTags: {
      ...HEADINGS,
      a: (tagName, { href = '' }) => ({ tagName, attribs: { href, rel: 'nofollow ugc noopener' } }),
    },
  })
}
