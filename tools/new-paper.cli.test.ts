import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newPaper } from './new-paper.mjs'

const repository = fileURLToPath(new URL('..', import.meta.url))
let root: string

/** A repository with the papers' shared files and no paper. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'new-paper-'))
  mkdirSync(join(root, 'papers'))
  for (const file of ['tsconfig.base.json', 'vitest.config.ts', 'biome.json', 'package.json']) {
    copyFileSync(join(repository, file), join(root, file))
  }
  for (const file of ['catalogue.json', 'catalogue.ts', 'lineage.ts', 'package.json']) {
    copyFileSync(join(repository, 'papers', file), join(root, 'papers', file))
  }
  const registry = readFileSync(join(repository, 'papers/registry.ts'), 'utf8')
  writeFileSync(join(root, 'papers/registry.ts'), registry.replace(/^(const programs: .* = \{)(.*?)(\}$)/ms, '$1$3'))
  const compilerOptions = { noEmit: true, composite: false, rootDir: '.' }
  const tsconfig = { extends: '../tsconfig.base.json', compilerOptions, include: ['*.ts', '*.json', '*/*.ts'] }
  writeFileSync(join(root, 'papers/tsconfig.json'), JSON.stringify(tsconfig))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function tool(...command: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

test('makes papers that type-check, pass the linter and pass their own tests', () => {
  newPaper(root, { slug: 'sinkd' })
  newPaper(root, { slug: 'monge-gap' })
  newPaper(root, { slug: 'zebra-flow', title: 'The Zebra “Flow”', arxiv: '2601.00001' })

  const registry = readFileSync(join(root, 'papers/registry.ts'), 'utf8')
  expect(registry).toContain(
    [
      ' = {',
      "  'monge-gap': () => import('./monge-gap/paper.js'),",
      "  sinkd: () => import('./sinkd/paper.js'),",
      "  'zebra-flow': () => import('./zebra-flow/paper.js'),",
      '}\n',
    ].join('\n'),
  )
  const cards = JSON.parse(readFileSync(join(root, 'papers/catalogue.json'), 'utf8'))
  expect(cards.at(-1)).toMatchObject({ slug: 'zebra-flow', title: 'The Zebra “Flow”', published: '2026-01-01' })

  expect(tool('node_modules/typescript/bin/tsc', '-p', 'papers')).toEqual({ status: 0, output: '' })
  const lint = tool('node_modules/@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', ...made('monge-gap'))
  expect(lint.status, lint.output).toBe(0)
  const tests = tool('node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--root', root, 'papers/monge-gap')
  expect(tests.status, tests.output).toBe(0)
  expect(tests.output).toMatch(/4 passed/)
})

const made = (slug: string) =>
  ['registry.ts', `${slug}/paper.ts`, `${slug}/paper.test.ts`].map((file) => `papers/${file}`)

test('refuses a slug that exists, one that is no slug, and an unknown one without its facts', () => {
  newPaper(root, { slug: 'pld' })
  expect(() => newPaper(root, { slug: 'pld' })).toThrow('exists already')
  expect(() => newPaper(root, { slug: 'Monge Gap' })).toThrow('a slug is like monge-gap')
  expect(() => newPaper(root, { slug: 'unheard-of' })).toThrow('give --title "…" and --arxiv')
  expect(() => newPaper(root, { slug: 'unheard-of', title: 'T', arxiv: '12' })).toThrow('give --title')
})
