/**
 * Papers into the store: matched to those it has, added or merged, a history row before a change.
 *
 * A paper is known by its arXiv identifier, else by the key of its title: of a paper without identifier, or for one. Two
 * identifiers are two papers, whatever their titles. Batches of 1000 are one transaction each, so that a process that is
 * killed leaves whole batches, and the same import again does the rest.
 * @module
 */
import { type Source, titleKey } from '../papers/record.js'
import { retitled } from '../papers/retitled.js'
import type { Queries, Store } from '../store/store.js'
import { type CheckedPaper, check, type IncomingPaper, type Skipped } from './incoming.js'
import { type Facts, firstFacts, type Merged, merge } from './merge.js'
import { slugsFor } from './slug.js'

export interface ImportOptions {
  readonly source: Exclude<Source, 'catalogue'>
  /** The moment of the import. Default: now. */
  readonly now?: Date
  /** Called after each committed batch with how many papers are done. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface ImportReport {
  readonly added: number
  readonly changed: number
  /** With the reason; "unchanged" for what was known already. */
  readonly skipped: readonly Skipped[]
}

/** One insert of 1000 papers takes about a second in the embedded store; a larger one is hardly faster a paper. */
const BATCH = 1000
/** Any number of our own: two imports at once would both miss the paper that the other is adding. */
const LOCK = 7_274_002

export async function importPapers(
  store: Store,
  papers: readonly IncomingPaper[],
  { source, now = new Date(), onProgress }: ImportOptions,
): Promise<ImportReport> {
  const { accepted, skipped } = sift(papers)
  let added = 0
  let changed = 0
  for (let start = 0; start < accepted.length; start += BATCH) {
    const batch = accepted.slice(start, start + BATCH)
    const report = await store.transaction((transaction) => importBatch(transaction, batch, source, now))
    added += report.added
    changed += report.changed
    skipped.push(...report.skipped)
    onProgress?.(start + batch.length, accepted.length)
  }
  return { added, changed, skipped }
}

/** What can be stored, each paper once: of several versions the newest, of namesakes the one with an identifier. */
function sift(papers: readonly IncomingPaper[]): { accepted: CheckedPaper[]; skipped: Skipped[] } {
  const skipped: Skipped[] = []
  const checked = papers.flatMap((paper) => {
    const result = check(paper)
    if (typeof result !== 'string') return result
    skipped.push({ title: String(paper.title).slice(0, 200), reason: result })
    return []
  })
  const identified = new Set(checked.filter(({ arxiv }) => arxiv).map(({ title }) => titleKey(title)))
  const accepted = new Map<string, CheckedPaper>()
  for (const paper of checked) {
    const key = paper.arxiv ?? titleKey(paper.title)
    const earlier = accepted.get(key)
    const isTwice = earlier !== undefined || (!paper.arxiv && identified.has(key))
    const isNewer = earlier !== undefined && (paper.version ?? 0) > (earlier.version ?? 0)
    if (!isTwice || isNewer) accepted.set(key, paper)
    if (isTwice) skipped.push({ title: (isNewer ? earlier : paper).title, reason: 'it stands twice in this import' })
  }
  return { accepted: [...accepted.values()], skipped }
}

interface Known extends Facts {
  readonly id: number
  readonly title_key: string
}

async function importBatch(
  store: Queries,
  batch: readonly CheckedPaper[],
  source: Exclude<Source, 'catalogue'>,
  now: Date,
): Promise<ImportReport> {
  await store.query('select pg_advisory_xact_lock($1)', [LOCK])
  const renamed = await renamedOf(store, batch)
  const find = matcher(await knownOf(store, batch, [...renamed.values()]), renamed)
  const fresh: CheckedPaper[] = []
  const changes: (Merged & { readonly id: number; readonly title_key: string })[] = []
  const skipped: Skipped[] = []
  for (const paper of batch) {
    const known = find(paper)
    const merged = known && merge(known, paper, source)
    if (!known) fresh.push(paper)
    else if (merged) changes.push({ ...merged, id: known.id, title_key: titleKey(merged.facts.title) })
    else skipped.push({ title: paper.title, reason: 'unchanged' })
  }
  if (fresh.length > 0) await insert(store, fresh, source, now)
  if (changes.length > 0) await update(store, changes, source, now)
  return { added: fresh.length, changed: changes.length, skipped }
}

/** The papers that those without an identifier may be under another title, by their numbers. */
async function renamedOf(store: Queries, batch: readonly CheckedPaper[]): Promise<ReadonlyMap<CheckedPaper, number>> {
  const nameless = batch.flatMap((paper) => {
    const { arxiv, title, published, authorCount } = paper
    if (arxiv || !published || !authorCount) return []
    return [{ paper, titled: { titleKey: titleKey(title), published, authorCount } }]
  })
  if (nameless.length === 0) return new Map()
  const titled = nameless.map((each) => each.titled)
  const found = await retitled(store, titled, 'all')
  return new Map(
    [...found].flatMap(([position, id]) => {
      const paper = nameless[position]?.paper
      return paper ? [[paper, id] as const] : []
    }),
  )
}

