/**
 * Votes for papers: by a form, and by the API.
 * @module
 */
import { unvote, vote } from '@pushforward/feed/discussion'
import { networkOf, type Person, perHour, takeOrRefuse } from '@pushforward/feed/people'
import { voteBox } from '@pushforward/site'
import type { Context } from 'hono'
import { refuse } from '../refused.js'
import { clientAddress } from '../visitor.js'
import { answerForm, localPath, readForm, signInPath } from './forms.js'
import type { Route } from './parts.js'

/** Votes from one network: a campus behind one address on a day that everybody talks about. A person's limit is tighter. */
const PER_NETWORK = perHour(1000)

export const votes: Route = (app, parts) => {
  const { clock, config, store } = parts

  const cast = async (context: Context, person: Person, slug: string) => {
    const key = `vote:network:${networkOf(clientAddress(context, config))}`
    await takeOrRefuse(store, key, 'votes', PER_NETWORK, clock())
    return vote(store, person, slug, clock())
  }

  app.post('/papers/:slug/vote', async (context) => {
    const slug = context.req.param('slug')
    const { person } = context.var
    const { undo, next } = await readForm(context)
    const back = next ? localPath(next) : `/papers/${encodeURIComponent(slug)}`
    if (!person) return context.redirect(signInPath(back), 303)
    const state = await (undo ? unvote(store, person, slug) : cast(context, person, slug))
    return answerForm(context, {
      back,
      part: () => voteBox({ slug, ...state, next: back }),
      said: undo ? 'Your vote is taken back' : 'You voted for it',
    })
  })

  app.on(['PUT', 'DELETE'], '/api/papers/:slug/vote', async (context: Context) => {
    const { person } = context.var
    if (!person) return refuse(context, parts, 401, 'Sign in, or show a token: Authorization: Bearer pf_…')
    const slug = context.req.param('slug') ?? ''
    const state = await (context.req.method === 'PUT'
      ? vote(store, person, slug, clock())
      : unvote(store, person, slug))
    return context.json(state, 200, { 'cache-control': 'private, no-store' })
  })
}
