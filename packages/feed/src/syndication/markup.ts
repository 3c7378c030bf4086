/**
 * Text in XML and HTML. Whatever comes from a paper goes through here.
 * @module
 */

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** Outside of what XML 1.0 may hold: control characters, lone surrogates and the two that are no characters. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** What XML can't hold is dropped: no escape would make it legal. */
export const legal = (text: string): string => text.replace(ILLEGAL, '')

/** @example escapeMarkup('a < "b"\u0007') // 'a &lt; &quot;b&quot;' */
export const escapeMarkup = (text: string): string => legal(text).replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign)

/** One line: titles come with line breaks. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

type Attributes = Readonly<Record<string, string | undefined>>

/** An element around markup that is made already; attributes that are undefined are left out. */
export function element(name: string, attributes: Attributes, markup = ''): string {
  const list = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escapeMarkup(value)}"`))
    .join('')
  return markup === '' ? `<${name}${list}/>` : `<${name}${list}>${markup}</${name}>`
}

/** An element around text. */
export const textElement = (name: string, text: string, attributes: Attributes = {}): string =>
  element(name, attributes, escapeMarkup(text))