function knownOf(store: Queries, batch: readonly CheckedPaper[], renamed: readonly number[]): Promise<Known[]> {
  return store.query<Known>(
    `select id, title_key, title, arxiv, arxiv_version, authors, author_count, published, abstract, topics, code_url,
       project_url, votes_elsewhere, comments_elsewhere, listed_on, withdrawn_at, facts_from, raw
     from papers where arxiv = any($1) or title_key = any($2) or id = any($3) order by id`,
    [batch.flatMap(({ arxiv }) => arxiv ?? []), batch.map(({ title }) => titleKey(title)), renamed],
  )
}

function matcher(known: readonly Known[], renamed: ReadonlyMap<CheckedPaper, number>) {
  const byId = new Map(known.map((paper) => [paper.id, paper]))
  const byArxiv = new Map(known.flatMap((paper) => (paper.arxiv ? [[paper.arxiv, paper] as const] : [])))
  const byTitle = new Map<string, Known[]>()
  for (const paper of known) byTitle.set(paper.title_key, [...(byTitle.get(paper.title_key) ?? []), paper])
  const taken = new Set<number>()
  return (incoming: CheckedPaper): Known | undefined => {
    const { arxiv, title } = incoming
    const sameTitle = byTitle.get(titleKey(title)) ?? []
    // With an identifier, a namesake with another one is another paper.
    const isFree = (paper: Known | undefined) => paper && !taken.has(paper.id) && !(arxiv && paper.arxiv)
    const otherTitle = byId.get(renamed.get(incoming) ?? -1)
    const found =
      (arxiv && byArxiv.get(arxiv)) || sameTitle.find(isFree) || (isFree(otherTitle) ? otherTitle : undefined)
    if (found) taken.add(found.id)
    return found || undefined
  }
}

/** Columns of a row that an import writes, for `jsonb_to_recordset`. */
const COLUMNS = `title text, title_key text, arxiv text, arxiv_version int, authors text[], author_count int, published date,
  abstract text, topics text[], code_url text, project_url text, votes_elsewhere int, comments_elsewhere int,
  listed_on date, withdrawn_at timestamptz, facts_from text, raw jsonb`

async function insert(store: Queries, papers: readonly CheckedPaper[], source: Source, now: Date): Promise<void> {
  const facts = papers.map((paper) => firstFacts(paper, source, now))
  const wishes = facts.map(({ title, arxiv }) => slugsFor(title, arxiv))
  const rows = await store.query<{ slug: string }>(
    'select slug from papers where slug = any($1) union all select slug from former_slugs where slug = any($1)',
    [wishes.flat()],
  )
  const taken = new Set(rows.map(({ slug }) => slug))
  const complete = facts.map((paper, index) => {
    const slug = wishes[index]?.find((wish) => !taken.has(wish))
    if (!slug) throw new Error(`no free address for ${JSON.stringify(paper.title)}`)
    taken.add(slug)
    return { ...paper, slug, title_key: titleKey(paper.title) }
  })
  await store.query(
    `with paper as (
       insert into papers (slug, title, title_key, arxiv, arxiv_version, authors, author_count, published, abstract, topics,
         code_url, project_url, votes_elsewhere, comments_elsewhere, listed_on, withdrawn_at, facts_from, raw, source,
         appeared_at, updated_at, added_at)
       select slug, title, title_key, arxiv, arxiv_version, authors, author_count, published, abstract, topics,
         code_url, project_url, votes_elsewhere, comments_elsewhere, listed_on, withdrawn_at, facts_from, raw, $2,
         appeared_at, $3, $3
       from jsonb_to_recordset($1::jsonb) as incoming(slug text, appeared_at timestamptz, ${COLUMNS})
       returning id, appeared_at)
     insert into paper_scores (paper_id, hot) select id, hot(0, 0, 0, 0, appeared_at) from paper`,
    [JSON.stringify(complete), source, now],
  )
}

async function update(
  store: Queries,
  changes: readonly (Merged & { readonly id: number; readonly title_key: string })[],
  source: Source,
  now: Date,
): Promise<void> {
  const heard = changes.filter(({ before }) => Object.keys(before).length > 0)
  await store.query(
    `insert into paper_history (paper_id, changed_at, source, before)
     select id, $2, $3, before from jsonb_to_recordset($1::jsonb) as change(id int, before jsonb)`,
    [JSON.stringify(heard.map(({ id, before }) => ({ id, before }))), now, source],
  )
  const rows = changes.map(({ id, title_key, facts, before }) => ({
    ...facts,
    id,
    title_key,
    heard: Object.keys(before).length > 0,
  }))
  await store.query(
    `update papers p set title = n.title, title_key = n.title_key, arxiv = n.arxiv, arxiv_version = n.arxiv_version,
       authors = n.authors, author_count = n.author_count, published = n.published, abstract = n.abstract,
       topics = n.topics, code_url = n.code_url, project_url = n.project_url, votes_elsewhere = n.votes_elsewhere,
       comments_elsewhere = n.comments_elsewhere, listed_on = n.listed_on, withdrawn_at = n.withdrawn_at,
       facts_from = n.facts_from, raw = n.raw, updated_at = case when n.heard then $2 else p.updated_at end
     from jsonb_to_recordset($1::jsonb) as n(id int, heard boolean, ${COLUMNS}) where p.id = n.id`,
    [JSON.stringify(rows), now],
  )
}
