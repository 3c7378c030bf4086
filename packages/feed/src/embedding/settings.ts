/**
 * What an operator decides about vectors, from the environment. Without an address there are none, and nothing is asked.
 * @module
 */
import { FeedError } from '../errors.js'

export interface EmbeddingSettings {
  /** The whole address of an endpoint that answers as OpenAI's `/v1/embeddings`; nothing else is ever asked. */
  readonly url: string
  readonly model: string
  /** Sent as `Authorization: Bearer`. */
  readonly key?: string
  /** Put before a paper's text, where a model wants it: `search_document: `, `passage: `. Default: nothing. */
  readonly textPrefix?: string
  /** Put before what a reader types: `search_query: `, `query: `. Default: nothing. */
  readonly queryPrefix?: string
  /** Texts in one request. Default 32, which small servers take. */
  readonly batch?: number
  /** Characters of a text. Default 2000: some 500 tokens, and small models read 512. */
  readonly characters?: number
}

export type Environment = Readonly<Record<string, string | undefined>>

const MOST_CHARACTERS = 100_000
const MOST_IN_BATCH = 512

/**
 * @param environment EMBEDDINGS_URL, EMBEDDINGS_MODEL, EMBEDDINGS_KEY, EMBEDDINGS_TEXT_PREFIX, EMBEDDINGS_QUERY_PREFIX,
 *   EMBEDDINGS_BATCH, EMBEDDINGS_CHARACTERS
 * @returns undefined when there is no EMBEDDINGS_URL
 * @throws FeedError naming the variable that can't be used
 */
export function readEmbeddingSettings(environment: Environment): EmbeddingSettings | undefined {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_KEY: key } = environment
  const { EMBEDDINGS_TEXT_PREFIX: textPrefix, EMBEDDINGS_QUERY_PREFIX: queryPrefix } = environment
  if (!url) return undefined
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol) || parsed.username || parsed.password) {
    // Not the text itself: it may hold a key.
    throw new FeedError(
      'EMBEDDINGS_URL',
      'is no http or https address without a user in it, such as http://localhost:11434/v1/embeddings',
    )
  }
  if (!model)
    throw new FeedError('EMBEDDINGS_MODEL', 'is missing; the endpoint of EMBEDDINGS_URL needs the name of one')
  if (key && !/^[\x21-\x7e]+$/.test(key)) throw new FeedError('EMBEDDINGS_KEY', 'holds what no header can')
  const batch = countOf('EMBEDDINGS_BATCH', environment.EMBEDDINGS_BATCH, MOST_IN_BATCH)
  const characters = countOf('EMBEDDINGS_CHARACTERS', environment.EMBEDDINGS_CHARACTERS, MOST_CHARACTERS)
  return {
    url,
    model,
    ...(key ? { key } : {}),
    ...(textPrefix ? { textPrefix } : {}),
    ...(queryPrefix ? { queryPrefix } : {}),
    ...(batch ? { batch } : {}),
    ...(characters ? { characters } : {}),
  }
}

function countOf(name: string, text: string | undefined, most: number): number | undefined {
  if (!text) return undefined
  const number = Number(text)
  if (/^\d{1,6}$/.test(text) && number >= 1 && number <= most) return number
  throw new FeedError(name, `is ${JSON.stringify(text)}; an integer from 1 to ${most} is needed`)
}
