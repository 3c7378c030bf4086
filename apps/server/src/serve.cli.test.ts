import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from './serve.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'))
})
afterAll(() => rm(folder, { recursive: true }))

const data = () => join(folder, 'store')
const silent = () => {}

/** A server in a process of its own, as `npm start` has it. */
async function start(): Promise<{ child: ChildProcess; url: string }> {
  const program = `import { serve } from '${new URL('../dist/index.js', import.meta.url)}'
    await serve({ port: 0, data: ${JSON.stringify(data())} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    child.stdout?.on('data', (text) => {
      const [found] = /http:\/\/localhost:\d+/.exec(String(text)) ?? []
      if (found) resolve(found)
    })
  })
  return { child, url }
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve))

describe('serve', () => {
  test('answers after a first start, and ends when it is told to', async () => {
    const { child, url } = await start()
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    // An open connection that asks for nothing must not hold the server up.
    const idle = await fetch(`${url}/`, { headers: { connection: 'keep-alive' } })
    await idle.text()
    child.kill('SIGTERM')
    expect(await ended(child)).toBe(0)
  })

  test('starts again on the same store, and ends as well when interrupted', async () => {
    const { child, url } = await start()
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok', papers: 27 })
    child.kill('SIGINT')
    expect(await ended(child)).toBe(0)
  })

  test('says that a port is taken, and leaves the other server’s store alone', async () => {
    const other = createServer().listen(0)
    const { port } = other.address() as AddressInfo
    await expect(serve({ port, data: data(), log: silent })).rejects.toThrow(
      `port: ${port} is in use; choose another with --port or PORT`,
    )
    other.close()
    const server = await serve({ port: 0, data: data(), log: silent })
    await server.close()
  })

  test('refuses what it can’t do', async () => {
    const nowhere = 'postgres://nobody@127.0.0.1:1/none'
    await expect(serve({ port: 0, databaseUrl: nowhere, log: silent })).rejects.toThrow('ECONNREFUSED')
    process.env.PORT = 'http'
    await expect(serve({ data: data(), log: silent })).rejects.toThrow('PORT: is "http"')
    delete process.env.PORT
  })
})
