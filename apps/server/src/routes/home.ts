/**
 * The front door.
 * @module
 */
import { latestDay, listFeed, listPapers, periodOf } from '@pushforward/feed/papers'
import { renderHome } from '@pushforward/site'
import { entriesOf } from '../entries.js'
import { allTopics } from './lists.js'
import { html, type Route } from './parts.js'

/** Papers of the last day, and papers that run, before the reader is sent on. */
const LATEST = 12
const RUNNING = 4
/** Topics that at least two papers share. */
const TOPICS = 24

export const home: Route = (app, parts) => {
  const { store, assets } = parts
  const topics = allTopics(store)

  app.get('/', async (context) => {
    // Topics stood in the query before they had an address of their own.
    const topic = context.req.query('topic')
    if (topic) return context.redirect(`/topics/${encodeURIComponent(topic)}`, 301)
    const day = await latestDay(store)
    const [row] = await store.query<{ more: boolean }>(
      'select exists (select from papers where question is null and not hidden) as more',
    )
    if (row?.more && day) {
      const [latest, running] = await Promise.all([
        listFeed(store, { by: 'trending', period: periodOf('day', day), limit: LATEST }),
        listFeed(store, { by: 'runnable', limit: RUNNING }),
      ])
      const view = {
        latest: { day, entries: await entriesOf(context, parts, latest.papers), hasMore: latest.next !== undefined },
        running: await entriesOf(context, parts, running.papers),
        waiting: [],
        topics: [],
      }
      return html(context, renderHome(view, assets))
    }
    const [papers, counted] = await Promise.all([listPapers(store, { catalogue: true }), topics()])
    const entries = await entriesOf(context, parts, papers)
    const view = {
      running: entries.filter(({ standing }) => standing),
      waiting: entries.filter(({ standing }) => !standing),
      topics: counted.filter(({ count }) => count > 1).slice(0, TOPICS),
    }
    return html(context, renderHome(view, assets))
  })

  app.get('/papers', (context) => context.redirect('/', 301))
}
