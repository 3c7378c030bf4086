/**
 * A person's page, for everybody.
 * @module
 */
import { papersWrittenBy } from '@pushforward/feed/discussion'
import { listFeed } from '@pushforward/feed/papers'
import { isModerator, personByHandle } from '@pushforward/feed/people'
import { renderPerson } from '@pushforward/site'
import { entriesOf } from '../entries.js'
import { html, type Route } from './parts.js'

export const person: Route = (app, parts) => {
  const { assets, store } = parts

  app.get('/people/:handle', async (context) => {
    const found = await personByHandle(store, context.req.param('handle'))
    if (!found || found.suspendedAt) return context.notFound()
    const { handle, name, createdAt } = found
    const [written, submitted] = await Promise.all([
      papersWrittenBy(store, found.id),
      listFeed(store, { submitter: handle }),
    ])
    const view = {
      handle,
      name,
      createdAt,
      isModerator: isModerator(found),
      written: await entriesOf(context, parts, written),
      submitted: await entriesOf(context, parts, submitted.papers),
    }
    return html(context, renderPerson(view, assets))
  })
}
