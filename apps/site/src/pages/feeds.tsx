/**
 * Feeds for feed readers: what there is, and a form that makes an address.
 * @module
 */
import { Page, renderPage } from '../page.js'
import type { Assets, FeedLinks, FilterView } from '../view.js'
import { Check, Field, TopicField } from './filters.js'

export interface FeedsView {
  /** Address of the site, that feed readers need. */
  readonly site: string
  readonly list: string
  readonly filters: FilterView & { readonly author?: string; readonly q?: string }
  readonly topics: readonly string[]
  /** What the form asks for, once it was sent. */
  readonly made?: FeedLinks
}

const LISTS = [
  { name: 'newest', label: 'Newest' },
  { name: 'trending', label: 'Trending' },
  { name: 'runnable', label: 'Runs here' },
] as const

export const renderFeeds = ({ site, list, filters, topics, made }: FeedsView, assets: Assets): string =>
  renderPage(
    <Page
      title="Feeds · Pushforward"
      description="Atom and JSON feeds of every list, topic, author and search."
      assets={assets}
      section="about"
    >
      <article class="column about">
        <h1>Feeds</h1>
        <p class="prose">
          Every list of papers is also a feed, in Atom and in JSON: put its address into your feed reader. No account is
          needed. Whoever has one has <a href="/account#feeds">feeds of their own</a> beside: for you, what you follow,
          what you saved.
        </p>
        <h2>Make one</h2>
        <form class="feed-form" action="/about/feeds" method="get">
          <span class="filter">
            <label for="feed-list">List</label>
            <select id="feed-list" name="list">
              {LISTS.map(({ name, label }) => (
                <option key={name} value={name} selected={name === list}>
                  {label}
                </option>
              ))}
            </select>
          </span>
          <TopicField topic={filters.topic} topics={topics} />
          <Field name="author" label="Author" value={filters.author} />
          <Field name="q" label="Words" value={filters.q} />
          <Field name="min" label="Votes, at least" value={filters.min} numeric />
          <Check name="runs" label="Runs here" checked={filters.runs} />
          <Check name="code" label="Has code" checked={filters.code} />
          <button class="button" type="submit">
            Make the address
          </button>
        </form>
        {made && (
          <dl class="addresses">
            <dt>Atom</dt>
            <dd>
              <a href={made.atom}>{`${site}${made.atom}`}</a>
            </dd>
            <dt>JSON</dt>
            <dd>
              <a href={made.json}>{`${site}${made.json}`}</a>
            </dd>
          </dl>
        )}
        <h2>Their addresses</h2>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Address</th>
            </tr>
          </thead>
          <tbody>
            {ADDRESSES.map(([what, address]) => (
              <tr key={address}>
                <th scope="row">{what}</th>
                <td>
                  <code>{address}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="prose">
          <code>.json</code> in place of <code>.atom</code> gives a JSON Feed. Any of them takes <code>?min=</code>{' '}
          votes, <code>runs=1</code>, <code>code=1</code>, <code>topic=</code> and <code>year=</code>. An entry’s
          identity never changes, and its date changes only when the paper does: a vote makes nothing new. Readers that
          ask with <code>If-None-Match</code> are told in a line that nothing is new.
        </p>
        <p class="prose">
          The Atom feeds of all papers, of a topic and of an author lead back to their beginning by{' '}
          <code>prev-archive</code> links (RFC 5005), in documents by the month in which papers came here. Those of a
          month that is over never change, unless a moderator takes a paper out.
        </p>
      </article>
    </Page>,
  )

const ADDRESSES = [
  ['Newest', '/feed.atom'],
  ['Trending', '/trending/feed.atom'],
  ['Runs here', '/runnable/feed.atom'],
  ['A topic', '/topics/TOPIC/feed.atom'],
  ['An author', '/authors/NAME/feed.atom'],
  ['A search', '/search/feed.atom?q=WORDS'],
  ['A day, week or month', '/month/2026-04/feed.atom'],
] as const
