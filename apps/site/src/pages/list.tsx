/**
 * A list of papers: newest, trending, of a day, of a topic.
 * @module
 */
import { Page, renderPage } from '../page.js'
import type { Assets, ListView } from '../view.js'
import { Entries, personPath } from './entry.js'
import { Filters } from './filters.js'
import { feedLinks, pageLinks } from './head-links.js'
import { ListNavigation } from './list-navigation.js'
import { OtherPages } from './other-pages.js'

export function renderList(view: ListView, assets: Assets): string {
  const { kind, heading, description, path, entries, filters, topics, feeds, problem } = view
  return renderPage(
    <Page
      title={`${heading} · Pushforward`}
      description={description}
      assets={assets}
      section={kind === 'trending' ? 'trending' : kind === 'topic' ? 'topics' : 'papers'}
      links={[...feedLinks(feeds, heading), ...pageLinks(view.previousPage, view.nextPage)]}
    >
      <div class="column">
        <header class="feed-head list-head">
          <h1>{heading}</h1>
          <p class="prose">{description}</p>
          {view.people && view.people.length > 0 && (
            <p class="prose">
              Here as{' '}
              {view.people.map(({ handle, name }, k) => (
                <>
                  {k > 0 && ', '}
                  <a class="any-text" href={personPath(handle)}>
                    {name}
                  </a>{' '}
                  (@{handle})
                </>
              ))}
            </p>
          )}
          {view.follow && <div class="list-follow">{view.follow}</div>}
          <ListNavigation kind={kind} />
          <Filters path={path} filters={filters} topics={topics} />
        </header>
        {problem ? (
          <p class="prose" role="alert">
            {problem}. <a href={path}>Show the list without it</a>
          </p>
        ) : (
          <section class="feed-section">
            <h2 class="visually-hidden">Papers</h2>
            {entries.length > 0 ? (
              <Entries entries={entries} />
            ) : (
              <p class="prose list-empty">
                No paper is in this list. <a href="/newest">See the newest papers</a>
              </p>
            )}
          </section>
        )}
        <OtherPages {...view} />
        <p class="small quiet">
          As a feed: <a href={feeds.atom}>Atom</a>, <a href={feeds.json}>JSON</a>.{' '}
          {kind === 'trending' || kind === 'runnable' ? <a href="/about/ranking">How papers are ranked</a> : null}
        </p>
      </div>
    </Page>,
  )
}
