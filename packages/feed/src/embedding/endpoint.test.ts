import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestEmbeddings, testEmbeddings, wordVector, wordVectors } from '../fixture/embeddings.js'
import { type EmbeddingSettings, embed, readEmbeddingSettings, unitBytes } from './index.js'

describe('an endpoint', () => {
  let endpoint: TestEmbeddings
  let settings: EmbeddingSettings
  beforeAll(async () => {
    endpoint = await testEmbeddings()
    settings = { url: endpoint.url, model: 'words', key: 'secret-key' }
  })
  beforeEach(() => endpoint.behave('well'))
  afterAll(() => endpoint.close())
  const fault = async (texts: readonly string[] = ['one'], timeout = 2000) =>
    embed(settings, texts, { timeout }).then(
      () => 'none',
      (error) => `${error.name} ${error.fault}: ${error.message}`,
    )

  test('gives the vectors of the texts in their order, whatever the order of its answer', async () => {
    endpoint.behave((request) => ({ data: wordVectors(request).data.toReversed() }))
    const vectors = await embed(settings, ['earth mover', 'sinkhorn'])
    expect(vectors).toEqual([unitBytes(wordVector('earth mover')), unitBytes(wordVector('sinkhorn'))])
    expect(endpoint.requests.at(-1)).toMatchObject({
      model: 'words',
      input: ['earth mover', 'sinkhorn'],
      authorization: 'Bearer secret-key',
    })
    const before = endpoint.requests.length
    expect(await embed(settings, [])).toEqual([])
    expect(endpoint.requests).toHaveLength(before)
  })

  test('that answers badly is refused, with what was wrong and without the key', async () => {
    const vector = [1, 2]
    for (const [answer, problem] of [
      [{}, 'it has no list "data"'],
      [null, 'it has no list "data"'],
      [{ data: [] }, 'it has 0 vectors for 2 texts'],
      [{ data: [{ embedding: vector }, null] }, 'a vector is no list of numbers'],
      [{ data: [{ embedding: vector }, { embedding: [1, 'x'] }] }, 'a vector holds what is no number'],
      [{ data: [{ embedding: vector }, { embedding: [1, null] }] }, 'a vector holds what is no number'],
      [{ data: [{ embedding: vector }, { embedding: [0, 0] }] }, 'a vector is zero'],
      [{ data: [{ embedding: vector }, { embedding: [1, 2, 3] }] }, 'vectors have different lengths'],
      [
        { data: [{ embedding: vector }, { embedding: new Array(8193).fill(1) }] },
        'a vector has more than 8192 entries',
      ],
      [
        {
          data: [
            { embedding: vector, index: 1 },
            { embedding: vector, index: 1 },
          ],
        },
        'two vectors have one index',
      ],
      [{ data: [{ embedding: vector, index: 7 }, { embedding: vector }] }, 'an index is none of a text'],
    ] as const) {
      endpoint.behave(() => answer)
      expect(await fault(['one', 'two'])).toBe(`EmbeddingError malformed: the endpoint’s answer is none: ${problem}`)
    }
    endpoint.behave('garbage')
    expect(await fault()).toBe('EmbeddingError malformed: the endpoint’s answer is none: it is no JSON')
    endpoint.behave('huge')
    expect(await fault()).toBe('EmbeddingError large: the endpoint answers with more than 311296 bytes')
    endpoint.behave('late')
    expect(await fault(['one'], 50)).toBe('EmbeddingError late: the endpoint does not answer within 50 ms')
    endpoint.behave({ status: 401 })
    expect(await fault()).toBe('EmbeddingError refused: the endpoint answers 401 to our request')
    const before = endpoint.requests.length
    endpoint.behave('elsewhere')
    expect(await fault()).toBe('EmbeddingError refused: the endpoint answers 307: redirects are not followed')
    expect(endpoint.requests).toHaveLength(before + 1)
    const gone = await testEmbeddings()
    await gone.close()
    await expect(embed({ ...settings, url: gone.url }, ['one'])).rejects.toMatchObject({
      fault: 'unreachable',
      message: 'the endpoint can’t be reached: ECONNREFUSED',
    })
  })

  test('that is busy is asked again, later each time, or when it says; one that refuses is not', async () => {
    const waits: number[] = []
    const sleep = async (milliseconds: number) => {
      waits.push(milliseconds)
      if (waits.length === 2) endpoint.behave({ status: 429, retryAfter: 7 })
      if (waits.length === 3) endpoint.behave('well')
    }
    endpoint.behave({ status: 503 })
    expect(await embed(settings, ['one'], { retries: 3, sleep })).toHaveLength(1)
    expect(waits).toEqual([1000, 4000, 7000])
    endpoint.behave({ status: 503 })
    await expect(embed(settings, ['one'], { retries: 1, sleep: async () => {} })).rejects.toMatchObject({
      fault: 'busy',
    })
    endpoint.behave({ status: 400 })
    const before = endpoint.requests.length
    await expect(embed(settings, ['one'], { retries: 3, sleep })).rejects.toMatchObject({
      fault: 'refused',
      status: 400,
    })
    expect(endpoint.requests).toHaveLength(before + 1)
  })

  test('is left when the work is to end', async () => {
    endpoint.behave('late')
    const stopping = new AbortController()
    const asked = embed(settings, ['one'], { signal: stopping.signal, retries: 3 })
    setTimeout(() => stopping.abort(new Error('closing')), 20)
    await expect(asked).rejects.toThrow('closing')
  })
})

