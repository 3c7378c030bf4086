import { expect, test } from 'vitest'
import { readConfig } from './config.js'

test('without variables the site speaks of itself as it listens, and sends no mail', () => {
  expect(readConfig({}, 'http://localhost:3000')).toEqual({
    publicUrl: 'http://localhost:3000',
    mail: { publicUrl: 'http://localhost:3000', from: 'Pushforward <papers@localhost>' },
    mailLog: true,
    administrators: [],
    trustProxy: false,
    logRequests: false,
    runs: { workers: 1, seconds: 900, bytes: 2 * 1024 ** 3 },
    dump: { at: '02:30', days: 7 },
  })
})

test('variables are read, and addresses made comparable', () => {
  const environment = {
    PUBLIC_URL: 'https://papers.example/',
    SMTP_URL: 'smtps://u:p@mail.example:465/',
    SMTP_CONNECTIONS: '5',
    MAIL_FROM: 'Papers <hello@papers.example>',
    MAIL_REPLY_TO: 'people@papers.example',
    MAIL_POSTAL_ADDRESS: '1 Example Street',
    MAIL_INBOUND_TOKEN: 'secret',
    ADMINISTRATORS: ' Ada@Example.org, , b@example.org',
    TRUST_PROXY: '1',
    METRICS_TOKEN: 'secret',
    LOG_REQUESTS: '1',
    RUN_WORKERS: '0',
    RUN_MEMORY: '512',
    DUMP_AT: '23:30',
    DUMP_DAYS: '3',
    CONNECTORS: 'arxiv-lookup',
    CONTACT: 'mailto:a@b.example',
    EMBEDDINGS_URL: 'http://localhost:11434/v1/embeddings',
    EMBEDDINGS_MODEL: 'm',
  }
  expect(readConfig(environment, 'http://localhost:1')).toEqual({
    publicUrl: 'https://papers.example',
    mail: {
      publicUrl: 'https://papers.example',
      smtpUrl: 'smtps://u:p@mail.example:465',
      from: 'Papers <hello@papers.example>',
      replyTo: 'people@papers.example',
      connections: 5,
      postalAddress: '1 Example Street',
    },
    mailLog: false,
    mailInboundToken: 'secret',
    administrators: ['ada@example.org', 'b@example.org'],
    trustProxy: true,
    metricsToken: 'secret',
    logRequests: true,
    runs: { workers: 0, seconds: 900, bytes: 512 * 1024 ** 2 },
    dump: { at: '23:30', days: 3 },
    connectors: { contact: 'mailto:a@b.example', lookUp: {}, pulls: [], at: '06:30' },
    embeddings: { url: 'http://localhost:11434/v1/embeddings', model: 'm' },
  })
})

test.each([
  { PUBLIC_URL: 'papers.example' },
  { PUBLIC_URL: 'ftp://x' },
  { SMTP_URL: 'http://mail' },
  { RUN_SECONDS: '-1' },
  { DUMP_AT: '2' },
  { CONNECTORS: 'wikipedia' },
  { EMBEDDINGS_URL: 'localhost' },
  { SMTP_CONNECTIONS: '0' },
  { MAIL_FROM: 'Papers' },
  { MAIL_REPLY_TO: 'a@b, c@d' },
  { DKIM_KEY_FILE: '/no/such/file' },
  { DKIM_KEY_FILE: '/dev/null', DKIM_SELECTOR: 's1' },
])('%j is refused by name', (environment) => {
  expect(() => readConfig(environment, 'http://localhost')).toThrow(new RegExp(`^${Object.keys(environment)[0]}: `))
})
