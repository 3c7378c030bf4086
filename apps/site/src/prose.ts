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
export const toHtml = (text: string): string => keptHtml(`prose ${text}`, () => proseHtml(text))

function proseHtml(text: string): string {
  let html = ''
  let end = 0
  for (const piece of text.matchAll(PIECES)) {
    const [whole, formula, code] = piece
    html += wordsHtml(text.slice(end, piece.index))
    html += formula === undefined ? `<code>${escapeHtml(code ?? '')}</code>` : temml.renderToString(formula)
    end = piece.index + whole.length
  }
  return html + wordsHtml(text.slice(end))
}

/** A number and its per cent stay on one line. */
const wordsHtml = (text: string): string => escapeHtml(text).replace(/(\d) %/g, '$1\u00a0%')

/**
 * An abstract as it comes from a source that nobody has checked, as HTML: line breaks folded, TeX's quotes made quotes,
 * mathematics that can be read as MathML. A dollar that stands before a space or an amount is a dollar.
 * @example
 * abstractHtml("costs $5\nto $10, ``at most''") // 'costs $5 to $10, “at most”'
 */
export const abstractHtml = (text: string): string => keptHtml(`abstract ${text}`, () => foldedHtml(folded(text)))

function foldedHtml(text: string): string {
  let html = ''
  let end = 0
  for (const piece of text.matchAll(FORMULA)) {
    html += escapeHtml(text.slice(end, piece.index)) + formulaHtml(piece[1] ?? '')
    end = piece.index + piece[0].length
  }
  return html + escapeHtml(text.slice(end))
}

/** A formula takes milliseconds: texts that were asked for lately are kept. */
function keptHtml(key: string, make: () => string): string {
  const known = kept.get(key)
  if (known !== undefined) return known
  const html = make()
  if (kept.size >= KEPT) kept.clear()
  kept.set(key, html)
  return html
}

const kept = new Map<string, string>()
const KEPT = 1000

/** The beginning of an abstract as plain text, for lists. */
export function beginning(text: string, length = 240): string {
  // Folding shortens a little; the rest of an abstract need not be read.
  const plain = folded(text.slice(0, 4 * length)).replace(FORMULA, '$1')
  if (plain.length <= length) return plain
  const cut = plain.lastIndexOf(' ', length)
  return `${plain.slice(0, cut > 0 ? cut : length)} …`
}

const FORMULA = /(?<!\\)\$(?!\s)([^$]{1,400}?)(?<![\s\\])\$(?!\d)/g

const folded = (text: string) => text.replace(/\s+/g, ' ').replaceAll('``', '“').replaceAll("''", '”').trim()

function formulaHtml(formula: string): string {
  try {
    return temml.renderToString(formula, { throwOnError: true, maxExpand: 50 })
  } catch {
    // What can't be read is shown as it stands.
  }
  return `<code>${escapeHtml(formula)}</code>`
}