test('bytes keep direction and length: each entry within half a step, cosines within the bound that follows', () => {
  const vectors = fc
    .integer({ min: 1, max: 60 })
    .chain((d) => {
      const vector = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: d, maxLength: d })
      return fc.tuple(vector, vector)
    })
    .filter((pair) => pair.every((vector) => vector.some((value) => Math.abs(value) > 1e-3)))
  const unit = (vector: readonly number[]) => {
    const norm = Math.hypot(...vector)
    return vector.map((value) => value / norm)
  }
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0)
  fc.assert(
    fc.property(vectors, ([x, y]) => {
      const [p, q] = [unitBytes(x), unitBytes(y)]
      if (!p || !q) throw new Error('both have a direction')
      const [u, v] = [Array.from(p.bytes, (value) => value * p.scale), Array.from(q.bytes, (value) => value * q.scale)]
      u.forEach((value, k) => void expect(Math.abs(value - (unit(x)[k] ?? 0))).toBeLessThanOrEqual(p.scale / 2 + 1e-12))
      // |⟨u,v⟩ − ⟨x,y⟩| ≤ |u − x| |v| + |x| |v − y|, where |u − x| ≤ √d s/2.
      const off = (scale: number) => (Math.sqrt(x.length) * scale) / 2
      const bound = off(p.scale) * (1 + off(q.scale)) + off(q.scale)
      expect(Math.abs(dot(u, v) - dot(unit(x), unit(y)))).toBeLessThanOrEqual(bound + 1e-12)
    }),
    { seed: 11, numRuns: 200 },
  )
  expect(unitBytes([0, 0])).toBeUndefined()
  expect(unitBytes([1, Number.NaN])).toBeUndefined()
  expect(unitBytes([1, Number.POSITIVE_INFINITY])).toBeUndefined()
  expect(unitBytes([3, -4])).toEqual({ bytes: Int8Array.of(95, -127), scale: 4 / 127 / 5 })
})

test('settings come from the environment: none by default, and what can’t be used is named', () => {
  expect(readEmbeddingSettings({})).toBeUndefined()
  expect(readEmbeddingSettings({ EMBEDDINGS_MODEL: 'm', EMBEDDINGS_KEY: 'k' })).toBeUndefined()
  const EMBEDDINGS_URL = 'http://localhost:11434/v1/embeddings'
  expect(
    readEmbeddingSettings({ EMBEDDINGS_URL, EMBEDDINGS_MODEL: 'm', EMBEDDINGS_KEY: 'k', EMBEDDINGS_BATCH: '8' }),
  ).toEqual({ url: EMBEDDINGS_URL, model: 'm', key: 'k', batch: 8 })
  for (const [environment, name] of [
    [{ EMBEDDINGS_URL: 'file:///etc/passwd' }, 'EMBEDDINGS_URL'],
    [{ EMBEDDINGS_URL: 'http://user:secret@host/' }, 'EMBEDDINGS_URL'],
    [{ EMBEDDINGS_URL: 'nowhere' }, 'EMBEDDINGS_URL'],
    [{ EMBEDDINGS_URL }, 'EMBEDDINGS_MODEL'],
    [{ EMBEDDINGS_URL, EMBEDDINGS_MODEL: 'm', EMBEDDINGS_KEY: 'a\nb' }, 'EMBEDDINGS_KEY'],
    [{ EMBEDDINGS_URL, EMBEDDINGS_MODEL: 'm', EMBEDDINGS_BATCH: '0' }, 'EMBEDDINGS_BATCH'],
    [{ EMBEDDINGS_URL, EMBEDDINGS_MODEL: 'm', EMBEDDINGS_CHARACTERS: '1e9' }, 'EMBEDDINGS_CHARACTERS'],
  ] as const) {
    expect(() => readEmbeddingSettings(environment)).toThrow(new RegExp(`^${name}: `))
  }
  expect(() => readEmbeddingSettings({ EMBEDDINGS_URL: 'http://user:secret@host/' })).not.toThrow('secret')
})
