/**
 * Requests to somebody else's service, as their terms ask for: a name and a contact, one at a time with a pause between,
 * conditional, patient when told to come later. Only the host that was configured is asked, and only so much is read.
 *
 * When a service may be asked is in the store, so several processes keep one limit.
 * @module
 */
import type { Store } from '../store/store.js'
import { ImportError } from './incoming.js'

export interface Politeness {
  /** Who asks: an e-mail address or a page, for the service's operator. */
  readonly contact: string
  /** Milliseconds between two requests to a host. arXiv asks for 3000. */
  readonly pause: number
  /** Milliseconds for one answer. Default 30 000. */
  readonly timeout?: number
  /** Bytes of one answer at most. Default 16 MiB: a slice of 2000 entries of arXiv has 6. */
  readonly largest?: number
  /** Milliseconds in all to wait for a turn. Default: for as long as others ask, with at most 10 s at once. */
  readonly patience?: number
  readonly clock?: () => Date
  readonly sleep?: (milliseconds: number) => Promise<void>
}

export type Answer =
  | {
      readonly kind: 'new'
      readonly bytes: Uint8Array
      readonly etag: string | null
      readonly lastModified: string | null
    }
  | { readonly kind: 'unchanged' }

/** The service can't be asked now. */
export class TryLaterError extends Error {
  override readonly name = 'TryLaterError'
  constructor(
    /** The message without the time. */
    readonly reason: string,
    readonly retryAt: Date,
  ) {
    super(`${reason}; again after ${retryAt.toISOString()}`)
  }
}

const TIMEOUT = 30_000
const LARGEST = 16 * 2 ** 20
/** Longer waits are the caller's: it may have other things to do. */
const PATIENCE = 10_000
const FIRST_BACKOFF = 30_000
const LONGEST_BACKOFF = 3_600_000
const MOST_REDIRECTS = 3

/**
 * @throws TryLaterError when the service said so, failed, or is being left alone after that
 * @throws ImportError when it answers with what no later request will mend: 404, another host, too much
 */
export async function politeFetch(store: Store, url: URL, politeness: Politeness): Promise<Answer> {
  await takeTurn(store, url.host, politeness)
  const { clock = () => new Date() } = politeness
  const [known] = await store.query<{ etag: string | null; last_modified: string | null }>(
    'select etag, last_modified from connector_answers where url = $1',
    [url.href],
  )
  let response: Response
  try {
    response = await request(url, headersOf(politeness, known), politeness.timeout ?? TIMEOUT)
    const later = retryAfter(response, clock())
    if (later || response.status >= 500 || response.status === 429) {
      await response.body?.cancel()
      throw await fail(store, url.host, `${url.host} answers ${response.status}`, clock(), later)
    }
    if (response.status === 304) {
      await succeed(store, url.host)
      return { kind: 'unchanged' }
    }
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new ImportError(`${url.host} answers ${response.status}`)
    }
    const bytes = await readBody(response, politeness.largest ?? LARGEST, url.host)
    await succeed(store, url.host)
    return {
      kind: 'new',
      bytes,
      etag: response.headers.get('etag'),
      lastModified: response.headers.get('last-modified'),
    }
  } catch (error) {
    if (error instanceof TryLaterError || error instanceof ImportError) throw error
    const reason = (error as Error).name === 'TimeoutError' ? 'does not answer in time' : 'can’t be reached'
    throw await fail(store, url.host, `${url.host} ${reason}`, clock())
  }
}

/** To be called when what was answered is in the store: only then may the next request be conditional on it. */
export async function remember(store: Store, url: URL, answer: Answer, now: Date): Promise<void> {
  if (answer.kind === 'unchanged') return
  await store.query(
    `insert into connector_answers (url, etag, last_modified, imported_at) values ($1, $2, $3, $4)
     on conflict (url) do update set etag = excluded.etag, last_modified = excluded.last_modified,
       imported_at = excluded.imported_at`,
    [url.href, answer.etag, answer.lastModified, now],
  )
}

