/**
 * The text of a Daily Papers page, as copied from a browser: no identifiers, no names, no votes.
 *
 * Blocks of a title, an abstract, a line `• N authors`, a line `·` and a date, after a few lines of the page's head. A date
 * of the page's own year has no year. The number after a date counts comments: votes are on no such page.
 * @module
 */
import { dayOf, ImportError, type IncomingPaper, isDay, oneLine, type Parsed, type Skipped } from './incoming.js'

export interface CaptureOptions {
  /** The page's own day, `YYYY-MM-DD`. Default: the day in its head, in the latest year that is not after `now`. */
  readonly day?: string
  readonly now?: Date
}

const AUTHORS = /^\s*•\s*(\d+)\s+authors?\s*$/
const DOT = /^\s*·\s*$/
/** `Feb 21, 2025`, `Mar 13`, with a number of comments or without. */
const DATE = /^\s*([A-Z][a-z]{2,8})\.?\s+(\d{1,2})(?:,\s*(\d{4}))?(?:\s+(\d+))?\s*$/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

interface Line {
  readonly text: string
  readonly number: number
}

/** Whether a text looks like a captured page. */
export const isCapture = (text: string): boolean => text.split(/\r?\n/).some((line) => AUTHORS.test(line))

/** @throws ImportError where the lines of a block are not those of a block: the file was cut or edited */
export function parseCapture(text: string, { day, now = new Date() }: CaptureOptions = {}): Parsed {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .map((line, index): Line => ({ text: line.replace(/\u00A0/g, ' '), number: index + 1 }))
  const first = lines.findIndex((line) => AUTHORS.test(line.text))
  if (first < 0) throw new ImportError('no line "• N authors": this is no captured page', 1)
  const head = lines.slice(0, first).findIndex((line) => DATE.test(line.text))
  const pageDay = day ?? dayOfHead(lines[head]) ?? dayOf(now)
  if (!isDay(pageDay)) throw new ImportError(`${JSON.stringify(pageDay)} is no day YYYY-MM-DD`)

  const papers: IncomingPaper[] = []
  const skipped: Skipped[] = []
  const rest = lines.slice(head < 0 ? headless(lines) : head + 1)
  let block: Line[] = []
  while (rest.length > 0) {
    const line = rest.shift() as Line
    const count = AUTHORS.exec(line.text)
    if (!count) {
      block.push(line)
      continue
    }
    const paper = readBlock(block, line, Number(count[1]), rest, pageDay)
    if ('reason' in paper) skipped.push(paper)
    else papers.push(paper)
    block = []
  }
  const left = block.find((line) => line.text.trim() && !FOOT.test(line.text.trim()))
  if (left) {
    throw new ImportError(
      `"${oneLine(left.text).slice(0, 60)}" is followed by no line "• N authors": the file was cut`,
      left.number,
    )
  }
  return { papers, skipped }

  function dayOfHead(line: Line | undefined): string | undefined {
    const [, month = '', date, year] = (line && DATE.exec(line.text)) ?? []
    return line && resolveDay(month, Number(date), year, dayOf(now))
  }
}

/** What a page may have below its last paper. */
const FOOT =
  /^(previous|next|load more|company|©.*|tos|privacy|about|jobs|website|models|datasets|spaces|pricing|docs)$/i
/** What a page has above its day, where the day was not copied. */
const HEAD = /^(new|get trending papers.*|subscribe|daily papers|by ?ak and the research community|trending papers)$/i

/** Where the first block begins in a page without its day. */
function headless(lines: readonly Line[]): number {
  return lines.findIndex((line) => line.text.trim() && !HEAD.test(line.text.trim()))
}

/** Reads what follows the line of authors, and takes it off `rest`. */
function readBlock(
  block: readonly Line[],
  authors: Line,
  authorCount: number,
  rest: Line[],
  pageDay: string,
): IncomingPaper | Skipped {
  const start = block.findIndex((line) => line.text.trim())
  if (start < 0) throw new ImportError('a number of authors without a title before it', authors.number)
  const title = oneLine(block[start]?.text ?? '')
  const dot = nextLine(rest)
  if (!dot || !DOT.test(dot.text)) throw new ImportError(broken(title, 'a line "·"', dot), lineAfter(authors, dot))
  const date = nextLine(rest)
  if (!date || !/\d/.test(date.text) || date.text.length > 40) {
    throw new ImportError(broken(title, 'a date', date), lineAfter(dot, date))
  }
  const [, month = '', dayOfMonth, year, comments] = DATE.exec(date.text) ?? []
  const published = resolveDay(month, Number(dayOfMonth), year, pageDay)
  if (!published) return { title, reason: `line ${date.number}: "${oneLine(date.text)}" is no date` }
  const abstract = block
    .slice(start + 1)
    .map((line) => line.text)
    .join('\n')
    .split(/\n\s*\n/)
    .map(oneLine)
    .filter(Boolean)
    .join('\n\n')
  return {
    title,
    abstract: abstract || undefined,
    authorCount,
    published,
    commentsElsewhere: comments === undefined ? undefined : Number(comments),
  }
}

function nextLine(rest: Line[]): Line | undefined {
  while (rest.length > 0) {
    const line = rest.shift() as Line
    if (line.text.trim()) return line
  }
  return undefined
}

const broken = (title: string, needed: string, found: Line | undefined): string =>
  `after the authors of "${title.slice(0, 60)}" ${needed} is needed, not ${found ? `"${oneLine(found.text).slice(0, 40)}"` : 'the end of the file'}`

const lineAfter = (line: Line, found: Line | undefined): number => found?.number ?? line.number + 1

/** Without a year, the latest such day that is not after `latest`; undefined where the calendar has no such day. */
function resolveDay(month: string, day: number, year: string | undefined, latest: string): string | undefined {
  const number = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1
  if (number === 0) return undefined
  const inYear = (of: number) => `${of}-${String(number).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  if (year !== undefined) return isDay(inYear(Number(year))) ? inYear(Number(year)) : undefined
  const last = Number(latest.slice(0, 4))
  // 29 February comes every four years, around 2100 every eight.
  for (let of = last; of >= last - 8; of--) if (isDay(inYear(of)) && inYear(of) <= latest) return inYear(of)
  return undefined
}
