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
  readonly section?: 'papers' | 'trending' | 'topics' | 'search' | 'subscribe' | 'submit' | 'account' | 'about'
  /** What else the head says: feeds, the pages before and after. */
  readonly links?: readonly HeadLink[]
  /** Not to be found by search engines: a page of somebody's query. */
  readonly unlisted?: boolean
  /** The page has an island. */
  readonly island?: boolean
  /** What a page of its own kind adds to the head. */
  readonly head?: ComponentChildren
  readonly children: ComponentChildren
}

export interface HeadLink {
  readonly rel: 'alternate' | 'prev' | 'next' | 'canonical'
  readonly href: string
  readonly type?: string
  readonly title?: string
}

/** The document as text. */
export const renderPage = (page: JSX.Element): string => `<!doctype html>\n${renderToString(page)}`

/** A part of a page as text, for a script that puts it in place. */
export const renderPart = (part: JSX.Element): string => renderToString(part)

export function Page(props: PageProps) {
  const { title, description, assets, section, links = [], unlisted = false, island = false, head, children } = props
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
        {assets.offline && <link rel="manifest" href="/manifest.webmanifest" />}
        <meta name="theme-color" content="#fcfcfa" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#14161a" media="(prefers-color-scheme: dark)" />
        {links.map((link) => (
          <link key={`${link.rel} ${link.href}`} {...link} />
        ))}
        {unlisted && <meta name="robots" content="noindex" />}
        {assets.keys && <script src={assets.keys} defer />}
        {assets.live && <script src={assets.live} defer />}
        {assets.offline && <script src={assets.offline} defer />}
        {island && assets.paper.preload.map((href) => <link key={href} rel="modulepreload" href={href} />)}
        {island && <script type="module" src={assets.paper.entry} />}
        {head}
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
              {SECTIONS.map(({ name, href, label }) => (
                <a key={name} href={href} aria-current={section === name ? 'page' : undefined}>
                  {label}
                </a>
              ))}
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
            <nav aria-label="More">
              <a href="/submit">Submit</a> <a href="/about">About</a> <a href="/about/ranking">Ranking</a>{' '}
              <a href="/about/feeds">Feeds</a> <a href="/about/api">API</a> <a href="/moderation">Moderation</a>
            </nav>
            <span>Code under the MIT licence</span>
          </div>
        </footer>
      </body>
    </html>
  )
}

const SECTIONS = [
  { name: 'papers', href: '/', label: 'Papers' },
  { name: 'trending', href: '/trending', label: 'Trending' },
  { name: 'topics', href: '/topics', label: 'Topics' },
  { name: 'search', href: '/search', label: 'Search' },
  { name: 'subscribe', href: '/subscribe', label: 'Subscribe' },
  { name: 'account', href: '/account', label: 'Account' },
  { name: 'about', href: '/about', label: 'About' },
] as const

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
