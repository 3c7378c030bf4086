/**
 * LaTeX in bibliographies to plain text: accents, special letters, dashes, braces. Mathematics between dollars stays.
 * @module
 */

/** Combining marks by accent command. */
const ACCENTS: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  u: '\u0306',
  '.': '\u0307',
  '"': '\u0308',
  r: '\u030A',
  H: '\u030B',
  v: '\u030C',
  d: '\u0323',
  c: '\u0327',
  k: '\u0328',
  b: '\u0331',
}
const LETTERS: Readonly<Record<string, string>> = {
  ss: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  aa: 'å',
  AA: 'Å',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  i: 'ı',
  j: 'ȷ',
  dh: 'ð',
  DH: 'Ð',
  th: 'þ',
  TH: 'Þ',
  S: '§',
  textendash: '–',
  textemdash: '—',
  textquotesingle: "'",
  LaTeX: 'LaTeX',
  TeX: 'TeX',
}
/** Commands whose argument is text: the argument stays. */
const WRAPPERS = /\\(?:emph|text(?:it|bf|tt|sc|rm|sf|sl|up|normal)?|mbox|mathrm|uppercase|url)\s*(?=\{)/g

/** `{\"O}z{\c c}elik` is `Özçelik`. */
export function fromLatex(text: string): string {
  return (
    text
      // Mathematics is somebody else's: it is put aside and comes back untouched.
      .split(/(\$[^$]*\$)/)
      .map((part, index) => (index % 2 === 1 ? part : plain(part)))
      .join('')
  )
}

function plain(text: string): string {
  return text
    .replace(WRAPPERS, '')
    .replace(/\\([`'^~=."])\s*(?:\{\s*(\\?[a-z])\s*\}|(\\[ij](?![a-z])|[a-z]))/gi, accented)
    .replace(/\\([uvHcdbkr])(?:\s*\{\s*(\\?[a-z])\s*\}|\s+(\\[ij](?![a-z])|[a-z]))/gi, accented)
    .replace(/\\([a-z]+)(?![a-z])\s?(?:\{\})?/gi, (whole, name: string) => LETTERS[name] ?? whole)
    .replace(/\\([&%$#_{}])/g, '$1\uE000')
    .replace(/---/g, '—')
    .replace(/--/g, '–')
    .replace(/``|''/g, '"')
    .replace(/~/g, ' ')
    .replace(/[{}](?!\uE000)/g, '')
    .replace(/\uE000/g, '')
    .replace(/\\[,;:! ]/g, ' ')
    .normalize('NFC')
}

function accented(whole: string, accent: string, braced?: string, bare?: string): string {
  const mark = ACCENTS[accent]
  const letter = (braced ?? bare ?? '').replace(/^\\/, '')
  return mark && letter.length === 1 ? (letter + mark).normalize('NFC') : whole
}
