/**
 * The API, for people.
 * @module
 */
import { Page, renderPage } from '../page.js'
import { toHtml } from '../prose.js'
import type { Assets } from '../view.js'

export interface ApiEntry {
  readonly method: string
  readonly path: string
  readonly summary: string
}

/** @param site address of the site, for examples that can be copied */
export const renderApi = (entries: readonly ApiEntry[], site: string, assets: Assets): string =>
  renderPage(
    <Page
      title="API · Pushforward"
      description="Papers as JSON: lists, search, single papers, and everything at once."
      assets={assets}
      section="about"
    >
      <article class="column about">
        <h1>Papers as JSON</h1>
        <p class="prose">
          No key is needed to read. <a href="/api/openapi.json">The OpenAPI document</a> describes every parameter and
          every answer. The three paths that Hugging Face has, too, answer in its shape, so that its Python client works
          here: <code>HF_ENDPOINT={site}</code>.
        </p>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col">What it gives</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ method, path, summary }) => (
              <tr key={`${method} ${path}`}>
                <th scope="row">
                  <code class="path">
                    {method} {breakable(path)}
                  </code>
                </th>
                {/* Made by `toHtml`, which escapes all but its own tags. */}
                <td dangerouslySetInnerHTML={{ __html: toHtml(summary) }} />
              </tr>
            ))}
          </tbody>
        </table>
        <h2>Everything at once</h2>
        <p class="prose">
          <a href="/dump/papers.ndjson.gz">papers.ndjson.gz</a> and <a href="/dump/papers.parquet">papers.parquet</a>{' '}
          hold the facts of every paper, made anew each day; those of the last days are at{' '}
          <code>/dump/YYYY-MM-DD/…</code> as well. They are in the public domain (CC0); what people have written here is
          not in them.
        </p>
        <h2>Manners</h2>
        <p class="prose">
          Pages are found by cursor: follow <code>Link: rel="next"</code>. Answers carry an <code>ETag</code>; errors
          are problem details (RFC 9457). <code>RateLimit</code> says how many requests are left; whoever asks more
          often gets 429 and <code>Retry-After</code>.
        </p>
      </article>
    </Page>,
  )

/** A path that may be broken before each of its parts, and nowhere else. */
const breakable = (path: string) =>
  path.split(/(?=\/)/).map((part) => (
    <>
      <wbr />
      {part}
    </>
  ))
