/**
 * The front door.
 * @module
 */
import { latestDay, listFeed, periodOf } from '@pushforward/feed/papers'
import { renderHome } from '@pushforward/site'
import { entriesOf } from '../entries.js'
import { allTopics } from './lists.js'
import { html, type Route } from './parts.js'

/** So many papers are read at one go; more are shown by day. */
const FEW = 60
/** New papers, and papers that run, before the reader is sent on. */
const LATEST = 12
const RUNNING = 4
/** Topics to choose from. */
const TOPICS = 24

export const home: Route = (app, parts) => {
  const { store, assets } = parts
  const topics = allTopics(store)

  app.get('/', async (context) => {
    // Topics stood in the query before they had an address of their own.
    const topic = context.req.query('topic')
    if (topic) return context.redirect(`/topics/${encodeURIComponent(topic)}`, 301)
    const newest = await listFeed(store, { limit: FEW })
    if (newest.next === undefined) {
      const entries = await entriesOf(context, parts, newest.papers)
      const counted = await topics()
      const view = {
        running: entries.filter(({ standing }) => standing),
        waiting: entries.filter(({ standing }) => !standing),
        topics: counted.filter(({ count }) => count > 1).slice(0, TOPICS),
      }
      return html(context, renderHome(view, assets))
    }
    const [best, running, day] = await Promise.all([
      bestOfLastDay(),
      listFeed(store, { by: 'runnable', limit: RUNNING }),
      latestDay(store),
    ])
    // A day with few papers is no front page.
    const isFull = best.length === LATEST && day !== undefined
    const view = {
      latest: {
        ...(isFull ? { day } : {}),
        entries: await entriesOf(context, parts, isFull ? best : newest.papers.slice(0, LATEST)),
      },
      running: await entriesOf(context, parts, running.papers),
      waiting: [],
      topics: [],
    }
    return html(context, renderHome(view, assets))
  })

  const bestOfLastDay = async () => {
    const day = await latestDay(store)
    if (day === undefined) return []
    return (await listFeed(store, { by: 'trending', period: periodOf('day', day), limit: LATEST })).papers
  }

  app.get('/papers', (context) => context.redirect('/', 301))
}
