/**
 * The story of a paper: sections of its README as HTML.
 * @module
 */
import { micromark } from 'micromark'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { toHtml } from './prose.js'

export interface Story {
  /** HTML, as is `limits`. */
  readonly idea?: string
  readonly limits?: string
}

const FORMULA = /\$[^$\n]+\$/g

/** The sections whose titles speak of the idea and of limits; the page has places for these two. */
export function storyOf(readme: string): Story {
  const sections = readme.split(/^## /m).slice(1)
  const titled = (pattern: RegExp) => {
    const section = sections.find((text) => pattern.test(text.slice(0, text.indexOf('\n'))))
    return section && toStoryHtml(section.slice(section.indexOf('\n') + 1))
  }
  return { idea: titled(/\bidea\b/i), limits: titled(/\blimits\b/i) }
}

/** Markdown with tables and `$mathematics$`; markup in it is shown, not obeyed. */
export function toStoryHtml(markdown: string): string {
  // Formulas are kept out of Markdown's sight: their underscores and asterisks mean something else.
  const formulas: string[] = []
  const shielded = markdown.replace(FORMULA, (formula) => `\u{f8ff}${formulas.push(formula) - 1}\u{f8ff}`)
  const html = micromark(shielded, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] })
  return html
    .replace(/\u{f8ff}(\d+)\u{f8ff}/gu, (_, k) => toHtml(formulas[Number(k)] ?? ''))
    .replaceAll('<table>', '<section class="scroll-region" aria-label="Table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></section>')
}