/** Waits for this host's turn. Claiming it and moving the next one on are one statement. */
async function takeTurn(store: Store, host: string, politeness: Politeness) {
  const { pause, patience = Number.POSITIVE_INFINITY, clock = () => new Date(), sleep = wait } = politeness
  const begun = clock().getTime()
  await store.query('insert into connectors (host) values ($1) on conflict do nothing', [host])
  for (;;) {
    const now = clock()
    const next = new Date(now.getTime() + pause)
    const claimed = await store.query(
      'update connectors set next_at = $3 where host = $1 and next_at <= $2 returning host',
      [host, now, next],
    )
    if (claimed.length > 0) return
    const [row] = await store.query<{ next_at: Date; problem: string | null }>(
      'select next_at, problem from connectors where host = $1',
      [host],
    )
    const left = (row?.next_at ?? now).getTime() - now.getTime()
    if (left > PATIENCE || now.getTime() + left - begun > patience)
      throw new TryLaterError(row?.problem ?? `${host} is being left alone`, row?.next_at ?? now)
    await sleep(Math.max(left, 1))
  }
}

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

const succeed = (store: Store, host: string) =>
  store.query('update connectors set failures = 0, problem = null where host = $1 and failures > 0', [host])

async function fail(store: Store, host: string, problem: string, now: Date, later?: Date): Promise<TryLaterError> {
  const [row] = await store.query<{ next_at: Date }>(
    `update connectors set failures = failures + 1, problem = $2,
       next_at = greatest($3::timestamptz, $4::timestamptz + least($5 * 2 ^ failures, $6) * interval '1 millisecond')
     where host = $1 returning next_at`,
    [host, problem, later ?? now, now, FIRST_BACKOFF, LONGEST_BACKOFF],
  )
  return new TryLaterError(problem, row?.next_at ?? now)
}

function headersOf(
  { contact }: Politeness,
  known: { readonly etag: string | null; readonly last_modified: string | null } | undefined,
): Record<string, string> {
  return {
    'user-agent': `Pushforward/0.1 (${contact.replace(/[^\x20-\x7e]/g, '')})`,
    ...(known?.etag ? { 'if-none-match': known.etag } : {}),
    ...(known?.last_modified ? { 'if-modified-since': known.last_modified } : {}),
  }
}

/** Follows redirects on the same host and scheme only: no answer sends a request anywhere else. */
async function request(url: URL, headers: Record<string, string>, timeout: number): Promise<Response> {
  const signal = AbortSignal.timeout(timeout)
  let target = url
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(target, { headers, redirect: 'manual', signal })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status === 304 || response.status >= 400 || !location) return response
    await response.body?.cancel()
    if (!URL.canParse(location, target)) throw new ImportError(`${url.host} redirects to nowhere`)
    target = new URL(location, target)
    if (target.host !== url.host || target.protocol !== url.protocol) {
      throw new ImportError(`${url.host} redirects to ${target.protocol}//${target.host}, which is not asked`)
    }
  }
  throw new ImportError(`${url.host} redirects without end`)
}

/** Seconds, or a date. */
function retryAfter(response: Response, now: Date): Date | undefined {
  const text = response.headers.get('retry-after')
  if (text === null || response.status < 400) return undefined
  const date = /^\d+$/.test(text) ? new Date(now.getTime() + Number(text) * 1000) : new Date(text)
  // A year is no answer.
  const latest = now.getTime() + 86_400_000
  return Number.isNaN(date.getTime()) ? undefined : new Date(Math.min(date.getTime(), latest))
}

async function readBody(response: Response, largest: number, host: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  if (!reader) return new Uint8Array()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(parts)
    size += value.length
    if (size > largest) {
      await reader.cancel()
      throw new ImportError(`${host} answers with more than ${largest} bytes`)
    }
    parts.push(value)
  }
}
