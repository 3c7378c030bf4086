/**
 * The delimiter of a CSV text: of comma, semicolon, tab and bar, the one that cuts the first lines into the most cells,
 * as many in each line.
 * @module
 */

const DELIMITERS = [',', ';', '\t', '|'] as const

/** Lines that are looked at: the header and enough rows to tell a delimiter from punctuation. */
const LINES = 20

/** Comma where nothing speaks for another, as in a file of one column. */
export function findDelimiter(text: string): string {
  const counts = DELIMITERS.map((delimiter) => cellsByLine(text, delimiter))
  const even = counts.map((lines) => (lines.every((cells) => cells === lines[0]) ? (lines[0] ?? 1) : 1))
  const header = counts.map((lines) => lines[0] ?? 1)
  // A ragged file has no even delimiter: its header still tells which one was meant, and the reader names the line.
  const score = even.some((cells) => cells > 1) ? even : header
  return DELIMITERS[score.indexOf(Math.max(...score))] ?? ','
}

/** Cells of the first lines, blank ones left out; delimiters and line ends inside quotes do not count. */
function cellsByLine(text: string, delimiter: string): number[] {
  const lines: number[] = []
  let cells = 1
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length && lines.length < LINES; at++) {
    const character = text[at]
    if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === delimiter) cells++
    else if (character === '\n') {
      if (text.slice(start, at).trim() !== '') lines.push(cells)
      cells = 1
      start = at + 1
    }
  }
  if (lines.length < LINES && text.slice(start).trim() !== '') lines.push(cells)
  return lines
}
