/**
 * A client of an endpoint that turns texts into vectors, in the form that OpenAI, Ollama, TEI and llama.cpp share:
 * `POST { model, input: [texts] }` → `{ data: [{ index, embedding: [numbers] }] }`.
 *
 * Only the configured address is asked, redirects are refused, an answer is read up to a size that its texts justify, and
 * everything in it is checked.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import type { EmbeddingSettings } from './settings.js'
import { type UnitBytes, unitBytes } from './unit-bytes.js'

/** Why there are no vectors. The first three may pass by themselves. */
export type EmbeddingFault = 'unreachable' | 'late' | 'busy' | 'refused' | 'malformed' | 'large'

/** The endpoint gave no vectors. The message never holds the key or a text. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError'
  constructor(
    readonly fault: EmbeddingFault,
    message: string,
    /** HTTP status of an answer that was refused. */
    readonly status?: number,
    /** Milliseconds after which it wants to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(message)
  }
}

export interface EmbedOptions {
  /** Milliseconds for one answer. Default 30 000: a batch on a processor without accelerator takes seconds. */
  readonly timeout?: number
  /** How often a fault that may pass is tried again. Default 0. */
  readonly retries?: number
  readonly signal?: AbortSignal
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** Entries of a vector at most: four times what large models give. */
export const MOST_ENTRIES = 8192
const TIMEOUT = 30_000
const PASSING: readonly EmbeddingFault[] = ['unreachable', 'late', 'busy']
const FIRST_WAIT = 1000
const LONGEST_WAIT = 60_000
/** Bytes of an answer: a number is some 25 in the longest form, and something stands around them. */
const BYTES_A_TEXT = 30 * MOST_ENTRIES
const BYTES_AROUND = 64 * 1024

/**
 * Vectors of `texts`, in their order, all of one width.
 * @throws EmbeddingError, and `signal.reason` when that was aborted
 */
export async function embed(
  settings: EmbeddingSettings,
  texts: readonly string[],
  { timeout = TIMEOUT, retries = 0, signal, sleep = wait }: EmbedOptions = {},
): Promise<readonly UnitBytes[]> {
  if (texts.length === 0) return []
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask(settings, texts, timeout, signal)
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof EmbeddingError) || !PASSING.includes(error.fault) || attempt >= retries) throw error
      await sleep(Math.min(error.retryAfter ?? FIRST_WAIT * 4 ** attempt, LONGEST_WAIT), signal)
    }
  }
}

const wait = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, signal ? { signal } : {})

async function ask(
  settings: EmbeddingSettings,
  texts: readonly string[],
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<readonly UnitBytes[]> {
  const { url, model, key } = settings
  const deadline = AbortSignal.timeout(timeout)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
      // Whoever answers must not send our texts, or our key, elsewhere.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw refusal(response)
    }
    return read(await bodyOf(response, BYTES_AROUND + texts.length * BYTES_A_TEXT), texts.length)
  } catch (error) {
    if (error instanceof EmbeddingError) throw error
    if (deadline.aborted) throw new EmbeddingError('late', `the endpoint does not answer within ${timeout} ms`)
    throw new EmbeddingError('unreachable', `the endpoint can’t be reached: ${reasonOf(error)}`)
  }
}

function refusal({ status, headers }: Response): EmbeddingError {
  const seconds = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '')?.[0]
  const later = seconds === undefined ? undefined : Number(seconds) * 1000
  const isPassing = status === 429 || status >= 500
  const text =
    status >= 300 && status < 400 ? `answers ${status}: redirects are not followed` : `answers ${status} to our request`
  return new EmbeddingError(isPassing ? 'busy' : 'refused', `the endpoint ${text}`, status, later)
}

/** Node hides it one level down. */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: string } }
  return cause?.code ?? (error as Error).name
}

async function bodyOf(response: Response, largest: number): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    // Leaving the loop ends the connection.
    if (size > largest) throw new EmbeddingError('large', `the endpoint answers with more than ${largest} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function read(text: string, count: number): readonly UnitBytes[] {
  const malformed = (what: string) => new EmbeddingError('malformed', `the endpoint’s answer is none: ${what}`)
  let answer: { readonly data?: unknown }
  try {
    answer = JSON.parse(text) ?? {}
  } catch {
    throw malformed('it is no JSON')
  }
  const data = answer.data
  if (!Array.isArray(data)) throw malformed('it has no list "data"')
  if (data.length !== count) throw malformed(`it has ${data.length} vectors for ${count} texts`)
  const vectors: UnitBytes[] = []
  data.forEach((item: { readonly index?: unknown; readonly embedding?: unknown } | null, place) => {
    const { index = place, embedding } = item ?? {}
    if (!(Number.isInteger(index) && (index as number) >= 0 && (index as number) < count)) {
      throw malformed('an index is none of a text')
    }
    if (!Array.isArray(embedding) || embedding.length === 0) throw malformed('a vector is no list of numbers')
    if (embedding.length > MOST_ENTRIES) throw malformed(`a vector has more than ${MOST_ENTRIES} entries`)
    if (!embedding.every((value) => typeof value === 'number' && Number.isFinite(value))) {
      throw malformed('a vector holds what is no number')
    }
    const vector = unitBytes(embedding as number[])
    if (!vector) throw malformed('a vector is zero')
    if (vectors[index as number]) throw malformed('two vectors have one index')
    vectors[index as number] = vector
  })
  const width = vectors[0]?.bytes.length
  if (vectors.some(({ bytes }) => bytes.length !== width)) throw malformed('vectors have different lengths')
  return vectors
}
