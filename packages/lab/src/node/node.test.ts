import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { InputError } from 'pushforward/measure'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Verified } from '../verify.js'
import {
  commitOf,
  datasetFolders,
  datasetReader,
  machine,
  readDataFile,
  readVerified,
  writeFigures,
  writeFileWhole,
  writeFolderWhole,
  writeVerified,
} from './index.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const text = (bytes?: Uint8Array) => new TextDecoder().decode(bytes)
const put = (path: string, content: string | Uint8Array) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), content)
  return join(folder, path)
}

describe('readDataFile', () => {
  test('reads a file, and unpacks a packed one', () => {
    expect(text(readDataFile(put('a.csv', 'x\n1\n')).bytes)).toBe('x\n1\n')
    const packed = readDataFile(put('b.csv.gz', gzipSync('x\n2\n')))
    expect([packed.name, text(packed.bytes)]).toEqual(['b.csv', 'x\n2\n'])
  })

  test('says what is wrong with a file', () => {
    expect(() => readDataFile(join(folder, 'none.csv'))).toThrow(/none\.csv: does not exist; a readable file is needed/)
    expect(() => readDataFile(folder)).toThrow('is a folder')
    expect(() => readDataFile(put('empty.csv', ''))).toThrow('is empty')
    expect(() => readDataFile(put('cut.csv.gz', gzipSync('x\n'.repeat(999)).subarray(0, 20)))).toThrow(InputError)
  })
})

describe('data sets', () => {
  test('are found in the first folder that has one, unpacked, and are undefined elsewhere', async () => {
    put('second/coins/coins.csv.gz', gzipSync('x\n2\n'))
    put('second/wine/README.md', 'no table here')
    put('third/coins/coins.csv', 'x\n3\n')
    const dataset = datasetReader([join(folder, 'first'), join(folder, 'second'), join(folder, 'third')])
    expect(text((await dataset('coins'))?.bytes)).toBe('x\n2\n')
    expect(await dataset('wine')).toBeUndefined()
    expect(await dataset('gold')).toBeUndefined()
  })

  test('can’t be asked for by a path', async () => {
    await expect(datasetReader([folder])('../secret')).rejects.toThrow(InputError)
  })

  test('are looked for where the environment says, beside the repository, then in it', () => {
    expect(datasetFolders('/r/main', { PUSHFORWARD_DATA: '/d' })).toEqual(['/d', '/r/shared/data', '/r/main/data'])
    expect(datasetFolders('/r/main', {})).toHaveLength(2)
  })
})

describe('writing', () => {
  const ours = (name: string) => name.endsWith('.json')

  test('a file is whole and leaves nothing beside it', () => {
    const path = join(folder, 'deep/er/a.json')
    writeFileWhole(path, 'one')
    writeFileWhole(path, 'two')
    expect(readFileSync(path, 'utf8')).toBe('two')
    expect(readdirSync(join(folder, 'deep/er'))).toEqual(['a.json'])
  })

  test('a folder replaces one of its own kind', () => {
    const path = join(folder, 'out')
    writeFolderWhole(
      path,
      new Map([
        ['a.json', '1'],
        ['b.json', '2'],
      ]),
      ours,
    )
    writeFolderWhole(path, new Map([['a.json', '3']]), ours)
    expect(readdirSync(folder)).toEqual(['out'])
    expect(readdirSync(path)).toEqual(['a.json'])
    expect(readFileSync(join(path, 'a.json'), 'utf8')).toBe('3')
  })

  test('a folder with anything else in it is left alone', () => {
    put('out/thesis.tex', 'years of work')
    expect(() => writeFolderWhole(join(folder, 'out'), new Map([['a.json', '1']]), ours)).toThrow(
      'holds thesis.tex, which is not ours to replace',
    )
    expect(() => writeFolderWhole(put('file', ''), new Map(), ours)).toThrow('is a file; a folder is needed')
    expect(readdirSync(join(folder, 'out'))).toEqual(['thesis.tex'])
  })

  test('a failure leaves the old folder and no rubbish', () => {
    const path = join(folder, 'out')
    writeFolderWhole(path, new Map([['a.json', '1']]), ours)
    expect(() => writeFolderWhole(path, new Map([['no/such/place.json', '2']]), ours)).toThrow()
    expect(readdirSync(folder)).toEqual(['out'])
    expect(readFileSync(join(path, 'a.json'), 'utf8')).toBe('1')
  })
})

test('records come back from the paper’s folder', () => {
  expect(readVerified(folder)).toBeUndefined()
  const verified: Verified = {
    slug: 'coin',
    records: {
      full: { date: '2026-11-23', machine: 'm', node: '20', commit: 'c', seeds: [0], seconds: 1, claims: [] },
    },
  }
  writeVerified(folder, verified)
  expect(readVerified(folder)).toEqual(verified)
  const run = { slug: 'coin', seed: 0, parameters: { n: 1 }, seconds: 1, device: 'cpu' }
  const figure = { kind: 'scene', id: 'a', title: 'A.', caption: '', alternative: 'a', aspect: 1, layers: [] } as const
  writeFigures(folder, { ...run, figures: [figure, figure] })
  expect(JSON.parse(readFileSync(join(folder, 'figures.json'), 'utf8'))).toEqual({ ...run, figures: [figure, figure] })
})

test('the machine has a name and the commit of no clone is empty', () => {
  expect(machine()).toMatch(/.+, \d+ cores?$/)
  expect(commitOf(folder)).toBe('')
})
