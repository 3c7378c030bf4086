/**
 * All topics.
 * @module
 */
import { Page, renderPage } from '../page.js'
import type { Assets, Counted } from '../view.js'
import { topicPath } from './entry.js'

/** @param rest topics that are not shown, because they are rare */
export const renderTopics = (topics: readonly Counted[], rest: number, assets: Assets): string =>
  renderPage(
    <Page
      title="Topics · Pushforward"
      description="Every topic of the papers, with how many there are."
      assets={assets}
      section="topics"
    >
      <div class="column">
        <header class="feed-head list-head">
          <h1>Topics</h1>
          <p class="prose">Each topic is a list of its own, which you can also follow as a feed or by e-mail.</p>
        </header>
        <section class="feed-section" aria-label="Topics">
          {topics.length === 0 && <p class="prose">No paper has a topic yet.</p>}
          <ul class="topic-columns">
            {topics.map(({ name, count }) => (
              <li key={name}>
                <a href={topicPath(name)}>{name}</a> <span class="quiet">{count}</span>
              </li>
            ))}
          </ul>
          {rest > 0 && (
            <p class="small quiet">
              And {rest} rarer ones, which <a href="/search">a search</a> finds.
            </p>
          )}
        </section>
      </div>
    </Page>,
  )
