/**
 * JSON with the place of what is wrong, and the project's own form of papers.
 * @module
 */
import { ImportError, type IncomingPaper, type Parsed, type Skipped } from './incoming.js'

export type JsonObject = { readonly [name: string]: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws ImportError with line and column */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = (error as Error).message
    const position = /position (\d+)/.exec(message)
    const { line, column } = placeOf(text, position ? Number(position[1]) : text.length)
    throw new ImportError(`no JSON: ${message.replace(/ in JSON at position.*/, '')}`, line, column)
  }
}

/** Line and column, from 1, of an offset. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

type Kind = 'text' | 'count' | 'texts' | 'time'
const FIELDS: Readonly<Record<Exclude<keyof IncomingPaper, 'raw'>, Kind>> = {
  title: 'text',
  arxiv: 'text',
  authors: 'texts',
  authorCount: 'count',
  published: 'text',
  abstract: 'text',
  topics: 'texts',
  codeUrl: 'text',
  projectUrl: 'text',
  votesElsewhere: 'count',
  commentsElsewhere: 'count',
  listedOn: 'text',
  appearedAt: 'time',
  withdrawnAt: 'time',
}
const NEEDED: Readonly<Record<Kind, string>> = {
  text: 'a text',
  texts: 'a list of texts',
  count: 'a number',
  time: 'a time such as 2026-04-23T09:00:00Z',
}

/**
 * Our own form: a list of papers, `{ "papers": [...] }`, or one paper, with the names of a record: `title` (needed),
 * `arxiv`, `authors`, `authorCount`, `published`, `abstract`, `topics`, `codeUrl`, `projectUrl`, … null is unknown. Other
 * names are ignored, so that what the API gives can be imported.
 */
export function parseOwnJson(document: unknown): Parsed {
  const list = isObject(document) && Array.isArray(document.papers) ? document.papers : document
  const papers: IncomingPaper[] = []
  const skipped: Skipped[] = []
  for (const [index, item] of (Array.isArray(list) ? list : [list]).entries()) {
    const read = isObject(item) ? readPaper(item) : 'it is no object'
    if (typeof read !== 'string') papers.push(read)
    else
      skipped.push({
        title: isObject(item) && typeof item.title === 'string' ? item.title : `paper ${index}`,
        reason: read,
      })
  }
  return { papers, skipped }
}

function readPaper(item: JsonObject): IncomingPaper | string {
  const paper: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(FIELDS)) {
    const value = item[name]
    if (value === undefined || value === null) continue
    if (!fits(value, kind)) return `${name}: ${NEEDED[kind]} is needed`
    paper[name] = kind === 'time' ? new Date(value as string) : value
  }
  return typeof paper.title === 'string' ? (paper as unknown as IncomingPaper) : 'it has no title'
}

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'texts') return Array.isArray(value) && value.every((one) => typeof one === 'string')
  if (kind === 'count') return typeof value === 'number'
  return typeof value === 'string' && (kind === 'text' || !Number.isNaN(Date.parse(value)))
}
