/**
 * What the site says about itself.
 * @module
 */
import { BONUS, FUSION, HOURS, hot, wilson, Z } from '@pushforward/feed/ranking'
import { renderAbout, renderFeeds, renderRanking } from '@pushforward/site'
import { allTopics, listFeeds, TOPICS_OFFERED } from './lists.js'
import { html, type Route } from './parts.js'

const START = new Date(0)
const score = (votes: number, comments: number, held = 0, total = 0) =>
  hot({ votes, comments, held, total, appeared: START })

const EXAMPLES = [
  { what: 'nothing yet', value: score(0, 0) },
  { what: '9 votes', value: score(9, 0) },
  { what: '99 votes', value: score(99, 0) },
  { what: '1 vote, 50 comments', value: score(1, 50) },
  { what: '9 votes, 7 of 8 claims hold', value: score(9, 0, 7, 8) },
]
const BOUNDS = [
  [7, 8],
  [3, 4],
  [1, 1],
].map(([held = 0, total = 0]) => ({ what: `${held} of ${total}`, value: wilson(held, total) }))

export const about: Route = (app, { store, assets, config }) => {
  const topics = allTopics(store)
  app.get('/about', (context) => html(context, renderAbout(assets)))

  app.get('/about/ranking', (context) =>
    html(
      context,
      renderRanking({ hours: HOURS, bonus: BONUS, z: Z, fusion: FUSION, examples: EXAMPLES, bounds: BOUNDS }, assets),
    ),
  )

  app.get('/about/feeds', async (context) => {
    const query = new URL(context.req.url).searchParams
    const text = (name: string) => query.get(name)?.trim() || undefined
    const list = ['trending', 'runnable'].find((name) => name === query.get('list')) ?? 'newest'
    const words = text('q')
    const offered = await topics()
    return html(
      context,
      renderFeeds(
        {
          site: config.publicUrl,
          list,
          filters: {
            topic: text('topic'),
            author: text('author'),
            q: words,
            min: text('min'),
            runs: query.get('runs') === '1',
            code: query.get('code') === '1',
          },
          topics: offered.slice(0, TOPICS_OFFERED).map(({ name }) => name),
          ...(query.size > 0 ? { made: listFeeds(words ? '/search' : `/${list}`, query) } : {}),
        },
        assets,
      ),
    )
  })
}
