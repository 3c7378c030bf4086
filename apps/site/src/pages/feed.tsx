/**
 * The list of papers.
 * @module
 */
import { formatDate, shortAuthors } from '../format.js'
import { Page, renderPage } from '../page.js'
import { toHtml } from '../prose.js'
import type { Assets, FeedEntry, FeedView } from '../view.js'
import { Badge } from './badge.js'

/** CSS pixels; the height follows from the figure. */
const PICTURE_WIDTH = 288

export function renderFeed(view: FeedView, assets: Assets): string {
  const running = view.entries.filter(({ standing }) => standing)
  const waiting = view.entries.filter(({ standing }) => !standing)
  return renderPage(
    <Page
      title={view.topic ? `${view.topic} · Pushforward` : 'Pushforward: research papers that run'}
      description="Papers on probability distributions and the flows between them, as programs with measured claims."
      assets={assets}
      section="papers"
    >
      <div class="column">
        <header class="feed-head">
          <h1>Research papers that run</h1>
          <p class="prose">
            Papers on probability distributions and the flows between them, each as a small program. Run one in this
            page, on your own data if you like, and see which of its claims hold when they are measured.
          </p>
          <Topics view={view} />
        </header>
        {running.length > 0 && (
          <Section title="Run here" entries={running}>
            {(entry) => <RunningEntry key={entry.card.slug} {...entry} />}
          </Section>
        )}
        {waiting.length > 0 && (
          <Section title="Not yet programs" entries={waiting}>
            {(entry) => <WaitingEntry key={entry.card.slug} {...entry} />}
          </Section>
        )}
        {view.entries.length === 0 && (
          <p class="prose">
            No paper has the topic “{view.topic}”. <a href="/">See all papers</a>
          </p>
        )}
      </div>
    </Page>,
  )
}

function Topics({ view }: { view: FeedView }) {
  return (
    <nav aria-label="Topics">
      <ul class="topics">
        <li>
          <a href="/" aria-current={view.topic ? undefined : 'true'}>
            All topics
          </a>
        </li>
        {view.topics.map(({ name, count }) => (
          <li key={name}>
            <a href={`/?topic=${encodeURIComponent(name)}`} aria-current={view.topic === name ? 'true' : undefined}>
              {name} {count}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

interface SectionProps {
  readonly title: string
  readonly entries: readonly FeedEntry[]
  readonly children: (entry: FeedEntry) => preact.JSX.Element
}

function Section({ title, entries, children }: SectionProps) {
  return (
    <section class="feed-section">
      <h2>
        {title} <span class="quiet">{entries.length}</span>
      </h2>
      <ol class="entries">{entries.map(children)}</ol>
    </section>
  )
}

function RunningEntry({ card, standing }: FeedEntry) {
  return (
    <li class="entry entry-runs">
      <h3>
        <a href={`/papers/${card.slug}`}>{card.question}</a>
      </h3>
      <p class="entry-title">{card.title}</p>
      <Facts card={card} />
      {/* Made by `toHtml`, which escapes all but its own tags. */}
      <p class="entry-summary" dangerouslySetInnerHTML={{ __html: toHtml(card.summary) }} />
      <Badge standing={standing} />
      {standing?.pictureAspect && (
        <img
          class="entry-picture"
          src={`/papers/${card.slug}/picture.svg`}
          alt=""
          width={PICTURE_WIDTH}
          height={Math.round(PICTURE_WIDTH / standing.pictureAspect)}
          loading="lazy"
        />
      )}
    </li>
  )
}

function WaitingEntry({ card, standing }: FeedEntry) {
  return (
    <li class="entry">
      <h3>
        <a href={`/papers/${card.slug}`}>{card.question}</a>
      </h3>
      <Badge standing={standing} />
      <p class="entry-title">{card.title}</p>
      <Facts card={card} />
    </li>
  )
}

function Facts({ card }: Pick<FeedEntry, 'card'>) {
  return (
    <p class="entry-facts">
      {shortAuthors(card.authors)} · <time datetime={card.published}>{formatDate(card.published)}</time> ·{' '}
      {card.topics.join(', ')}
    </p>
  )
}
