/**
 * How papers and comments are ranked, with the constants that are in force.
 * @module
 */
import { Page, renderPage } from '../page.js'
import { toHtml } from '../prose.js'
import type { Assets } from '../view.js'

export interface RankingView {
  /** W of the trend, in hours. */
  readonly hours: number
  /** What a paper gains whose claims all hold. */
  readonly bonus: number
  /** z of the Wilson bound. */
  readonly z: number
  /** What is added to a place where two orders are fused. */
  readonly fusion: number
  /** Orders worked out by the formulas themselves. */
  readonly examples: readonly { readonly what: string; readonly value: number }[]
  readonly bounds: readonly { readonly what: string; readonly value: number }[]
}

export const renderRanking = ({ hours, bonus, z, fusion, examples, bounds }: RankingView, assets: Assets): string =>
  renderPage(
    <Page
      title="How papers are ranked · Pushforward"
      description="The formulas behind trending, runs here and the order of comments, with their constants."
      assets={assets}
      section="about"
    >
      <article class="column about">
        <h1>How papers are ranked</h1>
        <p class="prose">
          No list here is learnt, bought or bent by hand. What follows is all that decides an order; a test compares it
          with what the database computes.
        </p>
        <h2>Trending</h2>
        <Text
          of={`A paper with $v$ votes and $c$ comments by others than its submitter, of whose $n$ measured claims $h$ held, and which appeared at the time $T$, has the score`}
        />
        <Formula of={`\\log_{10}(1 + v + \\min(v, c/2)) + ${bonus}\\,\\frac{h}{n} + \\frac{T}{${hours}\\,\\text{h}}`} />
        <Text
          of={`The middle term is there only for papers that run. Ten times as many votes make up for ${hours} hours of age. Comments count half, and at most as much as votes do. The score does not depend on what time it is now: it changes with a vote, a comment or a measurement and with nothing else. Equal scores are ordered by who was here first.`}
        />
        <Table
          caption="The first two terms"
          rows={examples}
          of={(value) => value.toFixed(3).replace(/^-/, '−')}
          columns={['Paper', 'Score']}
        />
        <h2>Runs here</h2>
        <Text
          of={`Papers that run are ordered by the lower bound of the Wilson interval for the share of claims that held, with $z = ${z.toFixed(4)}$ (80 %); then by the number of claims; then the newest first. $\\hat p = h/n$:`}
        />
        <Formula of="\frac{\hat p + \frac{z^2}{2n} - z\sqrt{\frac{\hat p(1-\hat p)}{n} + \frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}" />
        <Table
          caption="Many claims that hold are worth more than one"
          rows={bounds}
          of={(value) => value.toFixed(3)}
          columns={['Claims held', 'Bound']}
        />
        <h2>Comments</h2>
        <p class="prose">
          By the same bound for the share of votes that are for a comment; answers below the comment that they answer.
        </p>
        <h2>Search</h2>
        <p class="prose">
          A match counts most in the title, then in authors and topics, then in the summary, then in the abstract, and
          more when the words stand close together.
        </p>
        <Text
          of={`Where this site has vectors of its papers, the 50 papers whose vectors are nearest to that of the query are a second order, under the same filters. A paper at the place $p$ of the words and $q$ of the vectors has the score`}
        />
        <Formula of={`\\frac{1}{${fusion} + p} + \\frac{1}{${fusion} + q}`} />
        <p class="prose">
          without the term of an order that it is not in. A paper that has none of the words is marked “near in
          meaning”. When no vector of the query comes in time, the order is that of the words.
        </p>
        <h2>Similar papers</h2>
        <p class="prose">Two papers are similar when they share rare words; the page says which.</p>
        <h2 id="for-you">For you</h2>
        <p class="prose">
          The words of the 20 papers that a person saved last, each paper with the same weight, make one vector; papers
          are ordered by the cosine to it, plus 0.2 where they have a topic or an author that the person follows. Each
          says which words or what it is. Votes and other people’s taste play no part.
        </p>
        <h2>Against stuffing</h2>
        <p class="prose">
          One vote a person, with a confirmed address. Every vote that does not count, and everything a moderator does,
          is in the public log.
        </p>
      </article>
    </Page>,
  )

const Text = ({ of }: { of: string }) => (
  // Made by `toHtml`, which escapes all but its own tags.
  <p class="prose" dangerouslySetInnerHTML={{ __html: toHtml(of) }} />
)

const Formula = ({ of }: { of: string }) => (
  <p class="prose formula" dangerouslySetInnerHTML={{ __html: toHtml(`$\\displaystyle ${of}$`) }} />
)

interface TableProps {
  readonly caption: string
  readonly rows: RankingView['examples']
  readonly of: (value: number) => string
  readonly columns: readonly [string, string]
}

function Table({ caption, rows, of, columns }: TableProps) {
  return (
    <table class="figures">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, value }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{of(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
