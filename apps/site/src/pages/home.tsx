/**
 * The front door: what came last, and what runs.
 * @module
 */
import type { ComponentChildren } from 'preact'
import { formatDate } from '../format.js'
import { Page, renderPage } from '../page.js'
import type { Assets, HomeView } from '../view.js'
import { Entries, LeadingEntry, topicPath } from './entry.js'
import { feedLinks } from './head-links.js'
import { ListNavigation } from './list-navigation.js'

export function renderHome(view: HomeView, assets: Assets): string {
  const { running, waiting, latest, topics } = view
  return renderPage(
    <Page
      title="Pushforward: research papers that run"
      description="Papers on probability distributions and the flows between them, as programs with measured claims."
      assets={assets}
      section="papers"
      links={feedLinks({ atom: '/feed.atom', json: '/feed.json' }, 'Newest papers')}
    >
      <div class="column">
        <header class="feed-head">
          <h1>Research papers that run</h1>
          <p class="prose">
            Papers on probability distributions and the flows between them, each as a small program. Run one in this
            page, on your own data if you like, and see which of its claims hold when they are measured.
          </p>
          {latest ? <ListNavigation /> : <Topics topics={topics} />}
        </header>
        {latest && (
          <Section
            title={latest.day ? `Papers of ${formatDate(latest.day)}` : 'Newest papers'}
            more={
              <a href={latest.day ? `/day/${latest.day}` : '/newest'}>
                {latest.day ? 'All papers of this day' : 'All papers'}
              </a>
            }
          >
            <Entries entries={latest.entries} />
          </Section>
        )}
        {running.length > 0 && (
          <Section
            title="Run here"
            count={latest ? undefined : running.length}
            more={latest && <a href="/runnable">All papers that run</a>}
          >
            <ol class="entries">
              {running.map((entry) => (
                <LeadingEntry key={entry.paper.slug} {...entry} />
              ))}
            </ol>
          </Section>
        )}
        {waiting.length > 0 && (
          <Section title="Not yet programs" count={waiting.length}>
            <Entries entries={waiting} />
          </Section>
        )}
        {running.length + waiting.length === 0 && !latest && <p class="prose">There is no paper yet.</p>}
      </div>
    </Page>,
  )
}

function Topics({ topics }: Pick<HomeView, 'topics'>) {
  return (
    <nav aria-label="Topics">
      <ul class="topics">
        {topics.map(({ name, count }) => (
          <li key={name}>
            <a href={topicPath(name)}>
              {name} {count}
            </a>
          </li>
        ))}
        <li>
          <a href="/topics">All topics</a>
        </li>
      </ul>
    </nav>
  )
}

interface SectionProps {
  readonly title: string
  readonly count?: number
  /** Where to read on. */
  readonly more?: ComponentChildren
  readonly children: ComponentChildren
}

function Section({ title, count, more, children }: SectionProps) {
  return (
    <section class="feed-section">
      <h2>
        {title} {count !== undefined && <span class="quiet">{count}</span>}
      </h2>
      {children}
      {more && <p class="pages">{more}</p>}
    </section>
  )
}
