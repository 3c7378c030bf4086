/**
 * A file of papers, in whatever format it is.
 * @module
 */
import type { Source } from '../papers/record.js'
import { isArxivFeed, parseArxiv } from './arxiv.js'
import { isBibtex, parseBibtex } from './bibtex.js'
import { type CaptureOptions, isCapture, parseCapture } from './capture.js'
import { isDailyPapers, parseDailyPapers } from './daily-papers.js'
import { ImportError, type Parsed } from './incoming.js'
import { parseJson, parseOwnJson } from './json.js'

export const FORMATS = ['capture', 'daily-papers', 'arxiv', 'bibtex', 'json'] as const
export type Format = (typeof FORMATS)[number]

export interface ReadOptions extends CaptureOptions {
  /** Default: told from the content. */
  readonly format?: Format
}

export interface ReadResult extends Parsed {
  readonly format: Format
  readonly source: Exclude<Source, 'catalogue'>
}

/** A hundred thousand papers as JSON, twice. */
const LARGEST = 256 * 2 ** 20

/**
 * Reads a file of papers: a captured page, Hugging Face's JSON, arXiv's Atom, BibTeX or our own JSON.
 * @param bytes UTF-8
 * @throws ImportError where the file is damaged, or nothing that is known
 */
export function readPapers(bytes: Uint8Array, { format, day, now }: ReadOptions = {}): ReadResult {
  const text = decode(bytes)
  const found = format ?? detect(text)
  switch (found) {
    case 'capture':
      return { format: found, source: 'capture', ...parseCapture(text, { day, now }) }
    case 'arxiv':
      return { format: found, source: 'arxiv', ...parseArxiv(text) }
    case 'bibtex':
      return { format: found, source: 'submission', ...parseBibtex(text) }
    case 'daily-papers':
      return { format: found, source: 'daily-papers', ...parseDailyPapers(parseJson(text)) }
    case 'json':
      return { format: found, source: 'submission', ...parseOwnJson(parseJson(text)) }
  }
}

function detect(text: string): Format {
  if (/^\s*[[{]/.test(text)) return isDailyPapers(parseJson(text)) ? 'daily-papers' : 'json'
  if (isArxivFeed(text)) return 'arxiv'
  if (isCapture(text)) return 'capture'
  if (isBibtex(text)) return 'bibtex'
  if (text.trim() === '') throw new ImportError('the file is empty', 1)
  throw new ImportError(
    `not recognised; accepted are ${FORMATS.join(', ')}: a captured page, JSON of Hugging Face or our own, Atom of arXiv, BibTeX`,
    1,
  )
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > LARGEST) {
    throw new ImportError(`the file has ${bytes.length} bytes; at most ${LARGEST} are accepted, so cut it in parts`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const read = new TextDecoder('utf-8').decode(bytes)
    const line = read.slice(0, Math.max(0, read.indexOf('\uFFFD'))).split('\n').length
    throw new ImportError('it is no text in UTF-8', line)
  }
}
