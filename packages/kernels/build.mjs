/**
 * Compiles every module listed below from AssemblyScript to Wasm and inlines it as base64 in src/generated/.
 * Modules share one imported memory, so each gets its own 4 KiB slot for static data (normally empty).
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
const modules = readFileSync(join(here, 'assembly/modules.txt'), 'utf8').split('\n').filter(Boolean)
const sources = readdirSync(join(here, 'assembly'))
  .filter((f) => f.endsWith('.ts'))
  .sort()
const digest = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)))
for (const file of sources) digest.update(file).update(readFileSync(join(here, 'assembly', file)))
const stamp = digest.update(modules.join()).digest('hex')
const generated = join(here, 'src/generated')
const stampFile = join(generated, 'stamp')

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  mkdirSync(generated, { recursive: true })
  modules.forEach((name, slot) => {
    const wasm = join(generated, `${name}.wasm`)
    execFileSync(
      process.execPath,
      [
        asc,
        join(here, `assembly/${name}.ts`),
        '--outFile',
        wasm,
        '--runtime',
        'stub',
        '--use',
        'abort=',
        '--noAssert',
        '--optimizeLevel',
        '3',
        '--shrinkLevel',
        '0',
        '--converge',
        '--enable',
        'simd',
        '--enable',
        'threads',
        '--enable',
        'bulk-memory',
        '--importMemory',
        '--sharedMemory',
        '--initialMemory',
        '2',
        '--maximumMemory',
        '65536',
        '--memoryBase',
        String(1024 + slot * 4096),
      ],
      { stdio: 'inherit' },
    )
    const base64 = readFileSync(wasm).toString('base64')
    writeFileSync(join(generated, `${name}.ts`), `/** Built from assembly/${name}.ts. */\nexport default '${base64}'\n`)
  })
  writeFileSync(stampFile, stamp)
}
