/** Builds what is stale: kernels (AssemblyScript to Wasm), packages (TypeScript), and the site's islands on request. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, setup } from './setup.mjs'

const SOURCES = ['packages', 'papers', 'apps', 'bench', 'tsconfig.base.json', 'tsconfig.json', 'package-lock.json']
const OUTPUTS = new Set(['node_modules', 'dist', 'generated', 'results'])
const SOURCE_FILE = /\.(ts|tsx|json|css|mjs|txt)$/

/** The latest change below a path, in milliseconds. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  let latest = 0
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (OUTPUTS.has(entry.name)) continue
    if (entry.isDirectory() || SOURCE_FILE.test(entry.name)) latest = Math.max(latest, newest(join(path, entry.name)))
  }
  return latest
}

function node(...command) {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status === 0) return
  console.error(`The build stopped: ${command.join(' ')} failed.`)
  process.exit(1)
}

export function build({ site = true } = {}) {
  setup()
  const cache = join(root, '.cache')
  const changed = Math.max(...SOURCES.map((source) => newest(join(root, source))))
  const stale = (stamp) => !existsSync(stamp) || statSync(stamp).mtimeMs < changed
  const step = (name, note, work) => {
    const stamp = join(cache, `built-${name}`)
    if (!stale(stamp)) return
    console.error(note)
    const started = new Date()
    work()
    mkdirSync(cache, { recursive: true })
    writeFileSync(stamp, started.toISOString())
  }
  step('packages', 'Building the packages …', () => {
    node('packages/kernels/build.mjs')
    node('node_modules/typescript/bin/tsc', '-b')
  })
  if (site) step('site', 'Building the site …', () => node('apps/site/build.mjs'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build()
