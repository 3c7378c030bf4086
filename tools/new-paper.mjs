/**
 * `npm run new-paper <slug>`: a paper's folder from the templates in tools/new-paper, and its line in the registry.
 * A slug that the catalogue does not have also needs `--title "…" --arxiv 2302.04953`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = fileURLToPath(new URL('.', import.meta.url))
const TEMPLATES = ['paper.ts', 'paper.test.ts', 'README.md']

class UsageError extends Error {}

/** A card with the facts that are given; the catalogue's test names those that are still to be written. */
function addToCatalogue(path, { slug, title, arxiv }) {
  const cards = JSON.parse(readFileSync(path, 'utf8'))
  const known = cards.find((card) => card.slug === slug)
  if (known) return known
  if (!title || !/^\d{4}\.\d{4,5}$/.test(arxiv ?? '')) {
    throw new UsageError(`${slug} is not in papers/catalogue.json: give --title "…" and --arxiv 2302.04953`)
  }
  const published = `20${arxiv.slice(0, 2)}-${arxiv.slice(2, 4)}-01`
  const card = { slug, title, authors: [], arxiv, published, question: '', summary: '', topics: [] }
  const sorted = [...cards, card].sort((a, b) => (a.slug < b.slug ? -1 : 1))
  writeFileSync(path, `${JSON.stringify(sorted, null, 2)}\n`)
  return card
}

/** The registry with one more line, in alphabetical order. */
function addToRegistry(path, slug) {
  const source = readFileSync(path, 'utf8')
  const list = /^(const programs: .* = \{)(.*?)(\}$)/ms
  if (!list.test(source)) throw new Error(`${path} has no list of programs`)
  const name = /^[a-z][a-z0-9]*$/.test(slug) ? slug : `'${slug}'`
  const bare = (line) => line.replaceAll("'", '')
  const added = source.replace(list, (_, head, body, tail) => {
    const lines = body.split('\n').filter((line) => line.trim() !== '')
    lines.push(`  ${name}: () => import('./${slug}/paper.js'),`)
    lines.sort((a, b) => (bare(a) < bare(b) ? -1 : 1))
    return `${head}\n${lines.join('\n')}\n${tail}`
  })
  writeFileSync(path, added)
}

/**
 * @param root the repository
 * @returns the paper's folder
 */
export function newPaper(root, { slug, title, arxiv }) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug ?? '')) {
    throw new UsageError(
      'usage: npm run new-paper <slug> -- [--title "…" --arxiv 2302.04953]; a slug is like monge-gap',
    )
  }
  const folder = join(root, 'papers', slug)
  if (existsSync(folder)) throw new UsageError(`${folder} exists already`)
  const card = addToCatalogue(join(root, 'papers/catalogue.json'), { slug, title, arxiv })
  mkdirSync(folder)
  for (const file of TEMPLATES) {
    const template = readFileSync(join(here, 'new-paper', `${file}.template`), 'utf8')
    writeFileSync(join(folder, file), template.replaceAll('{{slug}}', slug).replaceAll('{{title}}', card.title))
  }
  addToRegistry(join(root, 'papers/registry.ts'), slug)
  return folder
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(here, '..')
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { title: { type: 'string' }, arxiv: { type: 'string' } },
    })
    const folder = newPaper(root, { slug: positionals[0], ...values })
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    execFileSync(process.execPath, [biome, 'format', '--write', 'papers'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 2],
    })
    console.log(`${folder}: write the method into the library, call it in paper.ts, then fix the criteria and measure.`)
  } catch (error) {
    if (!(error instanceof UsageError) && error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw error
    console.error(`error: ${error.message}`)
    process.exitCode = 2
  }
}
