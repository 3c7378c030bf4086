/**
 * Papers that people submit. One that is here already stays as it is, and is what the submission leads to.
 * @module
 */
import { ImportError, type IncomingPaper, importPapers, readPapers, TryLaterError } from '../ingest/index.js'
import { titleKey, withoutVersion } from '../papers/record.js'
import { assertMayAct, type Person } from '../people/person.js'
import { perDay, takeOrRefuse } from '../people/rate-limit.js'
import { Refusal, textField } from '../people/refusal.js'
import type { Queries, Store } from '../store/store.js'

/** Submissions of a person: a reading group's week in a day. */
const PER_DAY = perDay(20)

/** What a form holds, as text. */
export interface SubmissionForm {
  /** Identifier or address of arXiv. */
  readonly arxiv?: string
  readonly title?: string
  /** One a line. */
  readonly authors?: string
  /** `YYYY-MM-DD`. */
  readonly published?: string
  readonly abstract?: string
  /** Between commas. */
  readonly topics?: string
  readonly codeUrl?: string
  readonly projectUrl?: string
}

export interface Submitted {
  readonly slug: string
  /** False: the paper was here already. */
  readonly added: boolean
}

const ARXIV =
  /^(?:arxiv:\s*|https?:\/\/(?:[a-z]+\.)?arxiv\.org\/[a-z]+\/|https?:\/\/huggingface\.co\/papers\/)?(\d{4}\.\d{4,5})(?:v\d{1,3})?(?:\.pdf)?\/?(?:[?#].*)?$/i

/**
 * The identifier in what people paste, without its version; undefined when there is none.
 * @example
 * arxivIdOf('https://arxiv.org/pdf/2302.04953v2.pdf') // '2302.04953'
 */
export const arxivIdOf = (text: string): string | undefined => ARXIV.exec(text.trim())?.[1]

/** @throws Refusal of the field that must be changed */
export function checkSubmission(form: SubmissionForm): IncomingPaper {
  const line = (field: keyof SubmissionForm, longest: number, optional = true) =>
    textField(field, form[field] ?? '', { longest, optional })
  const identifier = line('arxiv', 200)
  const arxiv = arxivIdOf(identifier)
  if (identifier && !arxiv) {
    const message = 'This is no arXiv identifier; one like 2302.04953 is needed, or the address of its page.'
    throw new Refusal('invalid', message, { field: 'arxiv' })
  }
  const [codeUrl, projectUrl] = [webAddress('codeUrl', form.codeUrl), webAddress('projectUrl', form.projectUrl)]
  if (!arxiv && !projectUrl) {
    const message = 'Give the arXiv identifier, or the address where the paper can be read.'
    throw new Refusal('invalid', message, { field: 'projectUrl' })
  }
  const authors = textField('authors', form.authors ?? '', { longest: 50_000, lines: true })
    .split('\n')
    .map((name) => name.trim())
    .filter(Boolean)
  const published = line('published', 10)
  const topics = line('topics', 500).split(',')
  return {
    title: line('title', 1000, false),
    authors,
    abstract: textField('abstract', form.abstract ?? '', { longest: 20_000, optional: true, lines: true }) || undefined,
    topics: topics.map((topic) => topic.trim()).filter(Boolean),
    ...(arxiv ? { arxiv } : {}),
    ...(published ? { published: day('published', published) } : {}),
    ...(codeUrl ? { codeUrl } : {}),
    ...(projectUrl ? { projectUrl } : {}),
  }
}

function webAddress(field: string, text = ''): string | undefined {
  const address = textField(field, text, { longest: 2000, optional: true })
  if (!address) return undefined
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new Refusal('invalid', 'An address with http:// or https:// is needed.', { field })
  }
  return new URL(address).href
}

function day(field: string, text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new Refusal('invalid', 'A day is needed: YYYY-MM-DD.', { field })
  }
  return text
}

/**
 * What was pasted, as a filled form.
 * @throws Refusal of `paste`
 */
export function readPasted(text: string): SubmissionForm {
  let papers: readonly IncomingPaper[]
  try {
    ;({ papers } = readPapers(new TextEncoder().encode(text)))
  } catch (error) {
    throw new Refusal('invalid', `This can’t be read: ${(error as Error).message}.`, { field: 'paste' })
  }
  const [paper] = papers
  if (!paper) throw new Refusal('invalid', 'There is no paper in this.', { field: 'paste' })
  return formOf(paper)
}

