/**
 * HTML of which every part is either ours or escaped.
 * @module
 */

/** Text that is HTML already: made by `markup`, or a constant of ours. */
export class Markup {
  constructor(readonly html: string) {}
}

type Part = Markup | readonly Markup[] | string | number

/** @example markup`<b>${'a < b'}</b>`.html // '<b>a &lt; b</b>' */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...parts.map(toHtml)))
}

function toHtml(part: Part): string {
  if (part instanceof Markup) return part.html
  return typeof part === 'object' ? part.map(({ html }) => html).join('') : escapeHtml(String(part))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Fit for the text of an element and for a value between quotes. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
