/**
 * What an operator sees of the server: a line a request, numbers for a monitor, and whether it is well.
 * @module
 */
import { timingSafeEqual } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { MeaningCounts } from '@pushforward/feed/embedding'
import { type TimerState, timerStates } from '@pushforward/feed/jobs'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { AppParts } from './routes/parts.js'

/** Upper ends of the histogram's bins, in seconds. */
const BINS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const
/** Milliseconds after which a store that doesn't answer counts as lost. */
const PATIENCE = 2000

interface Series {
  count: number
  sum: number
  readonly bins: number[]
}

export interface Observer {
  /** Measures every request; first of all middleware. */
  readonly middleware: MiddlewareHandler
  /** `/healthz` for whoever balances load, `/metrics` for whoever monitors. */
  routes(app: Hono): void
}

/** @param write receives a line a request; absent: none is written */
export function createObserver(
  { store, config, meaning, timers = [] }: Pick<AppParts, 'store' | 'config' | 'meaning' | 'timers'>,
  write?: (line: string) => void,
): Observer {
  const series = new Map<string, Series>()
  const lag = monitorEventLoopDelay({ resolution: 20 })
  lag.enable()

  const measure = (method: string, route: string, status: number, seconds: number) => {
    const key = `method="${method}",route="${route}",status="${status}"`
    const found = series.get(key) ?? { count: 0, sum: 0, bins: BINS.map(() => 0) }
    series.set(key, found)
    found.count += 1
    found.sum += seconds
    BINS.forEach((end, k) => {
      if (seconds <= end) found.bins[k] = (found.bins[k] ?? 0) + 1
    })
  }

  const middleware: MiddlewareHandler = async (context, next) => {
    const begun = performance.now()
    await next()
    const milliseconds = performance.now() - begun
    const { method, path } = context.req
    // The pattern, not the path: as many series as there are routes.
    const route = routePath(context, -1)
    measure(METHODS.has(method) ? method : 'other', route, context.res.status, milliseconds / 1000)
    write?.(
      JSON.stringify({
        time: new Date().toISOString(),
        method,
        // Whoever reads the log must not be able to sign in as another.
        path: route.includes(':token') ? route : path,
        status: context.res.status,
        milliseconds: Math.round(milliseconds * 10) / 10,
      }),
    )
  }

  const health = async (context: Context) => {
    const papers = await within(store.query<{ papers: number }>('select count(*) as papers from papers'))
    const status = papers ? 'ok' : 'the store does not answer'
    // What fails at its time is no reason to send readers elsewhere.
    const states = papers && timers.length > 0 ? await within(timerStates(store, timers)) : []
    const failing = states?.filter(({ failures }) => failures > 0).map(({ name }) => name) ?? []
    return context.json(
      { status, papers: papers?.[0]?.papers, ...(failing.length > 0 ? { failing } : {}) },
      papers ? 200 : 503,
      { 'cache-control': 'no-store' },
    )
  }

  const metrics = async (context: Context) => {
    if (!mayRead(context, config.metricsToken)) return context.notFound()
    const waiting = await within(
      store.query<{ runs: number; mails: number }>(
        `select (select count(*) from runs where state = 'queued') as runs,
           (select count(*) from deliveries where state = 'queued') as mails`,
      ),
    )
    const states = (await within(timerStates(store, timers))) ?? []
    const text = [
      ...histogram(series),
      ...timed(states),
      ...(meaning ? vectors(meaning.counts()) : []),
      ...gauge('pushforward_store_up', 'Whether the store answers.', waiting ? 1 : 0),
      ...gauge('pushforward_runs_waiting', 'Runs of papers in the queue.', waiting?.[0]?.runs),
      ...gauge('pushforward_mails_waiting', 'Mails in the outbox.', waiting?.[0]?.mails),
      ...gauge('process_resident_memory_bytes', 'Memory in use.', process.memoryUsage.rss()),
      ...gauge('nodejs_eventloop_lag_p99_seconds', 'How late the event loop is.', lag.percentile(99) / 1e9),
    ]
    lag.reset()
    return context.body(`${text.join('\n')}\n`, 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    })
  }

  return {
    middleware,
    routes: (app) => {
      app.get('/healthz', health)
      app.get('/metrics', metrics)
    },
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])

/** Undefined when it fails or takes too long. */
function within<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, undefined)
  })
  return Promise.race([promise.catch(() => undefined), late]).finally(() => clearTimeout(timer))
}

/** Numbers tell of traffic: they are for whoever has the operator's token. */
function mayRead(context: Context, token: string | undefined): boolean {
  if (token === undefined) return false
  const given = Buffer.from(context.req.header('authorization') ?? '')
  const needed = Buffer.from(`Bearer ${token}`)
  return given.length === needed.length && timingSafeEqual(given, needed)
}

function histogram(series: ReadonlyMap<string, Series>): string[] {
  const name = 'pushforward_request_seconds'
  const lines = [`# HELP ${name} Time to answer a request.`, `# TYPE ${name} histogram`]
  for (const [labels, { count, sum, bins }] of series) {
    lines.push(...bins.map((value, k) => `${name}_bucket{${labels},le="${BINS[k]}"} ${value}`))
    lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`)
    lines.push(`${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${count}`)
  }
  return lines
}

function timed(states: readonly TimerState[]): string[] {
  const successes = states.flatMap(({ name, succeededAt }) =>
    succeededAt ? [[name, succeededAt.getTime() / 1000] as const] : [],
  )
  const failures = states.map(({ name, failures }) => [name, failures] as const)
  return [
    ...labelled('pushforward_timer_failures', 'Failures in a row of what is done at set times.', 'gauge', failures),
    ...labelled('pushforward_timer_success_seconds', 'When it was last done, since 1970.', 'gauge', successes),
  ]
}

function vectors({ papers, ...searches }: MeaningCounts): string[] {
  const name = 'pushforward_embedding_searches_total'
  return [
    ...gauge('pushforward_embedded_papers', 'Papers that can be found by meaning.', papers),
    ...labelled(name, 'Searches that had a vector, or why they had none.', 'counter', Object.entries(searches)),
  ]
}

function labelled(
  name: string,
  help: string,
  type: 'gauge' | 'counter',
  values: readonly (readonly [string, number])[],
): string[] {
  if (values.length === 0) return []
  const lines = values.map(([key, value]) => `${name}{name="${key}"} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines]
}

const gauge = (name: string, help: string, value: number | undefined): string[] =>
  value === undefined ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`]
