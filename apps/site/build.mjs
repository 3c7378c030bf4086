/**
 * Builds what the server hands out: scripts and styles with hashed names and a manifest, each beside a Brotli copy; what
 * makes the site installable, and its service worker. Then what the server starts with.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { loadPaper, runnable } from '@pushforward/papers'
import { build } from 'vite'
import { iconPng } from './dist/build/icon-png.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = join(here, 'dist/client')

/** By chunk of the papers' worker, the chunks that it needs: those that it imports, and may import later. */
const needs = new Map()
/** By paper, its chunk. */
const programs = new Map()

/** Looks at how the bundler has cut the worker: its manifest tells of the page's own chunks only. */
const workerChunks = () => ({
  name: 'worker-chunks',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      needs.set(chunk.fileName, [...chunk.imports, ...chunk.dynamicImports])
      const [, slug] = /\/papers\/([\w-]+)\/paper\.ts$/.exec(chunk.facadeModuleId ?? '') ?? []
      if (slug) programs.set(slug, chunk.fileName)
    }
  },
})

await build({
  root: here,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  worker: { format: 'es', plugins: () => [workerChunks()] },
  build: {
    outDir: out,
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Fonts stay files: a data URL could not be cached, nor preloaded.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      input: [
        'src/client/theme.ts',
        'src/client/keys.ts',
        'src/client/live.ts',
        'src/client/watch.ts',
        'src/client/offline.ts',
        'src/client/paper.tsx',
        'src/style/site.css',
      ],
    },
  },
})

copyFileSync(join(here, 'src/icon.svg'), join(out, 'icon.svg'))
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 12)

const icons = []
for (const [size, purpose, margin] of [
  [192, 'any', 0],
  [512, 'any', 0],
  [512, 'maskable', 0.1],
]) {
  const bytes = await iconPng(readFileSync(join(here, 'src/icon.svg'), 'utf8'), size, margin)
  const file = `assets/icon-${purpose}-${size}-${hash(bytes)}.png`
  writeFileSync(join(out, file), bytes)
  icons.push({ src: `/${file}`, sizes: `${size}x${size}`, type: 'image/png', purpose })
}
const application = JSON.parse(readFileSync(join(here, 'src/application.json'), 'utf8'))
application.icons.push(...icons)
writeFileSync(join(out, 'manifest.webmanifest'), JSON.stringify(application))

/** All chunks that are reached from the given ones. */
function closure(first, importsOf) {
  const found = new Set(first)
  for (const name of found) for (const next of importsOf(name)) found.add(next)
  return found
}

/** What each paper needs to run that its page does not name: parts of the page that load later, its code, its data sets. */
async function neededToRun() {
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
  const page = closure(['src/client/paper.tsx'], (name) => [
    ...(manifest[name].imports ?? []),
    ...(manifest[name].dynamicImports ?? []),
  ])
  const island = [...page].flatMap((name) => [manifest[name].file, ...(manifest[name].assets ?? [])])
  const others = new Set(programs.values())
  const needed = {}
  for (const slug of runnable) {
    const own = programs.get(slug)
    if (!own) throw new Error(`the bundler made no chunk of the paper ${slug}`)
    const workers = island.filter((file) => needs.has(file))
    const code = closure([...workers, own], (name) =>
      (needs.get(name) ?? []).filter((next) => next === own || !others.has(next)),
    )
    const { datasets = [] } = await loadPaper(slug)
    needed[slug] = [...new Set([...island, ...code])]
      .map((file) => `/${file}`)
      .concat(datasets.map((name) => `/data/${name}`))
  }
  return needed
}

const needed = JSON.stringify(await neededToRun())
const names = readdirSync(join(out, 'assets')).sort().join()
await build({
  root: here,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  define: { BUILD: JSON.stringify(hash(names)), PROGRAMS: needed },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2022',
    rolldownOptions: {
      input: 'service-worker/service-worker.ts',
      output: { format: 'iife', entryFileNames: 'service-worker.js' },
    },
  },
})

for (const file of readdirSync(join(out, 'assets'))) {
  if (!/\.(js|css|svg|json|wasm)$/.test(file)) continue
  const path = join(out, 'assets', file)
  const bytes = readFileSync(path)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  if (!existsSync(`${path}.br`)) writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
}

await import('../server/build.mjs')
