/**
 * Plain text in lines.
 * @module
 */

/** Columns of a plain text: fits a terminal, with room for a mark of quotation. */
export const COLUMNS = 72

/** Breaks at spaces; a word that is longer than a line, such as a link, has a line of its own and stays whole. */
export function wrap(text: string, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') lines.push(line)
  return lines.map((each) => indent + each).join('\n')
}
