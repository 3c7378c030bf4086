/**
 * Searching papers.
 * @module
 */
import { Page, renderPage } from '../page.js'
import type { Assets, SearchView } from '../view.js'
import { Entries } from './entry.js'
import { Check, Field, TopicField } from './filters.js'
import { feedLinks, pageLinks } from './head-links.js'

export function renderSearch(view: SearchView, topics: readonly string[], assets: Assets): string {
  const { query, filters, entries, suggestion, nextPage, feeds, problem } = view
  return renderPage(
    <Page
      title={query ? `${query} · search · Pushforward` : 'Search · Pushforward'}
      description="Search papers by title, author, topic and abstract."
      assets={assets}
      section="search"
      unlisted={query !== ''}
      links={[...(feeds ? feedLinks(feeds, `Search: ${query}`) : []), ...pageLinks(undefined, nextPage)]}
    >
      <div class="column">
        <header class="feed-head list-head">
          <h1>Search</h1>
          <form class="search" action="/search" method="get">
            <div class="search-line">
              <input
                aria-label="What to search for"
                type="search"
                name="q"
                value={query}
                maxLength={250}
                placeholder="optimal transport"
              />
              <button class="button" type="submit">
                Search
              </button>
            </div>
            <details class="filters" open={Object.values(filters).some(Boolean)}>
              <summary>Filter</summary>
              <div class="filter-row">
                <TopicField topic={filters.topic} topics={topics} />
                <Field name="from" label="From" value={filters.from} type="date" />
                <Field name="to" label="To" value={filters.to} type="date" />
                <Check name="runs" label="Runs here" checked={filters.runs} />
                <Check name="code" label="Has code" checked={filters.code} />
              </div>
            </details>
          </form>
          {problem && (
            <p class="prose" role="alert">
              {problem}.
            </p>
          )}
          {suggestion && (
            <p class="prose">
              Did you mean <a href={suggestion.href}>{suggestion.label}</a>?
            </p>
          )}
        </header>
        {entries && (
          <section class="feed-section">
            <h2 class="visually-hidden">Found</h2>
            {entries.length > 0 ? (
              <Entries entries={entries} />
            ) : (
              <p class="prose">
                Nothing was found. Fewer words, or their beginnings, find more. <a href="/topics">See all topics</a>
              </p>
            )}
          </section>
        )}
        {nextPage && (
          <nav class="pages" aria-label="More papers">
            <a href={nextPage} rel="next">
              Next page →
            </a>
          </nav>
        )}
        {feeds && (
          <p class="small quiet">
            This search as a feed: <a href={feeds.atom}>Atom</a>, <a href={feeds.json}>JSON</a>.
          </p>
        )}
      </div>
    </Page>,
  )
}