/** A paper as somebody would have typed it. */
export function formOf(paper: IncomingPaper): SubmissionForm {
  const { arxiv = '', title, authors = [], published = '', abstract = '', topics = [] } = paper
  const { codeUrl = '', projectUrl = '' } = paper
  return {
    arxiv: withoutVersion(arxiv),
    title,
    authors: authors.join('\n'),
    published,
    abstract,
    topics: topics.join(', '),
    codeUrl,
    projectUrl,
  }
}

/** Finds a paper by its arXiv identifier; throws what `lookUpArxiv` does. */
export type LookUp = (arxiv: string) => Promise<IncomingPaper | undefined>

export interface FilledForm {
  readonly form: SubmissionForm
  /** What came of it, for the submitter. */
  readonly note: string
  /** What arXiv says is in the form. */
  readonly isFilled: boolean
}

/** Look-ups of a person: several for each submission. */
const LOOK_UPS_PER_DAY = perDay(60)

/**
 * A form with what arXiv says of its identifier; what it does not say stays as it was typed. Where arXiv can't be asked
 * the form stays as it is.
 * @throws Refusal `too-many`
 */
export async function fillFromArxiv(
  store: Store,
  person: Person,
  form: SubmissionForm,
  lookUp: LookUp,
  now: Date,
): Promise<FilledForm> {
  const arxiv = arxivIdOf(form.arxiv ?? '')
  if (!arxiv) return { form, note: 'Give an arXiv identifier first.', isFilled: false }
  await takeOrRefuse(store, `look-up:${person.id}`, 'look-ups', LOOK_UPS_PER_DAY, now)
  const left = (note: string) => ({ form: { ...form, arxiv }, note, isFilled: false })
  let paper: IncomingPaper | undefined
  try {
    paper = await lookUp(arxiv)
  } catch (error) {
    if (!(error instanceof TryLaterError || error instanceof ImportError)) throw error
    const reason = error instanceof TryLaterError ? error.reason : error.message
    return left(`arXiv can’t be asked now: ${reason}. Please fill the form in by hand.`)
  }
  if (!paper) return left(`arXiv has no paper ${arxiv}. Is the identifier right?`)
  const known = Object.entries(formOf(paper)).filter(([, value]) => value)
  return {
    form: { ...form, ...Object.fromEntries(known) },
    note: 'Filled in from arXiv. Please look it over, then submit.',
    isFilled: true,
  }
}

/**
 * @throws Refusal `invalid` of a field, `forbidden` when a moderator has hidden this paper, `too-many`
 */
export async function submit(store: Store, person: Person, paper: IncomingPaper, now: Date): Promise<Submitted> {
  assertMayAct(person)
  const known = await findKnown(store, paper)
  if (known) return known
  await takeOrRefuse(store, `submit:${person.id}`, 'submissions', PER_DAY, now)
  return store.transaction(async (transaction) => {
    // The import asks for a transaction of its own: it gets this one, so that the paper comes with its submitter.
    const within: Store = { ...store, ...transaction, transaction: (work) => work(transaction) }
    const { added, skipped } = await importPapers(within, [paper], { source: 'submission', now })
    const [here] = await transaction.query<{ slug: string }>(
      `update papers set submitted_by = coalesce(submitted_by, $3)
       where (arxiv = $1 or ($1::text is null and title_key = $2)) and not hidden returning slug`,
      [paper.arxiv ?? null, titleKey(paper.title), added ? person.id : null],
    )
    if (here) return { slug: here.slug, added: added > 0 }
    throw new Refusal('invalid', `The paper was not taken: ${skipped[0]?.reason ?? 'it is hidden'}.`)
  })
}

/** By its identifier, else by its title: two identifiers are two papers, whatever their titles. */
async function findKnown(store: Queries, { arxiv, title }: IncomingPaper): Promise<Submitted | undefined> {
  const [known] = await store.query<{ slug: string; hidden: boolean }>(
    `select slug, hidden from papers
     where arxiv = $1 or (title_key = $2 and ($1::text is null or arxiv is null)) order by arxiv = $1 desc nulls last limit 1`,
    [arxiv ? withoutVersion(arxiv) : null, titleKey(title)],
  )
  if (known?.hidden) {
    throw new Refusal('forbidden', 'A moderator has taken this paper out; the reason is in the moderation log.')
  }
  return known && { slug: known.slug, added: false }
}

/** The address of a paper by its identifier alone, when it is here. */
export async function slugOfArxiv(store: Queries, arxiv: string): Promise<string | undefined> {
  const [known] = await store.query<{ slug: string }>('select slug from papers where arxiv = $1 and not hidden', [
    arxiv,
  ])
  return known?.slug
}
