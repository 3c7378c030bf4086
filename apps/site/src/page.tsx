/**
 * The frame of every page.
 * @module
 */
import type { ComponentChildren, JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Assets } from './view.js'

export interface PageProps {
  readonly title: string
  /** One sentence for search engines and link previews. */
  readonly description: string
  readonly assets: Assets
  /** The part of the site that is shown, to mark it in the navigation. */
  readonly section?: 'papers' | 'about'
  /** The page has an island. */
  readonly island?: boolean
  readonly children: ComponentChildren
}

/** The document as text. */
export const renderPage = (page: JSX.Element): string => `<!doctype html>\n${renderToString(page)}`

export function Page({ title, description, assets, section, island = false, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width" />
        <meta name="description" content={description} />
        <meta name="color-scheme" content="light dark" />
        <script src={assets.theme} />
        {assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {assets.fonts.map((href) => (
          <link key={href} rel="preload" href={href} as="font" type="font/woff2" crossorigin="anonymous" />
        ))}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        {island && assets.paper.preload.map((href) => <link key={href} rel="modulepreload" href={href} />)}
        {island && <script type="module" src={assets.paper.entry} />}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="site-head">
          <div class="column">
            <a class="wordmark" href="/">
              <Mark />
              Pushforward
            </a>
            <nav aria-label="Site">
              <a href="/" aria-current={section === 'papers' ? 'page' : undefined}>
                Papers
              </a>
              <a href="/about" aria-current={section === 'about' ? 'page' : undefined}>
                About
              </a>
            </nav>
            <button class="theme-toggle" type="button" aria-label="Change between light and dark" hidden>
              <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
                <circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5" />
                <path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor" />
              </svg>
            </button>
          </div>
        </header>
        <main id="content">{children}</main>
        <footer class="site-foot">
          <div class="column">
            <span>Your data stay on your machine: papers run in this browser.</span>
            <span>Code under the MIT licence</span>
          </div>
        </footer>
      </body>
    </html>
  )
}

/** A hollow circle moved to a filled one: a point and its image. */
function Mark() {
  return (
    <svg width="28" height="16" viewBox="0 0 28 16" aria-hidden="true">
      <circle cx="5" cy="11" r="3.5" fill="none" stroke="var(--role-source)" stroke-width="2" />
      <path d="M9 8.5 Q14 3 20 4.2" fill="none" stroke="currentColor" stroke-width="1.5" opacity="0.55" />
      <circle cx="23" cy="5" r="4" fill="currentColor" />
    </svg>
  )
}
