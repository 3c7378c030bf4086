/**
 * The built scripts and styles. Their names hold a hash of their content, so browsers may keep them for ever.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Assets } from '@pushforward/site'

interface ManifestEntry {
  readonly file: string
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
  readonly imports?: readonly string[]
}

type Manifest = Readonly<Record<string, ManifestEntry>>

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/**
 * What pages link to.
 * @param folder of the bundler's output
 */
export function readAssets(folder: string): Assets {
  const path = join(folder, 'manifest.json')
  if (!existsSync(path)) throw new Error(`${path} is missing; build the site first: npm run build`)
  const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'))
  const entry = (name: string): ManifestEntry => {
    const found = manifest[name]
    if (!found) throw new Error(`${path} has no entry ${name}; build the site again: npm run build`)
    return found
  }
  const style = entry('src/style/site.css')
  const paper = entry('src/client/paper.tsx')
  return {
    styles: [`/${style.file}`],
    theme: `/${entry('src/client/theme.ts').file}`,
    keys: `/${entry('src/client/keys.ts').file}`,
    live: `/${entry('src/client/live.ts').file}`,
    paper: { entry: `/${paper.file}`, preload: (paper.imports ?? []).map((name) => `/${entry(name).file}`) },
    watch: `/${entry('src/client/watch.ts').file}`,
    offline: `/${entry('src/client/offline.ts').file}`,
    fonts: (style.assets ?? []).filter((file) => file.includes('latin')).map((file) => `/${file}`),
  }
}

/** What makes the site installable, and keeps it for when there is no network. */
export interface Installable {
  /** The web app manifest, as JSON. */
  readonly manifest: string
  /** The service worker's script. It names its build, so a new build is a new worker. */
  readonly worker: string
}

/** @param folder of the bundler's output */
export const readInstallable = (folder: string): Installable => ({
  manifest: readFileSync(join(folder, 'manifest.webmanifest'), 'utf8'),
  worker: readFileSync(join(folder, 'service-worker.js'), 'utf8'),
})

export interface Asset {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly encoding?: 'br'
}

/** Reads built files from memory after the first time. */
export function assetReader(folder: string): (name: string, brotli: boolean) => Promise<Asset | undefined> {
  const kept = new Map<string, Asset>()
  return async (name, brotli) => {
    const type = TYPES[extname(name)]
    if (!type || !/^[\w.-]+$/.test(name)) return undefined
    const path = join(folder, 'assets', name)
    const compressed = brotli && existsSync(`${path}.br`)
    const key = compressed ? `${name}.br` : name
    const known = kept.get(key)
    if (known) return known
    if (!existsSync(path)) return undefined
    const body = Uint8Array.from(await readFile(compressed ? `${path}.br` : path))
    const asset: Asset = compressed ? { body, type, encoding: 'br' } : { body, type }
    kept.set(key, asset)
    return asset
  }
}
