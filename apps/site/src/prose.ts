/**
 * Running text with `$mathematics$` and `` `code` `` as HTML. Mathematics becomes MathML here, on the server: pages need
 * no script to show it.
 * @module
 */
import temml from 'temml'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const PIECES = /\$([^$\n]+)\$|`([^`\n]+)`/g

export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign)

/**
 * @example
 * toHtml('`a < b` for $x$') // '<code>a &lt; b</code> for <math><mi>x</mi></math>'
 */
export function toHtml(text: string): string {
  let html = ''
  let end = 0
  for (const piece of text.matchAll(PIECES)) {
    const [whole, formula, code] = piece
    html += escapeHtml(text.slice(end, piece.index))
    html += formula === undefined ? `<code>${escapeHtml(code ?? '')}</code>` : temml.renderToString(formula)
    end = piece.index + whole.length
  }
  return html + escapeHtml(text.slice(end))
}
