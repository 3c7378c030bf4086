/**
 * `npm test`: installs and builds what is missing, then lint, packaging, unit tests, command-line tests, browser tests and
 * every paper in its quick profile. `--require-all` fails when a part could not be run (used by continuous integration).
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensurePostgres } from './postgres.mjs'
import { root } from './setup.mjs'

const requireAll = process.argv.includes('--require-all')
const failures = []
const skips = []
const counts = { passed: 0, failed: 0, skipped: 0 }

function part(name, command, environment = {}) {
  const started = performance.now()
  console.log(`\n— ${name}`)
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 1, 2],
    env: { ...process.env, ...environment },
  })
  console.log(`  ${status === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  if (status !== 0) failures.push(name)
  return status === 0
}

function vitest(name, project, environment) {
  const report = join(root, `.cache/report-${project}.json`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
  part(name, ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters], environment)
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    counts.passed += result.numPassedTests
    counts.failed += result.numFailedTests
    counts.skipped += result.numPendingTests + result.numTodoTests
  } catch {
    counts.failed += 1
  }
}

build()
part('lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '.'])
part('published packages: exports, sizes, dependencies', ['tools/check-packages.mjs'])
vitest('unit, property and oracle tests', 'unit')
const postgres = ensurePostgres()
vitest('tests of the store', 'store', postgres && { POSTGRES_BIN: postgres })
if (!postgres)
  skips.push(
    'the store on a PostgreSQL server: none was found (set POSTGRES_BIN to its folder, or install the package postgresql)',
  )
vitest('command-line tests', 'cli')
const chromium = ensureChromium()
if (chromium) vitest('browser tests', 'browser', { CHROMIUM: chromium })
else skips.push('browser tests: no Chromium was found (set CHROMIUM to one, or install the package chromium)')
part('every paper, quick profile', ['apps/cli/bin/pushforward.mjs', 'verify', '--profile', 'quick'])

console.log()
for (const skip of skips) console.log(`Not tested: ${skip}`)
for (const failure of failures) console.log(`Failed: ${failure}`)
counts.failed = Math.max(counts.failed, failures.length)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + skips.length} skipped`)
process.exitCode = failures.length > 0 || (requireAll && skips.length + counts.skipped > 0) ? 1 : 0
