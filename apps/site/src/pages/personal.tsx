/**
 * Lists that are one person's: what they saved, what is new in what they follow.
 * @module
 */
import type { ComponentChildren } from 'preact'
import { Page, renderPage } from '../page.js'
import { followBox } from '../people/keep.js'
import type { Assets, FollowingView, ForYouView, SavedView } from '../view.js'
import { authorPath, Entries, topicPath } from './entry.js'
import { Filters } from './filters.js'
import { OtherPages } from './other-pages.js'

const LISTS = [
  { name: 'for-you', label: 'For you' },
  { name: 'following', label: 'Following' },
  { name: 'saved', label: 'Saved' },
] as const

interface PersonalPageProps {
  readonly name: (typeof LISTS)[number]['name']
  readonly title: string
  readonly description: string
  readonly assets: Assets
  readonly head?: ComponentChildren
  readonly children: ComponentChildren
}

export function PersonalPage({ name, title, description, assets, head, children }: PersonalPageProps) {
  return (
    <Page title={`${title} · Pushforward`} description={description} assets={assets} section="account" unlisted>
      <div class="column">
        <header class="feed-head list-head">
          <h1>{title}</h1>
          <p class="prose">{description}</p>
          <nav aria-label="Your lists">
            <ul class="topics">
              {LISTS.map((list) => (
                <li key={list.name}>
                  <a href={`/${list.name}`} aria-current={list.name === name ? 'page' : undefined}>
                    {list.label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {head}
        </header>
        {children}
        <p class="small quiet">
          For your feed reader: <a href="/account#feeds">feeds of your own</a>.
        </p>
      </div>
    </Page>
  )
}

export const renderForYou = ({ entries, isNew }: ForYouView, assets: Assets): string =>
  renderPage(
    <PersonalPage
      name="for-you"
      title="For you"
      description="Papers near to what you saved and of what you follow, each with the reason. Nobody else’s taste is in it."
      assets={assets}
    >
      <section class="feed-section">
        <h2 class="visually-hidden">Papers</h2>
        {entries.length > 0 && <Entries entries={entries} />}
        {entries.length === 0 && (
          <p class="prose">
            {isNew
              ? 'Save a paper or two that interest you, or follow a topic, and this list begins.'
              : 'Nothing new is near to what you saved; save another paper, or follow a topic.'}{' '}
            <a href="/newest">See the newest papers</a>, <a href="/topics">all topics</a>
          </p>
        )}
      </section>
      {entries.length > 0 && (
        <p class="small quiet">
          <a href="/about/ranking#for-you">How papers are chosen</a>
        </p>
      )}
    </PersonalPage>,
  )

export const renderSaved = ({ entries, previousPage, nextPage }: SavedView, assets: Assets): string =>
  renderPage(
    <PersonalPage
      name="saved"
      title="Saved papers"
      description="What you saved, the last first. Only you see it."
      assets={assets}
    >
      <section class="feed-section">
        <h2 class="visually-hidden">Papers</h2>
        {entries.length > 0 ? (
          <Entries entries={entries} />
        ) : (
          <p class="prose">
            You have saved no paper yet. Each paper has a button for it, and the key <kbd>s</kbd>.{' '}
            <a href="/newest">See the newest papers</a>
          </p>
        )}
      </section>
      <OtherPages previousPage={previousPage} nextPage={nextPage} />
    </PersonalPage>,
  )

export function renderFollowing(view: FollowingView, assets: Assets): string {
  const { follows, entries, filters, previousPage, nextPage, problem } = view
  const followsAny = follows.topics.length + follows.authors.length > 0
  return renderPage(
    <PersonalPage
      name="following"
      title="Following"
      description="Papers of the topics and authors that you follow, the newest first."
      assets={assets}
      head={
        followsAny && (
          <>
            <Followed view={view} />
            <Filters path="/following" filters={filters} />
          </>
        )
      }
    >
      {problem ? (
        <p class="prose" role="alert">
          {problem}. <a href="/following">Show the list without it</a>
        </p>
      ) : (
        <section class="feed-section">
          <h2 class="visually-hidden">Papers</h2>
          {entries.length > 0 && <Entries entries={entries} />}
          {entries.length === 0 && (
            <p class="prose list-empty">
              {followsAny
                ? 'No paper is in this list.'
                : 'You follow nothing yet. The page of each topic and author has a button for it.'}{' '}
              <a href="/topics">See all topics</a>
            </p>
          )}
        </section>
      )}
      <OtherPages previousPage={previousPage} nextPage={nextPage} />
      {follows.topics.length > 0 && (
        <p class="small quiet">
          By e-mail:{' '}
          <a href={`/subscribe?${new URLSearchParams(follows.topics.slice(0, 24).map((topic) => ['topic', topic]))}`}>
            a digest of these topics
          </a>
          .
        </p>
      )}
    </PersonalPage>,
  )
}

function Followed({ view: { follows } }: { view: FollowingView }) {
  const all = [
    ...follows.topics.map((name) => ({ kind: 'topic' as const, name, href: topicPath(name) })),
    ...follows.authors.map((name) => ({ kind: 'author' as const, name, href: authorPath(name) })),
  ]
  return (
    <ul class="followed">
      {all.map(({ kind, name, href }) => (
        <li key={href}>
          <a class="any-text" href={href}>
            {name}
          </a>{' '}
          {followBox({ kind, name, followed: true, next: '/following' })}
        </li>
      ))}
    </ul>
  )
}
