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
