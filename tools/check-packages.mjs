/**
 * Checks what would be published: exports that resolve (publint), what each subpath weighs in a bundle, and how many
 * packages an install of the library brings. Limits are set a little above what was measured when they were last moved.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { build } from 'vite'
import { root } from './setup.mjs'

/** Kilobytes, gzipped, of a bundle that imports one name. */
const SIZE_LIMITS = {
  "export { points, rng } from 'pushforward/measure'": 4,
  "export { emd } from 'pushforward/transport'": 40,
  "export { sinkhorn } from 'pushforward/transport'": 40,
  "export { psi } from 'pushforward/table'": 25,
  "export { kl } from 'pushforward/divergence'": 6,
  "export { readField } from 'pushforward/field'": 10,
}

/** Packages beside our own that an install of each needs. */
const DEPENDENCY_LIMITS = { '@pushforward/kernels': 0, pushforward: 0 }

const problems = []

for (const folder of ['kernels', 'pushforward', 'lab']) {
  const pkgDir = join(root, 'packages', folder)
  const pkg = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'))
  // The `source` condition is for this repository only; it points at files that are not published.
  const { messages } = await publint({ pkgDir, strict: true, level: 'warning' })
  for (const message of messages) {
    if (message.path?.includes('source')) continue
    problems.push(`${pkg.name}: ${formatMessage(message, pkg)}`)
  }
}

for (const [source, limit] of Object.entries(SIZE_LIMITS)) {
  const id = join(root, 'bench/size-entry.js') // never written: the plugin answers for it
  const result = await build({
    root: join(root, 'bench'),
    logLevel: 'silent',
    configFile: false,
    plugins: [
      { name: 'entry', resolveId: (name) => (name === id ? id : null), load: (name) => (name === id ? source : null) },
    ],
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: id, formats: ['es'] },
      rollupOptions: { external: /^node:|^@jax-js|^@duckdb|^h5wasm|^hyparquet|^netcdfjs|^papaparse/ },
    },
  })
  const entry = [result].flat()[0].output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
  const kilobytes = gzipSync(entry.code, { level: 9 }).length / 1000
  console.log(`${kilobytes.toFixed(1).padStart(7)} kB  ${source}`)
  if (kilobytes > limit) problems.push(`${source} weighs ${kilobytes.toFixed(1)} kB gzipped; the limit is ${limit}`)
}

for (const [name, limit] of Object.entries(DEPENDENCY_LIMITS)) {
  const tree = JSON.parse(
    execFileSync('npm', ['ls', '--omit=dev', '--omit=peer', '--omit=optional', '--all', '--json', '-w', name], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const found = new Set()
  const visit = (node) => {
    for (const [dependency, child] of Object.entries(node.dependencies ?? {})) {
      if (!dependency.startsWith('@pushforward/') && dependency !== 'pushforward') found.add(dependency)
      visit(child)
    }
  }
  visit(tree)
  if (found.size > limit)
    problems.push(`${name} brings ${found.size} packages (${[...found].join(', ')}); the limit is ${limit}`)
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
