import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const STATIC = /^(?:import|export)(?! type)[^'"]*?from '([^']+)'/gm

/** Packages that a module loads as soon as it is imported; types and dynamic imports load nothing. */
function packagesOf(path: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>()
  if (seen.has(path)) return packages
  seen.add(path)
  for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(STATIC)) {
    if (!name.startsWith('.')) packages.add(name)
    else for (const found of packagesOf(join(dirname(path), name.replace(/\.js$/, '.ts')), seen)) packages.add(found)
  }
  return packages
}

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('neither the contract nor the figures load Vega, and nothing but Node’s part loads Node', () => {
  expect([...packagesOf(source('index.ts'))].sort()).toEqual(['pushforward/measure', 'zod'])
  expect([...packagesOf(source('figure/index.ts'))]).toEqual(['pushforward/measure'])
  expect([...packagesOf(source('node/index.ts'))].filter((name) => name.startsWith('node:'))).not.toEqual([])
})

test('fields load no reader of files before one is read, and measure loads no fields', () => {
  const library = (path: string) => source(`../../pushforward/src/${path}`)
  const loaded = [...packagesOf(library('field/index.ts'))]
  expect(loaded).toContain('@pushforward/kernels/advect')
  expect(loaded.filter((name) => !name.startsWith('@pushforward/kernels'))).toEqual([])
  const modules = new Set<string>()
  packagesOf(library('measure/index.ts'), modules)
  expect([...modules].filter((path) => path.includes('/field/'))).toEqual([])
})
