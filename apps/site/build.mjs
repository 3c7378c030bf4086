/**
 * Builds what the server hands out: scripts and styles with hashed names and a manifest, each beside a Brotli copy. Then
 * what the server starts with.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = join(here, 'dist/client')

await build({
  root: here,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  worker: { format: 'es' },
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
        'src/client/paper.tsx',
        'src/style/site.css',
      ],
    },
  },
})

copyFileSync(join(here, 'src/icon.svg'), join(out, 'icon.svg'))

for (const file of readdirSync(join(out, 'assets'))) {
  if (!/\.(js|css|svg|json|wasm)$/.test(file)) continue
  const path = join(out, 'assets', file)
  const bytes = readFileSync(path)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  if (!existsSync(`${path}.br`)) writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
}

await import('../server/build.mjs')
