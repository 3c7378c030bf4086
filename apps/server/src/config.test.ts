import { expect, test } from 'vitest'
import { readConfig } from './config.js'

test('without variables the site speaks of itself as it listens, and sends no mail', () => {
  expect(readConfig({}, 'http://localhost:3000')).toEqual({
    publicUrl: 'http://localhost:3000',
    mailFrom: 'Pushforward <papers@localhost>',
    administrators: [],
    trustProxy: false,
    runs: { workers: 1, seconds: 900, bytes: 2 * 1024 ** 3 },
  })
})

test('variables are read, and addresses made comparable', () => {
  const environment = {
    PUBLIC_URL: 'https://papers.example/',
    SMTP_URL: 'smtps://u:p@mail.example:465',
    ADMINISTRATORS: ' Ada@Example.org, , b@example.org',
    TRUST_PROXY: '1',
    RUN_WORKERS: '0',
    RUN_MEMORY: '512',
  }
  expect(readConfig(environment, 'http://localhost:1')).toEqual({
    publicUrl: 'https://papers.example',
    smtpUrl: 'smtps://u:p@mail.example:465',
    mailFrom: 'Pushforward <papers@papers.example>',
    administrators: ['ada@example.org', 'b@example.org'],
    trustProxy: true,
    runs: { workers: 0, seconds: 900, bytes: 512 * 1024 ** 2 },
  })
})

test.each([
  { PUBLIC_URL: 'papers.example' },
  { PUBLIC_URL: 'ftp://x' },
  { SMTP_URL: 'http://mail' },
  { RUN_SECONDS: '-1' },
])('%j is refused by name', (environment) => {
  expect(() => readConfig(environment, 'http://localhost')).toThrow(new RegExp(`^${Object.keys(environment)[0]}: is`))
})
