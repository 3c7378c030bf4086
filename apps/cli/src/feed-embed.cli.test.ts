import { join } from 'node:path'
import { testEmbeddings } from '@pushforward/feed/fixture'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandInFolder } from './fixtures/command.js'

const { folder, pushforward, put } = commandInFolder()
const feed = (command: string, ...args: string[]) =>
  pushforward('feed', command, ...args, '--data', join(folder(), 'feed'))
const PAPERS = '@article{a, title={Soil Transport}, year=2024}\n@article{b, title={Fresh Snow}, year=2024}'

describe('pushforward feed embed', () => {
  let endpoint: Awaited<ReturnType<typeof testEmbeddings>>
  beforeAll(async () => {
    endpoint = await testEmbeddings()
  })
  afterAll(async () => {
    Reflect.deleteProperty(process.env, 'EMBEDDINGS_URL')
    Reflect.deleteProperty(process.env, 'EMBEDDINGS_MODEL')
    await endpoint.close()
  })

  test('needs an endpoint; makes vectors once; search finds by them', async () => {
    await feed('import', put('papers.bib', PAPERS))
    const without = await feed('embed')
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('EMBEDDINGS_URL: is missing')])
    process.env.EMBEDDINGS_URL = endpoint.url
    process.env.EMBEDDINGS_MODEL = 'words'
    const first = await feed('embed', '--json')
    expect(JSON.parse(first.stdout)).toEqual({ embedded: 2, unchanged: 0, skipped: [], papers: 2 })
    expect((await feed('embed')).stdout).toBe('0 new vectors, 0 unchanged, 0 skipped; 2 papers have one\n')
    const found = JSON.parse((await feed('search', 'ground haulage', '--json')).stdout)
    expect(found.results[0]).toMatchObject({ title: 'Soil Transport', foundBy: 'meaning' })
    endpoint.behave({ status: 503 })
    const plain = await feed('search', 'snow')
    expect(plain.stdout).toContain('Fresh Snow')
    expect(plain.stderr).toContain('search goes on by words alone: the endpoint answers 503')
    endpoint.behave({ status: 401 })
    const failed = await feed('embed', '--afresh')
    expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining('error: the endpoint answers 401')])
  })
})
