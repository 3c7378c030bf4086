import { type AddressInfo, connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeServer } from './node-server.js'

const server = nodeServer(async (request) => new Response(`${(await request.text()).length}`), {
  headers: 300,
  request: 600,
})
let port = 0

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.closeAllConnections())

/** What comes back for `first`, then a byte each 50 ms for as long as the connection stays. */
function trickle(first: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    let ended = false
    const socket = connect(port, '127.0.0.1', async () => {
      socket.write(first)
      while (!ended) {
        await setTimeout(50)
        if (!ended) socket.write('x')
      }
    })
    socket.on('data', (text) => {
      answer += text
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      ended = true
      resolve(answer)
    })
  })
}

test('headers that come a byte at a time are not waited for without end', async () => {
  const answer = await trickle('GET / HTTP/1.1\r\nhost: localhost\r\nx-long: ')
  expect(answer).toMatch(/^HTTP\/1.1 408/)
})

test('nor is a body', async () => {
  const answer = await trickle('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1.1 408/)
})

test('headers without end are refused', async () => {
  const answer = await trickle(`GET / HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(70_000)}`)
  expect(answer).toMatch(/^HTTP\/1.1 431/)
})

test('a connection stays for longer than a proxy keeps it', () => {
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000)
})

test('a request in good time is answered', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'abc' })
  expect(await response.text()).toBe('3')
})
