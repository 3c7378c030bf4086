import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commandInFolder, compiled } from './fixtures/command.js'

const { folder, pushforward, put } = commandInFolder()
const feed = (command: string, ...args: string[]) =>
  pushforward('feed', command, ...args, '--data', join(folder(), 'feed'))
const REAL = fileURLToPath(new URL('../../../../shared/data/daily-papers/capture.txt', import.meta.url))

const BIBLIOGRAPHY = `
@article{a, title = {Rivers That Forget}, author = {{\\"O}zil, Ada}, year = 2025, month = feb, eprint = {2502.00007},
  abstract = {Transport with a memory that fades.}}
@article{b, title = {Fresh Snow}, author = {O'Neil, Ben}, year = 2024}
@article{c, author = {Nobody}}`

describe('pushforward feed', () => {
  test('imports a file once, lists and finds what it holds', async () => {
    const file = put('library.bib', BIBLIOGRAPHY)
    const first = await feed('import', file, '--json')
    expect([first.code, first.stderr]).toEqual([0, ''])
    expect(JSON.parse(first.stdout)).toEqual({
      added: 2,
      changed: 0,
      skipped: [{ title: 'c', reason: 'it has no title' }],
    })
    const second = await feed('import', file, '--json')
    expect(JSON.parse(second.stdout)).toEqual({
      added: 0,
      changed: 0,
      skipped: [
        { title: 'c', reason: 'it has no title' },
        { title: 'Rivers That Forget', reason: 'unchanged' },
        { title: 'Fresh Snow', reason: 'unchanged' },
      ],
    })
    const { stdout } = await feed('list', '--json')
    expect(JSON.parse(stdout).papers).toMatchObject([
      { title: 'Fresh Snow', authors: ["Ben O'Neil"], published: '2024-01-01' },
      { title: 'Rivers That Forget', authors: ['Ada Özil'], arxiv: '2502.00007' },
    ])
    expect((await feed('list', '--month', '1999-01')).stdout).toBe('No papers.\n')
    expect((await feed('list', '--submitter', 'nobody')).stdout).toBe('No papers.\n')
    const found = JSON.parse((await feed('search', 'memry', 'author:ozil', '--json')).stdout)
    expect(found).toMatchObject({
      corrected: 'memory author:ozil',
      total: 1,
      results: [{ id: 1, title: 'Rivers That Forget' }],
    })
    expect((await feed('search', 'snow', '--from', '2024-01-02')).stdout).toBe('No papers.\n')
  })

  test('tells of one paper, by its identifier or its address, as facts and as text', async () => {
    await feed('import', put('library.bib', BIBLIOGRAPHY))
    const facts = await feed('info', '2502.00007v2', '--json')
    expect(JSON.parse(facts.stdout)).toMatchObject({ slug: 'rivers-that-forget', authors: ['Ada Özil'] })
    expect((await feed('info', 'rivers-that-forget')).stdout).toContain('2502.00007')
    const { stdout } = await feed('read', '2502.00007')
    expect(stdout).toContain('# Rivers That Forget')
    expect(stdout).toContain('Transport with a memory that fades.')
    expect(await feed('read', 'nothing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no paper'),
    })
  })

  test('reads from standard input', async () => {
    const child = spawn(process.execPath, [
      compiled('main.js'),
      'feed',
      'import',
      '-',
      '--data',
      join(folder(), 'feed'),
    ])
    child.stdin.end(BIBLIOGRAPHY)
    const text: string[] = []
    child.stdout.on('data', (part) => text.push(String(part)))
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(text.join('')).toBe('bibtex: 2 added, 0 changed, 0 unchanged, 1 skipped\n  c: it has no title\n')
  })

  test('refuses a damaged file, an unknown one and wrong flags with code 2, and imports nothing', async () => {
    const cut = put('cut.bib', BIBLIOGRAPHY.slice(0, 200))
    expect(await feed('import', cut)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: line 4, column 21: the { has no }\n',
    })
    expect(await feed('import', join(folder(), 'none.bib'))).toMatchObject({ code: 2 })
    expect(await feed('import', folder())).toMatchObject({ code: 2, stderr: `error: ${folder()}: it is a folder\n` })
    expect(await feed('import', cut, '--format', 'word')).toMatchObject({ code: 2 })
    expect(existsSync(join(folder(), 'feed'))).toBe(false)
    expect(await feed('search', 'x', '--from', 'May')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('from'),
    })
    expect(await feed('list', '--limit', '0')).toMatchObject({ code: 2 })
    expect(await feed('list', '--date', '2026-02-30')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('day'),
    })
    expect(await feed('list', '--week', '2026-W17', '--month', '2026-04')).toMatchObject({ code: 2 })
    expect(await feed('list', '--database-url', 'postgres://x')).toMatchObject({ code: 2 })
  })

  test.skipIf(!existsSync(REAL))('imports the real page: 27 papers, then nothing', async () => {
    expect(JSON.parse((await feed('import', REAL, '--json')).stdout)).toEqual({ added: 27, changed: 0, skipped: [] })
    expect(JSON.parse((await feed('import', REAL, '--json')).stdout)).toMatchObject({ added: 0, changed: 0 })
  })
})

describe('a store', () => {
  test('goes into a file and out of it, and into another folder', async () => {
    await feed('import', put('library.bib', BIBLIOGRAPHY))
    const file = join(folder(), 'feed.backup')
    const backup = await feed('backup', file, '--json')
    expect([backup.code, backup.stderr]).toEqual([0, ''])
    expect(JSON.parse(backup.stdout)).toEqual({ file, rows: expect.any(Number) })
    const at = (name: string) => ['--data', join(folder(), name)]
    const list = async (name: string) => (await pushforward('feed', 'list', '--json', ...at(name))).stdout
    expect((await pushforward('feed', 'restore', file, ...at('restored'))).code).toBe(0)
    const places = ['--from', join(folder(), 'restored'), '--to', join(folder(), 'moved')]
    expect((await pushforward('feed', 'move', ...places)).stdout).toMatch(
      /rows are in .*moved; .*restored is as it was/,
    )
    for (const name of ['restored', 'moved']) expect(await list(name)).toBe(await list('feed'))
  })

  test('says what can’t be kept or filled, and leaves nothing behind', async () => {
    const text = put('notes.txt', 'no backup')
    const restored = await pushforward('feed', 'restore', text, '--data', join(folder(), 'none'))
    expect([restored.code, restored.stderr]).toEqual([2, expect.stringContaining("can't be read as a gzip file")])
    expect(existsSync(join(folder(), 'none'))).toBe(false)
    expect((await feed('backup', text)).stderr).toContain('is there already')
    const nowhere = await pushforward('feed', 'move', '--from', join(folder(), 'nothing'), '--to', join(folder(), 'x'))
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('is no folder')])
  })
})
