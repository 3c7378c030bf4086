/**
 * Votes for papers: by a form, and by the API.
 * @module
 */
import { unvote, vote } from '@pushforward/feed/discussion'
import type { Context } from 'hono'
import { refuse } from '../refused.js'
import { localPath, readForm, signInPath } from './forms.js'
import type { Route } from './parts.js'

export const votes: Route = (app, parts) => {
  const { clock, store } = parts

  app.post('/papers/:slug/vote', async (context) => {
    const slug = context.req.param('slug')
    const { person } = context.var
    const { undo, next } = await readForm(context)
    const back = next ? localPath(next) : `/papers/${encodeURIComponent(slug)}`
    if (!person) return context.redirect(signInPath(back), 303)
    await (undo ? unvote(store, person, slug) : vote(store, person, slug, clock()))
    return context.redirect(back, 303)
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
