/**
 * Vectors of papers in the store: made where a paper has none, where its text has changed, and where the model has.
 *
 * What a vector was made from is kept as a hash of model and text, so the same work is never asked for twice; a batch is
 * written when it has come, so a process that is killed loses one batch, and the next goes on behind it.
 * @module
 */
import { createHash } from 'node:crypto'
import type { Queries, Store } from '../store/store.js'
import { EmbeddingError, type EmbedOptions, embed } from './endpoint.js'
import type { EmbeddingSettings } from './settings.js'
import type { UnitBytes } from './unit-bytes.js'

export interface BacklogOptions extends Omit<EmbedOptions, 'retries'> {
  /** Makes all vectors again, as when another model answers under the same name. Default false. */
  readonly afresh?: boolean
  /** Called after each batch with how many papers have been looked at. */
  readonly onProgress?: (done: number) => void
}

export interface BacklogReport {
  /** Papers that have a new vector. */
  readonly embedded: number
  /** Papers that were changed, and whose text was not. */
  readonly unchanged: number
  /** Texts that the endpoint refuses. */
  readonly skipped: readonly { readonly title: string; readonly reason: string }[]
}

/** Any number of our own: revisions are to grow in the order of commits. */
const LOCK = 7_274_006
const BATCH = 32
const CHARACTERS = 2000
const RETRIES = 3
/** What a server answers to a text that is too long for it, or a request that is. */
const TOO_MUCH = [400, 413, 422]

interface Due {
  readonly id: number
  readonly title: string
  readonly question: string | null
  readonly summary: string | null
  readonly abstract: string | null
  readonly changed: string
  readonly source: Uint8Array | null
}

/**
 * Works off all papers that need a vector, in the order of their numbers.
 * @throws EmbeddingError when the endpoint can't be used; what was made until then is kept. `signal.reason` when aborted
 */
export async function embedPapers(
  store: Store,
  settings: EmbeddingSettings,
  { afresh = false, onProgress, ...asking }: BacklogOptions = {},
): Promise<BacklogReport> {
  const { model, batch = BATCH } = settings
  let embedded = 0
  let unchanged = 0
  const skipped: BacklogReport['skipped'][number][] = []
  // Kept until they are replaced, since revisions must go on growing.
  if (afresh) await store.query("update paper_embeddings set model = ''")
  for (let last = 0, done = 0; ; ) {
    asking.signal?.throwIfAborted()
    const due = await dueAfter(store, model, last, batch)
    if (due.length === 0) return { embedded, unchanged, skipped }
    last = due.at(-1)?.id ?? last
    const texts = due.map((paper) => textOf(paper, settings))
    const sources = texts.map((text) => sourceOf(model, text))
    const isSame = due.map(({ source }, k) => source !== null && sources[k]?.equals(source))
    const wanted = due.map((_, k) => k).filter((k) => !isSame[k])
    const vectors = await embedEach(
      settings,
      wanted.map((k) => texts[k] ?? ''),
      asking,
    )
    const made = wanted.flatMap((k, place) => {
      const vector = vectors[place]
      const paper = due[k]
      const source = sources[k]
      if (!vector || !paper || !source) return []
      if (!(vector instanceof EmbeddingError)) return [{ paper, source, vector }]
      skipped.push({ title: paper.title, reason: vector.message })
      return []
    })
    await store.transaction(async (transaction) => {
      await write(transaction, model, made)
      await look(
        transaction,
        due.filter((_, k) => isSame[k]),
      )
    })
    embedded += made.length
    unchanged += due.length - wanted.length
    done += due.length
    onProgress?.(done)
  }
}

const dueAfter = (store: Queries, model: string, last: number, limit: number): Promise<Due[]> =>
  store.query<Due>(
    // The time as text: a Date would lose its microseconds, and no paper would ever be up to date.
    `select p.id, p.title, p.question, p.summary, p.abstract, p.updated_at::text as changed,
       case when e.model = $2 then e.source end as source
     from papers p left join paper_embeddings e on e.paper_id = p.id
     where p.id > $1::int and not p.hidden
       and (e.paper_id is null or e.model <> $2 or e.text_at <> p.updated_at)
     order by p.id limit $3::int`,
    [last, model, limit],
  )

