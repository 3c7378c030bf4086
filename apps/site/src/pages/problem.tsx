/**
 * What is shown when there is nothing to show.
 * @module
 */
import { Page, renderPage } from '../page.js'
import type { Assets } from '../view.js'

export const renderNotFound = (path: string, assets: Assets): string =>
  renderPage(
    <Page title="Not found · Pushforward" description="There is no such page." assets={assets}>
      <div class="column about">
        <h1>There is no such page</h1>
        <p class="prose">
          Nothing is at <code>{path}</code>. All papers are in <a href="/">the list</a>; an arXiv identifier leads to
          its paper by <code>/abs/2302.04953</code>.
        </p>
      </div>
    </Page>,
  )

export const renderFailure = (assets: Assets): string =>
  renderPage(
    <Page title="Something failed · Pushforward" description="The server could not make this page." assets={assets}>
      <div class="column about">
        <h1>The server could not make this page</h1>
        <p class="prose">
          The fault is ours and has been logged. <a href="/">The list of papers</a> may still work; reloading may too.
        </p>
      </div>
    </Page>,
  )

/** An arXiv identifier of a paper that is not here. */
export const renderUnknownArxiv = (arxiv: string, assets: Assets): string =>
  renderPage(
    <Page title={`arXiv:${arxiv} · Pushforward`} description="This paper is not in the feed yet." assets={assets}>
      <div class="column about">
        <h1>This paper is not here yet</h1>
        <p class="prose">
          The feed does not hold <a href={`https://arxiv.org/abs/${arxiv}`}>arXiv:{arxiv}</a>. You can{' '}
          <a href={`/submit?arxiv=${encodeURIComponent(arxiv)}`}>submit it</a>, so that others find it, vote for it and
          talk about it, or <a href="/search">search the papers that are here</a>.
        </p>
      </div>
    </Page>,
  )

export const renderNoList = (heading: string, problem: string, assets: Assets): string =>
  renderPage(
    <Page title={`${heading} · Pushforward`} description={problem} assets={assets}>
      <div class="column about">
        <h1>{heading}</h1>
        <p class="prose">
          {problem}. <a href="/newest">See the newest papers</a>, <a href="/topics">all topics</a>, or{' '}
          <a href="/search">search</a>.
        </p>
      </div>
    </Page>,
  )

/** What was asked for can't be had, and why. */
export const renderProblem = (
  { heading, problem }: { readonly heading: string; readonly problem: string },
  assets: Assets,
): string =>
  renderPage(
    <Page title={`${heading} · Pushforward`} description={problem} assets={assets}>
      <div class="column about">
        <h1>{heading}</h1>
        <p class="prose">{problem}</p>
      </div>
    </Page>,
  )
