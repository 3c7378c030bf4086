/**
 * A store over a local socket: whoever owns a folder lends it to other processes of the same user, so that a command works
 * beside a running server. Frames are a length and a structured clone, which keeps dates and bytes.
 *
 * One connection is one transaction or any number of single statements. When it ends before its transaction does, that is
 * rolled back.
 * @module
 */
import { createConnection, createServer, type Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'
import type { Queries, Store, Value } from './store.js'

type Request =
  | { readonly kind: 'query'; readonly sql: string; readonly values: readonly Value[] }
  | { readonly kind: 'execute'; readonly sql: string }
  | { readonly kind: 'begin' | 'commit' | 'rollback' }

type Answer =
  | { readonly rows?: readonly unknown[] }
  | { readonly error: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> } }

/** Frames above this many bytes are refused: a batch of 1000 papers is some 3 MB. */
const LARGEST_FRAME = 256 * 1024 * 1024
const HEADER = 4

export interface Lending {
  /** Cuts off whoever is there; from now on callers are heard and turned away. */
  stop(): void
  /** Nobody answers any more. */
  close(): Promise<void>
}

/** Serves `store` at `path` to whoever may open it: the folder of the socket must be the user's alone. */
export async function lend(store: Store, path: string): Promise<Lending> {
  const sockets = new Set<Socket>()
  let stopped = false
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (stopped) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serveConnection(store, connection(socket)).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  const stop = () => {
    stopped = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    stop,
    close: () =>
      new Promise((resolve) => {
        stop()
        server.close(() => resolve())
      }),
  }
}

async function serveConnection(store: Store, peer: Connection): Promise<void> {
  for await (const request of peer.frames as AsyncIterable<Request>) {
    if (request.kind === 'begin') await serveTransaction(store, peer)
    else await peer.send(await answer(store, request))
  }
}

/** Thrown inside a transaction that its peer has given up. */
class Abandoned extends Error {}

async function serveTransaction(store: Store, peer: Connection): Promise<void> {
  try {
    await store.transaction(async (transaction) => {
      await peer.send({})
      for (;;) {
        const { value: request, done } = (await peer.frames.next()) as IteratorResult<Request>
        if (done || request.kind === 'rollback') throw new Abandoned()
        if (request.kind === 'commit') return
        await peer.send(await answer(transaction, request))
      }
    })
    await peer.send({})
  } catch (error) {
    await peer.send(error instanceof Abandoned ? {} : failure(error))
  }
}

async function answer(queries: Queries, request: Request): Promise<Answer> {
  try {
    if (request.kind === 'query') return { rows: await queries.query(request.sql, request.values) }
    if (request.kind === 'execute') return { rows: await queries.execute(request.sql) }
    return {}
  } catch (error) {
    return failure(error)
  }
}

function failure(error: unknown): Answer {
  const { message, ...rest } =
    error instanceof Error ? { ...error, message: error.message } : { message: String(error) }
  const fields = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => typeof value !== 'function' && typeof value !== 'object'),
  )
  return { error: { message, fields } }
}

/**
 * The store that another process lends at `path`.
 * @throws Error (ECONNREFUSED, ENOENT) when nobody does
 */
export async function borrow(path: string): Promise<Store> {
  // A statement beside a transaction needs a connection of its own: the lender serves each in its order.
  const single = connection(await connect(path))
  const ask = serialised(single)
  return {
    kind: 'embedded',
    ...remoteQueries(ask),
    transaction: async (work) => {
      const own = connection(await connect(path))
      const askOwn = serialised(own)
      try {
        await askOwn({ kind: 'begin' })
        const result = await work(remoteQueries(askOwn))
        await askOwn({ kind: 'commit' })
        return result
      } finally {
        // Ended before its commit, it is rolled back by the lender.
        own.close()
      }
    },
    close: async () => single.close(),
  }
}

type Ask = (request: Request) => Promise<readonly unknown[]>

function remoteQueries(ask: Ask): Queries {
  return {
    query: async <Row>(sql: string, values: readonly Value[] = []) =>
      (await ask({ kind: 'query', sql, values: [...values] })) as Row[],
    execute: async <Row>(sql: string) => (await ask({ kind: 'execute', sql })) as Row[],
  }
}

/** One question at a time: answers carry no number. */
function serialised(peer: Connection): Ask {
  let last: Promise<unknown> = Promise.resolve()
  return (request) => {
    const answered = last
      .catch(() => {})
      .then(async () => {
        const sent = await peer.send(request).then(
          () => true,
          () => false,
        )
        const { value, done } = (await peer.frames.next()) as IteratorResult<Answer>
        if (!sent || done) throw new Error('the process that owns the store ended')
        if ('error' in value) throw Object.assign(new Error(value.error.message), value.error.fields)
        return value.rows ?? []
      })
    last = answered
    return answered
  }
}

interface Connection {
  readonly frames: AsyncGenerator<unknown>
  send(value: unknown): Promise<void>
  close(): void
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

function connection(socket: Socket): Connection {
  return {
    frames: frames(socket),
    send: (value) =>
      new Promise((resolve, reject) => {
        const body = serialize(value)
        const header = Buffer.alloc(HEADER)
        header.writeUInt32LE(body.length)
        socket.write(Buffer.concat([header, body]), (error) => (error ? reject(error) : resolve()))
      }),
    close: () => socket.end(),
  }
}

async function* frames(socket: Socket): AsyncGenerator<unknown> {
  let pending: Buffer[] = []
  let length = 0
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    pending.push(chunk)
    length += chunk.length
    for (;;) {
      if (length < HEADER) break
      const bytes = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending)
      pending = [bytes]
      const size = bytes.readUInt32LE()
      if (size > LARGEST_FRAME) throw new Error(`a frame of ${size} bytes is refused`)
      if (length < HEADER + size) break
      pending = [bytes.subarray(HEADER + size)]
      length -= HEADER + size
      yield deserialize(bytes.subarray(HEADER, HEADER + size))
    }
  }
}