/** What a vector is made from: the paper in its own words and in ours. */
function textOf(paper: Due, { textPrefix = '', characters = CHARACTERS }: EmbeddingSettings): string {
  const { title, question, summary, abstract } = paper
  const whole = [title, question, summary, abstract].filter(Boolean).join('\n')
  // By characters as readers count them: half of one is none.
  const cut = whole.length <= characters ? whole : Array.from(whole).slice(0, characters).join('')
  return textPrefix + cut
}

const sourceOf = (model: string, text: string): Buffer => createHash('sha256').update(`${model}\0${text}`).digest()

/** One request; where that is too much for the endpoint, one for each text, so that one long text stops no other. */
async function embedEach(
  settings: EmbeddingSettings,
  texts: readonly string[],
  asking: EmbedOptions,
): Promise<readonly (UnitBytes | EmbeddingError)[]> {
  const options = { ...asking, retries: RETRIES }
  const isTooMuch = (error: unknown): error is EmbeddingError =>
    error instanceof EmbeddingError && TOO_MUCH.includes(error.status ?? 0)
  try {
    return await embed(settings, texts, options)
  } catch (error) {
    if (!isTooMuch(error)) throw error
    if (texts.length === 1) return [error]
  }
  const each: (UnitBytes | EmbeddingError)[] = []
  for (const text of texts) {
    each.push(
      ...(await embed(settings, [text], options).catch((error: unknown) => {
        if (isTooMuch(error)) return [error]
        throw error
      })),
    )
  }
  return each
}

interface Made {
  readonly paper: Due
  readonly source: Buffer
  readonly vector: UnitBytes
}

async function write(store: Queries, model: string, made: readonly Made[]): Promise<void> {
  if (made.length === 0) return
  await store.query('select pg_advisory_xact_lock($1)', [LOCK])
  const [known] = await store.query<{ width: number }>(
    'select length(vector) as width from paper_embeddings where model = $1 limit 1',
    [model],
  )
  const widths = new Set(made.map(({ vector }) => vector.bytes.length))
  if (widths.size > 1 || (known && !widths.has(known.width))) {
    const given = [...widths].find((width) => width !== known?.width)
    throw new EmbeddingError(
      'malformed',
      `${model} gave vectors of ${known?.width ?? [...widths][0]} numbers before and gives ${given} now: it is another model under the same name; make all anew`,
    )
  }
  const [last] = await store.query<{ revision: number }>(
    'select coalesce(max(revision), 0) as revision from paper_embeddings',
  )
  for (const { paper, source, vector } of made) {
    const { bytes, scale } = vector
    await store.query(
      // A paper that was taken away meanwhile needs none.
      `insert into paper_embeddings (paper_id, source, model, text_at, scale, vector, revision)
       select id, $2::bytea, $3, $4::timestamptz, $5::real, $6::bytea, $7::bigint from papers where id = $1::int
       on conflict (paper_id) do update set source = excluded.source, model = excluded.model, text_at = excluded.text_at,
         scale = excluded.scale, vector = excluded.vector, revision = excluded.revision`,
      [paper.id, source, model, paper.changed, scale, new Uint8Array(bytes.buffer), (last?.revision ?? 0) + 1],
    )
  }
}

/** Notes that texts were looked at and are the same. */
async function look(store: Queries, papers: readonly Due[]): Promise<void> {
  if (papers.length === 0) return
  await store.query(
    `update paper_embeddings e set text_at = n.changed::timestamptz
     from unnest($1::int[], $2::text[]) as n(id, changed) where e.paper_id = n.id`,
    [papers.map(({ id }) => id), papers.map(({ changed }) => changed)],
  )
}

export interface EmbeddingStanding {
  /** Papers with a vector of the model. */
  readonly embedded: number
  /** Papers whose text has none yet, or an older one. */
  readonly waiting: number
}

/** How far the vectors of `model` have come. Reads every paper: not for each request. */
export async function embeddingStanding(store: Queries, model: string): Promise<EmbeddingStanding> {
  const [row] = await store.query<EmbeddingStanding>(
    `select count(*) filter (where e.model = $1) as embedded,
       count(*) filter (where e.model is distinct from $1 or e.text_at <> p.updated_at) as waiting
     from papers p left join paper_embeddings e on e.paper_id = p.id where not p.hidden`,
    [model],
  )
  return row ?? { embedded: 0, waiting: 0 }
}
