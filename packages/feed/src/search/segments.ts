/**
 * A text cut where a search matches. A page escapes each piece and marks those that match: no HTML comes from here.
 * @module
 */

export interface Segment {
  readonly text: string
  readonly isMatch: boolean
}

/** @param marked text with U+0002 before a match, U+0003 after it, and U+0004 for <, which would be taken for a tag */
export function segments(marked: string): readonly Segment[] {
  const [head = '', ...parts] = marked.split('\u0002')
  const pieces = [
    { text: head, isMatch: false },
    ...parts.flatMap((part) => {
      const [match = '', ...rest] = part.split('\u0003')
      return [
        { text: match, isMatch: true },
        { text: rest.join(''), isMatch: false },
      ]
    }),
  ]
  return pieces
    .filter(({ text }) => text !== '')
    .map(({ text, isMatch }) => ({ text: text.replaceAll('\u0004', '<'), isMatch }))
}
