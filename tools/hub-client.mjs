/**
 * `node tools/hub-client.mjs`: asks this site with the Python client of Hugging Face, and compares what it understood with
 * what was to be told. The client is installed into bench/.venv by hand: `pip install huggingface_hub`.
 * Version 2.4.0 understood all of it on 25 November 2026: 16 of 16 checks.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../', import.meta.url))
const python = process.env.PYTHON ?? join(root, 'bench/.venv/bin/python')
if (!existsSync(python)) throw new Error(`${python} is missing: node tools/peers.mjs, or name another by PYTHON`)

const { serve } = await import('@pushforward/server')
const folder = mkdtempSync(join(tmpdir(), 'hub-'))
const server = await serve({ port: 0, data: join(folder, 'store'), log: () => {} })
try {
  const { stdout } = await promisify(execFile)(python, [join(root, 'tools/hub-client.py')], {
    env: { ...process.env, HF_ENDPOINT: server.url, HF_HUB_DISABLE_TELEMETRY: '1', HF_HOME: join(folder, 'home') },
  })
  process.stdout.write(stdout)
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
