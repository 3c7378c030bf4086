/**
 * XML from strangers: no document type and so no entities of its own, bounded in size and depth.
 * @module
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { ImportError } from './incoming.js'
import { placeOf } from './json.js'

/** Feeds are flat; arXiv's go to depth 4. */
const DEEPEST = 20
const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** An element as the parser gives it: text, or names with elements, text under `#text`, attributes under `@name`. */
export type Element = string | { readonly [name: string]: Element | readonly Element[] | undefined }

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  // Decoded here instead: the five of XML and numbers, nothing else.
  processEntities: false,
  htmlEntities: false,
  maxNestedTags: DEEPEST,
})

/** @throws ImportError with the place where it is not well formed, or for what no feed has */
export function parseXml(text: string): Element {
  const entity = text.search(/<!(DOCTYPE|ENTITY)/i)
  if (entity >= 0) {
    const { line, column } = placeOf(text, entity)
    throw new ImportError('a document type is not accepted', line, column)
  }
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new ImportError(`no XML: ${valid.err.msg}`, valid.err.line, valid.err.col)
  try {
    return parser.parse(text) as Element
  } catch (error) {
    throw new ImportError(`no XML: ${(error as Error).message}`)
  }
}

/** The elements of a name, none, one or many. */
export function children(element: Element | undefined, name: string): readonly Element[] {
  if (element === undefined || typeof element === 'string') return []
  const found = element[name]
  if (found === undefined) return []
  return Array.isArray(found) ? found : [found as Element]
}

/** The text of an element, entities decoded. */
export function textOf(element: Element | undefined): string {
  if (element === undefined) return ''
  const text = typeof element === 'string' ? element : element['#text']
  return typeof text === 'string' ? decode(text) : ''
}

export const childText = (element: Element | undefined, name: string): string => textOf(children(element, name)[0])

export function attribute(element: Element | undefined, name: string): string {
  const value = element === undefined || typeof element === 'string' ? undefined : element[`@${name}`]
  return typeof value === 'string' ? decode(value) : ''
}

const decode = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name) return PREDEFINED[name] ?? whole
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
