/**
 * What is shown when there is no network and no copy of the page.
 * @module
 */
import { Page, renderPage } from '../page.js'
import type { Assets } from '../view.js'

export const renderOffline = (assets: Assets): string =>
  renderPage(
    <Page
      title="No network · Pushforward"
      description="This page needs a network, and there is none."
      assets={assets}
      unlisted={true}
    >
      <div class="column about">
        <h1>There is no network</h1>
        <p class="prose">
          This page has not been kept on your machine. Search, votes, comments and other forms need a network; pages of
          papers that you have seen do not, and what runs in them still runs.
        </p>
        <h2 hidden>Kept, as you last saw them</h2>
        <ul id="kept-pages" class="prose" />
      </div>
    </Page>,
  )
