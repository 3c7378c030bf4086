/**
 * The server as a process: a port, a store, and an orderly end.
 * @module
 */
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { renderOldComments } from '@pushforward/feed/discussion'
import { createMeaning, type Meaning } from '@pushforward/feed/embedding'
import { lookUpArxiv } from '@pushforward/feed/ingest'
import { startTimers, timerKinds, workTimers } from '@pushforward/feed/jobs'
import { startMail } from '@pushforward/feed/mail'
import { recordClaims, seed } from '@pushforward/feed/papers'
import { openStore, type Store } from '@pushforward/feed/store'
import { datasetFolders, datasetReader } from '@pushforward/lab/node'
import { catalogue, runnable } from '@pushforward/papers'
import type { Hono } from 'hono'
import { InputError } from 'pushforward/measure'
import { createApp } from './app.js'
import { assetReader, readAssets, readInstallable } from './assets.js'
import { readConfig } from './config.js'
import { nodeServer } from './node-server.js'
import { builtPrograms } from './paper-as-text.js'
import { openRuns } from './runs/worker.js'
import { siteTimers } from './timers.js'

/** Milliseconds for which a public page may be behind. */
const PAGE_LIFETIME = 1000
/** Milliseconds between two looks for new vectors of papers. */
const FRESHNESS = 5000
/** Milliseconds that a page waits for what it can do without. */
const PATIENCE = 40

export interface ServeOptions {
  /** Default: the variable PORT, else 3000. 0 takes any free port. */
  readonly port?: number
  /** Folder for the store. Default `.data/feed` in the repository. */
  readonly data?: string
  /** A PostgreSQL server in place of the embedded store. */
  readonly databaseUrl?: string
  /** Where lines for the operator go. Default: standard output. */
  readonly log?: (line: string) => void
}

export interface RunningServer {
  readonly url: string
  /** Answers what has been asked, then ends. */
  close(): Promise<void>
}

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))
const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const DEFAULT_PORT = 3000
/** Requests still open after this long, in milliseconds, are cut off. */
const GRACE = 500
/**
 * Milliseconds without a request after which a paper's page is made ahead of its first visit: its code is loaded, and drawn
 * is what the build has not. Whoever is being served needs the processor more.
 */
const IDLE = 200

/**
 * Serves the site until it is closed or the process is told to end (SIGINT, SIGTERM).
 * @throws InputError if the port is none, or in use
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const { data = join(REPOSITORY, '.data/feed'), databaseUrl, log = console.log } = options
  const report = (error: Error) => console.error(error)
  const port = options.port ?? portOf(process.env.PORT)
  // The port is taken first, so that a second server fails before it touches the first one's store.
  let ready: (app: Hono) => void = () => {}
  const app = new Promise<Hono>((resolve) => {
    ready = resolve
  })
  let lastRequest = 0
  const server = nodeServer(async (request, environment) => {
    lastRequest = performance.now()
    return (await app).fetch(request, environment as object)
  })
  await listen(server, port)
  try {
    const url = `http://localhost:${(server.address() as AddressInfo).port}`
    const config = readConfig(process.env, url)
    const store = await openStore(databaseUrl ? { databaseUrl } : { dataDir: data })
    await seed(store, catalogue)
    const dumpFolder = `${data}-dump`
    const timers = siteTimers({ store, config, dumpFolder, log })
    // Its tables take a second to make; pages need not wait for them.
    const queue = openRuns(store, config.runs, report, timerKinds(timers))
    const ticking = queue.then(async (open) => {
      await workTimers(store, open, timers, { report })
      return startTimers(store, open, timers, { report })
    })
    ticking.catch(report)
    const { contact = '', lookUp } = config.connectors ?? {}
    const meaning = config.embeddings && createMeaning(config.embeddings, { log })
    const built = join(REPOSITORY, 'apps/site/dist/client')
    const dataset = datasetReader(datasetFolders(REPOSITORY))
    const programs = builtPrograms()
    for (const slug of runnable) await recordClaims(store, slug, await programs.outcomes(slug))
    ready(
      createApp({
        config,
        store,
        queue,
        ...(meaning ? { meaning } : {}),
        ...(lookUp ? { lookUp: (arxiv) => lookUpArxiv(store, arxiv, { contact, ...lookUp }) } : {}),
        timers: timers.map(({ name }) => name),
        programs,
        assets: readAssets(built),
        readAsset: assetReader(built),
        icon: readFileSync(join(built, 'icon.svg'), 'utf8'),
        installable: readInstallable(built),
        dataset,
        clock: () => new Date(),
        dumpFolder,
        pageLifetime: PAGE_LIFETIME,
        patience: PATIENCE,
        log,
        report,
      }),
    )
    log(`Pushforward is at ${url}`)
    const mail = startMail({
      store,
      settings: config.mail,
      log,
      logText: config.mailLog,
      report: (error) => console.error(error),
    })
    const closing = new AbortController()
    const idle = async () => {
      do await setTimeout(IDLE, undefined, { ref: false, signal: closing.signal })
      while (performance.now() - lastRequest < IDLE)
    }
    // It ends when the server does; a page that can't be made fails again when it is asked for, and is reported then.
    programs.warm(idle).catch(() => {})
    renderOldComments(store, { signal: closing.signal }).catch(report)
    if (meaning) void keepFresh(meaning, store, closing.signal, report)
    const close = closeOnce(server, async () => {
      closing.abort()
      await ticking.then((running) => running.stop()).catch(() => {})
      await mail.stop()
      await (await queue).close()
      for (const signal of SIGNALS) process.off(signal, end)
      await store.close()
    })
    const end = () => void close().then(() => process.exit(0))
    for (const signal of SIGNALS) process.once(signal, end)
    return { url, close }
  } catch (error) {
    server.close()
    throw error
  }
}

/** What has been embedded since is found, too: a question to the store that an index answers. */
async function keepFresh(meaning: Meaning, store: Store, signal: AbortSignal, report: (error: Error) => void) {
  while (!signal.aborted) {
    await meaning.refresh(store).catch(report)
    await setTimeout(FRESHNESS, undefined, { ref: false, signal }).catch(() => {})
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InputError(`PORT: is ${JSON.stringify(text)}; an integer from 0 to 65535 is needed`)
  }
  return port
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new InputError(`port: ${port} is in use; choose another with --port or PORT`) : error)
    })
    server.listen(port, resolve)
  })
}

function closeOnce(server: Server, closeStore: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => {
    closing ??= (async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = globalThis.setTimeout(() => server.closeAllConnections(), GRACE)
      await closed
      clearTimeout(cut)
      await closeStore()
    })()
    return closing
  }
}
