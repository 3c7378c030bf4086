/**
 * A paper in a list.
 * @module
 */
import { counted, formatDate, shortAuthors } from '../format.js'
import { beginning, toHtml } from '../prose.js'
import type { FeedEntry, Segment } from '../view.js'
import { Badge } from './badge.js'

/** CSS pixels; the height follows from the figure. */
const PICTURE_WIDTH = 288

export function Entries({ entries }: { entries: readonly FeedEntry[] }) {
  return (
    <ol class="entries">
      {entries.map((entry) => (
        <Entry key={entry.paper.slug} {...entry} />
      ))}
    </ol>
  )
}

/** A few lines: what a list of many needs. */
export function Entry({ paper, standing, match, vote, save, reasons }: FeedEntry) {
  const isOurs = paper.question !== null
  return (
    <li class="entry">
      <h3>
        <a href={`/papers/${paper.slug}`}>{isOurs || !match ? (paper.question ?? paper.title) : marked(match.title)}</a>
      </h3>
      {(standing || isOurs) && <Badge standing={standing} brief />}
      {isOurs && <p class="entry-title">{match ? marked(match.title) : paper.title}</p>}
      <Facts paper={paper} vote={vote} save={save} isNear={match?.isNear} />
      {match && match.excerpt.length > 0 ? (
        <p class="entry-excerpt">{marked(match.excerpt)}</p>
      ) : (
        !isOurs && paper.abstract && <p class="entry-excerpt">{beginning(paper.abstract)}</p>
      )}
      {reasons && <p class="entry-facts">{reasons.join(' · ')}</p>}
    </li>
  )
}

/** With its summary and its picture: for the few that lead. */
export function LeadingEntry({ paper, standing, vote, save }: FeedEntry) {
  return (
    <li class="entry entry-runs">
      <h3>
        <a href={`/papers/${paper.slug}`}>{paper.question ?? paper.title}</a>
      </h3>
      <p class="entry-title">{paper.title}</p>
      <Facts paper={paper} vote={vote} save={save} />
      {/* Made by `toHtml`, which escapes all but its own tags. */}
      {paper.summary && <p class="entry-summary" dangerouslySetInnerHTML={{ __html: toHtml(paper.summary) }} />}
      <Badge standing={standing} />
      {standing?.pictureAspect && (
        <img
          class="entry-picture"
          src={`/papers/${paper.slug}/picture.svg`}
          alt=""
          width={PICTURE_WIDTH}
          height={Math.round(PICTURE_WIDTH / standing.pictureAspect)}
          loading="lazy"
        />
      )}
    </li>
  )
}

interface FactsProps extends Pick<FeedEntry, 'paper' | 'vote' | 'save'> {
  /** Found by its meaning, not by its words. */
  readonly isNear?: boolean
}

function Facts({ paper, vote, save, isNear }: FactsProps) {
  const authors = shortAuthors(paper.authors, paper.authorCount)
  return (
    <div class="entry-facts">
      {isNear && 'near in meaning · '}
      {authors && `${authors} · `}
      <time datetime={paper.published}>{formatDate(paper.published)}</time>
      {paper.topics.length > 0 && ' · '}
      {paper.topics.map((topic, k) => (
        <>
          {k > 0 && ', '}
          <a href={topicPath(topic)}>{topic}</a>
        </>
      ))}
      {vote ? (
        <>
          {' '}
          <span class="entry-buttons">
            {vote} {save}
          </span>
        </>
      ) : (
        paper.votes > 0 && ` · ${counted(paper.votes, 'vote')}`
      )}
      {paper.comments > 0 && (
        <>
          {' '}
          · <a href={`/papers/${paper.slug}#comments`}>{counted(paper.comments, 'comment')}</a>
        </>
      )}
    </div>
  )
}

export const topicPath = (topic: string): string => `/topics/${encodeURIComponent(topic)}`
export const personPath = (handle: string): string => `/people/${handle}`
export const authorPath = (author: string): string => `/authors/${encodeURIComponent(author)}`

/** What was searched for is marked. */
const marked = (segments: readonly Segment[]) =>
  segments.map(({ text, hit }, k) => (hit ? <mark key={k}>{text}</mark> : text))
