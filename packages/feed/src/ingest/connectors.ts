/**
 * Which live services an operator lets the site ask, from the environment. By default none.
 * @module
 */
import { FeedError } from '../errors.js'

export type Pull =
  | { readonly service: 'daily-papers'; readonly url?: string }
  | { readonly service: 'arxiv'; readonly query: string; readonly url?: string }

export interface ConnectorSettings {
  /** Whom a service may write to. */
  readonly contact: string
  /** Submissions are filled in from arXiv; absent: by hand. */
  readonly lookUp?: { readonly url?: string }
  /** What is pulled each day. */
  readonly pulls: readonly Pull[]
  /** When, `HH:MM` of UTC. */
  readonly at: string
}

const NAMES = ['arxiv-lookup', 'arxiv', 'daily-papers']
/** arXiv announces at midnight in New York, 05:00 or 04:00 of UTC. */
const AT = '06:30'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * @param environment CONNECTORS (`arxiv-lookup`, `arxiv`, `daily-papers` between commas), CONTACT, ARXIV_QUERY, PULL_AT,
 *   ARXIV_URL and DAILY_PAPERS_URL (mirrors)
 * @returns undefined when there is no CONNECTORS
 * @throws FeedError naming the variable that can't be used
 */
export function readConnectors(environment: Environment): ConnectorSettings | undefined {
  const names = (environment.CONNECTORS ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  if (names.length === 0) return undefined
  const unknown = names.find((name) => !NAMES.includes(name))
  if (unknown)
    throw new FeedError('CONNECTORS', `has ${JSON.stringify(unknown)}; of ${NAMES.join(', ')} some are accepted`)
  const contact = environment.CONTACT?.trim() ?? ''
  if (!/^(mailto:\S+@\S+|https?:\/\/\S+)$/.test(contact)) {
    throw new FeedError(
      'CONTACT',
      'is missing or no address; services want to know whom to write to: mailto:you@example.org',
    )
  }
  const arxivUrl = webAddress('ARXIV_URL', environment.ARXIV_URL)
  const dailyUrl = webAddress('DAILY_PAPERS_URL', environment.DAILY_PAPERS_URL)
  const query = environment.ARXIV_QUERY?.trim() ?? ''
  if (names.includes('arxiv') && !query) {
    throw new FeedError('ARXIV_QUERY', 'is missing; the connector arxiv needs one, such as cat:stat.ML')
  }
  const at = environment.PULL_AT || AT
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) {
    throw new FeedError('PULL_AT', `is ${JSON.stringify(at)}; a time of UTC such as ${AT} is needed`)
  }
  const pulls: Pull[] = []
  if (names.includes('daily-papers')) pulls.push({ service: 'daily-papers', ...dailyUrl })
  if (names.includes('arxiv')) pulls.push({ service: 'arxiv', query, ...arxivUrl })
  return { contact, pulls, at, ...(names.includes('arxiv-lookup') ? { lookUp: arxivUrl } : {}) }
}

function webAddress(name: string, text: string | undefined): { readonly url?: string } {
  if (!text) return {}
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && !url.username) return { url: url.href }
  throw new FeedError(name, `is ${JSON.stringify(text)}; an address with http:// or https:// is needed`)
}
