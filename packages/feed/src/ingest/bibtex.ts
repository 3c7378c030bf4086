/**
 * BibTeX: entries with values in braces, in quotes, as numbers or names of strings, joined by `#`.
 *
 * A reader of one pass: text outside entries is a comment, as BibTeX has it; braces nest; `@string` is known afterwards.
 * @module
 */
import { ImportError, type IncomingPaper, oneLine, type Parsed, paragraphs, type Skipped } from './incoming.js'
import { placeOf } from './json.js'
import { fromLatex } from './latex.js'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Braces that are deeper are no bibliography. */
const DEEPEST = 100

/** Whether a text looks like a bibliography. */
export const isBibtex = (text: string): boolean => /^\s*@\s*[a-z]+\s*[{(]/im.test(text)

/** @throws ImportError with line and column where an entry is broken */
export function parseBibtex(text: string): Parsed {
  const papers: IncomingPaper[] = []
  const skipped: Skipped[] = []
  for (const { key, fields } of entriesOf(text)) {
    const title = fields.get('title')
    if (title) papers.push(toPaper(title, fields))
    else skipped.push({ title: key, reason: 'it has no title' })
  }
  if (papers.length + skipped.length === 0) throw new ImportError('no BibTeX entry', 1)
  return { papers, skipped }
}

function toPaper(title: string, fields: ReadonlyMap<string, string>): IncomingPaper {
  const plain = (name: string) => {
    const value = fields.get(name)
    return value === undefined ? undefined : oneLine(fromLatex(value)) || undefined
  }
  const people = splitTop(fields.get('author') ?? '', /\s+and\s+/i)
  const authors = people.filter((name) => !/^others$/i.test(name.trim())).map(nameOf)
  return {
    title: oneLine(fromLatex(title)),
    arxiv: arxivOf(fields),
    authors,
    published: dateOf(plain('date'), plain('year'), fields.get('month')),
    abstract: fields.has('abstract') ? paragraphs(fromLatex(fields.get('abstract') ?? '')) : undefined,
    topics: plain('keywords')?.split(/\s*[,;]\s*/),
    projectUrl: isArxivAddress(fields.get('url')) ? undefined : plain('url'),
  }
}

/** From `eprint` (of arXiv, which is the default), or from an address of arXiv. */
function arxivOf(fields: ReadonlyMap<string, string>): string | undefined {
  const archive = (fields.get('archiveprefix') ?? fields.get('eprinttype') ?? 'arxiv').toLowerCase()
  const eprint = fields
    .get('eprint')
    ?.trim()
    .replace(/^arxiv:/i, '')
  if (eprint && archive === 'arxiv') return eprint
  const places = [fields.get('url'), fields.get('doi'), fields.get('journal'), fields.get('note')]
  for (const place of places) {
    const found = /(?:arxiv\.org\/(?:abs|pdf)\/|arxiv[.:]\s*)(\d{4}\.\d{4,5}(?:v\d+)?)/i.exec(place ?? '')
    if (found) return found[1]
  }
  return undefined
}

const isArxivAddress = (url: string | undefined): boolean => /arxiv\.org/i.test(url ?? '')

/** `Last, First` and `Last, Jr, First` are turned round; a name in braces is one word. */
function nameOf(name: string): string {
  const parts = splitTop(name, /\s*,\s*/).map((part) => oneLine(fromLatex(part)))
  if (parts.length === 1) return parts[0] as string
  const [last, ...others] = parts
  return [others.at(-1), last, ...others.slice(0, -1)].filter(Boolean).join(' ')
}

function dateOf(date: string | undefined, year: string | undefined, month: string | undefined): string | undefined {
  const [, y = year, m, d] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(date ?? '') ?? []
  if (!y || !/^\d{4}$/.test(y)) return undefined
  const named = MONTHS.indexOf((month ?? '').trim().slice(0, 3).toLowerCase()) + 1
  const number = Number(m) || named || Number(month) || 1
  return `${y}-${String(number).padStart(2, '0')}-${d ?? '01'}`
}

/** Splits at matches of `separator` that are in no braces. */
function splitTop(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  const tokens = new RegExp(`\\\\.|[{}]|${separator.source}`, `g${separator.flags}`)
  for (const match of text.matchAll(tokens)) {
    if (match[0] === '{') depth++
    else if (match[0] === '}') depth--
    else if (match[0][0] !== '\\' && depth === 0) {
      parts.push(text.slice(start, match.index))
      start = match.index + match[0].length
    }
  }
  return [...parts, text.slice(start)].filter((part) => part.trim())
}

interface Entry {
  readonly key: string
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>
}

function* entriesOf(text: string): Generator<Entry> {
  const strings = new Map(MONTHS.map((month) => [month, month]))
  let at = 0
  const fail = (message: string, offset = at): never => {
    const { line, column } = placeOf(text, offset)
    throw new ImportError(message, line, column)
  }
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(pattern.source, `y${pattern.flags}`)
    sticky.lastIndex = at
    const found = sticky.exec(text)
    if (!found) return undefined
    at = sticky.lastIndex
    return found[0]
  }
  const space = () => take(/\s*/)

  for (;;) {
    const start = text.indexOf('@', at)
    if (start < 0) return
    at = start + 1
    space()
    const type = take(/[a-z]+/i)?.toLowerCase()
    space()
    const open = take(/[{(]/)
    // An @ in the text between entries, such as an address.
    if (!type || !open) continue
    if (type === 'comment' || type === 'preamble') {
      at--
      balanced(open)
      continue
    }
    const close = open === '{' ? '}' : ')'
    space()
    const key = type === 'string' ? '' : (take(/[^\s,{}()"]*/) ?? '')
    const fields = new Map<string, string>()
    for (let isFirst = true; ; isFirst = false) {
      space()
      const comma = isFirst && type === 'string' ? undefined : take(/,/)
      space()
      if (take(close === '}' ? /\}/ : /\)/)) break
      if (at >= text.length) fail(`the entry "${key}" does not end`, start)
      if (!comma && !(isFirst && type === 'string')) fail(`in "${key}" a comma or ${close} is needed`)
      const name = take(/[^\s=,{}()"#%]+/)?.toLowerCase()
      space()
      if (!name || !take(/=/)) fail(`in "${key}" the name of a field and = are needed`)
      fields.set(name as string, value(key))
    }
    if (type === 'string') for (const [name, text] of fields) strings.set(name, text)
    else yield { key, fields }
  }

  function value(key: string): string {
    let joined = ''
    do {
      space()
      const begin = text[at]
      if (begin === '{') joined += balanced('{')
      else if (begin === '"') joined += quoted()
      else {
        const word = take(/[^\s,{}()"#=]+/) ?? fail(`in "${key}" a value is needed`)
        joined += /^\d+$/.test(word) ? word : (strings.get(word.toLowerCase()) ?? word)
      }
      space()
    } while (take(/#/))
    return joined
  }

  /** What is between a bracket at `at` and its partner. */
  function balanced(open: string): string {
    const begin = at
    const close = open === '{' ? '}' : ')'
    let depth = 0
    for (; at < text.length; at++) {
      const character = text[at]
      if (character === '\\') at++
      else if (character === open && ++depth > DEEPEST) fail('braces nest too deep')
      else if (character === close && --depth === 0) return text.slice(begin + 1, at++)
    }
    return fail(`the ${open} has no ${close}`, begin)
  }

  function quoted(): string {
    const begin = at++
    for (let depth = 0; at < text.length; at++) {
      const character = text[at]
      if (character === '\\') at++
      else if (character === '{') depth++
      else if (character === '}') depth--
      else if (character === '"' && depth <= 0) return text.slice(begin + 1, at++)
    }
    return fail('the " has no partner', begin)
  }
}
