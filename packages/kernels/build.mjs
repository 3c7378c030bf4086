/**
 * Compiles every module of assembly/modules.txt that has changed to Wasm and inlines it as base64 in src/generated/. A
 * module that says `fused` there is compiled twice, the second time with fused multiply-adds (relaxed SIMD).
 * Modules share one imported memory, so each gets its own 4 KiB slot for static data (normally empty).
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const here = dirname(fileURLToPath(import.meta.url))
const generated = join(here, 'src/generated')
const rotation = join(here, 'rotate-loops.mjs')
const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')

const options = (slot, fused) => [
  ...['--runtime', 'stub', '--use', 'abort=', '--noAssert'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
  ...(fused ? ['--enable', 'relaxed-simd'] : []),
  ...['--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '65536'],
  ...['--memoryBase', String(1024 + slot * 4096)],
]

/** A module's file and all that it imports, in a fixed order. */
function sourcesOf(name, found = new Map()) {
  const file = join(here, `assembly/${name}.ts`)
  if (found.has(file)) return found
  const text = readFileSync(file, 'utf8')
  found.set(file, text)
  for (const [, imported] of text.matchAll(/from '\.\/([^']+)'/g)) sourcesOf(imported, found)
  return found
}

async function compile(name, slot, fused) {
  const digest = createHash('sha256').update(options(slot, fused).join()).update(readFileSync(rotation, 'utf8'))
  for (const text of sourcesOf(name).values()) digest.update(text)
  const stamp = `/** Built from assembly/${name}.ts, sources ${digest.digest('hex')}. */\n`
  const variant = fused ? `${name}-fused` : name
  const out = join(generated, `${variant}.ts`)
  if (existsSync(out) && readFileSync(out, 'utf8').startsWith(stamp)) return
  const wasm = join(generated, `${variant}.${process.pid}.wasm`)
  const source = join(here, `assembly/${name}.ts`)
  try {
    await promisify(execFile)(process.execPath, [
      compiler,
      source,
      ...options(slot, fused),
      '--transform',
      rotation,
      '--outFile',
      wasm,
    ])
    // Written apart and renamed, so that whoever reads meanwhile sees the old module or the new one.
    writeFileSync(`${wasm}.ts`, `${stamp}export default '${readFileSync(wasm).toString('base64')}'\n`)
    renameSync(`${wasm}.ts`, out)
  } catch (error) {
    console.error(error.stderr || error.message)
    process.exitCode = 1
  } finally {
    rmSync(wasm, { force: true })
  }
}

mkdirSync(generated, { recursive: true })
const lines = readFileSync(join(here, 'assembly/modules.txt'), 'utf8').split('\n').filter(Boolean)
const queue = lines
  .flatMap((line, slot) => {
    const [name, ...variants] = line.split(' ')
    return [{ name, slot, fused: false }, ...variants.map((variant) => ({ name, slot, fused: variant === 'fused' }))]
  })
  .values()
const worker = async () => {
  for (const { name, slot, fused } of queue) await compile(name, slot, fused)
}
await Promise.all(Array.from({ length: availableParallelism() }, worker))
