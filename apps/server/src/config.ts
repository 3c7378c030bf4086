/**
 * What an operator decides, from the environment.
 * @module
 */
import { type EmbeddingSettings, readEmbeddingSettings } from '@pushforward/feed/embedding'
import { type ConnectorSettings, readConnectors } from '@pushforward/feed/ingest'
import { type MailSettings, readMailSettings } from '@pushforward/feed/mail'
import { InputError } from 'pushforward/measure'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  /** Where readers find the site, without a slash at the end: what links in mails and feeds begin with. */
  readonly publicUrl: string
  readonly mail: MailSettings
  /** Mails that wait for an SMTP server are written to the log with their text: the operator is the only reader. */
  readonly mailLog: boolean
  /** What a mail server shows to hand in mails that came back; absent: none is taken over HTTP. */
  readonly mailInboundToken?: string
  /** E-mail addresses whose accounts are administrators. */
  readonly administrators: readonly string[]
  /** A proxy in front tells the reader's address in `X-Forwarded-For`. Only then is that header believed. */
  readonly trustProxy: boolean
  /** Whoever shows it may read `/metrics`; absent: nobody. */
  readonly metricsToken?: string
  /** A line of JSON on standard output for each request. */
  readonly logRequests: boolean
  /** Runs of papers in this process: how many at a time (0: left to `pushforward worker`), and what one may take. */
  readonly runs: { readonly workers: number; readonly seconds: number; readonly bytes: number }
  /** When all papers are written to files, `HH:MM` of UTC, and for how many days those are kept; 0: not by itself. */
  readonly dump: { readonly at: string; readonly days: number }
  /** Live services that may be asked; absent: none. */
  readonly connectors?: ConnectorSettings
  /** Who makes vectors of papers; absent: nobody, and search is by words. */
  readonly embeddings?: EmbeddingSettings
}

const MEBIBYTE = 1024 ** 2

/**
 * @param environment PUBLIC_URL, ADMINISTRATORS (between commas), TRUST_PROXY (1), MAIL_LOG (1 or 0; default 1 where
 *   the site is at localhost), MAIL_INBOUND_TOKEN, METRICS_TOKEN,
 *   LOG_REQUESTS (1), DUMP_AT, DUMP_DAYS, RUN_WORKERS, RUN_SECONDS, RUN_MEMORY (in MiB), and those of
 *   `readMailSettings`, `readEmbeddingSettings`, `readConnectors`
 * @param url where the server listens: the default of PUBLIC_URL
 * @throws InputError or FeedError naming the variable that can't be used
 */
export function readConfig(environment: Environment, url: string): Config {
  const publicUrl = urlOf('PUBLIC_URL', environment.PUBLIC_URL || url, ['http:', 'https:'])
  const { MAIL_LOG, MAIL_INBOUND_TOKEN } = environment
  const embeddings = readEmbeddingSettings(environment)
  const connectors = readConnectors(environment)
  return {
    publicUrl,
    mail: readMailSettings(environment, publicUrl),
    mailLog: MAIL_LOG ? MAIL_LOG === '1' : LOOPBACK.test(new URL(publicUrl).hostname),
    ...(MAIL_INBOUND_TOKEN ? { mailInboundToken: MAIL_INBOUND_TOKEN } : {}),
    administrators: (environment.ADMINISTRATORS ?? '')
      .split(',')
      .map((address) => address.trim().toLowerCase())
      .filter(Boolean),
    trustProxy: environment.TRUST_PROXY === '1',
    ...(environment.METRICS_TOKEN ? { metricsToken: environment.METRICS_TOKEN } : {}),
    logRequests: environment.LOG_REQUESTS === '1',
    runs: readRunLimits(environment),
    dump: { at: timeOf('DUMP_AT', environment, '02:30'), days: countOf('DUMP_DAYS', environment, 7) },
    ...(connectors ? { connectors } : {}),
    ...(embeddings ? { embeddings } : {}),
  }
}

/** A site that only this machine sees. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

function urlOf(name: string, text: string, protocols: readonly string[]): string {
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw new InputError(`${name}: is ${JSON.stringify(text)}; a URL with ${protocols.join(' or ')} is needed`)
  }
  return text.replace(/\/+$/, '')
}

/** What runs may take, as the server and a worker of its own read it. */
export function readRunLimits(environment: Environment): Config['runs'] {
  return {
    workers: countOf('RUN_WORKERS', environment, 1),
    seconds: countOf('RUN_SECONDS', environment, 900),
    bytes: countOf('RUN_MEMORY', environment, 2048) * MEBIBYTE,
  }
}

function timeOf(name: string, environment: Environment, fallback: string): string {
  const text = environment[name] || fallback
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return text
  throw new InputError(`${name}: is ${JSON.stringify(text)}; a time of UTC such as ${fallback} is needed`)
}

function countOf(name: string, environment: Environment, fallback: number): number {
  const text = environment[name]
  if (text === undefined || text === '') return fallback
  if (!/^\d{1,6}$/.test(text)) {
    throw new InputError(`${name}: is ${JSON.stringify(text)}; an integer from 0 to 999999 is needed`)
  }
  return Number(text)
}
